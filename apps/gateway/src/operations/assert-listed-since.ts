import { type OpenOperation, operationsOnRecord, type Tx } from '@rollcall/db';
import type { Target } from '@rollcall/provider-kit';
import { type Connection, type OperationState, RollcallError } from '@rollcall/schema';

const unsettled: readonly OperationState[] = ['dispatched', 'succeeded', 'unknown'];

/**
 * Throws `not_listed_yet` where an operation of ours has changed the target and no listing has shown that yet: what is
 * said again from the ledger would take the change back, such as give a new key the permissions that the first has lost.
 */
export async function assertListedSince(tx: Tx, connection: Connection, target: Target): Promise<void> {
  assertListedAfter(await operationsOnRecord(tx, connection.id, new Date()), { connection, target });
}

/** The same, of these operations on record. */
export function assertListedAfter(
  open: readonly OpenOperation[],
  { connection, target }: { connection: Connection; target: Target },
): void {
  const later = open.find(
    ({ state, expectations }) =>
      unsettled.includes(state) &&
      expectations.some(
        (expectation) =>
          (expectation.becomes === 'changed' || expectation.becomes === 'absent') &&
          expectation.kind === target.kind &&
          expectation.externalId === target.externalId,
      ),
  );
  if (later === undefined) return;
  throw new RollcallError(
    'not_listed_yet',
    `The ${target.kind} ${target.name} was changed by ${later.procedure}, and has not been listed since: "sync ${connection.name}" first.`,
    { details: { kind: target.kind, name: target.name, operationId: later.id } },
  );
}
