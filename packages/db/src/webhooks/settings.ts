import {
  type Actor,
  type EventId,
  RollcallError,
  type Webhook,
  type WebhookFilter,
  WebhookId,
  type WebhookOrder,
} from '@rollcall/schema';
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { now } from '../clock.ts';
import { connectionNamed } from '../connections.ts';
import type { Tx } from '../database.ts';
import { tailOf } from '../sealing.ts';
import { relayDeliveries, reviveDeliveries } from './lanes.ts';
import { lockWebhook, webhookNamed, webhooksMax } from './row.ts';
import { type NewSecret, putSecret } from './secrets.ts';
import type { StoredFilter } from './tables.ts';
import { tellWebhook } from './told.ts';

export interface NewWebhook {
  readonly id: WebhookId;
  readonly name: string;
  readonly url: string;
  readonly filter: WebhookFilter;
  readonly order: WebhookOrder;
  /** The first sequence that it is sent, which may be the one after the last; undefined for whatever comes now. */
  readonly from: number | undefined;
  readonly secret: NewSecret;
}

export function newWebhookId(): WebhookId {
  return WebhookId.parse(uuidv7());
}

/**
 * Stores a webhook, its URL checked by the caller. Throws `webhook_exists`, `too_many_webhooks`, `connection_not_found` for a
 * connection that its filter names, and `invalid_input` for a beginning that lies ahead.
 */
export async function addWebhook(tx: Tx, added: NewWebhook, actor: Actor): Promise<Webhook> {
  const tail = await tailOf(tx);
  const { id, name, url, order, from = tail + 1 } = added;
  if (from > tail + 1) throw beyond(from, tail + 1);
  await assertRoom(tx);
  const filter = await storedFilter(tx, added.filter);
  const inserted = await tx
    .insertInto('webhook')
    .values({
      ...{ workspace_id: tx.workspaceId, webhook_id: id, name, url, ordering: order, expanded_to: from - 1 },
      ...{ filter: JSON.stringify(filter), filter_applied: JSON.stringify(filter) },
    })
    .onConflict((conflict) =>
      // As a parameter, it would not match the index's condition once PostgreSQL plans for any value of it.
      conflict.columns(['workspace_id', 'name']).where('state', '<>', sql.lit('removed')).doNothing(),
    )
    .returning('webhook_id')
    .executeTakeFirst();
  if (inserted === undefined) throw exists(name);
  await putSecret(tx, id, added.secret);
  const after = { url, filter: toldFilter(added.filter, filter), order, scheme: added.secret.scheme, from };
  await tellWebhook(tx, { type: 'webhook.added', actor, webhook: { id, name }, after });
  return webhookNamed(tx, name);
}

type FilterChange = { readonly [Field in keyof WebhookFilter]?: WebhookFilter[Field] | undefined };

export interface WebhookChange {
  readonly name?: string | undefined;
  readonly url?: string | undefined;
  /** What is left out of it stays. */
  readonly filter?: FilterChange | undefined;
  readonly order?: WebhookOrder | undefined;
}

/**
 * Changes a webhook, and appends `webhook.updated` unless it was so already. Another filter holds from that event on, in the
 * order of events; another order at once, and what is under way then may arrive twice.
 */
export async function updateWebhook(tx: Tx, name: string, change: WebhookChange & { actor: Actor }): Promise<Webhook> {
  const row = await lockWebhook(tx, name);
  const before = await webhookNamed(tx, name);
  const filter = changedFilter(before.filter, change.filter ?? {});
  const after = {
    name: change.name ?? name,
    url: change.url ?? before.url,
    filter,
    order: change.order ?? before.order,
  };
  const { connectionIds } = row.filter;
  const { types, kinds, severity } = filter;
  const isKept = change.filter?.connections === undefined;
  const stored = isKept ? { types, kinds, connectionIds, severity } : await storedFilter(tx, filter);
  // By its id: a connection may have the name that one had which was removed.
  const hasOthers = JSON.stringify(stored.connectionIds) !== JSON.stringify(connectionIds);
  const was = { ...changedOf(before, after), ...(hasOthers ? { filter: before.filter } : {}) };
  if (Object.keys(was).length === 0) return before;
  const isFiltered = 'filter' in was;
  if (after.name !== name && (await isTaken(tx, after.name))) throw exists(after.name);
  await tx
    .updateTable('webhook')
    .set({ name: after.name, url: after.url, ordering: after.order })
    .$if(isFiltered, (query) =>
      query.set({ filter: JSON.stringify(stored), filter_changes: sql<number>`filter_changes + 1` }),
    )
    .where('workspace_id', '=', tx.workspaceId)
    .where('webhook_id', '=', row.webhook_id)
    .execute();
  if ('order' in was) await relayDeliveries(tx, { id: before.id, order: after.order });
  const told = { ...after, filter: toldFilter(filter, stored) };
  await tellWebhook(tx, {
    ...{ type: 'webhook.updated', actor: change.actor, webhook: { id: before.id, name: after.name }, before: was },
    after: Object.fromEntries(Object.entries(told).filter(([field]) => field in was)),
  });
  return webhookNamed(tx, after.name);
}

/** Stops sending, and queueing; nothing is lost by it. One that is not active stays as it is. */
export async function pauseWebhook(tx: Tx, name: string, actor: Actor): Promise<Webhook> {
  const { webhook_id, state } = await lockWebhook(tx, name);
  if (state === 'active') {
    await tx
      .updateTable('webhook')
      .set({ state: 'paused', stop_reason: 'asked', stopped_at: now })
      .where('workspace_id', '=', tx.workspaceId)
      .where('webhook_id', '=', webhook_id)
      .execute();
    const webhook = { id: WebhookId.parse(webhook_id), name };
    await tellWebhook(tx, { type: 'webhook.paused', actor, webhook, after: { reason: 'asked' } });
  }
  return webhookNamed(tx, name);
}

/**
 * Has a webhook go on from where it was: what waits is tried at once, and what was dead, too, each with its whole schedule
 * before it. One that is active and has nothing that waits stays as it is.
 */
export async function resumeWebhook(tx: Tx, name: string, actor: Actor): Promise<Webhook> {
  const { webhook_id, state } = await lockWebhook(tx, name);
  const id = WebhookId.parse(webhook_id);
  const revived = await reviveDeliveries(tx, id);
  if (state !== 'active' || revived > 0) {
    await tx
      .updateTable('webhook')
      .set({ state: 'active', stop_reason: null, stopped_at: null, not_before: null })
      .set({ failures: 0, failing_since: null, failing_ms: '0', failed_at: null })
      .where('workspace_id', '=', tx.workspaceId)
      .where('webhook_id', '=', id)
      .execute();
    await tellWebhook(tx, { type: 'webhook.resumed', actor, webhook: { id, name }, after: { revived } });
  }
  return webhookNamed(tx, name);
}

/** Ends a webhook: its secrets are destroyed, and what had not arrived is given up. Its log stays for as long as it is kept. */
export async function removeWebhook(tx: Tx, name: string, actor: Actor): Promise<WebhookId> {
  const { webhook_id } = await lockWebhook(tx, name);
  const id = WebhookId.parse(webhook_id);
  const given = await tx
    .updateTable('webhook_delivery')
    .set({ state: 'skipped', ended_at: now })
    .where('workspace_id', '=', tx.workspaceId)
    .where('webhook_id', '=', id)
    .where('state', 'in', ['queued', 'waiting', 'sending', 'dead'])
    .executeTakeFirst();
  await tx
    .deleteFrom('webhook_secret')
    .where('workspace_id', '=', tx.workspaceId)
    .where('webhook_id', '=', id)
    .execute();
  await tx
    .updateTable('webhook')
    .set({ state: 'removed', stop_reason: null, stopped_at: null, removed_at: now, undelivered: 0 })
    .where('workspace_id', '=', tx.workspaceId)
    .where('webhook_id', '=', id)
    .execute();
  const after = { undelivered: Number(given.numUpdatedRows) };
  await tellWebhook(tx, { type: 'webhook.removed', actor, webhook: { id, name }, after });
  return id;
}

/** Appends an event that goes to this webhook by the way of all others, whatever its filter. */
export async function testWebhook(tx: Tx, name: string, actor: Actor): Promise<EventId> {
  const { webhook_id } = await lockWebhook(tx, name);
  return tellWebhook(tx, { type: 'webhook.tested', actor, webhook: { id: WebhookId.parse(webhook_id), name } });
}

/** What is told of a webhook that `after` makes other than it was. */
function changedOf(
  before: Webhook,
  after: Pick<Webhook, 'name' | 'url' | 'filter' | 'order'>,
): Readonly<Record<string, unknown>> {
  const fields = ['name', 'url', 'filter', 'order'] as const;
  return Object.fromEntries(
    fields
      .filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]))
      .map((field) => [field, before[field]]),
  );
}

function changedFilter(before: WebhookFilter, change: FilterChange): WebhookFilter {
  const { types = before.types, kinds = before.kinds, connections = before.connections } = change;
  return { types, kinds, connections, severity: change.severity ?? before.severity };
}

async function storedFilter(tx: Tx, { types, kinds, connections, severity }: WebhookFilter): Promise<StoredFilter> {
  const connectionIds: string[] = [];
  for (const name of connections ?? []) connectionIds.push((await connectionNamed(tx, name)).id);
  return { types, kinds, connectionIds: connections === null ? null : connectionIds, severity };
}

/** What an event says of a filter: the names for whoever reads it, and the ids, which are what it goes by. */
function toldFilter(filter: WebhookFilter, { connectionIds }: StoredFilter): Readonly<Record<string, unknown>> {
  return { ...filter, connectionIds };
}

async function assertRoom(tx: Tx): Promise<void> {
  const { count } = await tx
    .selectFrom('webhook')
    .select((eb) => eb.fn.countAll<string>().as('count'))
    .where('workspace_id', '=', tx.workspaceId)
    .where('state', '<>', 'removed')
    .executeTakeFirstOrThrow();
  if (Number(count) < webhooksMax) return;
  const message = `A workspace has ${webhooksMax} webhooks at the most: remove one, or have one receiver pass events on.`;
  throw new RollcallError('too_many_webhooks', message, { details: { max: webhooksMax } });
}

async function isTaken(tx: Tx, name: string): Promise<boolean> {
  const row = await tx
    .selectFrom('webhook')
    .select('webhook_id')
    .where('workspace_id', '=', tx.workspaceId)
    .where('name', '=', name)
    .where('state', '<>', 'removed')
    .executeTakeFirst();
  return row !== undefined;
}

function exists(name: string): RollcallError {
  return new RollcallError('webhook_exists', `A webhook named "${name}" exists already: choose another name.`);
}

function beyond(from: number, most: number): RollcallError {
  const message = `must be ${most} at the most: there is no event ${from} yet`;
  return new RollcallError('invalid_input', `The input is not valid: from: ${message}.`, {
    details: { issues: [{ path: 'from', message }] },
  });
}
