import { deliveryWaitMsMax, failingMsMax, nextDeliveryMs, retryAfterMsMax } from '@rollcall/ledger';
import type { Actor, AttemptOutcome, WebhookId, WebhookStop } from '@rollcall/schema';
import { type Selectable, sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { inMs, now } from '../clock.ts';
import type { Tx } from '../database.ts';
import { instant } from '../json.ts';
import { advanceLanes, plannedNow } from './lanes.ts';
import type { WebhookTables } from './tables.ts';
import { tellWebhook, toldOf } from './told.ts';

/** What came of one request for a delivery that was leased. */
export interface MadeAttempt {
  readonly sequence: number;
  readonly replay: number;
  /** Of the lease. */
  readonly nth: number;
  readonly outcome: Exclude<AttemptOutcome, 'lost'>;
  readonly status: number | null;
  /** For how long the receiver asked not to be asked. */
  readonly retryAfterMs: number | null;
  readonly ms: number;
  readonly address: string | null;
  readonly snippet: string | null;
}

/** What one transaction records, at the most. */
export const attemptsAtOnce = 500;

type Row = Selectable<WebhookTables['webhook']>;

/** A delivery whose lease still was the one that the attempt was made by, and what becomes of it. */
interface Judged {
  readonly attempt: MadeAttempt;
  /** Of its row, which is locked. */
  readonly place: string;
  readonly eventId: string;
  readonly lane: string;
  readonly state: 'delivered' | 'waiting' | 'dead';
  readonly waitMs: number;
}

interface RecordedAttempts {
  readonly attempts: readonly MadeAttempt[];
  readonly actor: Actor;
  /** The schedule, where it is not `deliveryWaitsMs`. */
  readonly waitsMs?: readonly number[] | undefined;
}

/**
 * Records what came of deliveries that were leased, in the order in which it came: each in the log; what arrived lets the next
 * of its lane go; what did not is tried later, or is dead. A receiver that is gone disables the webhook; one at which nothing
 * arrived for days pauses it, and so does what is dead under `strict`; each of these is an event. What came of a lease that is
 * another's by now is in the log and changes nothing.
 */
export async function recordAttempts(
  tx: Tx,
  webhookId: WebhookId,
  { attempts, actor, waitsMs }: RecordedAttempts,
): Promise<void> {
  if (attempts.length === 0) return;
  const webhook = await tx
    .selectFrom('webhook')
    .selectAll()
    .select(plannedNow.as('planned'))
    .where('workspace_id', '=', tx.workspaceId)
    .where('webhook_id', '=', webhookId)
    .forNoKeyUpdate()
    .executeTakeFirst();
  // Another workspace's, or none: whoever made these was not given them here.
  if (webhook === undefined) return;
  await log(tx, webhookId, attempts);
  const judged = await judge(tx, webhookId, { attempts, waitsMs });
  await update(tx, webhookId, judged);
  const arrived = judged.filter(({ state }) => state === 'delivered');
  await advanceLanes(
    tx,
    webhookId,
    arrived.map(({ lane }) => lane),
  );
  await noteHealth(tx, webhook, { judged, arrived: arrived.length });
  await tellDead(tx, webhook, { judged, actor });
  await stopIfNeeded(tx, webhook, { judged, actor });
}

interface JudgedRow {
  readonly nth: number;
  readonly place: string;
  readonly event_id: string;
  readonly lane: string;
  readonly attempts: number;
}

async function log(tx: Tx, webhookId: WebhookId, attempts: readonly MadeAttempt[]): Promise<void> {
  await tx
    .insertInto('webhook_attempt')
    .values(
      attempts.map(({ sequence, replay, nth, outcome, status, ms, address, snippet }) => ({
        ...{ workspace_id: tx.workspaceId, webhook_id: webhookId, attempt_id: uuidv7() },
        ...{ seq: sequence, replay, nth, outcome, status, ms: Math.round(ms), address, snippet },
      })),
    )
    .execute();
}

async function judge(
  tx: Tx,
  webhookId: WebhookId,
  { attempts, waitsMs }: Pick<RecordedAttempts, 'attempts' | 'waitsMs'>,
): Promise<readonly Judged[]> {
  // Each by its whole key, one by one: in a join, PostgreSQL may look at all that is on record of the webhook.
  const { rows } = await sql<JudgedRow>`
    select a.nth::int as nth, d.place, d.event_id, d.lane, d.attempts
    from unnest(${attempts.map(({ sequence }) => sequence)}::bigint[], ${attempts.map(({ replay }) => replay)}::int[],
      ${attempts.map(({ nth }) => nth)}::int[]) with ordinality a(seq, replay, fence, nth)
    cross join lateral (
      select d.ctid::text as place, d.event_id, d.lane, d.attempts, d.fence, d.state from rollcall.webhook_delivery d
      where d.workspace_id = ${tx.workspaceId} and d.webhook_id = ${webhookId} and d.seq = a.seq and d.replay = a.replay
      limit 1 for update) d
    where d.fence = a.fence and d.state = 'sending' order by a.nth`.execute(tx);
  return rows.flatMap((row): readonly Judged[] => {
    const attempt = attempts[row.nth - 1];
    if (attempt === undefined) return [];
    const found = { attempt, place: row.place, eventId: row.event_id, lane: row.lane };
    if (attempt.outcome === 'delivered') return [{ ...found, state: 'delivered', waitMs: 0 }];
    const { retryAfterMs } = attempt;
    const waitMs = nextDeliveryMs({ attempts: row.attempts, random: Math.random(), retryAfterMs, waitsMs });
    return [{ ...found, state: waitMs === undefined ? 'dead' : 'waiting', waitMs: waitMs ?? 0 }];
  });
}

async function update(tx: Tx, webhookId: WebhookId, judged: readonly Judged[]): Promise<void> {
  if (judged.length === 0) return;
  const of = <T>(value: (one: Judged) => T): T[] => judged.map(value);
  await sql`
    update rollcall.webhook_delivery d set state = j.state, next_at = clock_timestamp() + j.wait_ms * interval '1 ms',
      ended_at = case j.state when 'delivered' then clock_timestamp() end, last_outcome = j.outcome, last_status = j.status
    from unnest(${of(({ place }) => place)}::text[], ${of(({ state }) => state)}::text[],
      ${of(({ waitMs }) => waitMs)}::bigint[], ${of(({ attempt }) => attempt.outcome)}::text[],
      ${of(({ attempt }) => attempt.status)}::int[]) j(place, state, wait_ms, outcome, status)
    where d.workspace_id = ${tx.workspaceId} and d.webhook_id = ${webhookId}
      and d.ctid = any (${of(({ place }) => place)}::text[]::tid[]) and d.ctid = j.place::tid`.execute(tx);
}

/** Notes how the webhook does, by the newest of what came, and the pause that its receiver asked for. */
async function noteHealth(
  tx: Tx,
  webhook: Row,
  { judged, arrived }: { readonly judged: readonly Judged[]; readonly arrived: number },
): Promise<void> {
  if (judged.length === 0) return;
  const failuresSince = judged.length - 1 - judged.findLastIndex(({ state }) => state === 'delivered');
  const failed = failuresSince > 0;
  const pauseMs = Math.max(0, ...judged.map(({ attempt }) => pauseAsked(attempt)));
  const gap = sql`least(greatest(extract(epoch from clock_timestamp() - failed_at) * 1000, 0), ${deliveryWaitMsMax})`;
  const well = arrived > 0;
  await tx
    .updateTable('webhook')
    .set({ undelivered: sql<number>`undelivered - ${arrived}` })
    .$if(well, (query) => query.set({ delivered_at: now, failures: failuresSince, failing_ms: '0' }))
    .$if(well, (query) => query.set({ failing_since: failed ? now : null, failed_at: failed ? now : null }))
    .$if(!well, (query) =>
      query.set({
        failures: sql<number>`failures + ${failuresSince}`,
        failing_since: sql<Date>`coalesce(failing_since, clock_timestamp())`,
        failing_ms: sql<string>`failing_ms + coalesce(${gap}, 0)::bigint`,
        failed_at: now,
      }),
    )
    .$if(pauseMs > 0, (query) => query.set({ not_before: inMs(pauseMs) }))
    .where('workspace_id', '=', tx.workspaceId)
    .where('webhook_id', '=', webhook.webhook_id)
    .execute();
}

/** Too many requests, or none for now: that is said of all that is sent, not of the one event. */
function pauseAsked({ status, retryAfterMs }: MadeAttempt): number {
  if (retryAfterMs === null || (status !== 429 && status !== 503)) return 0;
  return Math.min(retryAfterMs, retryAfterMsMax);
}

/** Each delivery that is dead is an event, but for those of such events: that would go on for ever. */
async function tellDead(
  tx: Tx,
  webhook: Row,
  { judged, actor }: { readonly judged: readonly Judged[]; readonly actor: Actor },
): Promise<void> {
  const dead = judged.filter(({ state }) => state === 'dead');
  if (dead.length === 0) return;
  const events = await tx
    .selectFrom('audit_event')
    .select(['event_id', 'type'])
    .where('workspace_id', '=', tx.workspaceId)
    .where(
      'event_id',
      'in',
      dead.map(({ eventId }) => eventId),
    )
    .execute();
  const types = new Map(events.map(({ event_id, type }) => [event_id, type]));
  for (const { attempt, eventId } of dead) {
    const type = types.get(eventId);
    if (type === 'webhook.delivery_dead') continue;
    const { sequence, replay, outcome, status } = attempt;
    await tellWebhook(tx, {
      ...{ type: 'webhook.delivery_dead', severity: 'notice', actor, webhook: toldOf(webhook) },
      after: { sequence, replay, eventId, type, outcome, status },
    });
  }
}

async function stopIfNeeded(
  tx: Tx,
  webhook: Row,
  { judged, actor }: { readonly judged: readonly Judged[]; readonly actor: Actor },
): Promise<void> {
  const { state, failing_ms, failing_since, failures } = await tx
    .selectFrom('webhook')
    .select(['state', 'failing_ms', 'failing_since', 'failures'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('webhook_id', '=', webhook.webhook_id)
    .executeTakeFirstOrThrow();
  if (state !== 'active') return;
  const isDead = webhook.ordering === 'strict' && judged.some((one) => one.state === 'dead');
  const isGone = judged.some(({ attempt }) => attempt.outcome === 'gone');
  const reason: WebhookStop | undefined = isGone
    ? 'gone'
    : isDead
      ? 'dead'
      : Number(failing_ms) >= failingMsMax
        ? 'failing'
        : undefined;
  if (reason === undefined) return;
  const stopped = reason === 'gone' ? 'disabled' : 'paused';
  await tx
    .updateTable('webhook')
    .set({ state: stopped, stop_reason: reason, stopped_at: now })
    .where('workspace_id', '=', tx.workspaceId)
    .where('webhook_id', '=', webhook.webhook_id)
    .execute();
  const since = failing_since === null ? null : instant(failing_since);
  await tellWebhook(tx, {
    ...{ type: `webhook.${stopped}`, severity: 'alarm', actor, webhook: toldOf(webhook) },
    after: { reason, failingSince: since, failures },
  });
}
