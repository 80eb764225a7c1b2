import type { Severity, Webhook, WebhookFilter, WebhookOrder } from '@rollcall/schema';
import {
  addWebhook,
  appendEvent,
  expandDeliveries,
  inWorkspace,
  type Leased,
  leaseDeliveries,
  type MadeAttempt,
  newWebhookId,
  newWebhookSecretId,
  recordAttempts,
  sealEvents,
} from '../../src/index.ts';
import { daemonActor, keyActor } from './given.ts';
import type { Store } from './store.ts';

const everything: WebhookFilter = { types: null, kinds: null, connections: null, severity: 'normal' };

/** A webhook that is sent everything from the next event on, unless it says otherwise. Its own first event is sealed. */
export async function givenWebhook(
  store: Store,
  given: { name?: string; order?: WebhookOrder; filter?: Partial<WebhookFilter>; from?: number; url?: string } = {},
): Promise<Webhook> {
  // What was told of others before is not for it.
  await sealEvents(store.daemon);
  const { name = 'app', order = 'subject', filter, from, url = 'https://app.example/rollcall' } = given;
  const secret = {
    id: newWebhookSecretId(),
    scheme: 'hmac',
    publicKey: null,
    sealed: 'x',
    masterKeyId: 'key-1',
  } as const;
  const added = { id: newWebhookId(), name, url, order, filter: { ...everything, ...filter }, from, secret };
  const webhook = await store.asGateway((tx) => addWebhook(tx, added, keyActor));
  await sealEvents(store.daemon);
  return webhook;
}

/** Appends an event about each of these inboxes, in this order, and has them sealed. */
export async function happen(store: Store, inboxes: readonly string[], severity?: Severity): Promise<void> {
  for (const externalId of inboxes) {
    await store.asDaemon((tx) =>
      appendEvent(tx, {
        ...{ type: 'resource.changed', actor: daemonActor, ...(severity === undefined ? {} : { severity }) },
        subject: { kind: 'inbox', externalId, name: externalId },
      }),
    );
  }
  await sealEvents(store.daemon);
}

/** Queues all that there is for a webhook; answers how many events that was. */
export async function expand(store: Store, { id }: Pick<Webhook, 'id'>): Promise<number> {
  let queued = 0;
  for (;;) {
    const batch = await store.asDaemon((tx) => expandDeliveries(tx, id));
    queued += batch.queued;
    if (batch.lookedAt === 0) return queued;
  }
}

/** What may be sent of a webhook now. */
export async function takeDue(store: Store, { id }: Pick<Webhook, 'id'>, most = 100): Promise<Leased['deliveries']> {
  const leased = await store.asDaemon((tx) => leaseDeliveries(tx, id, { most }));
  return leased?.deliveries ?? [];
}

export type Came = Partial<Pick<MadeAttempt, 'outcome' | 'status' | 'retryAfterMs'>>;

/** Has this come of what was leased. */
export async function answer(
  store: Store,
  { id }: Pick<Webhook, 'id'>,
  { leased, came = {} }: { leased: Leased['deliveries']; came?: Came },
): Promise<void> {
  const attempts = leased.map(({ sequence, replay, nth }) => ({
    ...({ sequence, replay, nth, outcome: 'delivered', status: 200, retryAfterMs: null, ms: 5 } as const),
    ...{ address: '192.0.2.1', snippet: 'ok', ...came },
  }));
  await inWorkspace(store.daemon, store.mine, (tx) => recordAttempts(tx, id, { attempts, actor: daemonActor }));
}

/** What is on record of a webhook's deliveries, in their order. */
export async function queued(store: Store, { id }: Pick<Webhook, 'id'>): Promise<readonly QueuedRow[]> {
  const { rows } = await store.owner.query<QueuedRow>(
    `select seq::int, replay, previous::int, state, attempts, last_outcome, last_status,
      (extract(epoch from next_at - now()) * 1000)::int as "waitMs"
      from rollcall.webhook_delivery where webhook_id = $1 order by seq, replay`,
    [id],
  );
  return rows;
}

interface QueuedRow {
  readonly seq: number;
  readonly replay: number;
  readonly previous: number | null;
  readonly state: string;
  readonly attempts: number;
  readonly last_outcome: string | null;
  readonly last_status: number | null;
  readonly waitMs: number;
}
