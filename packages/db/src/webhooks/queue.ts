import { deliveryWaitMsMax, deliveryWaitsMs } from '@rollcall/ledger';
import { type DueDelivery, type SigningScheme, WebhookId, type WebhookSecretId, WorkspaceId } from '@rollcall/schema';
import { type RawBuilder, type Selectable, sql } from 'kysely';
import type { Db, Tx } from '../database.ts';
import { lastingEvents } from '../events.ts';
import { hasNoHead, laneOf, plannedNow } from './lanes.ts';
import { sealedSecrets } from './secrets.ts';
import type { StoredFilter, WebhookTables } from './tables.ts';

/** What may be undelivered of a webhook: what follows waits in the order of events, where it is anyway. */
export const undeliveredMax = 10_000;
/** What is queued in one transaction. */
const expandBatch = 1_000;
/** For how long a delivery is another's to send: an attempt ends long before, and what a lost daemon had is taken over. */
export const deliveryLeaseMs = 30_000;
/** After so many failures in a row one delivery at a time is tried: a receiver that is down need not be asked a hundred times. */
const failuresMax = 5;

/** A webhook that there is something to do for. */
export interface WebhookWithWork {
  readonly workspaceId: WorkspaceId;
  readonly webhookId: WebhookId;
  /** Events wait to be queued: `expandDeliveries`. */
  readonly isBehind: boolean;
  /** Deliveries wait to be sent: `leaseDeliveries`. */
  readonly isDue: boolean;
}

/** The webhooks of all workspaces that there is something to do for, up to `most`; those first that have waited longest. */
export async function webhooksWithWork(db: Db, most: number): Promise<readonly WebhookWithWork[]> {
  // What the function is asked hangs on how it is to be planned, which is so said before.
  const { rows } = await sql<{ workspace_id: string; webhook_id: string; is_behind: boolean; is_due: boolean }>`
    select w.* from (select ${plannedNow} is not null as is_planned) p cross join lateral
      rollcall.webhooks_with_work(case when p.is_planned then ${most}::int end, ${undeliveredMax}, ${deliveryWaitMsMax}) w`.execute(
    db,
  );
  return rows.map((row) => ({
    workspaceId: WorkspaceId.parse(row.workspace_id),
    webhookId: WebhookId.parse(row.webhook_id),
    isBehind: row.is_behind,
    isDue: row.is_due,
  }));
}

/**
 * Queues the next sealed events for a webhook that its filter allows, and moves on over all of them, in one transaction: none is
 * left out, none queued twice. Answers how many were looked at: nought when there are no more, too much is undelivered, the
 * webhook is not active, or another daemon is at it.
 */
export async function expandDeliveries(tx: Tx, webhookId: WebhookId): Promise<{ lookedAt: number; queued: number }> {
  const nothing = { lookedAt: 0, queued: 0 };
  const webhook = await tx
    .selectFrom('webhook')
    .selectAll()
    .select(plannedNow.as('planned'))
    .where('workspace_id', '=', tx.workspaceId)
    .where('webhook_id', '=', webhookId)
    .where('state', '=', 'active')
    .forNoKeyUpdate()
    .skipLocked()
    .executeTakeFirst();
  if (webhook === undefined) return nothing;
  const most = Math.min(expandBatch, undeliveredMax - webhook.undelivered);
  if (most <= 0) return nothing;
  const change = webhook.filter_changes === 0 ? undefined : await nextFilter(tx, webhook, most);
  const page = pageOf(tx, webhook, { most, through: change?.seq });
  const { rows } = await queue(tx, webhook, page);
  const { last = null, looked_at: lookedAt = 0, queued = 0, newest = null } = rows[0] ?? {};
  if (last === null) return nothing;
  await tx
    .updateTable('webhook')
    .set({ expanded_to: last, undelivered: webhook.undelivered + queued })
    .$if(newest !== null, (query) => query.set({ previous: newest }))
    .$if(change !== undefined, (query) =>
      query.set({ filter_applied: JSON.stringify(change?.filter), filter_changes: webhook.filter_changes - 1 }),
    )
    .where('workspace_id', '=', tx.workspaceId)
    .where('webhook_id', '=', webhookId)
    .execute();
  return { lookedAt, queued };
}

/** What a webhook is to be sent now, and all that is needed for it. */
export interface Leased {
  readonly webhook: { readonly id: WebhookId; readonly name: string; readonly url: string };
  /** The newest first, for `openWebhookSecret`. */
  readonly secrets: readonly {
    readonly id: WebhookSecretId;
    readonly scheme: SigningScheme;
    readonly sealed: string;
  }[];
  readonly deliveries: readonly DueDelivery[];
}

interface Leasing {
  readonly most: number;
  /** The schedule, where it is not `deliveryWaitsMs`. */
  readonly waitsMs?: readonly number[] | undefined;
}

/**
 * Leases what may be sent of a webhook now, up to `most`, for `deliveryLeaseMs`: those at the head of their lane whose time has
 * come. What another daemon had and did not answer for is leased again, and its log says so: at once the first time, and after
 * that by the schedule, since it may be what ends the daemons. Undefined for a webhook that is not active. Rides
 * `webhook_delivery_due`.
 */
export async function leaseDeliveries(tx: Tx, webhookId: WebhookId, leasing: Leasing): Promise<Leased | undefined> {
  const webhook = await tx
    .selectFrom('webhook')
    .select(['name', 'url', 'failures', isHeldBack.as('is_held_back'), plannedNow.as('planned')])
    .where('workspace_id', '=', tx.workspaceId)
    .where('webhook_id', '=', webhookId)
    .where('state', '=', 'active')
    .executeTakeFirst();
  if (webhook === undefined) return undefined;
  const { name, url, failures } = webhook;
  const told = { id: webhookId, name, url };
  if (webhook.is_held_back) return { webhook: told, secrets: [], deliveries: [] };
  const leased = await lease(tx, webhookId, { ...leasing, most: failures < failuresMax ? leasing.most : 1 });
  const ids = leased.map((one) => one.event_id);
  const events = new Map((await lastingEvents(tx, ids)).map((event) => [String(event.id), event]));
  const deliveries = leased.map(({ event_id, seq, previous, replay, fence }) => {
    const event = events.get(event_id);
    if (event === undefined) throw new Error('an event is never deleted');
    const previousSequence = previous === null ? null : Number(previous);
    return { sequence: Number(seq), replay, previousSequence, nth: fence, event };
  });
  return { webhook: told, secrets: await sealedSecrets(tx, webhookId), deliveries };
}

/**
 * Gives back what was leased and is not sent: it may be at once, and the attempt does not count. What another has leased by now
 * stays its own.
 */
export async function releaseDeliveries(
  tx: Tx,
  webhookId: WebhookId,
  leased: readonly Pick<DueDelivery, 'sequence' | 'replay' | 'nth'>[],
): Promise<void> {
  if (leased.length === 0) return;
  await sql`
    update rollcall.webhook_delivery d
    set state = 'waiting', attempts = greatest(d.attempts - 1, 0), next_at = clock_timestamp()
    from unnest(${leased.map(({ sequence }) => sequence)}::bigint[], ${leased.map(({ replay }) => replay)}::int[],
      ${leased.map(({ nth }) => nth)}::int[]) a(seq, replay, fence)
    where d.workspace_id = ${tx.workspaceId} and d.webhook_id = ${webhookId} and d.seq = a.seq and d.replay = a.replay
      and d.fence = a.fence and d.state = 'sending'`.execute(tx);
}

const far = sql`clock_timestamp() + ${sql.lit(deliveryWaitMsMax)} * interval '1 ms'`;
const isHeldBack = sql<boolean>`coalesce(not_before > clock_timestamp() and not_before <= ${far}, false)`;

interface LeasedRow {
  readonly seq: string;
  readonly replay: number;
  readonly previous: string | null;
  readonly fence: number;
  readonly event_id: string;
  readonly is_leased: boolean;
}

async function lease(
  tx: Tx,
  webhookId: WebhookId,
  { most, waitsMs = deliveryWaitsMs }: Leasing,
): Promise<readonly LeasedRow[]> {
  const waits = sql`${[...waitsMs]}::bigint[]`;
  const isPutOff = sql`d.state = 'sending' and d.attempts > 1`;
  const { rows } = await sql<LeasedRow>`
    with due as materialized (
      select d.ctid as place, d.seq, d.replay, d.fence, d.state from rollcall.webhook_delivery d
      where d.workspace_id = ${tx.workspaceId} and d.webhook_id = ${webhookId} and d.state in ('waiting', 'sending')
        and (d.next_at <= clock_timestamp() or d.next_at > ${far})
      order by d.next_at, d.seq, d.replay limit ${most} for update skip locked
    ),
    lost as (
      insert into rollcall.webhook_attempt (workspace_id, webhook_id, attempt_id, seq, replay, nth, outcome, ms)
      select ${tx.workspaceId}, ${webhookId}, rollcall.uuid_v7(), u.seq, u.replay, u.fence, 'lost', ${deliveryLeaseMs}::int
      from due u where u.state = 'sending'
    )
    update rollcall.webhook_delivery d set fence = d.fence + 1,
      state = case when ${isPutOff} then 'waiting' else 'sending' end,
      attempts = case when ${isPutOff} then d.attempts else d.attempts + 1 end,
      next_at = clock_timestamp() + interval '1 ms' * case when ${isPutOff}
        then (${waits})[least(d.attempts + 1, cardinality(${waits}))] else ${deliveryLeaseMs} end
    -- By their place: joined by their key, PostgreSQL may look at all that is on record of the webhook.
    where d.workspace_id = ${tx.workspaceId} and d.webhook_id = ${webhookId} and d.ctid = any (array(select place from due))
    returning d.seq, d.replay, d.previous, d.fence, d.event_id, d.state = 'sending' as is_leased`.execute(tx);
  const leased = rows.filter(({ is_leased }) => is_leased);
  return leased.toSorted((a, b) => Number(a.seq) - Number(b.seq) || a.replay - b.replay);
}

type Row = Selectable<WebhookTables['webhook']>;

/** The next sealed events, up to the one that the filter changes with. Rides the primary key of `sealed_event`. */
function pageOf(
  tx: Tx,
  webhook: Row,
  { most, through }: { readonly most: number; readonly through: string | undefined },
): RawBuilder<unknown> {
  return sql`
    select s.seq, s.event_id from rollcall.sealed_event s
    where s.workspace_id = ${tx.workspaceId} and s.seq > ${webhook.expanded_to}::bigint
      and s.seq <= ${through ?? `${Number(webhook.expanded_to) + most}`}::bigint
    order by s.seq`;
}

/** Where among the next events the filter changes, and to what: the first event that says so. */
async function nextFilter(
  tx: Tx,
  webhook: Row,
  most: number,
): Promise<{ readonly seq: string; readonly filter: StoredFilter } | undefined> {
  const { rows } = await sql<{ seq: string; filter: StoredFilter }>`
    with page as materialized (${pageOf(tx, webhook, { most, through: undefined })})
    select p.seq, jsonb_build_object('types', e.after #> '{filter,types}', 'kinds', e.after #> '{filter,kinds}',
      'connectionIds', e.after #> '{filter,connectionIds}', 'severity', e.after #> '{filter,severity}') as filter
    from page p join rollcall.audit_event e on e.workspace_id = ${tx.workspaceId} and e.event_id = p.event_id
    where e.type = 'webhook.updated' and e.subject_kind = 'webhook' and e.subject_id = ${webhook.webhook_id}
      and e.after ? 'filter'
    order by p.seq limit 1`.execute(tx);
  return rows[0];
}

interface Queued {
  readonly last: string | null;
  readonly looked_at: number;
  readonly queued: number;
  readonly newest: string | null;
}

function queue(tx: Tx, webhook: Row, page: RawBuilder<unknown>) {
  const id = WebhookId.parse(webhook.webhook_id);
  return sql<Queued>`
    with page as materialized (${page}),
    allowed as materialized (
      select p.seq, p.event_id, ${laneOf(webhook.ordering, { seq: sql`p.seq`, replay: sql`0` })} as lane
      from page p join rollcall.audit_event e on e.workspace_id = ${tx.workspaceId} and e.event_id = p.event_id
      where ${allows(id, webhook.filter_applied)}
    ),
    placed as (
      select a.*, lag(a.seq) over (order by a.seq) as before, row_number() over (partition by a.lane order by a.seq) as nth
      from allowed a
    ),
    put as (
      insert into rollcall.webhook_delivery (workspace_id, webhook_id, seq, event_id, lane, previous, state)
      select ${tx.workspaceId}, ${id}, p.seq, p.event_id, p.lane, coalesce(p.before, ${webhook.previous}::bigint),
        case when p.nth = 1 and ${hasNoHead(tx, id, sql`p.lane`)} then 'waiting' else 'queued' end
      from placed p
      returning seq
    )
    select (select max(seq) from page) as last, (select count(*)::int from page) as looked_at,
      (select count(*)::int from put) as queued, (select max(seq) from put) as newest`.execute(tx);
}

/**
 * Whether a webhook is sent an event `e`: what its filter allows, and what is about itself, but for what became of its own
 * deliveries, which its receiver knows.
 */
export function allows(id: WebhookId, { types, kinds, connectionIds, severity }: StoredFilter): RawBuilder<boolean> {
  const among = (column: RawBuilder<unknown>, values: readonly string[] | null, type: 'text' | 'uuid') =>
    values === null ? sql`true` : sql`${column} = any (${[...values]}::${sql.raw(type)}[])`;
  const matters = { normal: sql`true`, notice: sql`e.severity <> 'normal'`, alarm: sql`e.severity = 'alarm'` };
  return sql<boolean>`((e.subject_kind = 'webhook' and e.subject_id = ${id} and e.type <> 'webhook.delivery_dead')
    or (e.type = 'report.delivered' and e.after ->> 'webhookId' = ${id}::text)
    or (${among(sql`e.type`, types, 'text')} and ${among(sql`e.subject_kind`, kinds, 'text')}
      and coalesce(${among(sql`e.connection_id`, connectionIds, 'uuid')}, false) and ${matters[severity]}))`;
}
