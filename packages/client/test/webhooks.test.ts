import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { type CloudEvent, LastingEvent, WorkspaceId } from '@rollcall/schema';
import { cloudEventOf, newSigningKey, signedHeaders, signerOf } from '@rollcall/webhooks';
import express from 'express';
import { Webhook } from 'standardwebhooks';
import { afterAll, expect, test } from 'vitest';
import { checkpointOf } from '../src/checkpoint-of.ts';
import { createWebhookReceiver, type WebhookReceiverOptions } from '../src/webhook-receiver.ts';
import { createWebhookVerifier, type Verifying } from '../src/webhook-signature.ts';
import { memoryWebhookStore } from '../src/webhook-store.ts';

const nowSeconds = 1_796_000_000;
const now = () => nowSeconds * 1_000;
const workspaceId = WorkspaceId.parse('4d1e1c6e-6f2e-4a52-9d0e-3c1a5b7d9e01');
const [asymmetric, symmetric] = [newSigningKey('ed25519'), newSigningKey('hmac')];
const keyOf = ({ publicKey, secret }: typeof symmetric) => publicKey ?? secret;

function eventAt(sequence: number, previousSequence: number | null = sequence - 1): CloudEvent {
  const event = LastingEvent.parse({
    ...{
      id: `0192f0c1-6f2e-7a52-9d0e-${String(sequence).padStart(12, '0')}`,
      sequence,
      at: '2026-11-28T19:00:00.000Z',
    },
    ...{ type: 'run.finished', severity: 'normal', connection: 'Zoë', cause: null, interval: null },
    ...{ actor: { type: 'daemon', id: 'd', name: 'd' }, subject: { kind: 'run', externalId: 'r', name: 'r' } },
    ...{ before: null, after: {}, traceparent: null },
  });
  return cloudEventOf({ event, workspaceId, sequence, previousSequence });
}

interface Signing {
  readonly by?: readonly (typeof symmetric)[];
  readonly at?: number;
  readonly id?: string;
}

function signed(event: unknown, { by = [asymmetric], at = nowSeconds, id }: Signing = {}) {
  const body = Buffer.from(JSON.stringify(event));
  const known = id ?? String(Object(event).id);
  return {
    body,
    headers: signedHeaders(
      { id: known, timestamp: at, body },
      by.map(({ secret }) => signerOf(secret)),
    ),
  };
}

const kindOf = (
  request: Parameters<ReturnType<typeof createWebhookVerifier>>[0],
  verifying: Partial<Verifying> = {},
) => {
  try {
    return createWebhookVerifier({ keys: [keyOf(asymmetric), keyOf(symmetric)], now, ...verifying })(request).sequence;
  } catch (error) {
    return Object(error).kind;
  }
};
test('an event tells the checkpoint of the log that it brought along, where there was one', () => {
  const note = 'rollcall/1\n2\nroot\n\n— rollcall/1 c2ln\n';
  expect(checkpointOf({ checkpoint: Buffer.from(note).toString('base64') })).toBe(note);
  expect(checkpointOf(eventAt(7))).toBeUndefined();
});

const believed = '00000000000000000007';
const event = eventAt(7);

test.each([
  ['by Ed25519', signed(event), believed],
  ['by HMAC', signed(event, { by: [symmetric] }), believed],
  [
    'by a key that is rotated away, and its successor',
    signed(event, { by: [newSigningKey('ed25519'), asymmetric] }),
    believed,
  ],
  ['by a key of another', signed(event, { by: [newSigningKey('ed25519')] }), 'not_by_these_keys'],
  ['by another secret', signed(event, { by: [newSigningKey('hmac')] }), 'not_by_these_keys'],
  ['five minutes ago', signed(event, { at: nowSeconds - 300 }), believed],
  ['longer ago', signed(event, { at: nowSeconds - 301 }), 'not_of_now'],
  ['in the future', signed(event, { at: nowSeconds + 301 }), 'not_of_now'],
  ['of another event than the header names', signed(event, { id: 'other' }), 'not_an_event'],
  ['of something else', signed({ id: 'x', type: 'order.paid' }), 'not_an_event'],
  ['of something newer', signed({ ...event, type: 'planet.found', orbit: 1 }), believed],
])('what is signed %s', (_how, request, want) => {
  expect(kindOf(request)).toBe(want);
});

test.each([
  ['no id', { 'webhook-id': undefined }, 'unsigned'],
  ['no signature', { 'webhook-signature': undefined }, 'unsigned'],
  ['an empty signature', { 'webhook-signature': ' ' }, 'unsigned'],
  ['a time that is none', { 'webhook-timestamp': '1e9' }, 'unsigned'],
  ['another time', { 'webhook-timestamp': String(nowSeconds - 1) }, 'not_by_these_keys'],
  ['another id', { 'webhook-id': 'another' }, 'not_by_these_keys'],
  ['half a signature', { 'webhook-signature': 'v1a,c2hvcnQ=' }, 'not_by_these_keys'],
  ['a signature of a version to come', { 'webhook-signature': 'v9,c2hvcnQ=' }, 'not_by_these_keys'],
  ['a thousand signatures', { 'webhook-signature': 'v1a,c2hvcnQ= '.repeat(1_000) }, 'unsigned'],
])('a request with %s', (_what, headers, want) => {
  const request = signed(event);
  expect(kindOf({ ...request, headers: { ...request.headers, ...headers } })).toBe(want);
});

test('every byte of the body counts, and no other of the two schemes does', () => {
  const request = signed(event, { by: [asymmetric, symmetric] });
  for (let at = 0; at < request.body.length; at += 17) {
    const body = Buffer.from(request.body);
    body.writeUInt8(body.readUInt8(at) ^ 1, at);
    expect(kindOf({ ...request, body })).toBe('not_by_these_keys');
  }
  // The public key is known to all: it must not do as a secret.
  const point = `whsec_${keyOf(asymmetric).slice(5)}`;
  expect(kindOf(signed(event, { by: [{ secret: point, publicKey: null }] }), { keys: [keyOf(asymmetric)] })).toBe(
    'not_by_these_keys',
  );
});

test.each([[[]], [['whpk_short']], [[asymmetric.secret]], [['secret']], [['whsec_c2hvcnQ=']]])(
  '%j is no key to verify by',
  (keys) => {
    expect(() => createWebhookVerifier({ keys })).toThrow(RangeError);
  },
);

test('what the library of Standard Webhooks signs is believed, and it believes what we sign', () => {
  const theirs = new Webhook(symmetric.secret);
  const body = JSON.stringify(event);
  const at = new Date();
  const headers = {
    'Webhook-Id': event.id,
    'Webhook-Timestamp': String(Math.floor(at.getTime() / 1_000)),
    'Webhook-Signature': theirs.sign(event.id, at, body),
  };
  const verify = createWebhookVerifier({ keys: [symmetric.secret] });
  expect(verify({ headers, body })).toEqual(event);
  expect(verify({ headers: new Headers(headers), body: Buffer.from(body) })).toEqual(event);
  const ours = signed(event, { by: [symmetric, asymmetric], at: Math.floor(Date.now() / 1_000) });
  expect(theirs.verify(ours.body, ours.headers)).toEqual(event);
});

function openReceiver(options: Partial<WebhookReceiverOptions> = {}) {
  const handled: number[] = [];
  const errors: unknown[] = [];
  const receiver = createWebhookReceiver({
    ...{ keys: [keyOf(asymmetric)], now, onError: (error: unknown) => void errors.push(error) },
    handle: ({ sequence }) => void handled.push(Number(sequence)),
    ...options,
  });
  return { ...receiver, handled, errors };
}

test('an event is handled once, however often and in whatever order it comes, and gaps show until they are filled', async () => {
  const store = memoryWebhookStore();
  const { receive, handled } = openReceiver({ store });
  const source = event.source;
  // 1, 4, 5, 9 and 12 are sent; 4 and 9 fail at first.
  const events = [eventAt(1, null), eventAt(4, 1), eventAt(5, 4), eventAt(9, 5), eventAt(12, 9)] as const;
  for (const one of [events[0], events[2], events[4], events[2]])
    expect(await receive(signed(one))).toMatchObject({ status: 204 });
  expect(handled).toEqual([1, 5, 12]);
  expect(await store.gaps(source)).toEqual([
    { from: 2, to: 4 },
    { from: 6, to: 9 },
  ]);
  await receive(signed(events[3]));
  expect(await store.gaps(source)).toEqual([{ from: 2, to: 4 }]);
  await receive(signed(events[1]));
  for (const one of events) await receive(signed(one));
  expect([handled, await store.gaps(source)]).toEqual([[1, 5, 12, 9, 4], []]);
});

test('an event that has the sequence of another, of a ledger that was put back to an earlier state, is handled, too', async () => {
  const { receive, handled } = openReceiver();
  const other = { ...eventAt(4, 1), id: event.id.replace(/.$/, (last) => (last === '0' ? '1' : '0')) };
  for (const one of [eventAt(4, 1), other, other]) expect(await receive(signed(one))).toMatchObject({ status: 204 });
  expect(handled).toEqual([4, 4]);
});

test('what fails is sent again, what is under way is not handled beside itself, and what is not believed is not handled', async () => {
  let outcome: Promise<void> = Promise.reject(new Error('the database is away'));
  const tried: string[] = [];
  const { receive, errors } = openReceiver({
    handle: async ({ id }) => {
      tried.push(id);
      await outcome;
    },
  });
  expect(await receive(signed(event))).toEqual({ status: 500, text: 'It was not handled: send it again.' });
  expect(errors).toEqual([expect.objectContaining({ message: 'the database is away' })]);
  const slow = Promise.withResolvers<void>();
  outcome = slow.promise;
  const first = receive(signed(event));
  await expect.poll(() => tried.length).toBe(2);
  expect(await receive(signed(event))).toMatchObject({ status: 503 });
  slow.resolve();
  expect(await first).toMatchObject({ status: 204 });
  expect(await receive(signed(event))).toMatchObject({ status: 204 });
  expect(await receive(signed(event, { at: 1 }))).toMatchObject({ status: 401 });
  expect(await receive(signed({ id: 'x' }))).toMatchObject({ status: 400 });
  expect(tried).toHaveLength(2);
});

const closing: (() => void)[] = [];
afterAll(() => {
  for (const close of closing) close();
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`;
}

test('a server asked with Request, node:http, and Express before and behind a parser of bodies', async () => {
  const { fetch: answer, node, handled, errors } = openReceiver();
  const url = 'https://app.example/hook';
  const post = (request: ReturnType<typeof signed>) => ({ method: 'POST', ...request });
  expect((await answer(new Request(url, post(signed(eventAt(1)))))).status).toBe(204);
  expect((await answer(new Request(url, { method: 'POST' }))).status).toBe(401);
  expect((await answer(new Request(url, post(signed({ id: 'x', long: 'x'.repeat(1_048_576) }))))).status).toBe(413);

  const plain = await serve((request, response) => void node(request, response));
  expect((await fetch(plain, post(signed(eventAt(2))))).status).toBe(204);

  const app = express();
  app.post('/before', node);
  app.use(express.json());
  app.post('/behind', node);
  const raw = express();
  raw.post('/', express.raw({ type: '*/*' }), node);
  const [shop, rawShop] = [await serve(app), await serve(raw)];
  const json = { 'content-type': 'application/json' };
  const sent = async (to: string, sequence: number) => {
    const { headers, body } = signed(eventAt(sequence));
    const answered = await fetch(to, { method: 'POST', body, headers: { ...headers, ...json } });
    return `${answered.status} ${await answered.text()}`;
  };
  expect(await sent(`${shop}before`, 3)).toBe('204 ');
  expect(await sent(rawShop, 4)).toBe('204 ');
  expect(await sent(`${shop}behind`, 5)).toBe('500 The receiver is set up wrongly.');
  expect(errors.at(-1)).toEqual(expect.objectContaining({ message: expect.stringContaining('before express.json()') }));
  expect(handled).toEqual([1, 2, 3, 4]);
});
