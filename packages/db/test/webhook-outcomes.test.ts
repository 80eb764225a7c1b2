import { setTimeout as sleep } from 'node:timers/promises';
import { failingMsMax } from '@rollcall/ledger';
import type { Webhook } from '@rollcall/schema';
import { expect, test } from 'vitest';
import {
  examineWebhooks,
  newWebhookSecretId,
  pauseWebhook,
  removeWebhook,
  replayDeliveries,
  resumeWebhook,
  retireSecrets,
  rotateSecret,
  skipDelivery,
  updateWebhook,
  webhookNamed,
} from '../src/index.ts';
import { daemonActor, givenConnection, keyActor } from './support/given.ts';
import { useStore } from './support/store.ts';
import { answer, type Came, expand, givenWebhook, happen, queued, takeDue } from './support/webhook.ts';

const store = useStore();
const hourMs = 3_600_000;
const refused: Came = { outcome: 'refused', status: 500 };

const now = ({ name }: Webhook) => store.asGateway((tx) => webhookNamed(tx, name));
const states = async (webhook: Webhook) => (await queued(store, webhook)).map(({ state }) => state);

/** What waits for its time is tried now. */
const hasten = ({ id }: Webhook) =>
  store.owner.query(
    `update rollcall.webhook_delivery set next_at = now() where webhook_id = $1 and state in ('waiting', 'sending')`,
    [id],
  );

/** Has all that may be sent come to this; answers how many those were. */
async function send(webhook: Webhook, came: Came = {}): Promise<number> {
  const leased = await takeDue(store, webhook);
  await answer(store, webhook, { leased, came });
  await hasten(webhook);
  return leased.length;
}

/** Has all that is sent come to this until nothing more is. */
async function sendAll(webhook: Webhook, came: Came = {}): Promise<void> {
  while ((await send(webhook, came)) > 0);
}

/** What was told of a webhook, but for what every one begins with. */
async function told({ id }: Webhook): Promise<readonly Record<string, unknown>[]> {
  const { rows } = await store.owner.query(
    `select type, severity, after from rollcall.audit_event where subject_kind = 'webhook' and subject_id = $1
      and type <> 'webhook.added' order by event_id`,
    [id],
  );
  return rows;
}

/** A webhook whose own first event has arrived. */
async function given(name: string, order: 'subject' | 'strict' | 'none' = 'subject'): Promise<Webhook> {
  const webhook = await givenWebhook(store, { name, order });
  await expand(store, webhook);
  await send(webhook);
  return webhook;
}

test('what fails is tried ten times over three days, later and later, and is dead then', async () => {
  const webhook = await given('schedule');
  await happen(store, ['a']);
  await expand(store, webhook);
  const waits: number[] = [];
  for (let nth = 1; nth <= 10; nth += 1) {
    await answer(store, webhook, { leased: await takeDue(store, webhook), came: refused });
    const last = (await queued(store, webhook)).at(-1);
    if (last?.state === 'waiting') waits.push(last.waitMs);
    await hasten(webhook);
  }
  const planned = [5_000 / hourMs, 5 / 60, 0.5, 2, 5, 10, 14, 20, 24].map((hours) => hours * hourMs);
  expect(waits).toHaveLength(planned.length);
  for (const [nth, wait] of waits.entries()) {
    const wanted = planned[nth] ?? 0;
    expect(Math.abs(wait - wanted), `after attempt ${nth + 1}`).toBeLessThanOrEqual(wanted * 0.2 + 2_000);
  }
  expect(await states(webhook)).toEqual(['delivered', 'dead']);
  expect(await takeDue(store, webhook)).toEqual([]);
});

test('what is dead blocks what follows of its subject, and nothing else; it is told, and doctor says so', async () => {
  const webhook = await given('blocked');
  await happen(store, ['a', 'b', 'a']);
  await expand(store, webhook);
  await sendAll(webhook, refused);
  await happen(store, ['c']);
  await expand(store, webhook);
  expect(await states(webhook)).toEqual(['delivered', 'dead', 'dead', 'queued', 'waiting', 'queued', 'waiting']);
  expect(await now(webhook)).toMatchObject({ state: 'active', dead: 2, undelivered: 6 });
  const dead = { type: 'webhook.delivery_dead', severity: 'notice' };
  expect(await told(webhook)).toMatchObject([
    { ...dead, after: { sequence: webhook.sequence + 2, type: 'resource.changed', outcome: 'refused', status: 500 } },
    { ...dead, after: { sequence: webhook.sequence + 3 } },
  ]);
  const checks = await store.asGateway(examineWebhooks);
  expect(checks.find(({ name }) => name.includes('dead'))).toMatchObject({
    ok: false,
    detail: expect.stringContaining(`blocked: sequence ${webhook.sequence + 2} (refused)`),
  });
});

test('that a delivery is dead is not told of those that say so: it would go on for ever', async () => {
  const webhook = await given('echo', 'none');
  await happen(store, ['a']);
  await expand(store, webhook);
  await sendAll(webhook, refused);
  await happen(store, []);
  await expand(store, webhook);
  await sendAll(webhook, refused);
  await happen(store, []);
  expect(await expand(store, webhook)).toBe(0);
  expect(await states(webhook)).toEqual(['delivered', 'dead', 'dead']);
});

test('under strict what is dead pauses the webhook; resumed, it goes on with that, and nothing is skipped', async () => {
  const webhook = await given('strict', 'strict');
  await happen(store, ['a', 'b']);
  await expand(store, webhook);
  await sendAll(webhook, refused);
  expect(await now(webhook)).toMatchObject({ state: 'paused', stopped: { reason: 'dead' }, dead: 1 });
  expect(await takeDue(store, webhook)).toEqual([]);
  await happen(store, ['c']);
  expect(await expand(store, webhook)).toBe(0);
  const told2 = await told(webhook);
  expect(told2).toMatchObject([
    { type: 'webhook.delivery_dead' },
    { type: 'webhook.paused', severity: 'alarm', after: { reason: 'dead' } },
  ]);
  await store.asGateway((tx) => resumeWebhook(tx, 'strict', keyActor));
  await happen(store, []);
  await expand(store, webhook);
  const order: string[] = [];
  for (let leased = await takeDue(store, webhook); leased.length > 0; leased = await takeDue(store, webhook)) {
    order.push(...leased.map(({ event }) => event.subject.externalId));
    await answer(store, webhook, { leased });
  }
  expect(order.filter((subject) => subject.length === 1)).toEqual(['a', 'b', 'c']);
  expect(await now(webhook)).toMatchObject({ state: 'active', undelivered: 0, dead: 0, behind: 0 });
});

test.each<{ what: string; came: Came; waits: [number, number]; holdsBack: boolean }>([
  {
    what: '429',
    came: { outcome: 'refused', status: 429, retryAfterMs: 60_000 },
    waits: [59_000, 60_000],
    holdsBack: true,
  },
  {
    what: '503',
    came: { outcome: 'refused', status: 503, retryAfterMs: 60_000 },
    waits: [59_000, 60_000],
    holdsBack: true,
  },
  {
    what: '500',
    came: { outcome: 'refused', status: 500, retryAfterMs: 60_000 },
    waits: [59_000, 60_000],
    holdsBack: false,
  },
  {
    what: 'a second',
    came: { outcome: 'refused', status: 500, retryAfterMs: 1_000 },
    waits: [3_000, 6_000],
    holdsBack: false,
  },
  {
    what: 'a year',
    came: { outcome: 'refused', status: 429, retryAfterMs: 365 * 24 * hourMs },
    waits: [23.9 * hourMs, 24 * hourMs],
    holdsBack: true,
  },
])('Retry-After is honoured up to a day, and holds back all that is sent where it says so: $what', async (row) => {
  const webhook = await given(`retry ${row.what}`);
  await happen(store, ['a', 'b']);
  await expand(store, webhook);
  const [first] = await takeDue(store, webhook, 1);
  await answer(store, webhook, { leased: first === undefined ? [] : [first], came: row.came });
  const [, waiting] = await queued(store, webhook);
  expect(waiting?.waitMs).toBeGreaterThanOrEqual(row.waits[0]);
  expect(waiting?.waitMs).toBeLessThanOrEqual(row.waits[1]);
  expect((await takeDue(store, webhook)).length === 0).toBe(row.holdsBack);
});

test('a receiver that is gone disables its webhook, which goes on from there when it is resumed', async () => {
  const webhook = await given('gone');
  await happen(store, ['a', 'b']);
  await expand(store, webhook);
  const leased = await takeDue(store, webhook);
  await answer(store, webhook, { leased: leased.slice(0, 1), came: { outcome: 'gone', status: 410 } });
  expect(await now(webhook)).toMatchObject({ state: 'disabled', stopped: { reason: 'gone' }, undelivered: 2 });
  // What was under way when it stopped is recorded all the same.
  await answer(store, webhook, { leased: leased.slice(1) });
  expect(await states(webhook)).toEqual(['delivered', 'waiting', 'delivered']);
  expect(await told(webhook)).toMatchObject([
    { type: 'webhook.disabled', severity: 'alarm', after: { reason: 'gone' } },
  ]);
  await store.asGateway((tx) => resumeWebhook(tx, 'gone', keyActor));
  expect(await takeDue(store, webhook)).toHaveLength(1);
});

test('five days without anything that arrives pause a webhook, whatever a clock says in one leap', async () => {
  const webhook = await given('failing', 'none');
  await happen(store, ['a', 'b']);
  await expand(store, webhook);
  const fail = () => send(webhook, refused);
  /** So long passes between two attempts, by the clock. */
  const pass = (ms: number) =>
    store.owner.query(
      `update rollcall.webhook set failed_at = failed_at - $2 * interval '1 ms' where webhook_id = $1`,
      [webhook.id, ms],
    );
  await fail();
  await pass(10 * 365 * 24 * hourMs);
  await fail();
  expect(await now(webhook)).toMatchObject({ state: 'active', failingSince: expect.any(String) });
  for (let days = 1; days <= 3; days += 1) {
    await pass(24 * hourMs);
    await fail();
    expect((await now(webhook)).state, `after ${days} days more`).toBe('active');
  }
  await pass(24 * hourMs);
  await fail();
  expect(failingMsMax).toBe(5 * 24 * hourMs);
  expect(await now(webhook)).toMatchObject({ state: 'paused', stopped: { reason: 'failing' } });
  expect((await told(webhook)).at(-1)).toMatchObject({
    type: 'webhook.paused',
    severity: 'alarm',
    after: { reason: 'failing' },
  });
  expect((await store.asGateway(examineWebhooks)).find(({ name }) => name.includes('stopped'))?.detail).toContain(
    'nothing arrived for days',
  );
});

test('a receiver that is down is tried one delivery at a time, and all at once as soon as one arrives', async () => {
  const webhook = await given('down', 'none');
  await happen(store, ['a', 'b', 'c', 'd', 'e', 'f', 'g']);
  await expand(store, webhook);
  expect(await send(webhook, { outcome: 'unreachable', status: null })).toBe(7);
  expect(await send(webhook)).toBe(1);
  expect(await send(webhook)).toBe(6);
});

test('a replay sends once more what there was, under ids that it had, after what it followed; what waits is left alone', async () => {
  const webhook = await given('replay', 'none');
  await happen(store, ['a', 'b', 'c']);
  await expand(store, webhook);
  const leased = await takeDue(store, webhook);
  await answer(store, webhook, { leased: leased.slice(0, 2) });
  await answer(store, webhook, { leased: leased.slice(2), came: refused });
  const [from, to] = [webhook.sequence + 1, webhook.sequence + 4];
  const replay = () => store.asGateway((tx) => replayDeliveries(tx, 'replay', { from, to, actor: keyActor }));
  expect(await replay()).toMatchObject({ queued: 3, revived: 0, webhook: { undelivered: 4 } });
  const again = (await takeDue(store, webhook)).filter((delivery) => delivery.replay === 1);
  expect(again.map(({ sequence, previousSequence }) => [sequence - webhook.sequence, previousSequence])).toEqual([
    [1, null],
    [2, from],
    [3, from + 1],
  ]);
  expect(again[1]?.event.id).toBe(leased[0]?.event.id);
  await answer(store, webhook, { leased: again });
  await store.asGateway((tx) => replayDeliveries(tx, 'replay', { from: from + 1, to: from + 2, actor: keyActor }));
  const part = (await takeDue(store, webhook)).filter((delivery) => delivery.replay === 2);
  expect(
    part.map(({ previousSequence }) => previousSequence),
    'who replays a part is told what stands before it',
  ).toEqual([...[from, from + 1]]);
  await answer(store, webhook, { leased: part });
  // The events that say so is the next of the one chain, which knows nothing of replays.
  await happen(store, ['d']);
  await expand(store, webhook);
  const next = (await queued(store, webhook)).filter(({ seq }) => seq > to);
  expect(next.map(({ previous }) => previous)).toEqual([to, to + 1, to + 2]);
});

test('a replay tries what is dead again, where it stands; skipping it lets what waits behind it go', async () => {
  const webhook = await given('dead');
  await happen(store, ['a', 'a', 'b', 'b']);
  await expand(store, webhook);
  await sendAll(webhook, refused);
  const [a, b] = [webhook.sequence + 2, webhook.sequence + 4];
  const revived = store.asGateway((tx) => replayDeliveries(tx, 'dead', { from: a, to: a, actor: keyActor }));
  expect(await revived).toMatchObject({ queued: 0, revived: 1, webhook: { undelivered: 4, dead: 1 } });
  await store.asGateway((tx) => skipDelivery(tx, 'dead', { sequence: b, actor: keyActor }));
  expect(await states(webhook)).toEqual(['delivered', 'waiting', 'queued', 'skipped', 'waiting']);
  await sendAll(webhook);
  expect(await states(webhook)).toEqual(['delivered', 'delivered', 'delivered', 'skipped', 'delivered']);
  expect((await now(webhook)).undelivered).toBe(0);
});

test('another order holds at once for what is queued: what is under way is sent once more', async () => {
  const webhook = await given('reordered', 'none');
  await happen(store, ['a', 'a', 'b']);
  await expand(store, webhook);
  const underWay = await takeDue(store, webhook, 1);
  await store.asGateway((tx) => updateWebhook(tx, 'reordered', { order: 'strict', actor: keyActor }));
  await answer(store, webhook, { leased: underWay, came: refused });
  expect(await states(webhook)).toEqual(['delivered', 'waiting', 'queued', 'queued']);
  const leased = await takeDue(store, webhook);
  expect(leased.map(({ sequence }) => sequence)).toEqual([webhook.sequence + 2]);
  await answer(store, webhook, { leased });
  expect(await states(webhook)).toEqual(['delivered', 'delivered', 'waiting', 'queued']);
});

test('what a lost daemon was sending is skipped while the webhook is paused, when nobody takes it over', async () => {
  const webhook = await given('halted', 'none');
  await happen(store, ['a']);
  await expand(store, webhook);
  const underWay = await takeDue(store, webhook);
  await store.asGateway((tx) => pauseWebhook(tx, 'halted', keyActor));
  const skip = () =>
    store.asGateway((tx) => skipDelivery(tx, 'halted', { sequence: webhook.sequence + 2, actor: keyActor }));
  await expect(skip()).rejects.toMatchObject({ code: 'webhook_state' });
  await hasten(webhook);
  expect(await skip()).toMatchObject({ undelivered: 0 });
  await answer(store, webhook, { leased: underWay });
  expect(await states(webhook)).toEqual(['delivered', 'skipped']);
});

test('a filter set anew means the connection of now, not the removed one that had its name', async () => {
  const [before, after] = [await givenConnection(store), await givenConnection(store)];
  const connections = [before.name];
  const webhook = await givenWebhook(store, { name: 'renamed', filter: { connections } });
  await store.owner.query(`update rollcall.connection set state = 'removed' where connection_id = $1`, [before.id]);
  await store.owner.query('update rollcall.connection set name = $1 where connection_id = $2', [before.name, after.id]);
  const set = () => store.asGateway((tx) => updateWebhook(tx, 'renamed', { filter: { connections }, actor: keyActor }));
  await set();
  await set();
  expect(await told(webhook)).toEqual([
    expect.objectContaining({ after: { filter: expect.objectContaining({ connections, connectionIds: [after.id] }) } }),
  ]);
});

test('who rotates a secret waits for others who do, and leaves none to a webhook that is removed meanwhile', async () => {
  const webhook = await given('turned by two');
  const rotate = () => {
    const secret = {
      id: newWebhookSecretId(),
      scheme: 'hmac',
      publicKey: null,
      sealed: 'x',
      masterKeyId: 'k',
    } as const;
    return store.asGateway((tx) => rotateSecret(tx, webhook, { secret, overlapMs: hourMs, actor: keyActor }));
  };
  await Promise.all([rotate(), rotate(), rotate(), rotate()]);
  expect((await now(webhook)).secrets).toHaveLength(2);
  const removed = Promise.withResolvers<void>();
  const removing = store.asGateway(async (tx) => {
    await removeWebhook(tx, 'turned by two', keyActor);
    removed.resolve();
    await sleep(50);
  });
  await removed.promise;
  await expect(rotate()).rejects.toMatchObject({ code: 'not_found' });
  await removing;
  const left = 'select secret_id from rollcall.webhook_secret where webhook_id = $1';
  expect((await store.owner.query(left, [webhook.id])).rows).toEqual([]);
});

test('a secret that was rotated signs until its time is over, and is destroyed then; who else rotates ends it at once', async () => {
  const webhook = await given('rotated');
  const secret = () =>
    ({ id: newWebhookSecretId(), scheme: 'hmac', publicKey: null, sealed: 'x', masterKeyId: 'k' }) as const;
  const rotate = (overlapMs: number) =>
    store.asGateway((tx) => rotateSecret(tx, webhook, { secret: secret(), overlapMs, actor: keyActor }));
  await rotate(hourMs);
  expect((await now(webhook)).secrets).toHaveLength(2);
  expect(await retireSecrets(store.daemon, daemonActor)).toBe(0);
  await store.owner.query(`update rollcall.webhook_secret set retires_at = now() where retires_at is not null`);
  // Its time is over: it signs no more, whether or not a daemon has seen to it.
  expect((await now(webhook)).secrets).toHaveLength(1);
  expect(await retireSecrets(store.daemon, daemonActor)).toBe(1);
  expect((await told(webhook)).map(({ type }) => type)).toEqual(['webhook.secret_rotated', 'webhook.secret_retired']);
  await rotate(hourMs);
  await rotate(hourMs);
  const { rows } = await store.owner.query(
    'select count(*)::int as count from rollcall.webhook_secret where webhook_id = $1',
    [webhook.id],
  );
  expect(rows).toEqual([{ count: 2 }]);
});
