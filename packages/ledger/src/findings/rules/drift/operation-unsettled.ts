import type { Instant } from '@rollcall/schema';
import { settleWithinMs } from '../../../settle.ts';
import type { OperationFacts } from '../../facts/operations.ts';
import type { Rule, Verdict } from '../../rule.ts';

/** An operation is still unknown, though its time is over or listings that should have told were made. */
export const operationUnsettled: Rule<OperationFacts> = {
  id: 'operation_unsettled',
  family: 'drift',
  severity: 'notice',
  title: 'Nobody knows whether an operation took effect: its answer was lost, and its time to be settled is over.',
  remedy: 'Look at the account at the provider before it is sent again; "scopes" says which listings fail.',
  judge(operation, now) {
    if (operation.state !== 'unknown') return [];
    const why = overdue(operation, now);
    return why === undefined ? [] : [verdict(operation, why)];
  },
};

function overdue(
  { id, settleBy, dispatchedAt, listedTwiceAt, traces }: OperationFacts,
  now: Instant,
): string | undefined {
  if (settleBy !== null && settleBy < now) return `it was to be known by ${settleBy}`;
  // Something of it came: what is to come of that has its time.
  const isUnderWay = traces.some(({ cause }) => cause?.kind === 'operation' && cause.operationId === id);
  if (isUnderWay || listedTwiceAt === null) return undefined;
  // Two that could have told and did not: a third will not, either.
  if (Date.parse(listedTwiceAt) - Date.parse(dispatchedAt) < settleWithinMs) return undefined;
  return 'two listings of all that it is about were believed since, and neither says whether it took effect';
}

function verdict(operation: OperationFacts, why: string): Verdict {
  const { id, connection, connectionId, procedure, dispatchedAt, isRemoved } = operation;
  return {
    rule: 'operation_unsettled',
    fingerprint: `operation_unsettled ${id}`,
    severity: 'notice',
    sentence: `Nobody knows whether ${procedure} on ${connection} took effect: it was sent at ${dispatchedAt}, and its answer was lost.`,
    remedy: isRemoved
      ? 'Look at the account at the provider: its connection was removed, so no listing will tell.'
      : `Look at the account at the provider before it is sent again; "scopes --connection ${connection}" says which listings fail.`,
    evidence: [why],
    money: null,
    connectionId,
    subject: { kind: 'operation', externalId: id, name: procedure },
    operationId: id,
    eventId: null,
  };
}
