import { expect, test } from 'vitest';
import { listWebhooks, removeWebhook, replayDeliveries, webhookNamed, webhooksMax } from '../src/index.ts';
import { keyActor } from './support/given.ts';
import { useStore } from './support/store.ts';
import { givenWebhook } from './support/webhook.ts';

const store = useStore();

test.each([
  { what: 'more than 10,000 at once', state: {}, range: { from: 1, to: 10_001 }, says: 'must be 10000 at the most' },
  { what: 'what is not sent yet', state: {}, range: { from: 1, to: 30_000 }, says: 'must be 20000 at the most' },
  { what: 'a range that is reversed', state: {}, range: { from: 9, to: 8 }, says: 'must not come before from' },
  {
    what: 'more than may be undelivered',
    state: { undelivered: 10_000 },
    range: { from: 1, to: 1 },
    says: 'replay fewer',
  },
])('a replay of $what is refused, and nothing is queued for it', async ({ what, state, range, says }) => {
  const webhook = await givenWebhook(store, { name: what });
  const { undelivered = webhook.undelivered } = state;
  await store.owner.query('update rollcall.webhook set expanded_to = 20000, undelivered = $2 where webhook_id = $1', [
    ...[webhook.id, undelivered],
  ]);
  const replay = store.asGateway((tx) => replayDeliveries(tx, what, { ...range, actor: keyActor }));
  await expect(replay).rejects.toThrow(says);
  expect((await store.asGateway((tx) => webhookNamed(tx, what))).undelivered).toBe(undelivered);
  await store.asGateway((tx) => removeWebhook(tx, what, keyActor));
});

test('a workspace has a hundred webhooks at the most', async () => {
  await givenWebhook(store);
  const others = (await store.asGateway(listWebhooks)).length;
  await store.owner.query(
    `insert into rollcall.webhook (workspace_id, webhook_id, name, url, filter, filter_applied, ordering, expanded_to)
    select $1, gen_random_uuid(), 'many ' || n, 'https://app.example', '{}', '{}', 'none', 0 from generate_series(1, $2::int) n`,
    [store.mine, webhooksMax - others],
  );
  await expect(givenWebhook(store, { name: 'one too many' })).rejects.toMatchObject({ code: 'too_many_webhooks' });
  await store.owner.query(`delete from rollcall.webhook where name like 'many %'`);
  expect(await givenWebhook(store, { name: 'one that fits' })).toMatchObject({ name: 'one that fits' });
});
