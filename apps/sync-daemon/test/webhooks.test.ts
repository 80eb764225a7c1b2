import {
  growLogs,
  inWorkspace,
  listAttempts,
  makeCheckpoint,
  newWebhookSecretId,
  rotateSecret,
  sealWebhookSecret,
  webhookNamed,
} from '@rollcall/db';
import type { CloudEvent, Webhook } from '@rollcall/schema';
import { newSigningKey } from '@rollcall/webhooks';
import { expect, test } from 'vitest';
import { type Hooked, type Reply, takes, useHooks } from './support/hooks.ts';
import { keyActor, useInstallation } from './support/installation.ts';

const installation = useInstallation();
const { hook, happen, deliver } = useHooks(installation);

const asGateway = <T>(work: Parameters<typeof inWorkspace<T>>[2]) =>
  inWorkspace(installation.gateway, installation.workspaceId, work);
const now = ({ name }: Webhook) => asGateway((tx) => webhookNamed(tx, name));
const logOf = ({ id }: Webhook) => asGateway((tx) => listAttempts(tx, id, { limit: 500 }));
const sequenceOf = ({ sequence }: CloudEvent) => Number(sequence);
const inboxes = (count: number, subjects: number) =>
  Array.from({ length: count }, (_, nth) => `inbox-${nth % subjects}`);

/** Until as many different events arrived; the first that a webhook is sent is that it was added. */
async function arrived({ taken }: Hooked, count: number): Promise<void> {
  await expect.poll(() => new Set(taken.map(({ id }) => id)).size, { timeout: 20_000 }).toBe(count + 1);
}

/** What was taken, each once, in the order in which it was: no gap in the chain, and each subject in order. */
function wholeOf({ taken }: Hooked): readonly CloudEvent[] {
  const first = [...new Map(taken.toReversed().map((event) => [event.id, event])).values()].reverse();
  const chain = first.toSorted((a, b) => sequenceOf(a) - sequenceOf(b));
  for (const [nth, event] of chain.entries()) expect(event.previoussequence).toBe(chain[nth - 1]?.sequence);
  const seen = new Map<string, number>();
  for (const event of first) {
    expect(sequenceOf(event), `${event.subject} in order`).toBeGreaterThan(seen.get(event.subject) ?? 0);
    seen.set(event.subject, sequenceOf(event));
  }
  return first;
}

test('an event arrives at once, signed by either scheme, and the log says so', async () => {
  const [one, other] = [await hook(), await hook({ scheme: 'hmac' })];
  deliver();
  await Promise.all([arrived(one, 0), arrived(other, 0)]);
  const begunAt = performance.now();
  await happen(['a']);
  await Promise.all([arrived(one, 1), arrived(other, 1)]);
  // A quarter of a second is usual, twice that on a busy machine; the next step of any schedule would be five.
  expect(performance.now() - begunAt).toBeLessThan(3_000);
  const { headers, event } = one.came[1] ?? expect.fail('nothing came');
  expect(headers).toMatchObject({
    ...{ 'webhook-id': event.id, 'content-type': 'application/cloudevents+json; charset=utf-8' },
    'webhook-signature': expect.stringMatching(/^v1a,/),
  });
  expect(other.came[0]?.headers['webhook-signature']).toMatch(/^v1,/);
  expect(event).toMatchObject({ type: 'resource.changed', data: { subject: { externalId: 'a' } } });
  await expect.poll(() => logOf(one.webhook)).toHaveLength(2);
  expect((await logOf(one.webhook))[0]).toMatchObject({
    outcome: 'delivered',
    status: 204,
    address: '127.0.0.1',
    nth: 1,
  });
  expect(await now(one.webhook)).toMatchObject({ undelivered: 0, behind: 0, failingSince: null });
});

test('an event carries the newest checkpoint of the log, for whoever keeps it', async () => {
  const { daemon, workspaceId } = installation;
  const one = await hook();
  deliver();
  await arrived(one, 0);
  expect(one.taken[0]).not.toHaveProperty('checkpoint');
  await growLogs(daemon.db);
  const signing = await makeCheckpoint(daemon.db, workspaceId, { ring: daemon.ring, known: [] });
  if (signing.did !== 'sign') expect.fail(signing.did);
  await happen(['kept']);
  await arrived(one, 1);
  const told = one.taken[1] ?? expect.fail('nothing came');
  expect(Buffer.from(told.checkpoint ?? '', 'base64').toString()).toBe(signing.checkpoint.note);
});

test('a receiver that fails in every way for a while ends with every event once, in order', async () => {
  const lies: readonly Reply[] = [
    (response) => void response.writeHead(503).end(),
    (response) => void response.writeHead(500).end('no'),
    (response) => void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
    (response) => void response.destroy(),
    (response) => void response.writeHead(200, { 'content-length': 100 }).write('half', () => response.destroy()),
    (response) => void response.writeHead(200).end('x'.repeat(100_000)),
    (response) => void response.writeHead(429, { 'retry-after': 'whenever' }).end(),
  ];
  let isWell = false;
  const reply: Reply = (response, nth, event) =>
    (isWell ? takes : (lies[nth % lies.length] ?? takes))(response, nth, event);
  const hooked = await hook({ reply });
  await happen(inboxes(40, 8));
  deliver();
  await expect.poll(() => hooked.came.length, { timeout: 20_000 }).toBeGreaterThan(20);
  isWell = true;
  await arrived(hooked, 40);
  const events = wholeOf(hooked);
  expect(new Set(events.map(({ id }) => id)).size).toBe(41);
  await expect.poll(() => now(hooked.webhook)).toMatchObject({ undelivered: 0, dead: 0, failingSince: null });
  const outcomes = new Set((await logOf(hooked.webhook)).map(({ outcome }) => outcome));
  expect(outcomes).toEqual(new Set(['delivered', 'refused', 'redirected', 'broken_answer', 'too_large']));
  expect(hooked.taken, 'and nothing twice: each answer of 204 was believed').toHaveLength(41);
});

test('one whose receiver never answers keeps no other waiting', async () => {
  const silent = await hook({ reply: () => {}, order: 'none' });
  const well = await hook();
  await happen(inboxes(200, 200));
  deliver();
  await arrived(well, 200);
  expect(silent.taken).toEqual([]);
  expect(silent.came.length).toBeLessThanOrEqual(10);
});

test('two at once send each event once, in order', async () => {
  const hooked = await hook();
  await happen(inboxes(300, 60));
  deliver();
  deliver();
  await arrived(hooked, 300);
  expect(hooked.came).toHaveLength(301);
  wholeOf(hooked);
});

test('a database that drops its sessions in the middle loses nothing of what came', async () => {
  const hooked = await hook({ reply: (response) => void setTimeout(() => response.writeHead(204).end(), 20) });
  await happen(inboxes(120, 40));
  deliver();
  await expect.poll(() => hooked.came.length, { interval: 5 }).toBeGreaterThan(20);
  const { rowCount } = await installation.owner.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'delivering' and datname = current_database()`,
  );
  expect(rowCount).toBeGreaterThan(0);
  await arrived(hooked, 120);
  wholeOf(hooked);
  await expect.poll(() => now(hooked.webhook)).toMatchObject({ undelivered: 0 });
});

test('who stops gives back what is not answered, and it counts as no attempt', async () => {
  const replies: Reply[] = [];
  const hooked = await hook({ reply: (...told) => (replies.shift() ?? takes)(...told) });
  replies.push(() => {});
  const stop = deliver();
  await expect.poll(() => hooked.came.length).toBe(1);
  const begunAt = performance.now();
  await stop();
  expect(performance.now() - begunAt).toBeLessThan(2_000);
  const { rows } = await installation.owner.query(
    'select state, attempts, next_at <= clock_timestamp() as is_due from rollcall.webhook_delivery where webhook_id = $1',
    [hooked.webhook.id],
  );
  expect(rows).toEqual([{ state: 'waiting', attempts: 0, is_due: true }]);
  deliver();
  await arrived(hooked, 0);
  expect(hooked.came[1]?.headers['webhook-id']).toBe(hooked.came[0]?.headers['webhook-id']);
});

test('one that asks to be left alone is, and one that is gone is asked no more', async () => {
  const busy = await hook({
    reply: (response) => void response.writeHead(429, { 'retry-after': '3600' }).end('later'),
  });
  const gone = await hook({ reply: (response) => void response.writeHead(410).end() });
  deliver();
  await expect.poll(async () => (await now(gone.webhook)).state).toBe('disabled');
  expect((await now(gone.webhook)).stopped).toMatchObject({ reason: 'gone' });
  await expect.poll(() => logOf(busy.webhook)).toMatchObject([{ outcome: 'refused', status: 429, snippet: 'later' }]);
  await happen(['b']);
  const well = await hook();
  await arrived(well, 0);
  expect([busy.came.length, gone.came.length]).toEqual([1, 1]);
});

test('while a secret is rotated both sign, and without any that opens nothing is sent', async () => {
  const hooked = await hook();
  const { id, name } = hooked.webhook;
  const { owner, workspaceId, daemon } = installation;
  const next = newSigningKey('ed25519');
  const secretId = newWebhookSecretId();
  const sealed = await sealWebhookSecret(next.secret, { ring: daemon.ring, workspaceId, webhookId: id, id: secretId });
  const secret = { id: secretId, scheme: 'ed25519' as const, publicKey: next.publicKey, ...sealed };
  await asGateway((tx) => rotateSecret(tx, { id, name }, { secret, overlapMs: 60_000, actor: keyActor }));
  deliver();
  await arrived(hooked, 0);
  const signatures = hooked.came[0]?.headers['webhook-signature'];
  expect(signatures).toMatch(/^v1a,\S{88} v1a,\S{88}$/);
  // As if the master key were lost: what a daemon has opened, it knows as it was sealed.
  await owner.query(`update rollcall.webhook_secret set sealed = 'x' || sealed where webhook_id = $1`, [id]);
  const before = hooked.came.length;
  await happen(['c']);
  await expect.poll(() => logOf(hooked.webhook)).toContainEqual(expect.objectContaining({ outcome: 'unsigned' }));
  expect(hooked.came.length).toBe(before);
});

test('what a daemon that is killed had under way is sent again, under the same id', async () => {
  let isWell = false;
  const hooked = await hook({ reply: (...told) => (isWell ? takes(...told) : undefined) });
  const child = await installation.startDaemon();
  await expect.poll(() => hooked.came.length, { timeout: 20_000 }).toBe(1);
  child.kill('SIGKILL');
  isWell = true;
  // Its lease would be over in a minute.
  const { owner } = installation;
  await owner.query(`update rollcall.webhook_delivery set next_at = now() where webhook_id = $1`, [hooked.webhook.id]);
  deliver();
  await arrived(hooked, 0);
  expect(hooked.came.map(({ headers }) => headers['webhook-id'])).toEqual(Array(2).fill(hooked.taken[0]?.id));
  await expect
    .poll(() => logOf(hooked.webhook))
    .toMatchObject([
      { outcome: 'delivered', nth: 2 },
      { outcome: 'lost', nth: 1, status: null },
    ]);
});
