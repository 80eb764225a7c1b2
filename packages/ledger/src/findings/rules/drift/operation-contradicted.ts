import type { OperationFacts } from '../../facts/operations.ts';
import type { Rule } from '../../rule.ts';

/** Whoever has not acted on it by then will not. */
const keptMs = 30 * 86_400_000;

/** Listings show that an operation did nothing, though it was answered as done, or its answer was lost. */
export const operationContradicted: Rule<OperationFacts> = {
  id: 'operation_contradicted',
  family: 'drift',
  severity: 'notice',
  title: 'Listings show that an operation did not take effect, though it was answered as done or its answer was lost.',
  remedy: 'Ask for it again under a new idempotency key if it is still wanted; if it was paid for, ask the provider.',
  judge({ id, state, settledAt, doneBy, connection, connectionId, procedure, dispatchedAt, wasAnswered }, now) {
    if (state !== 'contradicted' || doneBy !== null) return [];
    if (settledAt !== null && Date.parse(now) - Date.parse(settledAt) >= keptMs) return [];
    const said = wasAnswered ? 'was answered as done' : 'was sent and its answer was lost';
    return [
      {
        rule: 'operation_contradicted',
        fingerprint: `operation_contradicted ${id}`,
        severity: 'notice',
        sentence: `${procedure} on ${connection} ${said} at ${dispatchedAt}, and listings show that it did not take effect.`,
        remedy:
          'Ask for it again under a new idempotency key if it is still wanted; if it was paid for, ask the provider.',
        evidence: [`contradicted${settledAt === null ? '' : ` at ${settledAt}`} by listings that were believed`],
        money: null,
        connectionId,
        subject: { kind: 'operation', externalId: id, name: procedure },
        operationId: id,
        eventId: null,
      },
    ];
  },
};
