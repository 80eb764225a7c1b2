import { type Webhook, WebhookId, type WebhookOrder } from '@rollcall/schema';
import { sql } from 'kysely';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  appendEvent,
  deliveryLeaseMs,
  expandDeliveries,
  inWorkspace,
  type Leased,
  leaseDeliveries,
  listDeliveries,
  type MadeAttempt,
  openDatabase,
  recordAttempts,
  type Tx,
  undeliveredMax,
  updateWebhook,
  webhooksWithWork,
} from '../src/index.ts';
import { daemonActor as actor, givenConnection, keyActor } from './support/given.ts';
import { useStore } from './support/store.ts';
import { answer, expand, givenWebhook, happen, queued, takeDue } from './support/webhook.ts';

const store = useStore();

/** Sequences count from what other tests left. */
const since = ({ sequence: first }: Webhook, deliveries: readonly { readonly sequence: number }[]): readonly number[] =>
  deliveries.map(({ sequence }) => sequence - first);

const workFor = async ({ id }: Webhook) =>
  (await webhooksWithWork(store.daemon, 1_000)).find(({ webhookId }) => webhookId === id);

/** Whatever else goes wrong fails the test: daemons that are in each other's way wait, or pass each other by. */
function unlessKilled(error: unknown): undefined {
  if (error instanceof Error && error.message === 'killed') return undefined;
  throw error;
}

/** Has every webhook of the tests before stand still. */
const quiet = () => store.owner.query(`update rollcall.webhook set state = 'removed', removed_at = now()`);

test('whoever looks for work since before there was any does not read all that there is for each webhook, later', async () => {
  for (let nth = 0; nth < 10; nth += 1) await givenWebhook(store, { name: `early ${nth}` });
  await store.owner.query('analyze rollcall.webhook, rollcall.webhook_delivery');
  // One session, which keeps its plans.
  const early = openDatabase(store.urls.daemonUrl, { max: 1, name: 'early' });
  for (let nth = 0; nth < 8; nth += 1) await webhooksWithWork(early, 10);
  await store.owner.query(
    `insert into rollcall.webhook_delivery (workspace_id, webhook_id, seq, event_id, lane, state, next_at)
      select workspace_id, webhook_id, -n, gen_random_uuid(), gen_random_uuid(), 'waiting', now() + interval '1 hour'
      from rollcall.webhook, generate_series(1, 1000) n`,
  );
  const read = await inWorkspace(early, store.mine, async (tx) => {
    await webhooksWithWork(tx, 10);
    return readOf(tx);
  });
  await early.destroy();
  await store.owner.query('delete from rollcall.webhook_delivery');
  expect(read).toBeLessThanOrEqual(10_000);
});

test('a webhook begins with the event that it was added, and each says which it was sent before', async () => {
  const webhook = await givenWebhook(store, { name: 'begin' });
  await happen(store, ['a', 'b', 'a']);
  expect(await expand(store, webhook)).toBe(4);
  const due = await takeDue(store, webhook);
  expect(due.map(({ event }) => event.type)).toEqual(['webhook.added', 'resource.changed', 'resource.changed']);
  const first = webhook.sequence + 1;
  expect(due.map(({ sequence, previousSequence, replay, nth }) => [sequence, previousSequence, replay, nth])).toEqual([
    [first, null, 0, 1],
    [first + 1, first, 0, 1],
    [first + 2, first + 1, 0, 1],
  ]);
  expect(due[1]?.event).toMatchObject({ sequence: first + 1, subject: { kind: 'inbox', externalId: 'a' } });
});

/** What may be sent at once, round by round, when each round's arrives. */
test.each<{ order: WebhookOrder; rounds: number[][]; because: string }>([
  {
    order: 'subject',
    rounds: [[1, 2, 4], [3], [5]],
    because: 'each waits for what came before it of its subject',
  },
  { order: 'strict', rounds: [[1], [2], [3], [4], [5]], because: 'each waits for the one before' },
  { order: 'none', rounds: [[1, 2, 3, 4, 5]], because: 'nothing waits' },
])('under $order, $because', async ({ order, rounds }) => {
  const webhook = await givenWebhook(store, { name: `order ${order}`, order });
  await happen(store, ['a', 'a', 'b', 'a']);
  await expand(store, webhook);
  const seen: (readonly number[])[] = [];
  for (let leased = await takeDue(store, webhook); leased.length > 0; leased = await takeDue(store, webhook)) {
    seen.push(since(webhook, leased));
    await answer(store, webhook, { leased });
  }
  expect(seen).toEqual(rounds);
});

test.each<{ filter: Parameters<typeof givenWebhook>[1]; passes: number[]; because: string }>([
  { filter: { filter: { types: ['resource.vanished'] } }, passes: [1], because: 'nothing is of that type' },
  { filter: { filter: { kinds: ['inbox'] } }, passes: [1, 2, 3], because: 'both are of that kind' },
  { filter: { filter: { kinds: ['domain'] } }, passes: [1], because: 'none is of that kind' },
  { filter: { filter: { severity: 'notice' } }, passes: [1, 3], because: 'one matters so much' },
  { filter: { filter: { severity: 'alarm' } }, passes: [1, 3], because: 'one is an alarm' },
])('$filter is sent $passes, since $because and what is about itself always passes', async ({ filter, passes }) => {
  await quiet();
  const webhook = await givenWebhook(store, { name: 'filtered', order: 'none', ...filter });
  await happen(store, ['a']);
  await happen(store, ['a'], 'alarm');
  await expand(store, webhook);
  const sent = await takeDue(store, webhook);
  expect(since(webhook, sent)).toEqual(passes);
  const before = [null, ...sent.map(({ sequence }) => sequence)];
  expect(sent.map(({ previousSequence }) => previousSequence)).toEqual(before.slice(0, -1));
  // What it is not sent, it has passed all the same.
  expect(await workFor(webhook)).toBeUndefined();
});

test('one for some connections is sent what is of these, and nothing that is of none', async () => {
  await quiet();
  const connections = [await givenConnection(store), await givenConnection(store)];
  const [mine] = connections;
  const webhook = await givenWebhook(store, { name: 'of one', filter: { connections: [mine?.name ?? ''] } });
  for (const { id: connectionId, name } of connections) {
    const subject = { kind: 'inbox', externalId: 'a', name };
    await store.asDaemon((tx) => appendEvent(tx, { type: 'resource.changed', actor, connectionId, subject }));
  }
  await happen(store, ['a']);
  await expand(store, webhook);
  expect(since(webhook, await takeDue(store, webhook))).toEqual([1, 2]);
  expect(webhook.filter.connections).toEqual([mine?.name]);
});

test('another filter holds from the event that says so, which is sent whatever it says', async () => {
  await quiet();
  const webhook = await givenWebhook(store, { name: 'turning', order: 'none', filter: { kinds: ['inbox'] } });
  await happen(store, ['a']);
  const turn = (kinds: string[]) =>
    store.asGateway((tx) => updateWebhook(tx, 'turning', { filter: { kinds }, actor: keyActor }));
  await turn(['domain']);
  await happen(store, ['b']);
  await turn(['inbox']);
  await happen(store, ['c']);
  // Only now is any of it queued, in as many steps as there are changes.
  await expand(store, webhook);
  const sent = await takeDue(store, webhook);
  expect(sent.map(({ event }) => event.subject.externalId.slice(0, 1) + event.type.slice(0, 9))).toEqual(
    [webhook.id[0], 'a', webhook.id[0], webhook.id[0], 'c'].map(
      (id, nth) => `${id}${['webhook.a', 'resource.', 'webhook.u', 'webhook.u', 'resource.'][nth]}`,
    ),
  );
  expect(since(webhook, sent)).toEqual([1, 2, 3, 5, 6]);
  expect(sent.map(({ previousSequence }) => (previousSequence ?? webhook.sequence) - webhook.sequence)).toEqual([
    0, 1, 2, 3, 5,
  ]);
});

test('with daemons beside each other, and transactions that break off, each event is queued and sent exactly once', async () => {
  await quiet();
  const webhook = await givenWebhook(store, { name: 'many daemons' });
  const subjects = Array.from({ length: 120 }, (_, nth) => `s${nth % 7}`);
  await happen(store, subjects);
  const daemons = [store.daemon, openDatabase(store.urls.daemonUrl, { max: 4, name: 'test daemon' })];
  const arrived: { subject: string; sequence: number }[] = [];
  let turns = 0;
  const work = async (db: (typeof daemons)[number]): Promise<void> => {
    while (arrived.length < subjects.length + 1 && turns < 2_000) {
      turns += 1;
      const breaks = turns % 3 === 0;
      await inWorkspace(db, store.mine, async (tx) => {
        await expandDeliveries(tx, webhook.id);
        if (breaks) throw new Error('killed');
      }).catch(unlessKilled);
      const leased = await inWorkspace(db, store.mine, async (tx) => {
        const taken = await leaseDeliveries(tx, webhook.id, { most: 4 });
        if (breaks) throw new Error('killed');
        return taken?.deliveries ?? [];
      }).catch((error: unknown) => unlessKilled(error) ?? []);
      for (const { event, sequence } of leased) arrived.push({ subject: event.subject.externalId, sequence });
      await answer(store, webhook, { leased });
    }
  };
  await Promise.all(daemons.flatMap((db) => [work(db), work(db)]));
  await daemons[1]?.destroy();
  expect(since(webhook, arrived).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 121 }, (_, nth) => nth + 1));
  for (const [, of] of Map.groupBy(arrived, ({ subject }) => subject)) {
    expect(of).toEqual(of.toSorted((a, b) => a.sequence - b.sequence));
  }
  const rows = await queued(store, webhook);
  expect(rows.every(({ state }) => state === 'delivered')).toBe(true);
  const chain = rows.map(({ previous }) => previous);
  expect(chain).toEqual([null, ...rows.slice(0, -1).map(({ seq }) => seq)]);
});

test('what a daemon took and never answered for is taken over, and its late answer changes nothing', async () => {
  await quiet();
  const webhook = await givenWebhook(store, { name: 'lost' });
  await expand(store, webhook);
  const leased = await takeDue(store, webhook);
  expect(await takeDue(store, webhook), 'it is another’s').toEqual([]);
  await store.owner.query(`update rollcall.webhook_delivery set next_at = next_at - $1 * interval '1 ms'`, [
    deliveryLeaseMs,
  ]);
  const again = await takeDue(store, webhook);
  expect(again.map(({ nth }) => nth)).toEqual([2]);
  await answer(store, webhook, { leased });
  expect(await queued(store, webhook)).toMatchObject([{ state: 'sending', attempts: 2 }]);
  await answer(store, webhook, { leased: again, came: { outcome: 'refused', status: 500 } });
  expect(await queued(store, webhook)).toMatchObject([{ state: 'waiting', last_outcome: 'refused' }]);
  const { rows } = await store.owner.query(
    'select nth, outcome from rollcall.webhook_attempt where webhook_id = $1 order by attempt_id',
    [webhook.id],
  );
  expect(rows).toEqual([
    { nth: 1, outcome: 'lost' },
    { nth: 1, outcome: 'delivered' },
    { nth: 2, outcome: 'refused' },
  ]);
});

test('what daemons are lost over again and again is left alone by the schedule, and holds up nobody but its own subject', async () => {
  await quiet();
  const webhook = await givenWebhook(store, { name: 'deadly' });
  await happen(store, ['a']);
  await expand(store, webhook);
  const [, deadly] = await takeDue(store, webhook);
  const isLost = () =>
    store.owner.query(`update rollcall.webhook_delivery set next_at = now() where webhook_id = $1 and seq = $2`, [
      webhook.id,
      deadly?.sequence,
    ]);
  await isLost();
  expect(since(webhook, await takeDue(store, webhook)), 'at once the first time').toEqual([2]);
  await happen(store, ['b']);
  await expand(store, webhook);
  await isLost();
  expect(since(webhook, await takeDue(store, webhook))).toEqual([3]);
  expect((await queued(store, webhook))[1]).toMatchObject({ state: 'waiting', attempts: 2 });
  expect((await queued(store, webhook))[1]?.waitMs).toBeGreaterThan(290_000);
  const { rows } = await store.owner.query(
    `select count(*)::int as lost from rollcall.webhook_attempt where webhook_id = $1 and outcome = 'lost'`,
    [webhook.id],
  );
  expect(rows).toEqual([{ lost: 2 }]);
  await isLost();
  expect(since(webhook, await takeDue(store, webhook)), 'when its time has come').toEqual([2]);
});

describe('a clock that jumps', () => {
  test.each([
    { years: 10, because: 'it stood in the future when the next attempt was set' },
    { years: -10, because: 'it stands in the past now' },
  ])('by $years years leaves nothing waiting: $because', async ({ years }) => {
    await quiet();
    const webhook = await givenWebhook(store, { name: 'jump' });
    await expand(store, webhook);
    await answer(store, webhook, {
      leased: await takeDue(store, webhook),
      came: { outcome: 'refused', status: 503, retryAfterMs: 60_000 },
    });
    expect(await takeDue(store, webhook), 'it waits, as it should').toEqual([]);
    // What a jump of the clock leaves is what it wrote: times that are as far from now as it jumped.
    await store.owner.query(
      `update rollcall.webhook_delivery set next_at = next_at + $1 * interval '1 year' where webhook_id = $2`,
      [years, webhook.id],
    );
    await store.owner.query(
      `update rollcall.webhook set not_before = not_before + $1 * interval '1 year', failed_at = failed_at + $1 * interval '1 year'
        where webhook_id = $2`,
      [years, webhook.id],
    );
    expect(await workFor(webhook)).toMatchObject({ isDue: true });
    const leased = await takeDue(store, webhook);
    expect(leased).toHaveLength(1);
    // Nor does it count as years of failure.
    await answer(store, webhook, { leased, came: { outcome: 'refused', status: 500 } });
    expect(await expand(store, webhook)).toBe(0);
    const { rows } = await store.owner.query('select state from rollcall.webhook where webhook_id = $1', [webhook.id]);
    expect(rows).toEqual([{ state: 'active' }]);
  });
});

describe('with more than may be undelivered', () => {
  test(`no more than ${undeliveredMax} are queued: the others wait in the order of events, and none is left out`, async () => {
    await quiet();
    const webhook = await givenWebhook(store, { name: 'flooded' });
    await store.owner.query(
      `insert into rollcall.audit_event (workspace_id, event_id, type, actor, subject_kind, subject_id, subject_name)
        select $1, gen_random_uuid(), 'resource.changed', '{"type":"daemon","id":"x","name":"x"}', 'inbox', 's' || (n % 4000), 'x'
        from generate_series(1, $2) n`,
      [store.mine, undeliveredMax + 500],
    );
    await happen(store, []);
    expect(await expand(store, webhook)).toBe(undeliveredMax);
    expect(await workFor(webhook)).toMatchObject({ isBehind: false, isDue: true });
    const leased = await takeDue(store, webhook, 200);
    await answer(store, webhook, { leased });
    expect(await workFor(webhook)).toMatchObject({ isBehind: true });
    expect(await expand(store, webhook)).toBe(leased.length);
    const { rows } = await store.owner.query(
      `select w.undelivered, count(*) filter (where d.state <> 'delivered')::int as counted, count(*)::int as queued,
        max(d.seq) - min(d.seq) + 1 = count(*) as whole
        from rollcall.webhook w join rollcall.webhook_delivery d using (webhook_id) where w.webhook_id = $1 group by 1`,
      [webhook.id],
    );
    expect(rows).toEqual([
      { undelivered: undeliveredMax, counted: undeliveredMax, queued: undeliveredMax + 200, whole: true },
    ]);
  });

  describe('and 100,000 that arrived long ago on record', () => {
    let id: WebhookId;
    let leased: Leased | undefined;
    beforeAll(async () => {
      const { rows } = await store.owner.query(
        `insert into rollcall.webhook_delivery (workspace_id, webhook_id, seq, event_id, lane, state, ended_at)
          select workspace_id, webhook_id, -n, gen_random_uuid(), gen_random_uuid(), 'delivered', now()
          from rollcall.webhook, generate_series(1, 100000) n where name = 'flooded' returning webhook_id as id`,
      );
      id = WebhookId.parse(rows[0].id);
      // As autovacuum does within a minute or two.
      await store.owner.query('analyze rollcall.webhook_delivery');
    });

    test.each<{ what: string; most: number; ask: (tx: Tx) => Promise<unknown> }>([
      { what: 'looking for work', most: 10, ask: (tx) => webhooksWithWork(tx, 100) },
      { what: 'leasing 50', most: 250, ask: async (tx) => (leased = await leaseDeliveries(tx, id, { most: 50 })) },
      { what: 'recording 50', most: 500, ask: (tx) => recordAttempts(tx, id, { attempts: arrived(leased), actor }) },
      { what: 'listing 50', most: 50, ask: (tx) => listDeliveries(tx, id, { limit: 50 }) },
    ])('$what reads $most rows at the most', async ({ most, ask }) => {
      const read = await store.asDaemon(async (tx) => {
        const before = await readOf(tx);
        await ask(tx);
        return (await readOf(tx)) - before;
      });
      expect(read).toBeGreaterThan(0);
      expect(read).toBeLessThanOrEqual(most);
    });
  });
});

function arrived(leased: Leased | undefined): readonly MadeAttempt[] {
  return (leased?.deliveries ?? []).map(({ sequence, replay, nth }) => ({
    ...{ sequence, replay, nth, outcome: 'delivered', status: 200, retryAfterMs: null, ms: 1, address: null },
    snippet: null,
  }));
}

/** How many deliveries this transaction has read so far, by PostgreSQL's own count. */
async function readOf(tx: Tx): Promise<number> {
  const { rows } = await sql<{ read: number }>`
    select (coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::int as read
    from pg_stat_xact_user_tables where relname = 'webhook_delivery'`.execute(tx);
  return rows[0]?.read ?? 0;
}
