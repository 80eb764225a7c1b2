import {
  type Actor,
  ConnectionId,
  type Instant,
  OperationId,
  type OperationSecrets,
  RollcallError,
  WorkspaceId,
} from '@rollcall/schema';
import { sql } from 'kysely';
import { now } from './clock.ts';
import { type Db, inWorkspace, type Tx } from './database.ts';
import { appendEvent } from './events.ts';
import { instant } from './json.ts';

/**
 * Takes the sealed result of an operation: its row is destroyed, and `secret.taken` appended, in this transaction. Throws
 * `RollcallError`: `already_shown` and `secret_expired` for what waited once, `not_found` for what never did.
 */
export async function takeSealedResult(tx: Tx, id: OperationId, actor: Actor): Promise<string> {
  // A key that is limited to some connections sees the operations of these alone.
  const operation = await tx
    .selectFrom('operation')
    .select(['secrets', 'procedure', 'connection_id'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('operation_id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (operation === undefined) {
    throw new RollcallError('not_found', `There is no operation ${id}: "operations" lists those there are.`);
  }
  const { secrets, ...about } = operation;
  const row = await tx
    .deleteFrom('sealed_secret')
    .where('workspace_id', '=', tx.workspaceId)
    .where('purpose', '=', 'result')
    .where('owner_id', '=', id)
    .where('expires_at', '>', now)
    .returning('sealed')
    .executeTakeFirst();
  if (row === undefined) {
    const { code, says } = refusals[secrets];
    throw new RollcallError(code, `The operation ${id} (${about.procedure}) ${says}`, {
      details: { operationId: id, secrets },
    });
  }
  await tx.updateTable('operation').set({ secrets: 'taken' }).where('operation_id', '=', id).execute();
  await tell(tx, { type: 'secret.taken', actor, id, ...about });
  return row.sealed;
}

/** Until when the sealed result of an operation can be taken; null when its time is over. */
export async function takeableUntil(tx: Tx, id: OperationId): Promise<Instant | null> {
  const row = await tx
    .selectFrom('sealed_secret')
    .select('expires_at')
    .where('workspace_id', '=', tx.workspaceId)
    .where('purpose', '=', 'result')
    .where('owner_id', '=', id)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return row?.expires_at == null ? null : instant(row.expires_at);
}

/** Destroyed in one transaction, so that nobody waits for its locks. */
const expireBatch = 500;

/** Destroys what nobody took in its time, in every workspace, each with a `secret.expired`; answers how many those were. */
export async function expireSecrets(db: Db, actor: Actor): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    select w.workspace_id as id from rollcall.workspaces_with_expired_secrets(clock_timestamp()) w`.execute(db);
  let expired = 0;
  for (const { id } of rows) {
    let batch: number;
    do {
      batch = await inWorkspace(db, WorkspaceId.parse(id), (tx) => expireBatchOf(tx, actor));
      expired += batch;
    } while (batch === expireBatch);
  }
  return expired;
}

async function expireBatchOf(tx: Tx, actor: Actor): Promise<number> {
  const destroyed = await sql<{ purpose: string; id: string }>`
    delete from rollcall.sealed_secret s
    where s.workspace_id = ${tx.workspaceId} and (s.purpose, s.owner_id) in (
      select e.purpose, e.owner_id from rollcall.sealed_secret e
      where e.workspace_id = ${tx.workspaceId} and e.expires_at <= clock_timestamp()
      order by e.expires_at limit ${sql.lit(expireBatch)})
    returning s.purpose, s.owner_id as id`.execute(tx);
  const ids = destroyed.rows.filter(({ purpose }) => purpose === 'result').map(({ id }) => id);
  if (ids.length === 0) return destroyed.rows.length;
  const operations = await tx
    .updateTable('operation')
    .set({ secrets: 'expired' })
    .where('workspace_id', '=', tx.workspaceId)
    .where('operation_id', 'in', ids)
    .where('secrets', '=', 'sealed')
    .returning(['operation_id', 'procedure', 'connection_id'])
    .execute();
  for (const { operation_id: id, ...operation } of operations) {
    await tell(tx, { type: 'secret.expired', actor, id: OperationId.parse(id), ...operation });
  }
  return destroyed.rows.length;
}

/** Whoever has lost a secret can only have another made. */
const another = 'Rotate it, or make another.';

const refusals: Readonly<
  Record<OperationSecrets, { code: 'already_shown' | 'secret_expired' | 'not_found'; says: string }>
> = {
  none: { code: 'not_found', says: 'has no secrets that wait: its answer held none.' },
  awaited: { code: 'not_found', says: 'has no secrets yet: it is under way. Ask again in a moment.' },
  shown: { code: 'already_shown', says: `gave its secrets in its answer, once. ${another}` },
  taken: { code: 'already_shown', says: `had its secrets taken already, once. ${another}` },
  sealed: { code: 'secret_expired', says: `had secrets that nobody took in time. ${another}` },
  expired: { code: 'secret_expired', says: `had secrets that nobody took in time. ${another}` },
  lost: { code: 'not_found', says: `may have made a secret that nobody has seen: its answer was lost. ${another}` },
};

async function tell(
  tx: Tx,
  step: {
    type: 'secret.taken' | 'secret.expired';
    actor: Actor;
    id: OperationId;
    procedure: string;
    connection_id: string;
  },
): Promise<void> {
  await appendEvent(tx, {
    type: step.type,
    actor: step.actor,
    connectionId: ConnectionId.parse(step.connection_id),
    subject: { kind: 'operation', externalId: step.id, name: step.procedure },
    operationId: step.id,
  });
}
