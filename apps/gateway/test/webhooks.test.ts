import {
  expandDeliveries,
  inWorkspace,
  leaseDeliveries,
  openDatabase,
  openWebhookSecret,
  recordAttempts,
} from '@rollcall/db';
import { sealAll } from '@rollcall/db/testing';
import { Attempt, Delivery, Webhook, WorkspaceId } from '@rollcall/schema';
import { signerOf } from '@rollcall/webhooks';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { useGateway } from './support/gateway.ts';

const gateway = useGateway();
const url = 'https://hooks.example.com/rollcall';

const Made = z.object({ data: Webhook, secret: z.string().nullable() });
const One = z.object({ data: Webhook });

async function add(input: { name: string } & Record<string, unknown>): Promise<z.infer<typeof Made>> {
  const { data } = await gateway.mutate('webhooks.add', { url, ...input });
  const made = Made.parse(data);
  if (made.secret !== null) gateway.secrets.add(made.secret);
  return made;
}

const changed = async (procedure: string, input: object): Promise<Webhook> =>
  One.parse((await gateway.mutate(`webhooks.${procedure}`, input)).data).data;

/** What the daemon does, as far as the store is concerned: all that may be sent now comes to this. */
async function send(webhook: Webhook, outcome: 'delivered' | 'refused', status = 200): Promise<number> {
  await sealAll(gateway.urls);
  const db = openDatabase(gateway.urls.daemonUrl, { max: 1, name: 'daemon' });
  const { rows } = await gateway.owner.query('select workspace_id as id from rollcall.workspace where is_first');
  const workspaceId = WorkspaceId.parse(rows[0].id);
  try {
    return await inWorkspace(db, workspaceId, async (tx) => {
      await expandDeliveries(tx, webhook.id);
      const leased = await leaseDeliveries(tx, webhook.id, { most: 100 });
      const attempts = (leased?.deliveries ?? []).map(({ sequence, replay, nth }) => ({
        ...{ sequence, replay, nth, outcome, status, retryAfterMs: null, ms: 12, address: '192.0.2.1', snippet: 'so' },
      }));
      const actor = { type: 'daemon', id: 'host:1', name: 'sync-daemon' } as const;
      await recordAttempts(tx, webhook.id, { attempts, actor });
      return attempts.length;
    });
  } finally {
    await db.destroy();
  }
}

test('a webhook is added with a key of its own, which signs what its public half verifies', async () => {
  const { data: webhook, secret } = await add({ name: 'app' });
  expect(secret).toBeNull();
  expect(webhook).toMatchObject({
    ...{ name: 'app', url, order: 'subject', scheme: 'ed25519', state: 'active', stopped: null },
    filter: { types: null, kinds: null, connections: null, severity: 'normal' },
    secrets: [{ scheme: 'ed25519', publicKey: expect.stringMatching(/^whpk_/), retiresAt: null }],
  });
  const { rows } = await gateway.owner.query(
    'select workspace_id as "workspaceId", secret_id as id, sealed from rollcall.webhook_secret where webhook_id = $1',
    [webhook.id],
  );
  const key = { ring: gateway.gateway.ring, workspaceId: rows[0].workspaceId, webhookId: webhook.id };
  const opened = await openWebhookSecret(rows[0].sealed, { ...key, id: rows[0].id });
  gateway.secrets.add(opened);
  expect(signerOf(opened)(Buffer.from('x'))).toMatch(/^v1a,/);
  const other = { ...key, id: webhook.secrets[0]?.id ?? rows[0].id, webhookId: rows[0].id };
  await expect(openWebhookSecret(rows[0].sealed, other)).rejects.toMatchObject({ code: 'secret_unreadable' });
});

test('the secret of hmac is shown once, and to nobody again', async () => {
  const { data: webhook, secret } = await add({ name: 'hmac', scheme: 'hmac' });
  expect(secret).toMatch(/^whsec_/);
  expect(webhook.secrets).toEqual([expect.objectContaining({ scheme: 'hmac', publicKey: null })]);
  expect((await gateway.query('webhooks.get', { name: 'hmac' })).text).not.toContain(secret ?? 'never');
});

test.each([
  { given: { url: 'http://hooks.example.com/' }, code: 'invalid_webhook_url', because: 'it is not encrypted' },
  { given: { url: 'https://169.254.169.254/' }, code: 'invalid_webhook_url', because: 'it is an address' },
  { given: { url: 'https://localhost/' }, code: 'invalid_webhook_url', because: 'it is a name inside' },
  { given: { filter: { kinds: ['inbxo'] } }, code: 'unknown_kind', because: 'nothing is of that kind' },
  { given: { filter: { connections: ['x'] } }, code: 'connection_not_found', because: 'it has no such connection' },
  { given: { filter: { types: ['x'] } }, code: 'invalid_input', because: 'nothing is of that type' },
  { given: { from: 1_000_000 }, code: 'invalid_input', because: 'that is not yet' },
  { given: { name: ' ' }, code: 'invalid_input', because: 'nobody could name it' },
  { given: { name: 'app' }, code: 'webhook_exists', because: 'there is one of that name' },
])('$given is refused as $code, since $because', async ({ given, code }) => {
  const refused = await gateway.mutate('webhooks.add', { name: 'refused', url, ...given });
  expect(refused.error?.code).toBe(code);
});

test('whoever may not read events has none sent, and is not told what those were of', async () => {
  const { token } = await gateway.key(['webhooks:admin']);
  const wants = { status: 403, error: { details: { scope: 'audit:read' } } };
  expect(await gateway.mutate('webhooks.add', { name: 'spy', url }, token)).toMatchObject(wants);
  expect(await gateway.mutate('webhooks.update', { name: 'app', url }, token)).toMatchObject(wants);
  expect(await gateway.mutate('webhooks.replay', { name: 'app', from: 1, to: 1 }, token)).toMatchObject(wants);
  expect(await gateway.query('webhooks.deliveries', { name: 'app' }, token)).toMatchObject(wants);
  expect((await gateway.query('webhooks.list', undefined, token)).status).toBe(200);
});

test('what is set can be changed, and each change is on record as what it was and became', async () => {
  await add({ name: 'changing', filter: { types: ['resource.vanished'], severity: 'notice' } });
  const after = await changed('update', {
    name: 'changing',
    newName: 'changed',
    filter: { types: null, kinds: ['inbox'] },
  });
  expect(after).toMatchObject({ name: 'changed', filter: { types: null, kinds: ['inbox'], severity: 'notice' } });
  expect(await changed('update', { name: 'changed', filter: { severity: 'notice' } })).toEqual(after);
  const events = await gateway.query('events.list', { type: 'webhook.updated', limit: 1 });
  expect(events.data).toMatchObject({
    data: [
      {
        subject: { kind: 'webhook', externalId: after.id, name: 'changed' },
        before: { name: 'changing', filter: { types: ['resource.vanished'], kinds: null, severity: 'notice' } },
        after: { name: 'changed', filter: { types: null, kinds: ['inbox'], severity: 'notice' } },
      },
    ],
  });
});

test('a secret is rotated with an overlap, which ends when it is told to, and a third ends the first', async () => {
  const { data: webhook } = await add({ name: 'rotating' });
  const rotated = Made.parse(
    (await gateway.mutate('webhooks.rotateSecret', { name: 'rotating', scheme: 'hmac' })).data,
  );
  gateway.secrets.add(rotated.secret ?? '');
  expect(rotated.data).toMatchObject({ scheme: 'hmac', secrets: [{ scheme: 'hmac' }, { id: webhook.secrets[0]?.id }] });
  expect(rotated.data.secrets[1]?.retiresAt).not.toBeNull();
  const again = Made.parse(
    (await gateway.mutate('webhooks.rotateSecret', { name: 'rotating', scheme: 'ed25519' })).data,
  );
  expect(again.data.secrets.map(({ scheme }) => scheme)).toEqual(['ed25519', 'hmac']);
  expect((await changed('retireSecret', { name: 'rotating' })).secrets).toHaveLength(1);
  expect(await gateway.mutate('webhooks.retireSecret', { name: 'rotating' })).toMatchObject({ status: 409 });
  const whole = await gateway.mutate('webhooks.rotateSecret', { name: 'rotating', overlapHours: 0 });
  expect(Made.parse(whole.data).data.secrets).toHaveLength(1);
});

test('what webhooks sign with is sealed again with the master key', async () => {
  const turned = await gateway.mutate('credentials.rotateMaster');
  expect(turned.data).toMatchObject({ data: { webhookSecrets: expect.any(Number) } });
  const { id } = await gateway.gateway.ring.current();
  const { rows } = await gateway.owner.query('select distinct master_key_id as id from rollcall.webhook_secret');
  expect(rows).toEqual([{ id }]);
});

test('a test goes by the way of all others, and the log says what came of it', async () => {
  const { data: webhook } = await add({ name: 'tested', filter: { types: ['resource.vanished'] } });
  const { data } = await gateway.mutate('webhooks.test', { name: 'tested' });
  const { eventId } = z.object({ eventId: z.string() }).parse(data);
  expect(await send(webhook, 'delivered')).toBe(1);
  expect(await send(webhook, 'refused', 500)).toBe(1);
  const deliveries = z
    .object({ data: z.array(Delivery) })
    .parse((await gateway.query('webhooks.deliveries', { name: 'tested' })).data).data;
  expect(deliveries).toMatchObject([
    { type: 'webhook.tested', eventId, state: 'waiting', attempts: 1, lastOutcome: 'refused', lastStatus: 500 },
    { type: 'webhook.added', state: 'delivered', previousSequence: null, nextAt: null },
  ]);
  expect(deliveries[0]?.previousSequence).toBe(deliveries[1]?.sequence);
  const state = { name: 'tested', state: 'undelivered' };
  expect((await gateway.query('webhooks.deliveries', state)).data).toMatchObject({ data: [{ eventId }] });
  const log = async (input: object) =>
    z
      .object({ data: z.array(Attempt), nextCursor: z.string().nullable() })
      .parse((await gateway.query('webhooks.attempts', { name: 'tested', ...input })).data);
  const first = await log({ limit: 1 });
  expect(first.data).toMatchObject([{ outcome: 'refused', status: 500, ms: 12, address: '192.0.2.1', snippet: 'so' }]);
  expect((await log({ limit: 1, cursor: first.nextCursor })).data).toMatchObject([{ outcome: 'delivered' }]);
  expect((await log({ sequence: deliveries[1]?.sequence })).data).toHaveLength(1);
});

test('it is paused and resumed, sends once more what is asked for, and gives up what it is told to', async () => {
  const { data: webhook } = await add({ name: 'steered' });
  await send(webhook, 'delivered');
  expect(await changed('pause', { name: 'steered' })).toMatchObject({ state: 'paused', stopped: { reason: 'asked' } });
  expect(await send(webhook, 'delivered'), 'what is paused sends nothing').toBe(0);
  expect(await changed('resume', { name: 'steered' })).toMatchObject({ state: 'active', stopped: null });
  expect(await send(webhook, 'delivered')).toBe(1);
  expect(await send(webhook, 'delivered')).toBe(1);
  const { sequence } = await changed('resume', { name: 'steered' });
  const range = { name: 'steered', from: sequence, to: sequence };
  expect((await gateway.mutate('webhooks.replay', range)).data).toMatchObject({ queued: 1, revived: 0 });
  expect(await gateway.mutate('webhooks.replay', { ...range, to: sequence + 1_000 })).toMatchObject({ status: 400 });
  expect(await changed('skip', { name: 'steered', sequence })).toMatchObject({ undelivered: 0 });
  expect(await gateway.mutate('webhooks.skip', { name: 'steered', sequence })).toMatchObject({ status: 404 });
});

test('one that is removed gives its name back, and its secrets are destroyed', async () => {
  const { data: webhook } = await add({ name: 'leaving' });
  expect((await gateway.mutate('webhooks.remove', { name: 'leaving' })).data).toEqual({
    data: { id: webhook.id, name: 'leaving' },
  });
  const { rows } = await gateway.owner.query('select from rollcall.webhook_secret where webhook_id = $1', [webhook.id]);
  expect(rows).toEqual([]);
  expect((await gateway.query('webhooks.get', { name: 'leaving' })).status).toBe(404);
  expect((await add({ name: 'leaving' })).data.id).not.toBe(webhook.id);
});
