import {
  type Actor,
  ConnectionId,
  type Operation,
  OperationId,
  type OperationState,
  WorkspaceId,
} from '@rollcall/schema';
import { type Selectable, sql } from 'kysely';
import { now } from './clock.ts';
import type { Db, Tx } from './database.ts';
import { askedFor } from './looks.ts';
import { becauseOf, tellOperation } from './operation-step.ts';
import type { Tables } from './tables.ts';

/**
 * Closes what a crash of the gateway left open, once its deadline has passed: an operation that was never sent has
 * failed, one that was sent and never answered is unknown. A question on record, never a silence. Rides
 * `operation_interrupted`.
 */
export async function closeInterrupted(tx: Tx, connectionId: ConnectionId, actor: Actor): Promise<void> {
  const rows = await tx
    .selectFrom('operation')
    .select(interruptedColumns)
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
  for (const row of rows) await closeRow(tx, { connection: { id: connectionId, name }, actor }, row);
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

const interruptedColumns = [
  'operation_id',
  'procedure',
  'state',
  'error',
  'expectations',
  'bulk_id',
  'reverts',
  'secrets',
  'traceparent',
] as const;
type InterruptedRow = Pick<Selectable<Tables['operation']>, (typeof interruptedColumns)[number]>;
type Closing = { readonly connection: { id: ConnectionId; name: string }; readonly actor: Actor };

/** What has become of an operation whose gateway is gone. */
interface Left {
  readonly id: OperationId;
  readonly state: OperationState;
  readonly error: Operation['error'];
  /** It was closed just now, and was certainly never sent. */
  readonly isUnsent: boolean;
}

/**
 * Closes the operation of this key likewise, now: whoever was at it can neither send nor go on with it any more.
 * Undefined when there is none of this key.
 */
export async function closeByKey(tx: Tx, closing: Closing, idempotencyKey: string): Promise<Left | undefined> {
  const row = await tx
    .selectFrom('operation')
    .select(interruptedColumns)
    .where('workspace_id', '=', tx.workspaceId)
    .where('idempotency_key', '=', idempotencyKey)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const isOpen = row.state === 'accepted' || row.state === 'dispatched';
  const { state, error } = isOpen ? await closeRow(tx, closing, row) : row;
  return { id: OperationId.parse(row.operation_id), state, error, isUnsent: row.state === 'accepted' };
}

async function closeRow(tx: Tx, { connection, actor }: Closing, row: InterruptedRow) {
  const sent = row.state === 'dispatched';
  const state = sent ? ('unknown' as const) : ('failed' as const);
  const secrets = sent && row.secrets === 'awaited' ? 'lost' : 'none';
  const message = sent
    ? `the gateway stopped while the answer was awaited${secrets === 'lost' ? ': a secret in it is lost' : ''}`
    : 'the gateway stopped before it was sent';
  const error = { kind: 'unavailable', message, providerCode: null, details: {} };
  await tx
    .updateTable('operation')
    .set({
      state,
      error: JSON.stringify(error),
      answered_at: now,
      secrets,
      // What no listing shows is settled: nothing more will be known of it.
      ...(sent && row.expectations.length > 0 ? askedFor(row.expectations) : { settled_at: now }),
      // What was never sent has not used its key up.
      ...(sent ? {} : { idempotency_key: null }),
    })
    .where('operation_id', '=', row.operation_id)
    .execute();
  const id = OperationId.parse(row.operation_id);
  const { procedure, traceparent } = row;
  const step = { connection, procedure, actor, because: becauseOf(row), traceparent };
  await tellOperation(tx, { ...step, id, state, after: secrets === 'none' ? { error } : { error, secrets } });
  return { state, error };
}
