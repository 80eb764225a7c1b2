import type { WebhookOrder } from '@rollcall/schema';
import { expect, test } from 'vitest';
import { useStore } from './support/store.ts';
import { answer, expand, givenWebhook, happen, takeDue } from './support/webhook.ts';

const store = useStore();

/** Sequences count from what other tests left. */
const sequences = (deliveries: readonly { readonly sequence: number }[], first: number): readonly number[] =>
  deliveries.map(({ sequence }) => sequence - first);

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
  { order: 'subject', rounds: [[1, 2, 4], [3], [5]], because: 'each waits for what came before it of its subject' },
  { order: 'strict', rounds: [[1], [2], [3], [4], [5]], because: 'each waits for the one before' },
  { order: 'none', rounds: [[1, 2, 3, 4, 5]], because: 'nothing waits' },
])('under $order, $because', async ({ order, rounds }) => {
  const webhook = await givenWebhook(store, { name: `order ${order}`, order });
  await happen(store, ['a', 'a', 'b', 'a']);
  await expand(store, webhook);
  const seen: (readonly number[])[] = [];
  for (let leased = await takeDue(store, webhook); leased.length > 0; leased = await takeDue(store, webhook)) {
    seen.push(sequences(leased, webhook.sequence));
    await answer(store, webhook, { leased });
  }
  expect(seen).toEqual(rounds);
});
