import { once } from 'node:events';
import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { httpLimits } from '../src/http/limits.ts';
import { createServer } from '../src/http/server.ts';
import { useGateway } from './support/gateway.ts';
import { sendRaw } from './support/raw.ts';

const gateway = useGateway();

/** The same gateway again, with times and numbers that a test can wait for. */
let tight: { readonly server: Server; readonly url: string };

beforeAll(async () => {
  const times = { headMsMax: 250, requestMsMax: 500, idleMsMax: 300, lookMs: 50, readMsMax: 1_000 };
  const limits = { ...httpLimits, ...times, readsMax: 4, postsMax: 2, requestsPerConnectionMax: 3 };
  const server = createServer(gateway.gateway, { limits });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  tight = { server, url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}` };
});
afterAll(() => {
  tight.server.close();
  tight.server.closeAllConnections();
});

const authorization = () => `authorization: Bearer ${gateway.adminKey}\r\n`;
const head = (first: string, ...more: string[]) => `${[`${first} HTTP/1.1`, 'host: x', ...more].join('\r\n')}\r\n`;
const codeIn = (body: string): unknown => /"data":\{"code":"(\w+)"/.exec(body)?.[1];

test.each(['/healthz', '/trpc/connections.list', '/v1/connections'])(
  'what comes behind the last request of a connection has no answer of its own: %s',
  async (path) => {
    const last = `${head(`POST ${path}`, 'connection: close')}${authorization()}\r\n`;
    const answer = await sendRaw(gateway.url, `${last}{}`);
    expect(answer.text.match(/HTTP\/1\.1 \d{3}/g)).toHaveLength(1);
    expect(answer.closed).toBe(true);
  },
);

describe('what no client of ours sends is refused', () => {
  const long = 'x'.repeat(70_000);
  test.each<{ what: string; sent: () => string; status: number; code: string }>([
    {
      what: 'TRACE',
      sent: () => `${head('TRACE /trpc/connections.list')}\r\n`,
      status: 405,
      code: 'method_not_allowed',
    },
    {
      what: 'OPTIONS',
      sent: () => `${head('OPTIONS /trpc/connections.list', 'origin: https://x')}\r\n`,
      status: 405,
      code: 'method_not_allowed',
    },
    {
      what: 'CONNECT',
      sent: () => 'CONNECT example.com:443 HTTP/1.1\r\nhost: example.com\r\n\r\n',
      status: 405,
      code: 'method_not_allowed',
    },
    { what: 'a method that is none', sent: () => `${head('BREW /')}\r\n`, status: 400, code: 'bad_request' },
    {
      what: 'an address of another host',
      sent: () => `${head('GET http://example.com/healthz')}\r\n`,
      status: 400,
      code: 'bad_request',
    },
    { what: 'an asterisk', sent: () => `${head('GET *')}\r\n`, status: 400, code: 'bad_request' },
    {
      what: 'a long address',
      sent: () => `${head(`GET /trpc/x?input=${long.slice(0, 50_000)}`)}\r\n`,
      status: 414,
      code: 'address_too_long',
    },
    { what: 'a longer address', sent: () => `${head(`GET /${long}`)}\r\n`, status: 431, code: 'headers_too_large' },
    {
      what: 'a huge header',
      sent: () => `${head('GET /healthz', `x-y: ${long}`)}\r\n`,
      status: 431,
      code: 'headers_too_large',
    },
    {
      what: 'headers without end',
      sent: () =>
        `${head('GET /healthz', ...Array.from({ length: 5_000 }, (_, at) => `x-${at}: ${'y'.repeat(20)}`))}\r\n`,
      status: 431,
      code: 'headers_too_large',
    },
    { what: 'no host', sent: () => 'GET /healthz HTTP/1.1\r\n\r\n', status: 400, code: '' },
    {
      what: 'two lengths',
      sent: () => `${head('POST /trpc/x', 'content-length: 2', 'content-length: 3')}\r\n{}`,
      status: 400,
      code: 'bad_request',
    },
    {
      what: 'a negative length',
      sent: () => `${head('POST /trpc/x', 'content-length: -1')}\r\n`,
      status: 400,
      code: 'bad_request',
    },
    {
      what: 'a length beside chunks, which smuggles requests',
      sent: () =>
        `${head('POST /trpc/x', 'content-length: 4', 'transfer-encoding: chunked')}\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\nhost: x\r\n\r\n`,
      status: 400,
      code: 'bad_request',
    },
    {
      what: 'an encoding that is chunked in disguise',
      sent: () => `${head('POST /trpc/x', 'transfer-encoding: xchunked')}\r\n0\r\n\r\n`,
      status: 400,
      code: 'bad_request',
    },
    {
      what: 'a chunk that is none',
      sent: () =>
        `${head('POST /trpc/connections.pause', 'content-type: application/json', 'transfer-encoding: chunked')}\r\nzz\r\n{}\r\n0\r\n\r\n`,
      status: 400,
      code: 'bad_request',
    },
    {
      what: 'a header that goes on in the next line',
      sent: () => `${head('GET /healthz', 'x-y: a\r\n b')}\r\n`,
      status: 400,
      code: 'bad_request',
    },
    { what: 'a bare line feed', sent: () => 'GET /healthz HTTP/1.1\nhost: x\n\n', status: 400, code: 'bad_request' },
    {
      what: 'a control character in a header',
      sent: () => `${head('GET /healthz', 'x-y: a\u0001b')}\r\n`,
      status: 400,
      code: 'bad_request',
    },
    {
      what: 'NUL in a header',
      sent: () => `${head('GET /healthz', 'x-y: a\u0000b')}\r\n`,
      status: 400,
      code: 'bad_request',
    },
    {
      what: 'a space before a colon',
      sent: () => `${head('GET /healthz', 'x-y : a')}\r\n`,
      status: 400,
      code: 'bad_request',
    },
    {
      what: 'bytes of something else',
      sent: () => '\u0016\u0003\u0001\u0002\u0000\u0001\u0000',
      status: 400,
      code: 'bad_request',
    },
    {
      what: 'HTTP/2 without a word before',
      sent: () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
      status: 400,
      code: 'bad_request',
    },
    { what: 'HTTP/9.9', sent: () => 'GET /healthz HTTP/9.9\r\nhost: x\r\n\r\n', status: 400, code: 'bad_request' },
    {
      what: 'an expectation that nobody meets',
      sent: () => `${head('GET /healthz', 'expect: wonders')}\r\n`,
      status: 417,
      code: '',
    },
  ])('$what', async ({ sent, status, code }) => {
    const answer = await sendRaw(gateway.url, sent());
    expect({ status: answer.status, code: codeIn(answer.body) ?? '' }).toEqual({ status, code });
    // One request, one answer: nothing that was smuggled in is answered as well.
    expect(answer.text.match(/HTTP\/1\.1 \d/g)).toHaveLength(1);
  });

  test.each([
    {
      what: 'an upgrade is not followed',
      sent: `${head('GET /healthz', 'connection: upgrade', 'upgrade: websocket')}\r\n`,
    },
    { what: 'HTTP/1.0 is answered, and closed', sent: 'GET /healthz HTTP/1.0\r\n\r\n' },
    {
      what: 'a header of our own form is no harm',
      sent: `${head('GET /healthz', '__proto__: x', 'constructor: y')}\r\n`,
    },
    {
      what: 'a hundred headers are read',
      sent: `${head('GET /healthz', ...Array.from({ length: 98 }, (_, at) => `x-${at}: y`))}\r\n`,
    },
  ])('$what', async ({ sent }) => {
    expect(await sendRaw(gateway.url, sent)).toMatchObject({ status: 200, body: '{"status":"ok"}' });
  });

  test('of two keys neither counts', async () => {
    const other = 'authorization: Bearer rc_live_of_nobody\r\n';
    for (const both of [authorization() + other, other + authorization()]) {
      const answer = await sendRaw(gateway.url, `${head('GET /trpc/connections.list')}${both}\r\n`);
      expect({ status: answer.status, code: codeIn(answer.body) }).toEqual({ status: 401, code: 'unauthenticated' });
      expect(answer.body).not.toContain('rc_live_of');
    }
  });
});

describe('a body', () => {
  const post = (body: string | Buffer | Uint8Array, headers: Record<string, string> = {}) =>
    gateway.request('/trpc/connections.pause', {
      method: 'POST',
      body,
      headers: { authorization: `Bearer ${gateway.adminKey}`, 'content-type': 'application/json', ...headers },
    });
  const deep = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
  const fields = (count: number) => `{${Array.from({ length: count }, (_, at) => `"${at}":1`).join()}}`;

  test.each<{ what: string; body: string | Buffer; headers?: Record<string, string>; status: number; code: string }>([
    {
      what: 'compressed',
      body: gzipSync('{"name":"x"}'),
      headers: { 'content-encoding': 'gzip' },
      status: 415,
      code: 'unsupported_media_type',
    },
    {
      what: 'that unpacks to a gigabyte',
      body: gzipSync(Buffer.alloc(10_000_000)),
      headers: { 'content-encoding': 'br' },
      status: 415,
      code: 'unsupported_media_type',
    },
    {
      what: 'of a form',
      body: 'name=x',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      status: 415,
      code: 'unsupported_media_type',
    },
    {
      what: 'in UTF-16',
      body: Buffer.from('{"name":"x"}', 'utf16le'),
      headers: { 'content-type': 'application/json; charset=utf-16le' },
      status: 415,
      code: 'unsupported_media_type',
    },
    {
      what: 'of bytes',
      body: 'x',
      headers: { 'content-type': 'application/octet-stream' },
      status: 415,
      code: 'unsupported_media_type',
    },
    { what: 'that is not UTF-8', body: Buffer.from([0x22, 0xff, 0xfe, 0x22]), status: 400, code: 'bad_request' },
    { what: 'that is cut off', body: '{"name":"x', status: 400, code: 'bad_request' },
    { what: 'NaN', body: '{"name":NaN}', status: 400, code: 'bad_request' },
    { what: 'nested 33 deep', body: deep(33), status: 400, code: 'invalid_input' },
    { what: 'nested half a million deep', body: '['.repeat(500_000), status: 400, code: 'invalid_input' },
    { what: 'of too many fields', body: fields(100_001), status: 400, code: 'invalid_input' },
    { what: 'with a field twice', body: '{"name":"x","name":"y"}', status: 400, code: 'invalid_input' },
    {
      what: 'with a field twice, once in disguise',
      body: '{"name":"x","n\\u0061me":"y"}',
      status: 400,
      code: 'invalid_input',
    },
    { what: 'with __proto__', body: '{"__proto__":{"scopes":["keys:admin"]}}', status: 400, code: 'invalid_input' },
    {
      what: 'with __proto__ in disguise, deep inside',
      body: '{"a":[{"__pr\\u006fto__":{}}]}',
      status: 400,
      code: 'invalid_input',
    },
  ])('$what is refused', async ({ body, headers, status, code }) => {
    const answer = await post(body, headers);
    expect({ status: answer.status, code: answer.error?.code }).toEqual({ status, code });
    expect(Reflect.get({}, 'scopes')).toBeUndefined();
  });

  test.each([
    deep(31),
    fields(20_000),
    '{"a":"\\"{[","b":["}","\\\\"]}',
    '{"a":{"x":1},"b":{"x":1}}',
    ' {"name" : "x"} ',
  ])('that is none of that is looked at', async (body) => {
    expect((await post(body)).error?.code).toMatch(/^(invalid_input|connection_not_found)$/);
    expect((await post(body)).error?.message).not.toMatch(/nested|twice|__proto__|more than/);
  });

  test('without a length is cut off where it grows too long', async () => {
    const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`;
    const first = head('POST /trpc/connections.pause', 'content-type: application/json', 'transfer-encoding: chunked');
    const answer = await sendRaw(gateway.url, `${first}${authorization()}\r\n${chunk.repeat(20)}0\r\n\r\n`);
    expect({ status: answer.status, code: codeIn(answer.body) }).toEqual({ status: 413, code: 'request_too_large' });
  });
});

describe('a slow client', () => {
  test.each([
    { what: 'that says nothing', pieces: [''] },
    {
      what: 'that never ends its head',
      pieces: Array.from({ length: 40 }, () => 'x-y: z\r\n'),
      first: head('GET /healthz'),
    },
    {
      what: 'that never ends its body',
      pieces: Array.from({ length: 40 }, () => '1\r\nx\r\n'),
      first: `${head('POST /trpc/x', 'content-type: application/json', 'transfer-encoding: chunked')}\r\n`,
    },
  ])('$what is cut off, and told so', async ({ pieces, first = '' }) => {
    const startedAt = performance.now();
    const answer = await sendRaw(tight.url, [first, ...pieces], { pauseMs: 40 });
    expect(answer.closed).toBe(true);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    expect({ status: answer.status, code: codeIn(answer.body) }).toEqual({ status: 408, code: 'request_timeout' });
  });

  test('that asks nothing more is let go', async () => {
    const answer = await sendRaw(tight.url, `${head('GET /healthz')}\r\n`, { quietMs: 3_000 });
    expect(answer.status).toBe(200);
    const { status } = await fetch(`${tight.url}/healthz`, { keepalive: true });
    expect(status).toBe(200);
    await sleep(20);
    const open = () => new Promise<number>((resolve) => tight.server.getConnections((_error, count) => resolve(count)));
    await expect.poll(open, { timeout: 3_000 }).toBe(0);
  });
});

describe('too much at once', () => {
  test('is refused with a time to come back, and what is under way is answered', async () => {
    const lock = await gateway.owner.connect();
    await lock.query('begin; lock table rollcall.operation in access exclusive mode');
    const ask = (path: string) => fetch(tight.url + path, { headers: { authorization: `Bearer ${gateway.adminKey}` } });
    const waiting = Array.from({ length: 4 }, () => ask('/trpc/operations.list?input={}'));
    await expect.poll(async () => (await ask('/trpc/connections.list')).status).toBe(503);
    const refused = await ask('/trpc/connections.list');
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(codeIn(await refused.text())).toBe('overloaded');
    expect((await ask('/healthz')).status).toBe(200);
    // What is asked for longer than it may take is told so, though its statement is still under way.
    for (const answer of await Promise.all(waiting)) {
      expect({ status: answer.status, code: codeIn(await answer.text()) }).toEqual({
        status: 504,
        code: 'deadline_exceeded',
      });
    }
    await lock.query('rollback');
    lock.release();
    await expect.poll(async () => (await ask('/trpc/operations.list?input={}')).status).toBe(200);
  });

  test('on one connection is refused as well', async () => {
    const one = `${head('GET /trpc/connections.list')}${authorization()}\r\n`;
    const { text } = await sendRaw(tight.url, one.repeat(6), { quietMs: 5_000, afterMs: 1_000 });
    const statuses = [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => status);
    expect(statuses).toEqual(['200', '200', '200', '503', '503', '503']);
  });
});

describe('every answer', () => {
  test.each(['/healthz', '/nothing', '/trpc/connections.list', '/trpc/%E0%A4%A'])(
    'of %s has the headers of an API',
    async (path) => {
      const { headers } = await gateway.request(path, { headers: { authorization: `Bearer ${gateway.adminKey}` } });
      expect(Object.fromEntries(headers)).toMatchObject({
        'cache-control': 'no-store',
        'content-security-policy': "default-src 'none';frame-ancestors 'none'",
        'cross-origin-resource-policy': 'same-origin',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'SAMEORIGIN',
        'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
      });
      for (const absent of ['x-powered-by', 'access-control-allow-origin', 'strict-transport-security', 'etag']) {
        expect(headers.has(absent)).toBe(false);
      }
    },
  );

  test('over TLS says so', async () => {
    const { headers } = await gateway.request('/healthz', { headers: { 'x-forwarded-proto': 'https' } });
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains');
  });

  test.each([
    { given: 'abc-DEF_0.9', taken: true },
    { given: 'Root=1-67891233-abcdef', taken: false },
    { given: 'short', taken: false },
    { given: 'x'.repeat(65), taken: false },
    { given: '"quoted"-and-more', taken: false },
  ])('has the id $given: $taken', async ({ given, taken }) => {
    const { headers, text } = await gateway.request('/nothing', { headers: { 'x-request-id': given } });
    expect(headers.get('x-request-id') === given).toBe(taken);
    expect(JSON.parse(text).error.data.requestId).toBe(headers.get('x-request-id'));
  });
});
