import { collectProblems, type LogProblem } from '@rollcall/ledger';
import type { Tx } from '../database.ts';
import { completenessChecks, lookForCompleteness } from './completeness.ts';
import { type VerifyingLog, verifyLog } from './verify.ts';
import type { VerifyState } from './verify-state.ts';

/** What one part of a verification looked at, and what it found. */
export interface VerifiedNext {
  /** Where the next part goes on; undefined after the last. */
  readonly next: VerifyState | undefined;
  /** `the log`, or the name of a check. */
  readonly doing: string;
  readonly looked: number;
  /** How many events of the log are verified, and how many there are. */
  readonly through: number;
  readonly size: number;
  /** The first of them, and how many there are. */
  readonly problems: readonly LogProblem[];
  readonly counted: number;
}

type Verifying = Omit<VerifyingLog, 'add'>;

/** Verifies the next part of the workspace's log, or, once that is through, of what the ledger and its events must agree on. */
export async function verifyNext(tx: Tx, from: VerifyState, verifying: Verifying): Promise<VerifiedNext> {
  return from.check === null ? ofLog(tx, from, verifying) : ofCheck(tx, from, from.check);
}

async function ofLog(tx: Tx, from: VerifyState, verifying: Verifying): Promise<VerifiedNext> {
  const problems = collectProblems();
  const { verified, isWhole, size } = await verifyLog(tx, from.log, { ...verifying, add: problems.add });
  const check = isWhole ? (completenessChecks[0]?.name ?? null) : null;
  return {
    ...{ next: { log: verified, check, after: [] }, doing: 'the log', looked: verified.size - from.log.size },
    ...{ through: verified.size, size, problems: problems.named, counted: problems.counted },
  };
}

async function ofCheck(tx: Tx, { log, after }: VerifyState, check: string): Promise<VerifiedNext> {
  const look = await lookForCompleteness(tx, { check, after });
  const nth = completenessChecks.findIndex(({ name }) => name === check);
  const following = look.next === undefined ? completenessChecks[nth + 1]?.name : check;
  return {
    next: following === undefined ? undefined : { log, check: following, after: look.next?.after ?? [] },
    ...{ doing: check, looked: look.looked, through: log.size, size: log.size },
    problems: look.named.map((lack) => ({ kind: 'change_without_event', sequence: null, sentence: `${lack}.` })),
    counted: look.lacking,
  };
}
