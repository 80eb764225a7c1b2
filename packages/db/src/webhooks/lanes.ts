import type { DeliveryState, WebhookId, WebhookOrder } from '@rollcall/schema';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../database.ts';

/** What has not arrived, and is not given up. */
export const openStates = ['queued', 'waiting', 'sending', 'dead'] as const satisfies readonly DeliveryState[];
/** Those of a lane that are not behind another: one at most, and PostgreSQL keeps it so. */
const isHead = sql`('waiting', 'sending', 'dead')`;
/** As literals: a partial index is not found by parameters. */
const isOpen = sql`(${sql.join(openStates.map((state) => sql.lit(state)))})`;

/**
 * Has the statements of this transaction planned for what the tables hold now: a plan from when they were empty walks over
 * all of a queue for each of its lanes. To be selected with the webhook's row, before any of them.
 */
export const plannedNow = sql`set_config('plan_cache_mode', 'force_custom_plan', true)`;

/** The lane of an event `e` that is delivered as the row `d`: what is in one lane does not overtake. */
export function laneOf(
  order: WebhookOrder,
  { seq, replay }: { seq: RawBuilder<unknown>; replay: RawBuilder<unknown> },
) {
  switch (order) {
    case 'strict':
      return sql`'00000000-0000-0000-0000-000000000000'::uuid`;
    case 'subject':
      return sql`md5(concat_ws(E'\\x1f', e.connection_id, e.subject_kind, e.subject_id))::uuid`;
    case 'none':
      return sql`md5(${seq} || '/' || ${replay})::uuid`;
    default:
      return order satisfies never;
  }
}

/** Whether nothing stands at the head of a lane. Rides `webhook_delivery_head`. */
export function hasNoHead(tx: Tx, id: WebhookId, lane: RawBuilder<unknown>): RawBuilder<boolean> {
  return sql<boolean>`not exists (select from rollcall.webhook_delivery h where h.workspace_id = ${tx.workspaceId}
    and h.webhook_id = ${id} and h.lane = ${lane} and h.state in ${isHead})`;
}

/**
 * Has the next of each of these lanes wait for nothing any more, where nothing stands before it; of all lanes where none is
 * named. Rides `webhook_delivery_open`.
 */
export async function advanceLanes(tx: Tx, id: WebhookId, lanes: readonly string[] | undefined): Promise<void> {
  if (lanes?.length === 0) return;
  const of = sql`d.workspace_id = ${tx.workspaceId} and d.webhook_id = ${id}`;
  const each =
    lanes === undefined
      ? sql`(select distinct d.lane from rollcall.webhook_delivery d where ${of} and d.state in ${isOpen})`
      : sql`(select distinct unnest(${[...lanes]}::uuid[]) as lane)`;
  // By their place: joined by their key, PostgreSQL may look at all that is on record of the webhook for each lane.
  await sql`
    with next as materialized (
      select f.place from ${each} l cross join lateral (
        select d.ctid as place from rollcall.webhook_delivery d
        where ${of} and d.lane = l.lane and d.state = 'queued' and ${hasNoHead(tx, id, sql`l.lane`)}
        order by d.seq, d.replay limit 1) f
    )
    update rollcall.webhook_delivery d set state = 'waiting', next_at = clock_timestamp()
    where ${of} and d.ctid = any (array(select place from next))`.execute(tx);
}

/**
 * Has what waits for its time, or is dead, tried at once, with its whole schedule before it; answers how many those were that
 * would not have been.
 */
export async function reviveDeliveries(tx: Tx, id: WebhookId): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    update rollcall.webhook_delivery set state = 'waiting', attempts = 0, next_at = clock_timestamp()
    where workspace_id = ${tx.workspaceId} and webhook_id = ${id} and state in ${isHead}
      and (state = 'dead' or state = 'waiting' and (attempts > 0 or next_at > clock_timestamp()))`.execute(tx);
  return Number(numAffectedRows);
}

/** Puts what is open into the lanes of another order. What is under way is sent once more: its lease counts for nothing. */
export async function relayDeliveries(
  tx: Tx,
  { id, order }: { readonly id: WebhookId; readonly order: WebhookOrder },
): Promise<void> {
  await sql`
    update rollcall.webhook_delivery d set state = 'queued', fence = d.fence + 1, next_at = clock_timestamp(),
      attempts = case d.state when 'dead' then 0 else d.attempts end,
      lane = ${laneOf(order, { seq: sql`d.seq`, replay: sql`d.replay` })}
    from rollcall.audit_event e
    where d.workspace_id = ${tx.workspaceId} and d.webhook_id = ${id} and d.state in ${isOpen}
      and e.workspace_id = d.workspace_id and e.event_id = d.event_id`.execute(tx);
  await advanceLanes(tx, id, undefined);
}
