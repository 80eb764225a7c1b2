import { gzipSync } from 'node:zlib';
import { errorCodes } from '@rollcall/schema';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect, small } from './support/connect.ts';
import { useGateway } from './support/gateway.ts';
import { fillLedger } from './support/ledger.ts';
import { sendRaw } from './support/raw.ts';
import { useSandboxes } from './support/sandboxes.ts';
import { rowCounts } from './support/written.ts';

// Every request here is a mistake, or an attack: each is refused with the code beside it, and nothing is written by any.

const gateway = useGateway();
const startSandbox = useSandboxes();
let before: Readonly<Record<string, number>>;

beforeAll(async () => {
  const sandbox = await startSandbox(small);
  await connect(gateway, 'acme', sandbox);
  await fillLedger(gateway, 'acme', sandbox);
  before = await rowCounts(gateway);
});
afterAll(async () => {
  expect(await rowCounts(gateway)).toEqual(before);
});

const json = { 'content-type': 'application/json' };
const ask = (method: string, path: string, { headers = {}, body }: Pick<Bad, 'headers' | 'body'> = {}) =>
  gateway.request(path, {
    method,
    headers: { authorization: `Bearer ${gateway.adminKey}`, ...headers },
    ...(body === undefined ? {} : { body }),
  });

interface Bad {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer<ArrayBuffer>;
  readonly code: keyof typeof errorCodes;
  /** What its refusal names. */
  readonly names?: string;
}

const posted = (body: Bad['body'], more: Omit<Bad, 'path' | 'body'> & { path?: string }): Bad => ({
  ...{ method: 'POST', path: '/v1/keys', headers: json },
  ...(body === undefined ? {} : { body }),
  ...more,
});
const each = (path: string, values: readonly string[], names: string): Bad[] =>
  values.map((value) => ({ path: `${path}${value}`, code: 'invalid_input', names }));

const uuid = '01900000-0000-7000-8000-000000000001';
const tooLong = 'x'.repeat(1_048_577);

const noPlace: readonly Bad[] = [
  ...['/v1', '/v1/', '/v1?x=1', '/v1/nothing', '/v1/nothing/at/all', '/v1/Connections', '/v1//connections'].map(
    (path): Bad => ({ path, code: 'not_found' }),
  ),
  ...['/v1/__proto__', '/v1/constructor', '/v1/toString', '/v1/providers/__proto__/x'].map(
    (path): Bad => ({ path, code: 'not_found' }),
  ),
  { path: '/v1/connections/acme', code: 'method_not_allowed', names: 'PATCH, DELETE' },
  { method: 'POST', path: '/v1/providers/adbtd/constructor', code: 'not_found' },
  { method: 'POST', path: '/v1/providers/adbtd', code: 'not_found' },
  { path: '/v1/resources/acme/inbox/a/b', code: 'not_found' },
  { path: '/v1/openapi.json/', code: 'not_found' },
  { method: 'POST', path: '/v1/openapi.json', code: 'not_found' },
  ...[
    '/v1/%',
    '/v1/%ff',
    '/v1/%E0%A4',
    '/v1/resources/acme/inbox/%',
    '/v1/resources?name=%',
    '/v1/resources?%ff=1',
  ].map((path): Bad => ({ path, code: 'bad_request', names: '% signs' })),
];

const wrongMethods: readonly Bad[] = [
  ...['OPTIONS', 'LINK', 'PROPFIND'].map(
    (method): Bad => ({ method, path: '/v1/resources', code: 'method_not_allowed' }),
  ),
  ...['POST', 'PUT', 'PATCH', 'DELETE'].map(
    (method): Bad => ({ method, path: '/v1/resources', code: 'method_not_allowed', names: 'GET, HEAD' }),
  ),
  { method: 'PUT', path: '/v1/connections', code: 'method_not_allowed', names: 'GET, HEAD, POST' },
  { method: 'PATCH', path: '/v1/brake', code: 'method_not_allowed', names: 'GET, HEAD, PUT' },
  { path: '/v1/connections/acme/pause', code: 'method_not_allowed', names: 'POST' },
  { method: 'HEAD', path: '/v1/runs/watch', code: 'method_not_allowed' },
  { method: 'DELETE', path: '/trpc/connections.pause', code: 'method_not_allowed' },
];

const wrongQueries: readonly Bad[] = [
  ...each('/v1/resources?limit=', ['', 'abc', '0', '-1', '501', '1.5', '1e2', '0x10', '%201', '1%20', '٣'], 'limit'),
  ...each('/v1/resources?limit=', ['true', 'null', '[1]', '1&limit=2', '9'.repeat(30), '01'], 'limit'),
  ...each('/v1/findings?every=', ['', 'yes', '1', '0', 'TRUE', 'null', 'true&every=false', 'true&every=true'], 'every'),
  ...each('/v1/resources?presence=', ['', 'LIVE', 'live,gone', 'live&presence=gone'], 'presence'),
  ...each('/v1/resources?name=', ['', `${'x'.repeat(321)}`, 'a&name=b'], 'name'),
  ...each('/v1/resources?kind=', ['', 'IN', 'a%2Fb', 'x'.repeat(41)], 'kind'),
  ...each('/v1/sync?runIds=', ['', 'x', `${uuid}&runIds=x`, `${uuid},${uuid}`], 'runIds'),
  ...each('/v1/sync', ['', '?runids=x', '?runIds[]=x'], 'runIds'),
  ...each('/v1/resources?', ['unheardOf=1', 'Limit=1', 'limit[]=1', 'limit.=1', 'input=%7B%7D', 'batch=1'], 'no field'),
  ...each('/v1/resources?', ['__proto__=1', 'constructor=1', 'toString=1', 'hasOwnProperty', 'a%3Db=1'], 'no field'),
  ...each('/v1/connections?', ['name=acme', '__proto__=1', 'x'], 'takes nothing'),
  ...each(`/v1/findings/${uuid}?`, [`id=${uuid}`, 'id='], 'given twice'),
  ...each('/v1/findings/', ['x', '%20', '..%2F..', `${uuid}%00`, `${uuid.toUpperCase()}x`], 'id'),
  ...each('/v1/resources?connection=', ['%00', 'a%00b'], 'U+0000'),
  { path: '/v1/resources?asOf=yesterday', code: 'invalid_time' },
  { path: '/v1/resources?asOf=2026-11-01T10:00:00+02:00', code: 'invalid_time' },
  { path: '/v1/resources?cursor=x', code: 'invalid_cursor' },
  { path: '/v1/resources?kind=no_such_kind', code: 'unknown_kind' },
  { path: '/v1/resources?connection=never-was', code: 'connection_not_found' },
  { path: `/v1/resources?name=${'x'.repeat(50_000)}`, code: 'address_too_long' },
  { method: 'DELETE', path: '/v1/connections/acme?force=true', code: 'invalid_input', names: 'force' },
  { method: 'DELETE', path: '/v1/connections/never-was', code: 'connection_not_found' },
  { method: 'DELETE', path: '/v1/connections/acme%20', code: 'connection_not_found' },
];

const wrongBodies: readonly Bad[] = [
  ...['', '{', '{"name":}', "{'name':'x'}", '{}{}', 'name=x', 'undefined', '\u0000'].map((body) =>
    posted(body, { code: body === '' ? 'invalid_input' : 'bad_request' }),
  ),
  ...['[]', '[{"name":"x"}]', '"x"', '1', 'null', 'true'].map((body) =>
    posted(body, { code: 'invalid_input', names: 'JSON object' }),
  ),
  posted('{"name":"x","name":"y"}', { code: 'invalid_input', names: 'twice' }),
  posted('{"__proto__":{"scopes":["keys:admin"]}}', { code: 'invalid_input', names: '__proto__' }),
  posted('{"constructor":1}', { code: 'invalid_input', names: 'constructor' }),
  posted('{"name":"x","scopes":"keys:admin"}', { code: 'invalid_input', names: 'scopes' }),
  posted('{"name":"x","scopes":["keys:admin"],"unitsPerMinute":"60"}', {
    code: 'invalid_input',
    names: 'unitsPerMinute',
  }),
  posted(`${'['.repeat(33)}${']'.repeat(33)}`, { code: 'invalid_input', names: 'nested' }),
  posted(tooLong, { code: 'request_too_large' }),
  posted('{}', { code: 'unsupported_media_type', headers: {} }),
  posted('{}', { code: 'unsupported_media_type', headers: { 'content-type': 'text/plain' } }),
  posted('name=x', {
    code: 'unsupported_media_type',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  }),
  posted(gzipSync('{}'), { code: 'unsupported_media_type', headers: { ...json, 'content-encoding': 'gzip' } }),
  posted(Buffer.from('{"name":"x"}', 'utf16le'), { code: 'bad_request' }),
  posted(Buffer.from([0x22, 0xff, 0x22]), { code: 'bad_request' }),
  posted('{}', { path: '/v1/keys?name=x', code: 'invalid_input', names: 'name' }),
  posted(undefined, { path: '/v1/connections/acme/pause?verify=no', code: 'invalid_input', names: 'verify' }),
  posted('{"name":"acme"}', { path: '/v1/connections/acme/pause', code: 'invalid_input', names: 'given twice' }),
  posted('{"unheardOf":1}', { path: '/v1/connections/acme/pause', code: 'invalid_input', names: 'unheardOf' }),
  posted('{"unheardOf":1}', { path: '/v1/credentials/rotate-master', code: 'invalid_input', names: 'unheardOf' }),
  posted('{"id":1}', { method: 'PATCH', path: '/v1/keys/AAAAAAAAAAAA', code: 'invalid_input', names: 'given twice' }),
  posted('{"limits":{}}', { method: 'DELETE', path: '/v1/connections/acme', code: 'bad_request', names: 'no body' }),
];

const key = (value: string) => ({ ...json, 'idempotency-key': value });
const create = '{"connection":"acme","input":{"address":"x@y.example"}';
const wrongHeaders: readonly Bad[] = [
  posted(undefined, {
    ...{ path: '/v1/connections/acme/pause', headers: key('x') },
    ...{ code: 'invalid_input', names: 'Idempotency-Key' },
  }),
  posted(`${create},"idempotencyKey":"x"}`, {
    ...{ path: '/v1/inboxes', headers: key('x') },
    ...{ code: 'invalid_input', names: 'given twice' },
  }),
  posted(`${create}}`, { path: '/v1/inboxes', headers: key(''), code: 'invalid_input', names: 'idempotencyKey' }),
  posted(`${create}}`, { path: '/v1/inboxes', headers: key('bulk/1'), code: 'invalid_input', names: 'bulk/' }),
  posted(`${create}}`, {
    path: '/v1/inboxes',
    headers: key('x'.repeat(201)),
    code: 'invalid_input',
    names: 'idempotencyKey',
  }),
  { path: '/v1/resources', headers: { authorization: 'Bearer nonsense' }, code: 'unauthenticated' },
  { path: '/v1/resources', headers: { authorization: '' }, code: 'unauthenticated' },
  { path: '/v1/runs/watch', headers: { authorization: '' }, code: 'unauthenticated' },
  { path: '/v1/runs/watch?connection=never-was', code: 'connection_not_found' },
  { path: '/v1/runs/watch?untilIdle=maybe', code: 'invalid_input', names: 'untilIdle' },
  { path: `/v1/bulk-operations/${uuid}/watch`, code: 'not_found' },
];

describe.each([
  { sort: 'a place where nothing is', bad: noPlace },
  { sort: 'a wrong method', bad: wrongMethods },
  { sort: 'a wrong query', bad: wrongQueries },
  { sort: 'a wrong body', bad: wrongBodies },
  { sort: 'a wrong header', bad: wrongHeaders },
])('$sort', ({ bad }) => {
  const lines = bad.map((line) => ({ method: 'GET', ...line, what: String(line.body ?? '').slice(0, 40) }));
  test.each(lines)('$method $path $what is $code', async ({ method, path, code, names, ...sent }) => {
    const answer = await ask(method, path, sent);
    expect(answer.status, answer.text).toBe(errorCodes[code].http);
    expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    if (method === 'HEAD') return;
    // Of another door, it has that one's envelope.
    expect(answer.error?.code, answer.text).toBe(code);
    if (names !== undefined && code === 'method_not_allowed') expect(answer.headers.get('allow')).toBe(names);
    else if (names !== undefined) expect(answer.text).toContain(names);
  });
});

test('what a client of ours never sends is refused, too', async () => {
  const authorization = `authorization: Bearer ${gateway.adminKey}\r\n`;
  for (const [first, status] of [
    ['GET /v1/connections#x', 404],
    ['GET /v1/resources?name=%uD800', 400],
    ['GET /v1/../v1/connections', 404],
    ['GET /v1/resources/acme/inbox/..', 404],
    ['TRACE /v1/connections', 405],
    ['GET http://example.com/v1/connections', 400],
  ] as const) {
    const answer = await sendRaw(gateway.url, `${first} HTTP/1.1\r\nhost: x\r\n${authorization}\r\n`);
    expect({ first, status: answer.status }).toEqual({ first, status });
  }
});
