import type { DueTimes } from '@rollcall/ledger';
import { type Actor, type Connection, ConnectionId, type ConnectionState, RollcallError } from '@rollcall/schema';
import { type Selectable, sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { now } from './clock.ts';
import type { Db, Tx } from './database.ts';
import { appendEvent } from './events.ts';
import { closeHolds } from './holds.ts';
import { instant, instantOrNull } from './json.ts';
import type { Tables } from './tables.ts';

/** A new connection, checked by the caller. */
export interface NewConnection {
  readonly id: ConnectionId;
  readonly name: string;
  readonly provider: string;
  readonly baseUrl: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** Of all kinds, in place of what the provider declares. */
  readonly schedule: string | null;
  /** Of single kinds. */
  readonly schedules: Readonly<Record<string, string>>;
  /** Requests a minute, by bucket, in place of what the provider declares. */
  readonly rates: Readonly<Record<string, number>>;
  readonly sandbox: boolean;
  readonly account: { readonly id: string; readonly name: string } | null;
  /** When all its kinds are due; null where its provider lists none. */
  readonly nextDueAt: Date | null;
  readonly sealed: string;
  readonly masterKeyId: string;
}

export function newConnectionId(): ConnectionId {
  return ConnectionId.parse(uuidv7());
}

/** Stores a connection with its sealed credential. Throws `connection_exists` when the name is taken. */
export async function addConnection(tx: Tx, connection: NewConnection, actor: Actor): Promise<void> {
  const { workspaceId } = tx;
  const inserted = await tx
    .insertInto('connection')
    .values({
      workspace_id: workspaceId,
      connection_id: connection.id,
      name: connection.name,
      provider: connection.provider,
      base_url: connection.baseUrl,
      config: JSON.stringify(connection.config),
      schedule: connection.schedule,
      schedules: JSON.stringify(connection.schedules),
      rates: JSON.stringify(connection.rates),
      due_at: '{}',
      state: 'active',
      sandbox: connection.sandbox,
      account_id: connection.account?.id ?? null,
      account_name: connection.account?.name ?? null,
      next_due_at: connection.nextDueAt,
    })
    .onConflict((conflict) =>
      // As a parameter, it would not match the index's condition once PostgreSQL plans for any value of it.
      conflict.columns(['workspace_id', 'name']).where('state', '<>', sql.lit('removed')).doNothing(),
    )
    .returning('connection_id')
    .executeTakeFirst();
  if (inserted === undefined) {
    throw new RollcallError(
      'connection_exists',
      `A connection named "${connection.name}" exists already: choose another name, or use "connections update".`,
    );
  }
  await putCredential(tx, connection);
  await appendEvent(tx, {
    type: 'connection.added',
    actor,
    connectionId: connection.id,
    subject: subject(connection),
    after: {
      provider: connection.provider,
      baseUrl: connection.baseUrl,
      config: connection.config,
      schedule: connection.schedule,
      schedules: connection.schedules,
      rates: connection.rates,
      sandbox: connection.sandbox,
      account: connection.account,
    },
  });
}

/** Stores a sealed credential over the one before. `isResealed`: it is the same, under another master key. */
export async function putCredential(
  tx: Tx,
  {
    id,
    sealed,
    masterKeyId,
    isResealed = false,
  }: Pick<NewConnection, 'id' | 'sealed' | 'masterKeyId'> & { readonly isResealed?: boolean },
): Promise<void> {
  const sealedAt = new Date();
  await tx
    .insertInto('credential')
    .values({ workspace_id: tx.workspaceId, connection_id: id, sealed, master_key_id: masterKeyId })
    .onConflict((conflict) =>
      conflict.columns(['workspace_id', 'connection_id']).doUpdateSet({
        ...{ sealed, master_key_id: masterKeyId, sealed_at: sealedAt },
        ...(isResealed ? {} : { given_at: sealedAt }),
      }),
    )
    .execute();
}

export interface ConnectionChange {
  readonly baseUrl?: string;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly schedule?: string | null;
  readonly schedules?: Readonly<Record<string, string>>;
  readonly rates?: Readonly<Record<string, number>>;
  readonly account?: { readonly id: string; readonly name: string };
  /** When its kinds are due, and the first of these times. */
  readonly due?: { readonly due: DueTimes; readonly next: Date | null };
}

/** Changes a connection's settings, with what they were and became in `connection.updated`. */
export async function updateConnection(
  tx: Tx,
  id: ConnectionId,
  change: ConnectionChange,
  actor: Actor,
): Promise<void> {
  const before = await tx
    .selectFrom('connection')
    .selectAll()
    .where('connection_id', '=', id)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const after = await tx
    .updateTable('connection')
    .set({
      ...(change.baseUrl === undefined ? {} : { base_url: change.baseUrl }),
      ...(change.config === undefined ? {} : { config: JSON.stringify(change.config) }),
      ...(change.schedule === undefined ? {} : { schedule: change.schedule }),
      ...(change.schedules === undefined ? {} : { schedules: JSON.stringify(change.schedules) }),
      ...(change.rates === undefined ? {} : { rates: JSON.stringify(change.rates) }),
      ...(change.account === undefined ? {} : { account_id: change.account.id, account_name: change.account.name }),
      // Only an active connection is due at all.
      ...(change.due === undefined || before.state !== 'active'
        ? {}
        : { next_due_at: change.due.next, due_at: JSON.stringify(change.due.due) }),
      // Something is set, also where nothing changes.
      state: before.state,
    })
    .where('connection_id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
  await appendEvent(tx, {
    type: 'connection.updated',
    actor,
    connectionId: id,
    subject: subject({ id, name: before.name }),
    before: settingsOf(before),
    after: settingsOf(after),
  });
}

/**
 * Pins the account of a connection that was added without a check; one that is pinned stays as it is. Answers the account
 * that is pinned now.
 */
export async function pinAccount(
  tx: Tx,
  { id, name }: Pick<Connection, 'id' | 'name'>,
  pinned: { account: { readonly id: string; readonly name: string }; actor: Actor },
): Promise<{ readonly id: string }> {
  const { account, actor } = pinned;
  const updated = await tx
    .updateTable('connection')
    .set({ account_id: account.id, account_name: account.name })
    .where('connection_id', '=', id)
    .where('account_id', 'is', null)
    .returning('connection_id')
    .executeTakeFirst();
  if (updated === undefined) {
    const row = await tx
      .selectFrom('connection')
      .select('account_id')
      .where('connection_id', '=', id)
      .executeTakeFirstOrThrow();
    return { id: row.account_id ?? account.id };
  }
  const before = { account: null };
  await appendEvent(tx, {
    type: 'connection.updated',
    actor,
    connectionId: id,
    subject: subject({ id, name }),
    before,
    after: { account },
  });
  return account;
}

/** Every connection of the workspace that is not removed, by name, with how its last run ended. */
export async function listConnections(tx: Tx): Promise<readonly Connection[]> {
  const rows = await withLastRun(tx).orderBy('connection.name').execute();
  return rows.map(connection);
}

/** The connection of this name; throws `connection_not_found`. */
export async function connectionNamed(tx: Tx, name: string): Promise<Connection> {
  const row = await withLastRun(tx).where('connection.name', '=', name).executeTakeFirst();
  if (row === undefined) {
    throw new RollcallError(
      'connection_not_found',
      `There is no connection named "${name}": "connections list" shows those there are.`,
    );
  }
  return connection(row);
}

/**
 * The connection of this id with its sealed credential, and how often in a row that was refused; undefined when it is
 * removed.
 */
export async function connectionWithCredential(
  tx: Tx,
  id: ConnectionId,
): Promise<{ connection: Connection; sealed: string; refusals: number } | undefined> {
  const row = await withLastRun(tx).where('connection.connection_id', '=', id).executeTakeFirst();
  if (row === undefined) return undefined;
  const { sealed } = await tx
    .selectFrom('credential')
    .select('sealed')
    .where('workspace_id', '=', tx.workspaceId)
    .where('connection_id', '=', id)
    .executeTakeFirstOrThrow();
  return { connection: connection(row), sealed, refusals: row.refusals };
}

/**
 * Pauses, resumes or removes a connection; only an active one has a due time, which is that of all its kinds: what was
 * listed before a pause is old, whatever its schedule. Removing destroys the credential and keeps what the ledger knows.
 */
export async function setConnectionState(
  tx: Tx,
  { id, name }: Pick<Connection, 'id' | 'name'>,
  { state, nextDueAt, actor }: { state: ConnectionState; nextDueAt: Date | null; actor: Actor },
): Promise<void> {
  await tx
    .updateTable('connection')
    .set({
      state,
      next_due_at: nextDueAt,
      due_at: '{}',
      // By the clock that says what a report knew.
      ...(state === 'removed' ? { removed_at: now } : {}),
    })
    .where('connection_id', '=', id)
    .execute();
  if (state === 'removed') {
    await tx.deleteFrom('credential').where('connection_id', '=', id).execute();
    await closeHolds(tx, { id, name }, actor);
    await endParking(tx, id);
  }
  const type = ({ active: 'connection.resumed', paused: 'connection.paused', removed: 'connection.removed' } as const)[
    state
  ];
  await appendEvent(tx, { type, actor, connectionId: id, subject: subject({ id, name }) });
}

/** What waits for a person at a connection that is removed waits for nobody: its lanes go on, and end. */
async function endParking(tx: Tx, id: ConnectionId): Promise<void> {
  await tx
    .updateTable('bulk_lane')
    .set({ due_at: now, parked: null })
    .where('workspace_id', '=', tx.workspaceId)
    .where('connection_id', '=', id)
    .where('open', '=', true)
    .where('holder', 'is', null)
    .execute();
}

/** Every sealed credential of the workspace, for sealing again under another master key. */
export async function listSealed(
  tx: Tx,
): Promise<readonly { id: ConnectionId; sealed: string; masterKeyId: string }[]> {
  const rows = await tx
    .selectFrom('credential')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .forUpdate()
    .execute();
  return rows.map((row) => ({
    id: ConnectionId.parse(row.connection_id),
    sealed: row.sealed,
    masterKeyId: row.master_key_id,
  }));
}

/** The ids of the master keys that any workspace's credential is sealed with. */
export async function masterKeysInUse(db: Db): Promise<ReadonlySet<string>> {
  const used = await sql<{ id: string }>`select id from rollcall.master_keys_in_use() as id`.execute(db);
  return new Set(used.rows.map((row) => row.id));
}

function withLastRun(tx: Tx) {
  return tx
    .selectFrom('connection')
    .leftJoinLateral(
      (eb) =>
        eb
          .selectFrom('run')
          .select([
            'run.outcome as run_outcome',
            'run.finished_at as run_finished_at',
            'run.reason as run_reason',
            'run.kinds as run_kinds',
          ])
          .whereRef('run.workspace_id', '=', 'connection.workspace_id')
          .whereRef('run.connection_id', '=', 'connection.connection_id')
          .where('run.state', '=', 'finished')
          .orderBy('run.run_id', 'desc')
          .limit(1)
          .as('last_run'),
      (join) => join.onTrue(),
    )
    .selectAll('connection')
    .select(['run_outcome', 'run_finished_at', 'run_reason', 'run_kinds'])
    .where('connection.workspace_id', '=', tx.workspaceId)
    .where('connection.state', '<>', 'removed');
}

function connection(
  row: Selectable<Tables['connection']> & {
    run_outcome: string | null;
    run_finished_at: Date | null;
    run_reason: string | null;
    run_kinds: string[] | null;
  },
): Connection {
  return {
    id: ConnectionId.parse(row.connection_id),
    name: row.name,
    provider: row.provider,
    baseUrl: row.base_url,
    config: row.config,
    schedule: row.schedule,
    schedules: row.schedules,
    rates: row.rates,
    state: row.state,
    sandbox: row.sandbox,
    account: row.account_id === null ? null : { id: row.account_id, name: row.account_name ?? row.account_id },
    createdAt: instant(row.created_at),
    nextDueAt: instantOrNull(row.next_due_at),
    dueAt: row.due_at,
    circuit:
      row.circuit_opened_at === null
        ? null
        : { openedAt: instant(row.circuit_opened_at), reason: row.circuit_reason ?? '' },
    lastRun:
      row.run_outcome === null || row.run_finished_at === null
        ? null
        : {
            outcome: row.run_outcome,
            finishedAt: instant(row.run_finished_at),
            reason: row.run_reason,
            kinds: row.run_kinds,
          },
  };
}

function settingsOf(row: Selectable<Tables['connection']>): Record<string, unknown> {
  return {
    baseUrl: row.base_url,
    config: row.config,
    schedule: row.schedule,
    schedules: row.schedules,
    rates: row.rates,
    account: row.account_id === null ? null : { id: row.account_id, name: row.account_name },
  };
}

function subject({ id, name }: { id: ConnectionId; name: string }) {
  return { kind: 'connection', externalId: id, name } as const;
}
