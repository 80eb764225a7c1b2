import { type Actor, ConnectionId, OperationId, WorkspaceId } from '@rollcall/schema';
import { sql } from 'kysely';
import { now } from './clock.ts';
import type { Db, Tx } from './database.ts';
import { askedFor } from './looks.ts';
import { tellOperation } from './operations.ts';

/**
 * Closes what a crash of the gateway left open, once its deadline has passed: an operation that was never sent has
 * failed, one that was sent and never answered is unknown. A question on record, never a silence. Rides
 * `operation_interrupted`.
 */
export async function closeInterrupted(tx: Tx, connectionId: ConnectionId, actor: Actor): Promise<void> {
  const rows = await tx
    .selectFrom('operation')
    .select(['operation_id', 'procedure', 'state', 'expectations'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('connection_id', '=', connectionId)
    .where('state', 'in', ['accepted', 'dispatched'])
    .where('deadline_at', '<', now)
    .forUpdate()
    .execute();
  if (rows.length === 0) return;
  const { name } = await tx
    .selectFrom('connection')
    .select('name')
    .where('connection_id', '=', connectionId)
    .executeTakeFirstOrThrow();
  const connection = { id: connectionId, name };
  for (const row of rows) {
    const sent = row.state === 'dispatched';
    const state = sent ? 'unknown' : 'failed';
    const message = sent
      ? 'the gateway stopped while the answer was awaited'
      : 'the gateway stopped before it was sent';
    const error = { kind: 'unavailable', message, providerCode: null, details: {} };
    await tx
      .updateTable('operation')
      .set({
        state,
        error: JSON.stringify(error),
        answered_at: now,
        // What was never sent has not used its key up.
        ...(sent ? askedFor(row.expectations) : { settled_at: now, idempotency_key: null }),
      })
      .where('operation_id', '=', row.operation_id)
      .execute();
    const id = OperationId.parse(row.operation_id);
    await tellOperation(tx, { connection, procedure: row.procedure, actor, id, state, after: { error } });
  }
}

/**
 * The connections, of every workspace and in whatever state, that have something for `closeInterrupted` to close. Rides
 * `operation_interrupted`.
 */
export async function interruptedConnections(
  db: Db,
  most: number,
): Promise<readonly { workspaceId: WorkspaceId; connectionId: ConnectionId }[]> {
  const { rows } = await sql<{ workspace_id: string; connection_id: string }>`
    select * from rollcall.interrupted_operations(${most})`.execute(db);
  return rows.map((row) => ({
    workspaceId: WorkspaceId.parse(row.workspace_id),
    connectionId: ConnectionId.parse(row.connection_id),
  }));
}
