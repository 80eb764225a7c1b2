import { type Actor, type Connection, RollcallError } from '@rollcall/schema';
import { sql } from 'kysely';
import type { Tx } from './database.ts';
import { appendEvent } from './events.ts';

/** So often in a row is a credential refused before nothing more is asked with it: providers lock accounts that insist. */
const refusalsMax = 3;

/** Throws `circuit_open` for a connection whose circuit is: what was answered, since when, and what to do. */
export function assertCircuitClosed({ name, circuit }: Pick<Connection, 'name' | 'circuit'>): void {
  if (circuit === null) return;
  const { openedAt, reason } = circuit;
  throw new RollcallError(
    'circuit_open',
    `Nothing more is asked for "${name}": since ${openedAt} the provider refuses its credential (${reason}). Give the right one with "connections update ${name}"; if it is right and the account is in order again, "connections test ${name}" goes on with it.`,
    { details: { connection: name, openedAt, reason } },
  );
}

type Named = Pick<Connection, 'id' | 'name'>;

/**
 * Counts that the provider refused the connection's credential; the third time in a row opens its circuit, with the
 * event. Answers whether the circuit is open now.
 */
export async function countRefusal(
  tx: Tx,
  { id, name }: Named,
  { refusal, actor }: { refusal: { readonly kind: string; readonly message: string }; actor: Actor },
): Promise<boolean> {
  const counted = await tx
    .updateTable('connection')
    .set({ refusals: sql<number>`refusals + 1` })
    .where('workspace_id', '=', tx.workspaceId)
    .where('connection_id', '=', id)
    .returning(['refusals', 'circuit_opened_at'])
    .executeTakeFirstOrThrow();
  if (counted.circuit_opened_at !== null) return true;
  if (counted.refusals < refusalsMax) return false;
  const reason = `${refusal.kind}: ${refusal.message.replace(/\.$/, '')}`;
  await tx
    .updateTable('connection')
    .set({ circuit_opened_at: sql<Date>`clock_timestamp()`, circuit_reason: reason })
    .where('workspace_id', '=', tx.workspaceId)
    .where('connection_id', '=', id)
    .execute();
  const subject = { kind: 'connection', externalId: id, name } as const;
  await appendEvent(tx, { type: 'connection.circuit_opened', actor, connectionId: id, subject, after: { reason } });
  return true;
}

/**
 * Starts the count of refusals anew: the credential was accepted. Writes only when something was counted; an open
 * circuit stays open, since what was accepted was sent before it opened.
 */
export async function forgetRefusals(tx: Tx, { id }: Pick<Connection, 'id'>): Promise<void> {
  await tx
    .updateTable('connection')
    .set({ refusals: 0 })
    .where('workspace_id', '=', tx.workspaceId)
    .where('connection_id', '=', id)
    .where('refusals', '>', 0)
    .where('circuit_opened_at', 'is', null)
    .execute();
}

/** Closes the connection's circuit, with the event when it was open: its credential was tried, and is accepted. */
export async function closeCircuit(tx: Tx, { id, name }: Named, actor: Actor): Promise<void> {
  const before = await tx
    .selectFrom('connection')
    .select(['circuit_opened_at', 'circuit_reason', 'refusals'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('connection_id', '=', id)
    .forUpdate()
    .executeTakeFirstOrThrow();
  if (before.refusals === 0 && before.circuit_opened_at === null) return;
  await tx
    .updateTable('connection')
    .set({ refusals: 0, circuit_opened_at: null, circuit_reason: null })
    .where('workspace_id', '=', tx.workspaceId)
    .where('connection_id', '=', id)
    .execute();
  if (before.circuit_opened_at === null) return;
  await appendEvent(tx, {
    type: 'connection.circuit_closed',
    actor,
    connectionId: id,
    subject: { kind: 'connection', externalId: id, name },
    before: { openedAt: before.circuit_opened_at.toISOString(), reason: before.circuit_reason },
  });
}
