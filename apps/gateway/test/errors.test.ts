import { errorCodes } from '@rollcall/schema';
import { beforeAll, describe, expect, test } from 'vitest';
import { cursorOf } from '../src/cursor.ts';
import { connect, small } from './support/connect.ts';
import { type Answer, useGateway } from './support/gateway.ts';
import { providerName, useSandboxes } from './support/sandboxes.ts';

const gateway = useGateway();
const startSandbox = useSandboxes();
const provider = `providers.${providerName}`;

beforeAll(async () => {
  await connect(gateway, 'acme', await startSandbox(small));
});

interface Case {
  readonly ask: string;
  readonly input?: unknown;
  readonly code: keyof typeof errorCodes;
  readonly says: RegExp;
}

const uuid = '018f0000-0000-7000-8000-000000000001';

const queries: readonly Case[] = [
  { ask: 'nothing.here', code: 'not_found', says: /nothing\.here/ },
  { ask: 'connections', code: 'not_found', says: /connections/ },
  { ask: 'keys.create', code: 'not_found', says: /keys\.create/ },
  { ask: 'resources.list', input: { kind: 'Inbox' }, code: 'invalid_input', says: /kind: / },
  {
    ask: 'resources.list',
    input: { kind: 'spaceship' },
    code: 'unknown_kind',
    says: /no kind "spaceship".*host, domain, inbox/,
  },
  {
    ask: 'resources.list',
    input: { kind: 'spaceship', connection: 'acme' },
    code: 'unknown_kind',
    says: /no kind "spaceship".*: the kinds are host, domain, inbox/,
  },
  { ask: 'resources.list', input: { presence: 'dead' }, code: 'invalid_input', says: /presence: / },
  { ask: 'resources.list', input: { limit: 0 }, code: 'invalid_input', says: /limit: / },
  { ask: 'resources.list', input: { limit: 501 }, code: 'invalid_input', says: /limit: / },
  { ask: 'resources.list', input: { limit: 1.5 }, code: 'invalid_input', says: /limit: / },
  { ask: 'resources.list', input: { name: '' }, code: 'invalid_input', says: /name: / },
  { ask: 'resources.list', input: { name: 'a\u0000' }, code: 'invalid_input', says: /U\+0000/ },
  { ask: 'resources.list', input: { name: '\udc00' }, code: 'invalid_input', says: /half of a character/ },
  { ask: 'resources.list', input: 'text', code: 'invalid_input', says: /./ },
  {
    ask: 'resources.list',
    input: { connection: 'nobody' },
    code: 'connection_not_found',
    says: /"nobody": "connections list"/,
  },
  { ask: 'resources.get', input: {}, code: 'invalid_input', says: /connection: .*kind: .*externalId: / },
  {
    ask: 'resources.get',
    input: { connection: 'nobody', kind: 'inbox', externalId: 'x' },
    code: 'connection_not_found',
    says: /no connection named "nobody"/,
  },
  {
    ask: 'resources.get',
    input: { connection: 'acme', kind: 'inbox', externalId: 'never' },
    code: 'not_found',
    says: /no inbox never of acme: "resources --connection acme --kind inbox"/,
  },
  {
    ask: 'resources.get',
    input: { connection: 'acme', kind: 'inbox', externalId: `a'"\\%\u2028` },
    code: 'not_found',
    says: /The ledger has no inbox/,
  },
  {
    ask: 'resources.history',
    input: { connection: 'acme', kind: 'inbox', externalId: 'never' },
    code: 'not_found',
    says: /no inbox never of acme/,
  },
  { ask: 'operations.get', input: { id: 'x' }, code: 'invalid_input', says: /id: / },
  {
    ask: 'operations.get',
    input: { id: uuid },
    code: 'not_found',
    says: new RegExp(`no operation ${uuid}: "operations"`),
  },
  { ask: 'operations.list', input: { state: 'done' }, code: 'invalid_input', says: /state: / },
  { ask: 'operations.list', input: { connection: 'nobody' }, code: 'connection_not_found', says: /"nobody"/ },
  { ask: 'events.list', input: { type: 'resource.exploded' }, code: 'invalid_input', says: /type: / },
  { ask: 'events.list', input: { connection: 'nobody' }, code: 'connection_not_found', says: /"nobody"/ },
  { ask: 'runs.list', input: { connection: 'nobody' }, code: 'connection_not_found', says: /"nobody"/ },
  { ask: 'sync.get', input: { runIds: ['x'] }, code: 'invalid_input', says: /runIds\.0: / },
];

const mutations: readonly Case[] = [
  { ask: 'connections.list', code: 'method_not_allowed', says: /a query by GET/ },
  { ask: 'connections.pause', input: { name: 'nobody' }, code: 'connection_not_found', says: /"nobody"/ },
  { ask: 'connections.test', input: { name: 'nobody' }, code: 'connection_not_found', says: /"nobody"/ },
  { ask: 'connections.remove', input: { name: '' }, code: 'connection_not_found', says: /""/ },
  { ask: 'sync.request', input: { connections: ['acme', 'nobody'] }, code: 'connection_not_found', says: /"nobody"/ },
  {
    ask: 'sync.request',
    input: { connections: ['acme'], kinds: ['spaceship'] },
    code: 'unknown_kind',
    says: /no kind "spaceship" at \w+: the kinds are/,
  },
  { ask: 'sync.request', input: { connections: 'acme' }, code: 'invalid_input', says: /connections: / },
  { ask: `${provider}.listEverything`, input: { connection: 'acme' }, code: 'not_found', says: /listEverything/ },
  { ask: 'providers.nobody.listDomains', input: { connection: 'acme' }, code: 'not_found', says: /providers\.nobody/ },
  { ask: `${provider}.listDomains`, input: {}, code: 'invalid_input', says: /connection: / },
  { ask: `${provider}.listDomains`, input: { connection: 'nobody' }, code: 'connection_not_found', says: /"nobody"/ },
  {
    ask: `${provider}.listDomains`,
    input: { connection: 'acme', input: { page: 2 } },
    code: 'invalid_input',
    says: /listDomains: .*page/,
  },
  {
    ask: `${provider}.deleteMailbox`,
    input: { connection: 'acme', input: { id: '..', confirm: '..' } },
    code: 'invalid_input',
    says: /deleteMailbox: .*must not be empty/,
  },
  { ask: `${provider}.deleteMailbox`, input: { connection: 'acme', input: {} }, code: 'invalid_input', says: /id/ },
  {
    ask: `${provider}.deleteMailbox`,
    input: { connection: 'acme', input: { id: 'mb_1', confirm: 'mb_2' } },
    code: 'invalid_input',
    says: /"confirm" must repeat "id"/,
  },
  {
    ask: `${provider}.deleteMailbox`,
    input: { connection: 'acme', input: { id: 'mb_1' }, idempotencyKey: '' },
    code: 'invalid_input',
    says: /idempotencyKey: /,
  },
];

describe.each([
  { type: 'query' as const, cases: queries },
  { type: 'mutate' as const, cases: mutations },
])('$type', ({ type, cases }) => {
  test.each(cases)('$ask with $input is $code', async ({ ask, input, code, says }) => {
    expectRefusal(await gateway[type](ask, input), code, says);
  });
});

describe('a cursor', () => {
  const lists = ['resources.list', 'events.list', 'runs.list', 'operations.list'];
  const positions: Readonly<Record<string, unknown>> = { 'resources.list': ['inbox', 'n', uuid, 'x'] };

  test.each(lists)('of %s works with the filters it was made with', async (list) => {
    const cursor = cursorOf({}, positions[list] ?? uuid);
    expect((await gateway.query(list, { cursor })).status).toBe(200);
  });

  test.each(lists)('of %s is refused with other filters', async (list) => {
    const cursor = cursorOf({}, positions[list] ?? uuid);
    const refused = await gateway.query(list, { cursor, connection: 'acme' });
    expectRefusal(refused, 'invalid_cursor', /made with other filters\. Start again without a cursor/);
  });

  test.each(lists)('of %s is refused when it is malformed', async (list) => {
    const bad = [
      'x',
      'ß',
      '[]',
      btoa('[]'),
      btoa('[1,2,3]'),
      btoa('{}'),
      cursorOf({}, null),
      cursorOf({}, 'no'),
      cursorOf({}, ['a']),
    ];
    const unstorable = cursorOf({}, list === 'resources.list' ? ['inbox', 'a\u0000', uuid, 'x'] : '\u0000');
    for (const cursor of [...bad, unstorable]) {
      expectRefusal(await gateway.query(list, { cursor }), 'invalid_cursor', /Start again without a cursor/);
    }
    const long = await gateway.query(list, { cursor: 'x'.repeat(2_001) });
    expectRefusal(long, 'invalid_input', /cursor: /);
  });
});

describe('the way a request is sent', () => {
  const authorization = () => ({ authorization: `Bearer ${gateway.adminKey}` });
  const post = (body: string, headers: Record<string, string> = { 'content-type': 'application/json' }) =>
    gateway.request('/trpc/connections.pause', { method: 'POST', body, headers: { ...headers, ...authorization() } });

  test.each(['/', '/nothing', '/trpc', '/trpc/', '/healthz/x', '/%E0%A4%A', '/trpc/%E0%A4%A', '/trpc/..%2f..', '//x'])(
    'a path with nothing at it is said so: %s',
    async (path) => {
      const { status, error, text } = await gateway.request(path, { headers: authorization() });
      expect([400, 404], text).toContain(status);
      expect(error?.code).toMatch(/^(not_found|bad_request)$/);
    },
  );

  test('a body that is no JSON is refused, and not repeated', async () => {
    const { status, error, text } = await post('{"name": "canary-in-the-body", oops');
    expect({ status, code: error?.code }).toEqual({ status: 400, code: 'bad_request' });
    expect(text).not.toContain('canary');
  });

  test('an input in the address that is no JSON is refused, and not repeated', async () => {
    const { status, error, text } = await gateway.request('/trpc/connections.list?input={"canary-in-the-address', {
      headers: authorization(),
    });
    expect({ status, code: error?.code }).toEqual({ status: 400, code: 'bad_request' });
    expect(text).not.toContain('canary');
  });

  test('a body of another type than JSON is refused', async () => {
    const { status, error } = await post('<name/>', { 'content-type': 'application/xml' });
    expect({ status, code: error?.code }).toEqual({ status: 415, code: 'unsupported_media_type' });
  });

  test('a body of more than a mebibyte is refused, one of less is read', async () => {
    const large = await post(JSON.stringify({ name: 'x'.repeat(1_048_576) }));
    expect({ status: large.status, code: large.error?.code }).toEqual({ status: 413, code: 'request_too_large' });
    expectRefusal(await post(JSON.stringify({ name: 'x'.repeat(1_000_000) })), 'connection_not_found', /./);
  });

  test.each([
    { calls: 20, status: 200 },
    { calls: 21, status: 400 },
  ])('$calls queries in one request are answered $status', async ({ calls, status }) => {
    const paths = Array.from({ length: calls }, () => 'connections.list').join(',');
    const answer = await gateway.request(`/trpc/${paths}?batch=1&input={}`, { headers: authorization() });
    expect(answer.status).toBe(status);
    if (status === 400) expect(answer.text).toMatch(/at most 20/);
  });

  test('21 mutations in one request are refused, and none is carried out', async () => {
    const names = Array.from({ length: 21 }, () => 'connections.pause');
    const body = JSON.stringify(Object.fromEntries(names.map((_, at) => [at, { name: 'acme' }])));
    const headers = { 'content-type': 'application/json', ...authorization() };
    const answer = await gateway.request(`/trpc/${names.join(',')}?batch=1`, { method: 'POST', body, headers });
    expect(answer.status).toBe(400);
    const { rows } = await gateway.owner.query(`select state from rollcall.connection where name = 'acme'`);
    expect(rows).toEqual([{ state: 'active' }]);
  });

  test('in a batch, one refusal leaves the other answers as they are', async () => {
    const { status, text } = await gateway.request(
      '/trpc/connections.list,resources.list?batch=1&input={"1":{"limit":0}}',
      {
        headers: authorization(),
      },
    );
    expect(status).toBe(207);
    expect(JSON.parse(text)).toMatchObject([
      { result: { data: { data: [{ name: 'acme' }] } } },
      { error: { data: { code: 'invalid_input' } } },
    ]);
  });

  test('each answer has its own request id, which a refusal repeats', async () => {
    const one = await gateway.query('connections.list');
    const other = await gateway.query('operations.get', { id: uuid });
    expect(one.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(other.headers.get('x-request-id')).not.toBe(one.headers.get('x-request-id'));
    expect(JSON.parse(other.text).error.data.requestId).toBe(other.headers.get('x-request-id'));
  });

  test('an answer does not say what the gateway is built with', async () => {
    const { headers } = await gateway.query('connections.list');
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('etag')).toBeNull();
    expect(headers.get('content-type')).toMatch(/^application\/json/);
  });
});

test('a mistake of ours is said to be one, with an id that the log has, and without a word about it', async () => {
  await gateway.owner.query(`alter table rollcall.operation rename to operations`);
  try {
    const { status, error, headers } = await gateway.query('operations.list', {});
    expect(status).toBe(500);
    expect(error).toEqual({
      code: 'internal',
      message: 'Something went wrong here: the log has it under this request id.',
      details: {},
    });
    const line = gateway.logged.find((entry) => entry.includes(String(headers.get('x-request-id'))));
    expect(line).toContain('relation \\"rollcall.operation\\" does not exist');
  } finally {
    await gateway.owner.query(`alter table rollcall.operations rename to operation`);
  }
});

function expectRefusal({ status, error }: Answer, code: Case['code'], says: RegExp): void {
  expect({ code: error?.code, message: error?.message }).toEqual({ code, message: expect.stringMatching(says) });
  expect(status).toBe(errorCodes[code].http);
}
