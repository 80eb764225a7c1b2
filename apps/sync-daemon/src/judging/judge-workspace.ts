import {
  awaitTurnToJudge,
  beginJudging,
  endAcceptances,
  endJudging,
  goOnJudging,
  inWorkspace,
  judgedProviders,
  recordFindings,
  type Tx,
} from '@rollcall/db';
import { judge, RuleFailure, ruleFailed } from '@rollcall/ledger';
import type { Provider } from '@rollcall/provider-kit';
import { type ErrorCode, type FindingRule, RollcallError, type WorkspaceId } from '@rollcall/schema';
import type { Daemon } from '../daemon.ts';
import type { JudgedSet, JudgingTerms } from './fact-set.ts';
import { sets } from './sets.ts';

interface Judge extends Pick<Daemon, 'db' | 'actor' | 'log' | 'providers'> {
  /** Of a daemon that stops: what it has not finished is undone. */
  readonly signal: AbortSignal;
}

/** These pass: what could not be read then is read by the next round. */
const passing: readonly ErrorCode[] = ['database_unavailable', 'database_full', 'overloaded'];

/**
 * Has all rules judge a workspace, and its findings brought to what they say: set by set, each in a transaction of its own. A rule
 * that breaks leaves its findings as they are, and is a finding itself. Does nothing where another daemon is at it. Throws when
 * the database does not answer, and when the daemon stops; another daemon, or the next round, then starts over.
 */
export async function judgeWorkspace(own: Judge, workspaceId: WorkspaceId, judged = sets): Promise<void> {
  const { db, actor } = own;
  if (!(await inWorkspace(db, workspaceId, beginJudging))) return;
  const failures: Failure[] = [];
  for (const set of judged) {
    failures.push(...(await judgeSet(own, workspaceId, set)));
    await inWorkspace(db, workspaceId, goOnJudging);
  }
  await inWorkspace(db, workspaceId, async (tx) => {
    const { at } = await judgedProviders(tx);
    await recordFindings(tx, { rules: [ruleFailed.id], actor }, [judge([ruleFailed], failures, at)]);
    await endAcceptances(tx, actor);
    await endJudging(tx);
  });
}

interface Failure {
  readonly rule: FindingRule;
  readonly message: string;
}

/** Judges one set of facts, without those of its rules that break. Answers which did. */
async function judgeSet(own: Judge, workspaceId: WorkspaceId, set: JudgedSet): Promise<readonly Failure[]> {
  const failures: Failure[] = [];
  while (true) {
    const rules = set.rules.filter((rule) => failures.every((failure) => failure.rule !== rule));
    if (rules.length === 0) return failures;
    try {
      await inWorkspace(own.db, workspaceId, async (tx) => {
        await awaitTurnToJudge(tx);
        const terms = await termsOf(own, tx);
        await recordFindings(tx, { rules, actor: own.actor }, set.judgements(tx, terms, rules));
      });
      return failures;
    } catch (error) {
      own.signal.throwIfAborted();
      if (error instanceof RollcallError && passing.includes(error.code)) throw error;
      const broken = error instanceof RuleFailure ? [error.rule] : rules;
      const message = error instanceof Error ? error.message : String(error);
      failures.push(...broken.map((rule) => ({ rule, message })));
      own.log.error({ err: error, set: set.name, rules: broken }, 'rules failed');
    }
  }
}

async function termsOf({ providers, signal }: Judge, tx: Tx): Promise<JudgingTerms> {
  const found = await judgedProviders(tx);
  return { at: found.at, providers: found.providers.flatMap((name) => providersNamed(providers, name)), signal };
}

/** One that this version knows no more has declared nothing. */
function providersNamed({ named }: Judge['providers'], name: string): readonly Provider[] {
  try {
    return [named(name)];
  } catch (error) {
    if (error instanceof RollcallError && error.code === 'unknown_provider') return [];
    throw error;
  }
}
