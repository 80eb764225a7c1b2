import {
  type Actor,
  Bulk,
  BulkId,
  BulkItem,
  type BulkItemState,
  BulkProgress,
  type BulkState,
  type ConnectionId,
  type EventId,
  type EventType,
  type PlannedItem,
  type PlanTotals,
  RollcallError,
} from '@rollcall/schema';
import { presentTraceparent } from '@rollcall/telemetry';
import { type RawBuilder, sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { now } from './clock.ts';
import { isConstraint } from './constraint.ts';
import type { Tx } from './database.ts';
import { appendEvent } from './events.ts';
import type { Caller } from './find-caller.ts';
import type { Sealed } from './seal.ts';
import { keepSealed, type SecretOwner } from './sealed-secrets.ts';

/** An item as it is stored with its plan. */
export interface NewBulkItem {
  readonly connectionId: ConnectionId;
  /** What a person is shown of it. */
  readonly shown: PlannedItem;
  /** The whole input, sealed for `inputOwner`, where something of it may not be stored as it is. */
  readonly sealed: Sealed | null;
  /** SHA-256 over all that is shown of it, over its pins and over its whole input. */
  readonly hash: Buffer;
  /** SHA-256 over what it acts on, in the versions of the ledger. */
  readonly pins: Buffer;
}

export interface NewPlan {
  readonly id: BulkId;
  readonly hash: string;
  readonly title: string;
  readonly totals: PlanTotals;
  readonly reverts: EventId | null;
  /** How long it may be applied, in ms. */
  readonly ttlMs: number;
  readonly items: readonly NewBulkItem[];
}

export function newBulkId(): BulkId {
  return BulkId.parse(uuidv7());
}

/** Whose a sealed input of a bulk operation is. */
export function inputOwner(id: BulkId, ordinal: number): SecretOwner {
  return { purpose: 'input', id: `${id}/${ordinal}` };
}

/** The same of an item `i`. */
const ownerIdOf = sql`(i.bulk_id || '/' || i.ordinal) collate "C"`;

/** Rows of one statement: some 5 MB of text where each lists much. */
const rowsOfStatement = 1_000;

/** Stores a plan with its items, and says so in `bulk.planned`. Nothing is carried out. */
export async function storePlan(tx: Tx, plan: NewPlan, actor: Actor): Promise<void> {
  await tx
    .insertInto('bulk')
    .values({
      workspace_id: tx.workspaceId,
      bulk_id: plan.id,
      state: 'planned',
      hash: plan.hash,
      title: plan.title,
      connection_ids: [...new Set(plan.items.map(({ connectionId }) => connectionId))],
      totals: JSON.stringify(plan.totals),
      reverts: plan.reverts,
      planned_by: JSON.stringify(actor),
      expires_at: sql<Date>`clock_timestamp() + ${plan.ttlMs} * interval '1 ms'`,
    })
    .execute();
  for (let at = 0; at < plan.items.length; at += rowsOfStatement) {
    const items = plan.items.slice(at, at + rowsOfStatement);
    const rows = items.map(rowOf);
    await sql`
      insert into rollcall.bulk_item (workspace_id, bulk_id, ordinal, connection_id, procedure, input, is_sealed,
        shown, item_hash, pins)
      select ${tx.workspaceId}, ${plan.id}, i.ordinal, i.connection, i.procedure, i.input, i.sealed, i.shown,
        decode(i.hash, 'hex'), decode(i.pins, 'hex')
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as i(ordinal int, connection uuid, procedure text,
        input jsonb, sealed boolean, shown jsonb, hash text, pins text)`.execute(tx);
    await keepSealed(
      tx,
      items.flatMap(({ sealed, shown }) =>
        sealed === null ? [] : [{ ...inputOwner(plan.id, shown.ordinal), ...sealed, ttlMs: null }],
      ),
    );
  }
  const after = { hash: plan.hash, totals: plan.totals, ...revertsOf(plan) };
  await tell(tx, { type: 'bulk.planned', actor, bulk: plan, after });
}

function rowOf({ connectionId, shown, sealed, hash, pins }: NewBulkItem) {
  return {
    ordinal: shown.ordinal,
    connection: connectionId,
    procedure: shown.procedure,
    input: shown.input,
    sealed: sealed !== null,
    shown,
    hash: hash.toString('hex'),
    pins: pins.toString('hex'),
  };
}

/** An item of a plan, as it is needed to make the same plan again. */
export interface StoredItem {
  readonly ordinal: number;
  readonly connectionId: ConnectionId;
  readonly connection: string;
  readonly procedure: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** Whether all of the input waits sealed. */
  readonly isSealed: boolean;
  readonly sealed: string | null;
  readonly shown: PlannedItem;
  readonly hash: Buffer;
}

/** All items of a plan, in order. */
export async function storedItems(tx: Tx, id: BulkId): Promise<readonly StoredItem[]> {
  const { rows } = await sql<StoredItem>`
    select i.ordinal, i.connection_id as "connectionId", c.name as connection, i.procedure, i.input, i.is_sealed as "isSealed", s.sealed, i.shown,
      i.item_hash as hash
    from rollcall.bulk_item i
    join rollcall.connection c on c.workspace_id = i.workspace_id and c.connection_id = i.connection_id
    left join rollcall.sealed_secret s on i.is_sealed and s.workspace_id = i.workspace_id and s.purpose = 'input'
      and s.owner_id = ${ownerIdOf}
    where i.workspace_id = ${tx.workspaceId} and i.bulk_id = ${id} order by i.ordinal`.execute(tx);
  return rows;
}

/** A plan or bulk operation without its progress, locked until the transaction ends. Throws `not_found`. */
export async function lockBulk(tx: Tx, id: BulkId): Promise<Bulk> {
  const { rows } = await sql<unknown>`
    select ${bulkColumns} from rollcall.bulk b
    where b.workspace_id = ${tx.workspaceId} and b.bulk_id = ${id} for update`.execute(tx);
  if (rows[0] === undefined) throw noBulk(id);
  return Bulk.parse(rows[0]);
}

/** A plan or bulk operation, and how far it is. Throws `not_found`. */
export async function bulkById(tx: Tx, id: BulkId): Promise<BulkProgress> {
  const [found] = await progressOf(tx, sql`b.bulk_id = ${id}`, 1);
  if (found === undefined) throw noBulk(id);
  return found;
}

/** Plans and bulk operations, newest first. Rides the primary key. */
export async function listBulks(
  tx: Tx,
  { state, before, limit }: { state?: BulkState | undefined; before?: BulkId | undefined; limit: number },
): Promise<readonly BulkProgress[]> {
  const older = before === undefined ? sql`true` : sql`b.bulk_id < ${before}`;
  return progressOf(tx, state === undefined ? older : sql`${older} and b.state = ${state}`, limit);
}

async function progressOf(tx: Tx, condition: RawBuilder<unknown>, limit: number): Promise<readonly BulkProgress[]> {
  const { rows } = await sql<unknown>`
    select ${bulkColumns}, coalesce(n.counts, '{}') as counts, coalesce(p.parked, '[]') as parked
    from (select * from rollcall.bulk b where b.workspace_id = ${tx.workspaceId} and ${condition}
      order by b.bulk_id desc limit ${limit}) b
    left join lateral (
      select jsonb_object_agg(s.state, s.count) as counts from (
        select ${itemState} as state, count(*) as count from rollcall.bulk_item i ${operationOfItem}
        where i.workspace_id = ${tx.workspaceId} and i.bulk_id = b.bulk_id group by 1
      ) s
    ) n on true
    left join lateral (
      select jsonb_agg(jsonb_build_object('connection', c.name, 'code', l.parked ->> 'code',
        'message', l.parked ->> 'message', 'until',
        case when l.due_at <> 'infinity' then rollcall.instant(l.due_at) end) order by c.name) as parked
      from rollcall.bulk_lane l
      join rollcall.connection c on c.workspace_id = l.workspace_id and c.connection_id = l.connection_id
      where l.workspace_id = ${tx.workspaceId} and l.bulk_id = b.bulk_id and l.open and l.parked is not null
    ) p on true
    order by b.bulk_id desc`.execute(tx);
  return BulkProgress.array().parse(rows);
}

/** Items of a plan or bulk operation, in order, from the one after `after`. Rides the primary key. */
export async function bulkItems(
  tx: Tx,
  of: { id: BulkId; state?: BulkItemState | undefined; after: number; limit: number },
): Promise<readonly BulkItem[]> {
  const { rows } = await sql<{ shown: PlannedItem }>`
    select i.shown, ${itemState} as state, i.operation_id as "operationId", coalesce(i.error, o.error) as error
    from rollcall.bulk b
    join rollcall.bulk_item i on i.workspace_id = b.workspace_id and i.bulk_id = b.bulk_id
    ${operationOfItem}
    where b.workspace_id = ${tx.workspaceId} and b.bulk_id = ${of.id} and i.ordinal > ${of.after}
      ${of.state === undefined ? sql`` : sql`and ${itemState} = ${of.state}`}
    order by i.ordinal limit ${of.limit}`.execute(tx);
  return BulkItem.array().parse(rows.map(({ shown, ...item }) => ({ ...shown, ...item })));
}

/** Who applies a plan, by which key if any, and what is carried out in consequence. */
export interface Applying {
  readonly bulk: Bulk;
  readonly caller: Caller;
  readonly idempotencyKey: string | null;
}

/**
 * Has a plan become a bulk operation, with a lane for each connection; false when its time is over. The caller has locked
 * it, and made it once more. Throws `event_decided` while another takes the same event back, and `idempotency_mismatch` where
 * another plan was applied with this key: just now, or where the caller does not see it.
 */
export async function applyPlan(tx: Tx, { bulk, caller, idempotencyKey }: Applying): Promise<boolean> {
  const applying = tx
    .updateTable('bulk')
    .set({
      ...{ state: 'running', applied_at: now, applied_as: JSON.stringify(caller), idempotency_key: idempotencyKey },
      traceparent: presentTraceparent() ?? null,
    })
    .where('workspace_id', '=', tx.workspaceId)
    .where('bulk_id', '=', bulk.id)
    .where('state', '=', 'planned')
    .where('expires_at', '>', now)
    .returning('bulk_id');
  const applied = await applying.executeTakeFirst().catch((error: unknown) => {
    if (isConstraint(error, 'bulk_reverting')) throw beingReverted(bulk);
    throw isConstraint(error, 'bulk_idempotency') ? usedForAnotherPlan() : error;
  });
  if (applied === undefined) return false;
  await sql`
    insert into rollcall.bulk_lane (workspace_id, bulk_id, connection_id)
    select distinct i.workspace_id, i.bulk_id, i.connection_id from rollcall.bulk_item i
    where i.workspace_id = ${tx.workspaceId} and i.bulk_id = ${bulk.id}`.execute(tx);
  const after = { hash: bulk.hash, totals: bulk.totals, ...revertsOf(bulk) };
  await tell(tx, { type: 'bulk.accepted', actor: caller.actor, bulk, after });
  return true;
}

function beingReverted({ reverts }: Bulk): RollcallError {
  return new RollcallError('event_decided', `The event ${reverts} is being reverted: by another plan.`, {
    details: { standing: 'reverting' },
  });
}

/** The refusal of an idempotency key that another plan was applied with. */
export function usedForAnotherPlan(): RollcallError {
  return new RollcallError(
    'idempotency_mismatch',
    'This idempotency key was used to apply another plan: use a new key for a new one.',
  );
}

/** The bulk operation that this key of a caller's was used for; undefined for a new key. */
export async function bulkOfKey(tx: Tx, idempotencyKey: string): Promise<BulkId | undefined> {
  const row = await tx
    .selectFrom('bulk')
    .select('bulk_id')
    .where('workspace_id', '=', tx.workspaceId)
    .where('idempotency_key', '=', idempotencyKey)
    .executeTakeFirst();
  return row === undefined ? undefined : BulkId.parse(row.bulk_id);
}

/**
 * Cancels what was not sent. A plan ends at once; a bulk operation when what is under way has ended, too. One that has
 * ended stays as it is. Throws `not_found`.
 */
export async function cancelBulk(tx: Tx, id: BulkId, actor: Actor): Promise<void> {
  const bulk = await lockBulk(tx, id);
  if (bulk.finishedAt !== null || bulk.cancelledAt !== null || bulk.state === 'expired') return;
  const isPlan = bulk.state === 'planned';
  await tx
    .updateTable('bulk')
    .set({ cancelled_at: now, ...(isPlan ? { state: 'cancelled' as const, finished_at: now } : {}) })
    .where('workspace_id', '=', tx.workspaceId)
    .where('bulk_id', '=', id)
    .execute();
  const cancelled = await tx
    .updateTable('bulk_item')
    .set({ state: 'cancelled' })
    .where('workspace_id', '=', tx.workspaceId)
    .where('bulk_id', '=', id)
    .where('state', '=', 'waiting')
    .executeTakeFirst();
  await destroyInputs(tx, id, sql`i.state = 'cancelled'`);
  await unpark(tx, id);
  await tell(tx, { type: 'bulk.cancelled', actor, bulk, after: { cancelled: Number(cancelled.numUpdatedRows) } });
}

/** Has every lane of a bulk operation go on now, whatever parked it, and says so. Throws `not_found`. */
export async function resumeBulk(tx: Tx, id: BulkId, actor: Actor): Promise<void> {
  const bulk = await lockBulk(tx, id);
  const lanes = await unpark(tx, id);
  if (lanes > 0) await tell(tx, { type: 'bulk.resumed', actor, bulk, after: { lanes } });
}

async function unpark(tx: Tx, id: BulkId): Promise<number> {
  const unparked = await tx
    .updateTable('bulk_lane')
    .set({ due_at: now, parked: null })
    .where('workspace_id', '=', tx.workspaceId)
    .where('bulk_id', '=', id)
    .where('open', '=', true)
    .where('holder', 'is', null)
    .executeTakeFirst();
  return Number(unparked.numUpdatedRows);
}

/** Forgets a plan that nobody applied in time, with everything that was sealed for it. */
export async function expirePlan(tx: Tx, id: BulkId): Promise<void> {
  const expired = await tx
    .updateTable('bulk')
    .set({ state: 'expired' })
    .where('workspace_id', '=', tx.workspaceId)
    .where('bulk_id', '=', id)
    .where('state', '=', 'planned')
    .where('expires_at', '<=', now)
    .returning('bulk_id')
    .executeTakeFirst();
  if (expired === undefined) return;
  await destroyInputs(tx, id, sql`true`);
  await tx.deleteFrom('bulk_item').where('workspace_id', '=', tx.workspaceId).where('bulk_id', '=', id).execute();
}

async function destroyInputs(tx: Tx, id: BulkId, condition: RawBuilder<unknown>): Promise<void> {
  await sql`
    delete from rollcall.sealed_secret s using rollcall.bulk_item i
    where i.workspace_id = ${tx.workspaceId} and i.bulk_id = ${id} and i.is_sealed and ${condition}
      and s.workspace_id = ${tx.workspaceId} and s.purpose = 'input' and s.owner_id = ${ownerIdOf}`.execute(tx);
}

/** Says that a bulk operation has ended, once the last of its lanes is closed. */
export async function endBulk(tx: Tx, id: BulkId, actor: Actor): Promise<void> {
  const bulk = await lockBulk(tx, id);
  const open = await tx
    .selectFrom('bulk_lane')
    .select('connection_id')
    .where('workspace_id', '=', tx.workspaceId)
    .where('bulk_id', '=', id)
    .where('open', '=', true)
    .executeTakeFirst();
  if (open !== undefined || bulk.finishedAt !== null) return;
  await tx
    .updateTable('bulk')
    .set({ state: bulk.cancelledAt === null ? 'finished' : 'cancelled', finished_at: now })
    .where('workspace_id', '=', tx.workspaceId)
    .where('bulk_id', '=', id)
    .execute();
  const { counts } = await bulkById(tx, id);
  await tell(tx, { type: 'bulk.finished', actor, bulk, after: { counts, ...revertsOf(bulk) } });
}

/** What became of an item `i` of the bulk operation `b`, with its operation `o`. */
const itemState = sql`case
  when b.state = 'planned' then 'planned'
  when i.state = 'done' then case when o.state in ('accepted', 'dispatched') then 'running' else o.state end
  when i.state = 'refused' then 'failed'
  else i.state end`;

const operationOfItem = sql`left join rollcall.operation o on i.state = 'done' and o.workspace_id = i.workspace_id
  and o.operation_id = i.operation_id`;

const bulkColumns = sql`b.bulk_id as id, b.state, b.hash, b.title, b.totals, b.reverts,
  rollcall.instant(b.planned_at) as "plannedAt", b.planned_by as "plannedBy", rollcall.instant(b.expires_at) as "expiresAt",
  rollcall.instant(b.applied_at) as "appliedAt", b.applied_as -> 'actor' as "appliedBy",
  rollcall.instant(b.cancelled_at) as "cancelledAt", rollcall.instant(b.finished_at) as "finishedAt"`;

function revertsOf({ reverts }: { readonly reverts: EventId | null }) {
  return reverts === null ? {} : { reverts };
}

function noBulk(id: BulkId): RollcallError {
  return new RollcallError('not_found', `There is no plan or bulk operation ${id}: "bulk list" shows those there are.`);
}

async function tell(
  tx: Tx,
  {
    type,
    actor,
    bulk,
    after,
  }: {
    type: EventType;
    actor: Actor;
    bulk: { readonly id: BulkId; readonly title: string };
    after: Readonly<Record<string, unknown>>;
  },
): Promise<void> {
  await appendEvent(tx, { type, actor, subject: { kind: 'bulk', externalId: bulk.id, name: bulk.title }, after });
}
