import { type Actor, RollcallError, type Webhook } from '@rollcall/schema';
import { sql } from 'kysely';
import { inMs, now } from '../clock.ts';
import type { Tx } from '../database.ts';
import { advanceLanes, hasNoHead, laneOf, openStates } from './lanes.ts';
import { allows, deliveryLeaseMs, undeliveredMax } from './queue.ts';
import { lockWebhook, webhookNamed } from './row.ts';
import { tellWebhook, toldOf } from './told.ts';

/** The longest range that is replayed at once. */
export const replayMax = 10_000;

/**
 * Queues what a webhook's filter allows now of a range of sequences, once more, under the ids that the events have: each
 * follows the one before it in the range, and the first what it followed when it was first sent, so that who replays too little
 * of what is missing still sees a gap. What of them is under way already is left to arrive, and what is dead is tried again. Appends
 * `webhook.replayed`. Throws `invalid_input` for a range that is too long, or that the webhook has not come to, and
 * `webhook_state` when more would be undelivered than may be.
 */
export async function replayDeliveries(
  tx: Tx,
  name: string,
  { from, to, actor }: { readonly from: number; readonly to: number; readonly actor: Actor },
): Promise<{ readonly webhook: Webhook; readonly queued: number; readonly revived: number }> {
  const row = await lockWebhook(tx, name);
  const { id } = toldOf(row);
  const reached = Number(row.expanded_to);
  if (to > reached)
    throw invalid('to', `must be ${reached} at the most: what follows is not sent yet, and comes by itself`);
  if (to < from) throw invalid('to', 'must not come before from');
  if (to - from >= replayMax) throw invalid('to', `must be ${from + replayMax - 1} at the most: ${replayMax} at once`);
  const revived = await revive(tx, { id, from, to });
  const queued = await queue(tx, { id, from, to, order: row.ordering, filter: row.filter });
  if (row.undelivered + queued > undeliveredMax) {
    const message = `${row.undelivered} deliveries of "${name}" have not arrived, and ${queued} more would be past ${undeliveredMax}: replay fewer, or wait.`;
    throw new RollcallError('webhook_state', message, { details: { state: row.state } });
  }
  await tx
    .updateTable('webhook')
    .set({ undelivered: row.undelivered + queued })
    .where('workspace_id', '=', tx.workspaceId)
    .where('webhook_id', '=', id)
    .execute();
  const after = { from, to, queued, revived };
  await tellWebhook(tx, { type: 'webhook.replayed', actor, webhook: { id, name }, after });
  return { webhook: await webhookNamed(tx, name), queued, revived };
}

/**
 * Gives up what has not arrived of a sequence, so that what waits behind it goes on; appends `webhook.delivery_skipped`. The
 * receiver sees the gap. Throws `not_found` when nothing of it is undelivered, `webhook_state` while it is being sent.
 */
export async function skipDelivery(
  tx: Tx,
  name: string,
  { sequence, actor }: { readonly sequence: number; readonly actor: Actor },
): Promise<Webhook> {
  const row = await lockWebhook(tx, name);
  const webhook = toldOf(row);
  const open = await tx
    .selectFrom('webhook_delivery')
    .select(['state', 'event_id', 'lane', isSending.as('is_sending')])
    .where('workspace_id', '=', tx.workspaceId)
    .where('webhook_id', '=', webhook.id)
    .where('seq', '=', String(sequence))
    .where('state', 'in', openStates)
    .forUpdate()
    .execute();
  const [first] = open;
  if (first === undefined) {
    const why = 'it has arrived, was given up, or is none that this webhook is sent';
    throw new RollcallError('not_found', `Sequence ${sequence} does not wait to be sent to "${name}": ${why}.`);
  }
  if (open.some(({ is_sending }) => is_sending)) {
    const message = `Sequence ${sequence} is being sent to "${name}" right now: try again in a moment.`;
    throw new RollcallError('webhook_state', message, { details: { state: 'sending' } });
  }
  await tx
    .updateTable('webhook_delivery')
    .set({ state: 'skipped', ended_at: now })
    .where('workspace_id', '=', tx.workspaceId)
    .where('webhook_id', '=', webhook.id)
    .where('seq', '=', String(sequence))
    .where('state', 'in', openStates)
    .execute();
  await tx
    .updateTable('webhook')
    .set({ undelivered: row.undelivered - open.length })
    .where('workspace_id', '=', tx.workspaceId)
    .where('webhook_id', '=', webhook.id)
    .execute();
  await advanceLanes(
    tx,
    webhook.id,
    open.map(({ lane }) => lane),
  );
  const after = { sequence, eventId: first.event_id, state: first.state };
  await tellWebhook(tx, { type: 'webhook.delivery_skipped', actor, webhook, after });
  return webhookNamed(tx, name);
}

/** What a daemon had that was lost is sent by nobody: where the webhook is paused, it is taken over by nobody either. */
const isSending = sql<boolean>`state = 'sending' and next_at > clock_timestamp() and next_at <= ${inMs(deliveryLeaseMs)}`;

interface Range {
  readonly id: Webhook['id'];
  readonly from: number;
  readonly to: number;
}

async function revive(tx: Tx, { id, from, to }: Range): Promise<number> {
  const { numUpdatedRows } = await tx
    .updateTable('webhook_delivery')
    .set({ state: 'waiting', attempts: 0, next_at: now })
    .where('workspace_id', '=', tx.workspaceId)
    .where('webhook_id', '=', id)
    .where('seq', '>=', String(from))
    .where('seq', '<=', String(to))
    .where('state', '=', sql.lit('dead'))
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

type Chosen = Range & { readonly order: Webhook['order']; readonly filter: Parameters<typeof allows>[1] };

async function queue(tx: Tx, { id, from, to, order, filter }: Chosen): Promise<number> {
  const open = sql.join(openStates.map((state) => sql.lit(state)));
  const { rows } = await sql<{ queued: number }>`
    with allowed as materialized (
      select s.seq, s.event_id, r.replay, r.is_open, ${laneOf(order, { seq: sql`s.seq`, replay: sql`r.replay` })} as lane
      from rollcall.sealed_event s
        join rollcall.audit_event e on e.workspace_id = s.workspace_id and e.event_id = s.event_id
        cross join lateral (
          select coalesce(max(d.replay), 0) + 1 as replay, coalesce(bool_or(d.state in (${open})), false) as is_open
          from rollcall.webhook_delivery d
          where d.workspace_id = s.workspace_id and d.webhook_id = ${id} and d.seq = s.seq) r
      where s.workspace_id = ${tx.workspaceId} and s.seq between ${from} and ${to} and ${allows(id, filter)}
    ),
    placed as (
      select a.*, coalesce(c.previous, o.previous) as previous, row_number() over (partition by a.lane order by a.seq) as nth
      from allowed a join (select seq, lag(seq) over (order by seq) as previous from allowed) c on c.seq = a.seq
        left join rollcall.webhook_delivery o
          on o.workspace_id = ${tx.workspaceId} and o.webhook_id = ${id} and o.seq = a.seq and o.replay = 0
      where not a.is_open
    ),
    put as (
      insert into rollcall.webhook_delivery (workspace_id, webhook_id, seq, replay, event_id, lane, previous, state)
      select ${tx.workspaceId}, ${id}, p.seq, p.replay, p.event_id, p.lane, p.previous,
        case when p.nth = 1 and ${hasNoHead(tx, id, sql`p.lane`)} then 'waiting' else 'queued' end
      from placed p
      returning seq
    )
    select count(*)::int as queued from put`.execute(tx);
  return rows[0]?.queued ?? 0;
}

function invalid(path: string, message: string): RollcallError {
  return new RollcallError('invalid_input', `The input is not valid: ${path}: ${message}.`, {
    details: { issues: [{ path, message }] },
  });
}
