import { inWorkspace, liveParents, wasBelieved } from '@rollcall/db';
import type { KindEnd } from '@rollcall/ledger';
import type { KindSpec } from '@rollcall/provider-kit';
import { asHolder } from './as-holder.ts';
import { changesToCome, isUnchanged } from './believe.ts';
import type { Parent, RunContext } from './context.ts';
import { descendPresence } from './descend.ts';
import { type Judgement, judgeRun } from './judge.ts';
import { type Reception, readKinds } from './kinds.ts';
import { tellLeftOut } from './orphans.ts';
import { publishScope, type Recorded, recordedAs } from './publish.ts';
import type { ReadListing, ScopeRead } from './read.ts';
import { sideBySide } from './side-by-side.ts';

/** How calling the roll ended. */
export type RollEnd =
  | { readonly held: string; readonly ends?: never }
  | { readonly held?: never; readonly ends: readonly KindEnd[] };

/**
 * Lists these kinds, which stand parents before children, and records what they show: only when all have been listed,
 * since the run is judged as a whole. What shows no change is recorded at once, and so is everything in the first run of a
 * connection, which has nothing to lose, and in a plan, which changes nothing. What is absent goes down the presence ladder
 * once everything is recorded, and not in a run that is held.
 */
export async function callRoll(run: RunContext, specs: readonly KindSpec[]): Promise<RollEnd> {
  const { db } = run.daemon;
  const recorded: Recorded[] = [];
  const judges =
    !run.lease.plan && (await inWorkspace(db, run.workspaceId, (tx) => wasBelieved(tx, run.connection.id)));
  if (judges) {
    const held = await callAndJudge(run, specs, recorded);
    if (held !== undefined) return { held };
  } else {
    const take = async (read: ScopeRead): Promise<void> => void recorded.push(await publishScope(run, read));
    await readKinds(run, specs, { parentsOf: (kind) => parentsOf(run, { kind, waiting: [] }), take });
  }
  const descents = recorded.flatMap(({ descent }) => descent ?? []);
  await sideBySide(descents, (descent) => descendPresence(run, descent));
  return { ends: recorded.map(({ end }) => end) };
}

/** Lists and judges; answers why the run is held, or undefined once all is recorded. */
async function callAndJudge(
  run: RunContext,
  specs: readonly KindSpec[],
  recorded: Recorded[],
): Promise<string | undefined> {
  const waiting: ScopeRead[] = [];
  const read: ScopeRead['key'][] = [];
  const failed: ScopeRead['key'][] = [];
  await readKinds(run, specs, received(run, { waiting, read, failed, recorded }));
  run.progress.enter('recording');
  const inOrder = specs.flatMap(({ kind }) => waiting.filter(({ key }) => key.kind === kind).sort(byParent));
  const reads = inOrder.filter((one): one is ReadListing => one.error === undefined);
  const judgement = await judgeRun(run, { reads, failed });
  if (judgement.verdict === 'held') {
    await asHolder(run, (tx) => tellLeftOut(tx, run, { read, trouble: judgement.trouble }));
    return judgement.reason;
  }
  for (const { kind } of specs) {
    await sideBySide(
      inOrder.filter((one) => one.key.kind === kind && isKept(one, judgement)),
      async (one) => void recorded.push(await recordUnder(run, judgement, one)),
    );
  }
  if (judgement.verdict === 'record' && judgement.refused) {
    await asHolder(run, (tx) => tellLeftOut(tx, run, { read, trouble: 'what was found of its parent was rejected' }));
  }
  return undefined;
}

/** Whichever answered first: the order in which scopes are recorded decides what is told of what moves between them. */
function byParent({ key: one }: ScopeRead, { key: other }: ScopeRead): number {
  return one.parent < other.parent ? -1 : 1;
}

/** What is listed by a parent that is not recorded has no place in the ledger. */
function isKept(read: ScopeRead, judgement: Exclude<Judgement, { verdict: 'held' }>): boolean {
  if (read.error !== undefined || read.scope.parent?.isNew !== true || judgement.verdict !== 'record') return true;
  return judgement.rulingOf(read).refused === undefined;
}

/** Records a listing under what was judged of it, or goes on from where that was done already. */
async function recordUnder(
  run: RunContext,
  judgement: Exclude<Judgement, { verdict: 'held' }>,
  read: ScopeRead,
): Promise<Recorded> {
  if (read.error !== undefined) return publishScope(run, read);
  if (judgement.verdict === 'record') return publishScope(run, read, judgement.rulingOf(read));
  const applied = judgement.rehearsal.scopes.find((scope) => scope.read === read);
  if (applied === undefined) throw new Error('what was applied has a result of each listing');
  return recordedAs(run, read, applied.believed);
}

interface Received {
  readonly waiting: ScopeRead[];
  /** Every scope that was read, whatever came of it. */
  readonly read: ScopeRead['key'][];
  readonly failed: ScopeRead['key'][];
  readonly recorded: Recorded[];
}

/** Records at once what changes nothing, and has the rest wait; also what is listed by a parent that is only seen to come. */
function received(run: RunContext, { waiting, read, failed, recorded }: Received): Reception {
  return {
    parentsOf: (kind) => parentsOf(run, { kind, waiting }),
    async take(one) {
      read.push(one.key);
      if (one.error !== undefined) failed.push(one.key);
      if (one.scope.parent?.isNew === true || (await isToWait(run, one))) waiting.push(one);
      else recorded.push(await publishScope(run, one));
    },
  };
}

async function isToWait(run: RunContext, read: ScopeRead): Promise<boolean> {
  if (read.error !== undefined) return false;
  return !(await inWorkspace(run.daemon.db, run.workspaceId, (tx) => isUnchanged(tx, read)));
}

/** The live parents of a kind, as they stand once the listings that wait are recorded. */
async function parentsOf(
  run: RunContext,
  { kind, waiting }: { kind: string; waiting: readonly ScopeRead[] },
): Promise<readonly Parent[]> {
  return inWorkspace(run.daemon.db, run.workspaceId, async (tx) => {
    const live = await liveParents(tx, { connectionId: run.connection.id, kind });
    const parents = new Map<string, Parent>(live.map((parent) => [parent.externalId, parent]));
    for (const read of waiting) {
      if (read.key.kind !== kind || read.error !== undefined) continue;
      for (const { change, externalId, externalIdBefore, name } of await changesToCome(tx, run, read)) {
        if (change === 'vanished') parents.delete(externalId);
        else if (change === 'changed') parents.set(externalId, { externalId, name });
        else if (externalIdBefore === null) parents.set(externalId, { externalId, name, isNew: true });
        else {
          parents.delete(externalIdBefore);
          parents.set(externalId, { externalId, name, formerly: externalIdBefore, isNew: true });
        }
      }
    }
    return [...parents.values()];
  });
}
