import { createServer, type Socket } from 'node:net';
import tls from 'node:tls';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { Credential, classify, connectionsMax, requestMsMax, Settings } from '../src/client.ts';
import { provider } from '../src/index.ts';
import { control, openAt, signal, start } from './fixture.ts';

function refusalOf(status: number, body: unknown) {
  return classify({ status, headers: {}, body });
}

describe('of an answer with status 400, the text decides', () => {
  test.each([
    { text: 'APIKey Expired', kind: 'unauthorized', because: 'missing, unknown and expired are one text' },
    { text: 'Invalid API key.', kind: 'unauthorized', because: 'it speaks of the key that was sent' },
    { text: 'Access Denied.', kind: 'forbidden', because: 'the key is real and lacks a permission' },
    { text: 'ApiKey shop was not found.', kind: 'not_found', because: 'a key is also a thing that can be missing' },
    { text: 'ApiKey shop already exists.', kind: 'conflict', because: 'a key is also a thing that can be taken' },
    { text: 'Domain a.example does not exist', kind: 'not_found', because: 'it is not there' },
    { text: 'You have reached the limit of 15 API keys.', kind: 'rejected', because: 'nothing is wrong with the key' },
    { text: 'Missing required parameter: from', kind: 'rejected', because: 'the request is to blame' },
    { text: 'Too Many Requests', kind: 'rate_limited', because: 'it is too many' },
    { text: 'Something new', kind: 'rejected', because: 'what is not known leaves the status' },
  ])('$text is $kind, since $because', ({ text, kind }) => {
    expect(refusalOf(400, { Error: text })).toEqual({ kind, applied: 'no', providerMessage: text });
  });
});

test.each([
  { status: 401, text: 'No.', kind: 'unauthorized', applied: 'no', because: 'a page of the vendor has these statuses' },
  { status: 403, text: 'No.', kind: 'forbidden', applied: 'no', because: 'likewise' },
  { status: 404, text: 'No.', kind: 'not_found', applied: 'no', because: 'it comes in the API’s own form' },
  { status: 409, text: 'No.', kind: 'conflict', applied: 'no', because: 'likewise' },
  { status: 403, text: 'APIKey Expired', kind: 'unauthorized', applied: 'no', because: 'the text comes first' },
  { status: 404, text: 'Access Denied.', kind: 'forbidden', applied: 'no', because: 'the text comes first' },
  { status: 401, text: 'The user was not found', kind: 'unauthorized', applied: 'no', because: 'no thing is missing' },
  { status: 429, text: 'Access Denied.', kind: 'rate_limited', applied: 'no', because: 'it was too soon, and no more' },
  { status: 500, text: 'It was not found', kind: 'unavailable', applied: 'maybe', because: 'the provider failed' },
  { status: 503, text: 'Access Denied.', kind: 'unavailable', applied: 'maybe', because: 'the provider failed' },
  { status: 200, text: 'Access Denied.', kind: 'forbidden', applied: 'maybe', because: 'older versions did this' },
])('$status $text is $kind, applied: $applied, since $because', ({ status, text, kind, applied }) => {
  expect(refusalOf(status, { Error: text })).toMatchObject({ kind, applied });
});

test.each([
  { body: [] },
  { body: { Message: 'No HTTP resource was found' } },
  { body: { Error: null } },
  { body: { error: 'Access Denied.' } },
  { body: 'Access Denied.' },
  { body: undefined },
])('$body is no refusal in the API’s form', ({ body }) => {
  expect(refusalOf(400, body)).toBeUndefined();
});

const key = '0123456789ABCDEF'.repeat(6);

test.each([
  { apiKey: key, accepted: true, because: 'it is what the dashboard shows' },
  { apiKey: ` ${key}\n`, accepted: true, because: 'a pasted space is nobody’s intention' },
  { apiKey: key.toLowerCase(), accepted: true, because: 'case is not known to matter' },
  { apiKey: '11111111-2222-4333-8444-555555555555', accepted: true, because: 'old keys look like a GUID' },
  { apiKey: `adbtd_live_${key}`, accepted: false, because: 'it is a key of somebody else' },
  { apiKey: 'hunter2', accepted: false, because: 'no key is that short' },
  { apiKey: `${key}\r\nX-Other: 1`, accepted: false, because: 'it would be another header' },
  { apiKey: '', accepted: false, because: 'there is none' },
])('the key $apiKey is accepted: $accepted, since $because', ({ apiKey, accepted }) => {
  const parsed = Credential.safeParse({ apiKey });
  expect(parsed.success).toBe(accepted);
  const said = JSON.stringify(parsed.error?.issues ?? []);
  if (!accepted) expect(said).toContain('must be an API key of Elastic Email as it was shown when it was created');
  if (apiKey !== '') expect(said).not.toContain(apiKey.trim());
});

test.each([
  { settings: {}, want: { subaccounts: [] } },
  { settings: { subaccounts: ['Client@Acme.example'] }, want: { subaccounts: ['client@acme.example'] } },
  { settings: { subaccounts: ['nobody'] }, want: 'must be the e-mail address of a sub-account' },
  { settings: { subaccounts: ['a@b.example', 'A@b.example'] }, want: 'must not name a sub-account twice' },
  { settings: { subAccounts: [] }, want: 'subAccounts' },
])('the settings $settings give $want', ({ settings, want }) => {
  const parsed = Settings.safeParse(settings);
  if (parsed.success) expect(parsed.data).toEqual(want);
  else expect(JSON.stringify(parsed.error.issues)).toContain(want);
});

describe('limits', () => {
  test('an answer may take as long as the provider gives it: 600 seconds', async () => {
    const deadlines = vi.spyOn(AbortSignal, 'timeout');
    onTestFinished(() => deadlines.mockRestore());
    await openAt(await start()).identify(signal);
    expect(requestMsMax).toBeGreaterThan(600_000);
    expect(deadlines.mock.calls).toEqual([[requestMsMax]]);
  });

  test('20 at once for one address, shared by whoever spends from the budget', () => {
    expect(provider.buckets['default']?.concurrent).toEqual({ max: 20, per: 'address' });
    expect(2 * connectionsMax).toBeLessThanOrEqual(20);
  });

  test('the sandbox answers 20 at once and refuses the next, without saying when to come back', async () => {
    const sandbox = await start({ limits: true });
    await control(sandbox, 'POST /faults', { operation: '*', fault: 'delay', ms: 300, times: 0 });
    const sessions = [openAt(sandbox), openAt(sandbox), openAt(sandbox)];
    const outcomes = await Promise.allSettled(
      Array.from({ length: 24 }, (_, index) => sessions[index % 3]?.identify(signal)),
    );
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected').map(({ reason }) => reason);
    expect(refused).toHaveLength(4);
    for (const error of refused) {
      expect(error).toMatchObject({ kind: 'rate_limited', applied: 'no', retryAfterMs: undefined });
    }
  });

  test('one session stays below that by itself', async () => {
    const sandbox = await start({ limits: true });
    await control(sandbox, 'POST /faults', { operation: '*', fault: 'delay', ms: 50, times: 0 });
    const session = openAt(sandbox);
    const asked = Array.from({ length: 40 }, () => session.identify(signal));
    expect(await Promise.all(asked)).toEqual(Array(40).fill(null));
  });
});

test('no TLS before 1.2 is offered, even where the machine would allow it', async () => {
  const [minVersion, ciphers] = [tls.DEFAULT_MIN_VERSION, tls.DEFAULT_CIPHERS];
  onTestFinished(() => {
    tls.DEFAULT_MIN_VERSION = minVersion;
    tls.DEFAULT_CIPHERS = ciphers;
  });
  // OpenSSL counts the old versions out by itself unless it is told to be lax.
  tls.DEFAULT_MIN_VERSION = 'TLSv1';
  tls.DEFAULT_CIPHERS = 'DEFAULT@SECLEVEL=0';
  const { port, hello } = await helloListener();
  const session = openAt({ baseUrl: `https://127.0.0.1:${port}/v4`, credential: { apiKey: key }, settings: {} });
  await expect(session.identify(signal)).rejects.toMatchObject({ kind: 'unavailable' });
  expect(versionsOffered(await hello).sort()).toEqual([0x0303, 0x0304]);
});

/** Takes the first thing that a client sends, and hangs up. */
async function helloListener(): Promise<{ port: number; hello: Promise<Buffer> }> {
  const { promise: hello, resolve } = Promise.withResolvers<Buffer>();
  const server = createServer((socket: Socket) => {
    socket.on('error', () => {});
    socket.once('data', (bytes) => {
      resolve(bytes);
      socket.destroy();
    });
  });
  onTestFinished(() => void server.close());
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  return { port: typeof address === 'object' && address !== null ? address.port : 0, hello };
}

/** The versions in a ClientHello: those of its extension 43 (RFC 8446, 4.2.1). */
function versionsOffered(hello: Buffer): number[] {
  const extension = 43;
  let at = 5 + 4 + 2 + 32;
  at += 1 + hello.readUInt8(at);
  at += 2 + hello.readUInt16BE(at);
  at += 1 + hello.readUInt8(at);
  const end = at + 2 + hello.readUInt16BE(at);
  for (at += 2; at < end; at += 4 + hello.readUInt16BE(at + 2)) {
    if (hello.readUInt16BE(at) !== extension) continue;
    const count = hello.readUInt8(at + 4) / 2;
    return Array.from({ length: count }, (_, index) => hello.readUInt16BE(at + 5 + 2 * index));
  }
  return [];
}
