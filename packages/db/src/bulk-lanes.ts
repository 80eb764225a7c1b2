import {
  type Actor,
  BulkId,
  ConnectionId,
  type EventId,
  type Operation,
  type OperationId,
  RollcallError,
  WorkspaceId,
} from '@rollcall/schema';
import { sql } from 'kysely';
import { endBulk, expirePlan, inputOwner } from './bulk.ts';
import { now } from './clock.ts';
import { type Db, inWorkspace, type Tx } from './database.ts';
import type { Caller } from './find-caller.ts';
import { closeByKey } from './interrupted.ts';
import { destroySealed } from './sealed-secrets.ts';

/** What a bulk operation has for one connection. */
export interface LaneKey {
  readonly workspaceId: WorkspaceId;
  readonly bulkId: BulkId;
  readonly connectionId: ConnectionId;
}

/** A lane that this gateway works, until a later fence is seen. */
export interface Lane extends LaneKey {
  readonly connection: string;
  readonly fence: number;
  /** Who applied the plan, as that key was then. */
  readonly caller: Caller;
  readonly reverts: EventId | null;
  /** The trace in which the plan was applied. */
  readonly traceparent: string | null;
  /** When an item of it last ended. */
  readonly idleMs: number;
}

/** A lane whose holder has not been heard of for so long goes to another gateway. */
export const laneSilenceMsMax = 3_000;

/** Lanes of any workspace that wait for a gateway, those that have waited longest first. */
export async function dueLanes(db: Db, most: number): Promise<readonly LaneKey[]> {
  const { rows } = await sql<{ workspace_id: string; bulk_id: string; connection_id: string }>`
    select * from rollcall.due_bulk_lanes(${most})`.execute(db);
  return rows.map((row) => ({
    workspaceId: WorkspaceId.parse(row.workspace_id),
    bulkId: BulkId.parse(row.bulk_id),
    connectionId: ConnectionId.parse(row.connection_id),
  }));
}

/** Forgets the plans of any workspace that nobody applied in time. */
export async function expirePlans(db: Db, most: number): Promise<void> {
  const { rows } = await sql<{ workspace_id: string; bulk_id: string }>`
    select * from rollcall.expired_plans(${most})`.execute(db);
  for (const row of rows) {
    await inWorkspace(db, WorkspaceId.parse(row.workspace_id), (tx) => expirePlan(tx, BulkId.parse(row.bulk_id)));
  }
}

/** Claims a lane for this gateway; undefined when another one was faster. From now on, older fences can do nothing. */
export async function claimLane(tx: Tx, key: LaneKey, holder: string): Promise<Lane | undefined> {
  const { rows } = await sql<Omit<Lane, keyof LaneKey>>`
    with free as (
      select l.* from rollcall.bulk_lane l
      where ${ofLane(tx, key)} and l.open and l.due_at <= clock_timestamp() for update skip locked
    )
    update rollcall.bulk_lane l set fence = l.fence + 1, holder = ${holder},
      due_at = clock_timestamp() + ${laneSilenceMsMax} * interval '1 ms'
    from free, rollcall.bulk b, rollcall.connection c
    where ${ofLane(tx, key)} and l.connection_id = free.connection_id
      and b.workspace_id = l.workspace_id and b.bulk_id = l.bulk_id
      and c.workspace_id = l.workspace_id and c.connection_id = l.connection_id
    returning l.fence, c.name as connection, b.applied_as as caller, b.reverts, b.traceparent,
      extract(epoch from clock_timestamp() - l.worked_at)::float8 * 1000 as "idleMs"`.execute(tx);
  return rows[0] === undefined ? undefined : { ...key, ...rows[0] };
}

/**
 * Throws `connection_not_found` when the lane's connection was removed: one that is called so by now is of another account.
 */
export async function assertLaneConnected(tx: Tx, { connectionId, connection }: Lane): Promise<void> {
  const there = await tx
    .selectFrom('connection')
    .select('connection_id')
    .where('workspace_id', '=', tx.workspaceId)
    .where('connection_id', '=', connectionId)
    .where('state', '<>', 'removed')
    .executeTakeFirst();
  if (there !== undefined) return;
  throw new RollcallError('connection_not_found', `The connection "${connection}" was removed, and nothing was sent.`);
}

/** Throws `LaneLost` when another gateway has claimed the lane; else nobody does until the transaction ends. */
export async function holdLane(tx: Tx, lane: Lane): Promise<void> {
  const { rows } =
    await sql`select 1 as held from rollcall.bulk_lane l where ${ofHolder(tx, lane)} for key share`.execute(tx);
  if (rows.length === 0) throw new LaneLost();
}

/** Another gateway has claimed the lane: this one sends and records nothing of it any more. */
export class LaneLost extends Error {
  override readonly name = 'LaneLost';
}

/** Says that the lane's holder lives. Throws `LaneLost`. */
export async function beatLane(tx: Tx, lane: Lane): Promise<void> {
  const { rows } = await sql`
    update rollcall.bulk_lane l set due_at = clock_timestamp() + ${laneSilenceMsMax} * interval '1 ms'
    where ${ofHolder(tx, lane)} returning 1 as beat`.execute(tx);
  if (rows.length === 0) throw new LaneLost();
}

/** Why nothing is sent for a lane, and for how long; null until a person has it go on. */
export interface Parking {
  readonly code: string;
  readonly message: string;
  readonly ms: number | null;
}

/**
 * Gives a lane back: to whichever gateway asks next, or to nobody before what parks it may be over. Where nothing more of
 * it is to be sent, it is parked by nothing.
 */
export async function releaseLane(tx: Tx, lane: Lane, told: Parking | undefined): Promise<void> {
  const parking = told?.ms === null && (await isCalledOff(tx, lane)) ? undefined : told;
  const parked = parking && JSON.stringify({ code: parking.code, message: parking.message });
  const dueAt = parking?.ms === null ? sql`'infinity'` : sql`clock_timestamp() + ${parking?.ms ?? 0} * interval '1 ms'`;
  await sql`
    update rollcall.bulk_lane l set holder = null, due_at = ${dueAt}, parked = ${parked ?? null}::jsonb
    where ${ofHolder(tx, lane)}`.execute(tx);
}

/** An item that is taken, with its whole input where that waits sealed. */
export interface TakenItem {
  readonly ordinal: number;
  readonly procedure: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly isSealed: boolean;
  readonly sealed: string | null;
  readonly pins: Buffer;
  /** How often it was taken, this time included. */
  readonly tries: number;
}

/** Takes the next item of a lane; undefined when none waits. Throws `LaneLost`. Rides `bulk_item_open`. */
export async function takeItem(tx: Tx, lane: Lane): Promise<TakenItem | undefined> {
  await holdLane(tx, lane);
  const { rows } = await sql<TakenItem>`
    with next as (
      select i.bulk_id, i.ordinal from rollcall.bulk_item i
      where ${itemsOf(tx, lane)} and i.state = 'waiting' order by i.ordinal limit 1 for update
    )
    update rollcall.bulk_item i set state = 'running', tries = i.tries + 1
    from next left join rollcall.sealed_secret s on s.workspace_id = ${tx.workspaceId} and s.purpose = 'input'
      and s.owner_id = (next.bulk_id || '/' || next.ordinal) collate "C"
    where i.workspace_id = ${tx.workspaceId} and i.bulk_id = next.bulk_id and i.ordinal = next.ordinal
      and i.state = 'waiting'
    returning i.ordinal, i.procedure, i.input, i.is_sealed as "isSealed", s.sealed, i.pins, i.tries`.execute(tx);
  return rows[0];
}

/**
 * Whether every item of the lane before this one has succeeded. What takes an event back is done in steps, each of which
 * stands on those before.
 */
export async function haveSucceededBefore(tx: Tx, lane: Lane, ordinal: number): Promise<boolean> {
  const { rows } = await sql`
    select 1 as wanting from rollcall.bulk_item i
    left join rollcall.operation o on o.workspace_id = i.workspace_id and o.operation_id = i.operation_id
    where ${itemsOf(tx, lane)} and i.ordinal < ${ordinal}
      and (i.state <> 'done' or o.state not in ('succeeded', 'confirmed')) limit 1`.execute(tx);
  return rows.length === 0;
}

/** What became of an item that was taken. */
export type ItemEnd =
  | { readonly state: 'done'; readonly operationId: OperationId }
  /** No operation was made of it, and none will be. */
  | { readonly state: 'refused'; readonly error: NonNullable<Operation['error']> }
  /** Nothing took effect; it is taken again. The operation that tried, if there was one, stays on record. */
  | { readonly state: 'waiting' };

/** Records what became of an item, and destroys what was sealed for it unless it is taken again. Throws `LaneLost`. */
export async function endItem(
  tx: Tx,
  lane: Lane,
  item: { readonly ordinal: number; readonly end: ItemEnd },
): Promise<void> {
  const { ordinal } = item;
  await holdLane(tx, lane);
  // What was under way when its bulk operation was cancelled waits no more.
  const isTakenAgain = item.end.state === 'waiting' && !(await isCancelled(tx, lane));
  const end = item.end.state === 'waiting' && !isTakenAgain ? ({ state: 'cancelled' } as const) : item.end;
  const ended = await tx
    .updateTable('bulk_item')
    .set({
      state: end.state,
      ...(end.state === 'done' ? { operation_id: end.operationId } : {}),
      ...(end.state === 'refused' ? { error: JSON.stringify(end.error) } : {}),
    })
    .where('workspace_id', '=', tx.workspaceId)
    .where('bulk_id', '=', lane.bulkId)
    .where('ordinal', '=', ordinal)
    .where('state', '=', 'running')
    .returning('is_sealed')
    .executeTakeFirst();
  if (isTakenAgain) return;
  if (ended?.is_sealed === true)
    await destroySealed(tx, { purpose: 'input', ids: [inputOwner(lane.bulkId, ordinal).id] });
  await tx
    .updateTable('bulk_lane')
    .set({ worked_at: now })
    .where('workspace_id', '=', tx.workspaceId)
    .where('bulk_id', '=', lane.bulkId)
    .where('connection_id', '=', lane.connectionId)
    .execute();
}

/**
 * Whether the bulk operation was cancelled, or the connection removed. Neither is until the transaction ends: whoever does
 * either then sees what this one has written.
 */
async function isCalledOff(tx: Tx, lane: Lane): Promise<boolean> {
  const { rows } = await sql<{ called_off: boolean }>`
    select b.cancelled_at is not null or c.state = 'removed' as called_off
    from rollcall.bulk b, rollcall.connection c
    where b.workspace_id = ${tx.workspaceId} and b.bulk_id = ${lane.bulkId}
      and c.workspace_id = ${tx.workspaceId} and c.connection_id = ${lane.connectionId} for share`.execute(tx);
  return rows[0]?.called_off === true;
}

/** The same of the bulk operation alone. */
async function isCancelled(tx: Tx, { bulkId }: Lane): Promise<boolean> {
  const { rows } = await sql<{ cancelled: boolean }>`
    select b.cancelled_at is not null as cancelled from rollcall.bulk b
    where b.workspace_id = ${tx.workspaceId} and b.bulk_id = ${bulkId} for share`.execute(tx);
  return rows[0]?.cancelled === true;
}

/** How the idempotency keys of items begin, and no caller's. */
export const itemKeys = 'bulk/';

/** The idempotency key of an item's operation: each try that was certainly without effect is followed by another. */
export function itemKey(
  bulkId: BulkId,
  { ordinal, tries }: { readonly ordinal: number; readonly tries: number },
): string {
  return `${itemKeys}${bulkId}/${ordinal}/${tries}`;
}

/**
 * Decides over what the lane's holder before left under way: what was sent is unknown now, if it is not answered, and is
 * never sent again; what was not, or failed in a way that is `tried again`, is taken again. Throws `LaneLost`.
 */
export async function recoverItems(
  tx: Tx,
  lane: Lane,
  { actor, isTriedAgain }: { actor: Actor; isTriedAgain: (error: Operation['error']) => boolean },
): Promise<void> {
  await holdLane(tx, lane);
  const { rows } = await sql<{ readonly ordinal: number; readonly tries: number }>`
    select i.ordinal, i.tries from rollcall.bulk_item i
    where ${itemsOf(tx, lane)} and i.state = 'running' order by i.ordinal`.execute(tx);
  const connection = { id: lane.connectionId, name: lane.connection };
  for (const row of rows) {
    const left = await closeByKey(tx, { connection, actor }, itemKey(lane.bulkId, row));
    const isOver = left !== undefined && !left.isUnsent && (left.state !== 'failed' || !isTriedAgain(left.error));
    const end: ItemEnd = isOver ? { state: 'done', operationId: left.id } : { state: 'waiting' };
    await endItem(tx, lane, { ordinal: row.ordinal, end });
  }
}

/**
 * Closes a lane of which every item is in a known state, and with the last one its bulk operation. Answers how many are
 * not: those that wait, and those that are unknown until a listing settles them. What is unknown past its time, or at a
 * connection that was removed, may stay so for ever, and is waited for no longer. Throws `LaneLost`.
 */
export async function closeLane(tx: Tx, lane: Lane, actor: Actor): Promise<{ waiting: number; unknown: number }> {
  await holdLane(tx, lane);
  const { rows } = await sql<{ waiting: number; unknown: number }>`
    select count(*) filter (where i.state in ('waiting', 'running'))::int as waiting,
      count(*) filter (where o.state in ('accepted', 'dispatched') or (o.state = 'unknown' and o.settled_at is null
        and o.settle_by > clock_timestamp() and c.state <> 'removed'))::int as unknown
    from rollcall.bulk_item i
    join rollcall.connection c on c.workspace_id = i.workspace_id and c.connection_id = i.connection_id
    left join rollcall.operation o on i.state = 'done' and o.workspace_id = i.workspace_id
      and o.operation_id = i.operation_id
    where ${itemsOf(tx, lane)}`.execute(tx);
  const open = rows[0] ?? { waiting: 0, unknown: 0 };
  if (open.waiting + open.unknown > 0) return open;
  await sql`
    update rollcall.bulk_lane l set open = false, holder = null, parked = null where ${ofHolder(tx, lane)}`.execute(tx);
  await endBulk(tx, lane.bulkId, actor);
  return open;
}

function ofLane(tx: Tx, { bulkId, connectionId }: LaneKey) {
  return sql`l.workspace_id = ${tx.workspaceId} and l.bulk_id = ${bulkId} and l.connection_id = ${connectionId}`;
}

function ofHolder(tx: Tx, lane: Lane) {
  return sql`${ofLane(tx, lane)} and l.fence = ${lane.fence} and l.open`;
}

function itemsOf(tx: Tx, { bulkId, connectionId }: LaneKey) {
  return sql`i.workspace_id = ${tx.workspaceId} and i.bulk_id = ${bulkId} and i.connection_id = ${connectionId}`;
}
