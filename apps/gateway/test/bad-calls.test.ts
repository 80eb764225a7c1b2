import { randomBytes } from 'node:crypto';
import { errorCodes } from '@rollcall/schema';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { connect, connectionTo, small } from './support/connect.ts';
import { type Answer, useGateway } from './support/gateway.ts';
import { fillLedger } from './support/ledger.ts';
import { providerName, type TestSandbox, useSandboxes } from './support/sandboxes.ts';
import { rowCounts } from './support/written.ts';

// Every call here is a mistake, or an attack: each is refused with the code beside it, and nothing is written by any.

const gateway = useGateway();
const startSandbox = useSandboxes();
let sandbox: TestSandbox;
let before: Readonly<Record<string, number>>;

/** What other calls have left, and what is another workspace's. */
const made = {
  operation: '',
  key: '',
  cursor: '',
  expired: '',
  revoked: '',
  others: '',
  othersKey: '',
  othersOperation: '',
};

const Made = z.object({ token: z.string(), key: z.object({ id: z.string() }) });
const One = z.object({ operation: z.object({ id: z.string() }) });
const firstKey = 'first-of-this-name';

beforeAll(async () => {
  sandbox = await startSandbox({ ...small, sizes: { host: 2, domain: 3, inbox: 6 } });
  await connect(gateway, 'acme', sandbox);
  await fillLedger(gateway, 'acme', sandbox);
  const remove = async (key: string, idempotencyKey: string, at: number): Promise<string> => {
    const { id } = await sandbox.thing('inbox', at);
    const input = { connection: 'acme', input: { id, confirm: id }, idempotencyKey };
    const answer = await gateway.mutate(`providers.${providerName}.deleteMailbox`, input, key);
    return One.parse(answer.data).operation.id;
  };
  made.operation = await remove(gateway.adminKey, firstKey, 5);
  const { data } = await gateway.query('resources.list', { limit: 1 });
  made.cursor = z.object({ nextCursor: z.string() }).parse(data).nextCursor;
  const keyOf = (answer: Answer) => Made.parse(answer.data);
  const revoked = keyOf(await gateway.mutate('keys.create', { name: 'revoked', scopes: ['inventory:read'] }));
  await gateway.mutate('keys.revoke', { id: revoked.key.id });
  const expired = keyOf(await gateway.mutate('keys.create', { name: 'expired', scopes: ['inventory:read'] }));
  await gateway.owner.query(
    `update rollcall.api_key set created_at = now() - interval '2 days', expires_at = now() - interval '1 day' where key_id = $1`,
    [expired.key.id],
  );
  const others = keyOf(await gateway.mutate('workspaces.create', { name: 'others' }));
  await gateway.mutate(
    'connections.add',
    connectionTo(sandbox, { name: 'theirs', config: sandbox.settings }),
    others.token,
  );
  const reader = keyOf(await gateway.mutate('keys.create', { name: 'reader', scopes: ['inventory:read'] }));
  Object.assign(made, { key: reader.token, expired: expired.token, revoked: revoked.token });
  Object.assign(made, { others: others.token, othersKey: others.key.id });
  made.othersOperation = await gateway
    .mutate(
      `providers.${providerName}.deleteMailbox`,
      { connection: 'theirs', input: await theirInbox() },
      others.token,
    )
    .then(({ data: answered }) => One.parse(answered).operation.id);
  await gateway.query('operations.list', {}, reader.token);
  before = await rowCounts(gateway);
});

afterAll(async () => {
  expect(await rowCounts(gateway)).toEqual(before);
});

async function theirInbox(): Promise<{ id: string; confirm: string }> {
  const { id } = await sandbox.thing('inbox', 4);
  return { id, confirm: id };
}

function expectRefusal(answer: Answer, code: string): void {
  expect({ code: answer.error?.code, text: answer.text }).toMatchObject({ code });
  expect(answer.status).toBe(Reflect.get(errorCodes, code).http);
  expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(answer.status).toBeLessThan(500);
}

type Code = keyof typeof errorCodes;
/** A procedure, its input, and the code that refuses it. */
type Bad = readonly [procedure: string, input: unknown, code: Code];

const uuid = '018f0000-0000-7000-8000-000000000001';
const long = 'x'.repeat(40_000);
/** Of the form of an id, and no id. */
const nobody = '01900000-0000-7000-8000-000000000001';
const each = (procedure: string, field: string, values: readonly unknown[], code: Code = 'invalid_input'): Bad[] =>
  values.map((value) => [procedure, { [field]: value }, code]);

const noPage = [0, -1, 501, 1e9, 1.5, -0.1, '50', null, true, [], {}, 2 ** 53, 1e308];
const noText = [null, 1, true, [], {}, ['a']];
const noMoment = [
  '',
  'yesterday',
  '2026-13-01',
  '2026-02-30',
  '2026-11-01T25:00:00Z',
  '2026-11-01T10:00:00',
  '1',
  '9999-12-31',
];
const noTime = [...noMoment, '99999-01-01', '+275760-09-13T00:00:00Z', '-000001-01-01T00:00:00Z'];
const noName = [
  'Ärger',
  'ACME',
  'a b',
  '../etc',
  '-a',
  'a\nb',
  '',
  '＜x＞',
  'x'.repeat(64),
  "'; drop table x; --",
  '😀',
];

const queries: readonly Bad[] = [
  ...each('resources.list', 'limit', noPage),
  ...each('events.list', 'limit', noPage.slice(0, 4)),
  ...each('runs.list', 'limit', noPage.slice(0, 4)),
  ...each('operations.list', 'limit', noPage.slice(0, 4)),
  ...each('resources.list', 'name', [...noText, '', 'a\u0000b', '\ud800', 'x\udfff', long.slice(0, 321)]),
  ...each('resources.list', 'kind', [...noText, 'Inbox', '', '__proto__', 'a b', '../inbox']),
  ...each('resources.list', 'kind', ['spaceship', 'constructor'], 'unknown_kind'),
  ...each('resources.list', 'presence', ['dead', 1, null, 'LIVE']),
  ...each('resources.list', 'connection', [...noText]),
  ...each(
    'resources.list',
    'connection',
    ['nobody', '__proto__', '../acme', 'ACME', 'theirs', ' acme'],
    'connection_not_found',
  ),
  ...each('resources.list', 'asOf', noTime, 'invalid_time'),
  ...each('resources.list', 'knownAt', noMoment, 'invalid_time'),
  ...each('resources.list', 'asOf', [1, null, long.slice(0, 41)]),
  ...each('resources.list', 'cursor', ['x', 'e30', '[]', '%00', '￿', 'AAAA'], 'invalid_cursor'),
  ...each('resources.list', 'cursor', [null, 1, long]),
  ...each('resources.list', 'unheardOf', [1, null]),
  ['resources.list', { constructor: { prototype: { scopes: ['keys:admin'] } } }, 'invalid_input'],
  ['resources.list', { prototype: {} }, 'invalid_input'],
  ['resources.list', [], 'invalid_input'],
  ['resources.list', 'kind=inbox', 'invalid_input'],
  ['resources.list', 7, 'invalid_input'],
  ['resources.list', null, 'invalid_input'],
  ['resources.get', { connection: 'acme', kind: 'inbox' }, 'invalid_input'],
  ['resources.get', { connection: 'acme', kind: 'inbox', externalId: 'a\u0000' }, 'invalid_input'],
  ['resources.get', { connection: 'acme', kind: 'inbox', externalId: long }, 'invalid_input'],
  ['resources.get', { connection: 'acme', kind: 'inbox', externalId: '../../etc/passwd' }, 'not_found'],
  ['resources.get', { connection: 'acme', kind: 'inbox', externalId: "x' or 1=1 --" }, 'not_found'],
  ['resources.get', { connection: 'theirs', kind: 'inbox', externalId: 'x' }, 'connection_not_found'],
  ['resources.history', { connection: 'acme', kind: 'inbox', externalId: '💥' }, 'not_found'],
  ['resources.explain', { connection: 'acme', kind: 'inbox', externalId: 'never' }, 'not_found'],
  ...each('operations.get', 'id', ['x', '', 1, null, `${uuid}0`, `{${uuid}}`, 'op_1']),
  ['operations.get', { id: uuid }, 'not_found'],
  ...each('operations.list', 'state', ['done', 'ACCEPTED', 1]),
  ...each('events.list', 'type', ['resource.exploded', 'RESOURCE.VANISHED', '*']),
  ...each('events.list', 'severity', ['loud', 3]),
  ...each('events.list', 'connection', ['theirs'], 'connection_not_found'),
  ...each('runs.list', 'connection', ['theirs'], 'connection_not_found'),
  ['sync.get', { runIds: ['x'] }, 'invalid_input'],
  ['sync.get', { runIds: Array.from({ length: 1_001 }, () => uuid) }, 'invalid_input'],
  ['certificates.list', { runId: uuid }, 'not_found'],
  ['holds.get', { id: uuid }, 'not_found'],
  ['capabilities.list', { provider: 'nobody' }, 'not_found'],
  ['nothing.here', {}, 'not_found'],
  ['__proto__', {}, 'not_found'],
  ['constructor', {}, 'not_found'],
  ['resources.__proto__.list', {}, 'not_found'],
  ['resources.list.toString', {}, 'not_found'],
  ['keys.revoke', { id: uuid }, 'not_found'],
];

const call = `providers.${providerName}.deleteMailbox`;
const mutations: readonly Bad[] = [
  ...noName.map((name): Bad => ['connections.add', { name, provider: providerName, credential: {} }, 'invalid_input']),
  ['connections.add', { name: 'x', provider: '__proto__', credential: {} }, 'unknown_provider'],
  ['connections.add', { name: 'x', provider: 'nobody', credential: {} }, 'unknown_provider'],
  ['connections.add', { name: 'x', provider: providerName, credential: 'secret' }, 'invalid_input'],
  ['connections.add', { name: 'x', provider: providerName, credential: {} }, 'invalid_credential'],
  ['connections.add', { name: 'x', provider: providerName, credential: { apiKey: 1 } }, 'invalid_credential'],
  [
    'connections.add',
    { name: 'x', provider: providerName, credential: {}, baseUrl: 'file:///etc/passwd' },
    'invalid_base_url',
  ],
  [
    'connections.add',
    { name: 'x', provider: providerName, credential: {}, baseUrl: 'http://a:b@c' },
    'invalid_base_url',
  ],
  ['connections.add', { name: 'x', provider: providerName, credential: {}, schedule: '* * * *' }, 'invalid_schedule'],
  ['connections.add', { name: 'x', provider: providerName, credential: {}, admin: true }, 'invalid_input'],
  ['connections.update', { name: 'acme', rates: { '': -1 } }, 'invalid_input'],
  ...each('connections.pause', 'name', noText),
  ...each('connections.pause', 'name', ['nobody', 'theirs', '', 'acme\u200b', long], 'connection_not_found'),
  ...each('connections.remove', 'name', ['theirs', 'nobody'], 'connection_not_found'),
  ['connections.pause', {}, 'invalid_input'],
  ['connections.pause', { name: 'acme', force: true }, 'invalid_input'],
  ['sync.request', { connections: 'acme' }, 'invalid_input'],
  ['sync.request', { connections: ['theirs'] }, 'connection_not_found'],
  ['sync.request', { connections: ['acme'], kinds: ['spaceship'] }, 'unknown_kind'],
  ['sync.request', { connections: ['acme'], plan: 'yes' }, 'invalid_input'],
  ['sync.request', { connections: Array.from({ length: 1_001 }, () => 'acme') }, 'invalid_input'],
  ['holds.approve', { checksum: 'abc' }, 'invalid_input'],
  ['holds.approve', { checksum: 'a'.repeat(64) }, 'not_found'],
  ['holds.reject', { id: uuid }, 'not_found'],
  ['brake.set', { limits: { lost: { scope: -1 } } }, 'invalid_input'],
  ['keys.create', { name: '', scopes: ['inventory:read'] }, 'invalid_input'],
  ['keys.create', { name: 'x', scopes: [] }, 'invalid_input'],
  ['keys.create', { name: 'x', scopes: ['everything'] }, 'invalid_input'],
  ['keys.create', { name: 'x', scopes: ['operations:write:spaceship'] }, 'unknown_kind'],
  ['keys.create', { name: 'x', scopes: ['inventory:read'], expiresAt: '2001-01-01T00:00:00Z' }, 'invalid_input'],
  ['keys.create', { name: 'x', scopes: ['inventory:read'], expiresAt: '9999-01-01T00:00:00Z' }, 'invalid_input'],
  ['keys.create', { name: 'x', scopes: ['inventory:read'], unitsPerMinute: 1e12 }, 'invalid_input'],
  ['keys.create', { name: 'x', scopes: ['inventory:read'], networks: ['10.0.0.0/99'] }, 'invalid_input'],
  ['keys.create', { name: 'x', scopes: ['inventory:read'], connections: ['theirs'] }, 'connection_not_found'],
  ...each('keys.revoke', 'id', ['x', 1, null]),
  ['workspaces.create', { name: '' }, 'invalid_input'],
  ['workspaces.create', { name: 'others' }, 'workspace_exists'],
  [call, { connection: 'acme', input: { id: '..', confirm: '..' } }, 'invalid_input'],
  [call, { connection: 'acme', input: { id: 'mb_1', confirm: 'mb_1', hard: true } }, 'invalid_input'],
  [call, { connection: 'acme', input: { id: 'a\u0000' } }, 'invalid_input'],
  [call, { connection: 'acme', input: 'mb_1' }, 'invalid_input'],
  [call, { connection: 'theirs', input: { id: 'mb_1', confirm: 'mb_1' } }, 'connection_not_found'],
  [call, { connection: 'acme', input: { id: 'mb_1' }, idempotencyKey: '' }, 'invalid_input'],
  [call, { connection: 'acme', input: { id: 'mb_1' }, idempotencyKey: long.slice(0, 201) }, 'invalid_input'],
  [
    call,
    { connection: 'acme', input: { id: 'mb_2', confirm: 'mb_2' }, idempotencyKey: firstKey },
    'idempotency_mismatch',
  ],
  [
    'inboxes.delete',
    { connection: 'acme', input: { inbox: 'a@b.example', confirm: 'a@b.example' }, idempotencyKey: firstKey },
    'idempotency_mismatch',
  ],
  [
    'inboxes.delete',
    { connection: 'acme', input: { inbox: 'nobody@x.example', confirm: 'nobody@x.example' } },
    'not_found',
  ],
  [
    'inboxes.delete',
    { connection: 'acme', input: { inbox: 'x@y.example', confirm: 'x', cascade: 1 } },
    'invalid_input',
  ],
  ['inboxes.create', { connection: 'acme', input: { address: 'not an address' } }, 'invalid_input'],
  ['inboxes.create', { connection: 'acme', input: { address: 'a@b.example', password: '' } }, 'invalid_input'],
  ['domains.add', { connection: 'acme', input: { domain: 'xn--\u0000' } }, 'invalid_input'],
  ['domains.add', { connection: 'acme', input: { domain: `${'a'.repeat(64)}.example` } }, 'invalid_input'],
  ...each('events.revert', 'id', ['x', 1, null, long]),
  ['events.revert', { id: nobody, nearest: 'yes' }, 'invalid_input'],
  ['events.revert', { id: nobody, password: '' }, 'invalid_input'],
  ['events.revert', { id: nobody, hash: 'x' }, 'invalid_input'],
  ['events.revert', { id: nobody }, 'not_found'],
  ['events.accept', { id: nobody }, 'invalid_input'],
  ['events.accept', { id: nobody, reason: ' ' }, 'invalid_input'],
  ['events.accept', { id: nobody, reason: 'x'.repeat(1_001) }, 'invalid_input'],
  ['events.accept', { id: nobody, reason: 'x' }, 'not_found'],
  ['operations.plan', { groups: [] }, 'invalid_input'],
  ['operations.plan', { groups: [{ connection: 'acme', procedure: 'nothing.here', items: [{}] }] }, 'invalid_input'],
  ['operations.plan', { groups: [{ connection: 'acme', procedure: 'inboxes.delete', items: [] }] }, 'invalid_input'],
  ['resources.list', {}, 'method_not_allowed'],
  ['providers.__proto__.x', { connection: 'acme' }, 'not_found'],
];

describe.each([
  { way: 'query' as const, table: queries },
  { way: 'mutate' as const, table: mutations },
])('a bad $way', ({ way, table }) => {
  test.each(table.map(([procedure, input, code]) => ({ procedure, input, code })))(
    '$procedure with $input is $code',
    async ({ procedure, input, code }) => expectRefusal(await gateway[way](procedure, input), code),
  );
});

describe('a key', () => {
  const garbled = () => `${gateway.adminKey.slice(0, -1)}${gateway.adminKey.endsWith('A') ? 'B' : 'A'}`;
  test.each<{ what: string; key: () => string | null }>([
    { what: 'none', key: () => null },
    { what: 'an expired one', key: () => made.expired },
    { what: 'a revoked one', key: () => made.revoked },
    { what: 'one with another end', key: garbled },
    { what: 'the beginning of one', key: () => gateway.adminKey.slice(0, 30) },
    { what: 'one twice', key: () => `${gateway.adminKey}${gateway.adminKey}` },
    { what: 'a guess', key: () => `rc_live_${randomBytes(24).toString('hex')}` },
    { what: 'another word', key: () => 'undefined' },
    { what: 'a very long one', key: () => 'x'.repeat(10_000) },
  ])('that is $what opens nothing', async ({ key }) => {
    expectRefusal(await gateway.query('resources.list', {}, key()), 'unauthenticated');
    expectRefusal(await gateway.mutate('connections.pause', { name: 'acme' }, key()), 'unauthenticated');
  });

  test.each<Bad>([
    ['connections.pause', { name: 'acme' }, 'scope_missing'],
    ['keys.create', { name: 'x', scopes: ['keys:admin'] }, 'scope_missing'],
    [call, { connection: 'acme', input: { id: 'mb_1', confirm: 'mb_1' } }, 'scope_missing'],
    ['inboxes.delete', { connection: 'acme', input: {} }, 'scope_missing'],
    ['workspaces.create', { name: 'mine' }, 'scope_missing'],
  ])('without the scope does not call %s', async (procedure, input, code) => {
    expectRefusal(await gateway.mutate(procedure, input, made.key), code);
  });

  test('of another workspace finds nothing of ours, nor ours anything of theirs', async () => {
    expectRefusal(await gateway.query('operations.get', { id: made.operation }, made.others), 'not_found');
    expectRefusal(await gateway.query('operations.get', { id: made.othersOperation }), 'not_found');
    expectRefusal(await gateway.mutate('keys.revoke', { id: made.othersKey }), 'not_found');
    expectRefusal(await gateway.mutate('connections.pause', { name: 'acme' }, made.others), 'connection_not_found');
  });

  test('sends nothing once more under a key of idempotency that was used, unless it is the same', async () => {
    const requests = (await sandbox.log()).length;
    const { id } = { id: 'mb_of_nobody' };
    const changed = { connection: 'acme', input: { id, confirm: id }, idempotencyKey: firstKey };
    expectRefusal(await gateway.mutate(call, changed), 'idempotency_mismatch');
    expect((await sandbox.log()).length).toBe(requests);
  });
});

test.each([
  ['events.list', {}],
  ['runs.list', {}],
  ['operations.list', {}],
  ['resources.list', { kind: 'inbox' }],
  ['resources.list', { connection: 'acme' }],
])('a cursor of another query is no cursor of %s with %o', async (procedure, filter) => {
  expectRefusal(await gateway.query(procedure, { ...filter, cursor: made.cursor }), 'invalid_cursor');
});

describe('a request', () => {
  const sent = (path: string, { body, ...init }: { body?: string; method?: string; type?: string } = {}) =>
    gateway.request(path, {
      method: init.method ?? (body === undefined ? 'GET' : 'POST'),
      headers: { authorization: `Bearer ${gateway.adminKey}`, 'content-type': init.type ?? 'application/json' },
      ...(body === undefined ? {} : { body }),
    });
  const pause = '/trpc/connections.pause';
  const list = '/trpc/resources.list';

  test.each<readonly [what: string, path: string, given: Parameters<typeof sent>[1], code: Code]>([
    ['with PUT', pause, { method: 'PUT', body: '{}' }, 'method_not_allowed'],
    ['with DELETE', pause, { method: 'DELETE' }, 'method_not_allowed'],
    ['with PATCH', list, { method: 'PATCH', body: '{}' }, 'method_not_allowed'],
    ['that reads by POST', list, { body: '{}' }, 'method_not_allowed'],
    ['that writes by GET', `${pause}?input={"name":"acme"}`, {}, 'not_found'],
    ['of a form', pause, { body: 'name=acme', type: 'application/x-www-form-urlencoded' }, 'unsupported_media_type'],
    ['of many parts', pause, { body: '--x--', type: 'multipart/form-data; boundary=x' }, 'unsupported_media_type'],
    ['of text', pause, { body: '{"name":"acme"}', type: 'text/plain' }, 'unsupported_media_type'],
    ['of JSON lines', pause, { body: '{"name":"acme"}', type: 'application/jsonl' }, 'unsupported_media_type'],
    ['of no JSON', pause, { body: "{name:'acme'}" }, 'bad_request'],
    ['of JSON and more', pause, { body: '{"name":"acme"} x' }, 'bad_request'],
    ['of NaN', pause, { body: 'NaN' }, 'bad_request'],
    ['of a lone quote', pause, { body: '"' }, 'bad_request'],
    ['of nothing', pause, { body: '' }, 'invalid_input'],
    ['of null', pause, { body: 'null' }, 'invalid_input'],
    ['with a field twice', pause, { body: '{"name":"x","name":"acme"}' }, 'invalid_input'],
    ['with __proto__', pause, { body: '{"name":"acme","__proto__":{"scopes":[]}}' }, 'invalid_input'],
    ['with half of a character', pause, { body: '{"name":"\\ud800"}' }, 'invalid_input'],
    ['nested deep', pause, { body: `{"name":${'['.repeat(40)}${']'.repeat(40)}}` }, 'invalid_input'],
    ['with a number beyond all', `${list}?input={"limit":1e400}`, {}, 'invalid_input'],
    ['with an input that is no JSON', `${list}?input={`, {}, 'bad_request'],
    ['with two inputs', `${list}?input={}&input={}`, {}, 'bad_request'],
    ['of several without a batch', '/trpc/resources.list,runs.list', {}, 'bad_request'],
    ['of 21 in a batch', `/trpc/${Array(21).fill('runs.list').join()}?batch=1&input={}`, {}, 'bad_request'],
    [
      'of 21 writes in a batch',
      `/trpc/${Array(21).fill('connections.pause').join()}?batch=1`,
      { body: '{}' },
      'bad_request',
    ],
    ['of reads and writes in a batch', '/trpc/resources.list,connections.pause?batch=1', { body: '{}' }, 'bad_request'],
    ['up the tree', '/trpc/../../etc/passwd', {}, 'not_found'],
    ['up the tree in disguise', '/trpc/%2e%2e%2f%2e%2e%2fetc%2fpasswd', {}, 'not_found'],
    ['of a path with NUL', '/trpc/resources.list%00', {}, 'not_found'],
    ['of a path that cannot be decoded', '/trpc/%ff', {}, 'bad_request'],
    ['of a path with another slash', '/trpc/resources/list', {}, 'not_found'],
    ['of nowhere', '/admin', {}, 'not_found'],
  ])('%s is refused', async (_what, path, given, code) => {
    const answer = await sent(path, given);
    const [first] = [JSON.parse(answer.text)].flat();
    expectRefusal({ ...answer, error: first.error.data }, code);
  });
});
