import { sealAll } from '@rollcall/db/testing';
import { exampleInputs } from '@rollcall/provider-kit/testing';
import { providers } from '@rollcall/provider-registry';
import { beforeAll, describe, expect, test } from 'vitest';
import { operationIdOf } from '../src/rest/openapi/document.ts';
import { refusalsOf } from '../src/rest/openapi/responses.ts';
import { small } from './support/connect.ts';
import { problemsOf } from './support/document.ts';
import { listen, refusalOf, subscribe } from './support/events.ts';
import { fillFirst, type Known, nobodys } from './support/foreign.ts';
import { type Answer, useGateway } from './support/gateway.ts';
import { askRest, routeNamed, routes } from './support/rest.ts';
import { type Asker, sameCalls } from './support/same-calls.ts';
import { providerName, type TestSandbox, useSandboxes } from './support/sandboxes.ts';

// Whatever is asked by one door is answered by the other in the same way: the same status, the same answer, the same refusal.

const gateway = useGateway();
const startSandbox = useSandboxes();
let sandbox: TestSandbox;
let first: Known;
beforeAll(async () => {
  sandbox = await startSandbox(small);
  first = await fillFirst(gateway, sandbox);
}, 30_000);

type Input = Readonly<Record<string, unknown>>;

async function expectTheSame(procedure: string, input: (as: Asker) => Input, key = gateway.adminKey): Promise<Answer> {
  const one = await askTrpc(procedure, input('asker-one'), key);
  const other = await askRest(gateway, procedure, { input: input('asker-two'), key });
  expect(told(other)).toEqual(told(one));
  const route = routeNamed(procedure);
  if (other.status >= 400) expect(Object.keys(refusalsOf(route))).toContain(String(other.status));
  else if (route.type !== 'subscription') expect(problemsOf(operationIdOf(route), other.data)).toEqual([]);
  return other;
}

async function askTrpc(procedure: string, input: Input, key: string | null) {
  const { type } = routeNamed(procedure);
  if (type === 'query') return gateway.query(procedure, input, key);
  if (type === 'mutation') return gateway.mutate(procedure, input, key);
  return (await refusalOf(await subscribe(gateway, procedure, { input, key }))) ?? { status: 200, error: undefined };
}

/** What is told, but for what is another each time: ids, tokens, times, and names that both could not have. */
function told({ status, data, error }: Pick<Answer, 'status' | 'error'> & { readonly data?: unknown }) {
  const text = JSON.stringify({ data, error }, (name, value: unknown) => (changing.has(name) ? `[${name}]` : value))
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '[id]')
    .replaceAll(/\d{4}-\d\d-\d\dT[0-9:.]+Z/g, '[time]')
    .replaceAll(/asker-(one|two)/g, '[asker]');
  return { status, ...JSON.parse(text) };
}

const changing: ReadonlySet<string> = new Set([
  ...['token', 'id', 'masterKeyId', 'replacedBy', 'hash'],
  ...['orderId', 'available', 'publicKey'],
]);

const lines = sameCalls.flatMap(([procedure, ...inputs]) => inputs.map((input, at) => ({ procedure, at, input })));

test.each(lines)('$procedure answers the same by both doors ($at)', async ({ procedure, input }) => {
  await expectTheSame(procedure, (as) => input(first, as));
});

test('each query is among them', () => {
  const queries = routes.filter(({ type }) => type === 'query').map(({ procedure }) => procedure);
  expect(sameCalls.map(([procedure]) => procedure)).toEqual(expect.arrayContaining(queries));
});

test.each([
  {
    procedure: 'events.watch',
    input: { after: 0, kind: ['key', 'run'] },
    query: 'after=0&kind=key&kind=run',
    ids: true,
  },
  { procedure: 'runs.watch', input: { connection: 'first-account' }, query: 'connection=first-account', ids: false },
])('$procedure tells the same by both doors', async ({ procedure, input, query, ids }) => {
  await sealAll(gateway.urls);
  const streams = [
    await subscribe(gateway, procedure, { input }),
    await listen(gateway, `/v1${routeNamed(procedure).path}?${query}`),
  ];
  const [one, other] = await Promise.all(streams.map((stream) => stream.nextOf('message')));
  expect(one).toBeDefined();
  expect(one?.id !== undefined).toBe(ids);
  expect(other?.id).toBe(one?.id);
  expect(told({ status: 200, data: other?.data, error: undefined })).toEqual(
    told({ status: 200, data: one?.data, error: undefined }),
  );
  for (const stream of streams) stream.close();
});

test('what a provider does wrong is told the same by both doors', async () => {
  const call = { connection: first.connection, input: {} };
  await sandbox.fault({ operation: 'getWorkspace', fault: 'truncate', times: 0 });
  const answer = await expectTheSame(`providers.${providerName}.getWorkspace`, () => call);
  expect(answer).toMatchObject({ status: 502, error: { code: 'provider_error' } });
  await sandbox.clearFaults();
});

test('a name may be anything, percent-encoded', async () => {
  const { connection } = first;
  const { rows } = await gateway.owner.query<{ id: string }>(
    `select external_id as id from rollcall.resource where kind = 'inbox' and external_id <> $1 limit 1`,
    [first.externalId],
  );
  let before = rows[0]?.id;
  const names = [
    'a@b.example',
    'a/b',
    '/',
    'a b+c',
    '100%',
    '%2F',
    'ä € 😀',
    'a?b#c;d',
    '..x',
    '{id}',
    '__proto__',
    '"',
  ];
  for (const externalId of ['history', 'constructor', ...names]) {
    await gateway.owner.query('update rollcall.resource set external_id = $1 where external_id = $2', [
      externalId,
      before,
    ]);
    before = externalId;
    const input = { connection, kind: 'inbox', externalId };
    const answer = await expectTheSame('resources.get', () => input);
    expect(answer, externalId).toMatchObject({ status: 200, data: { data: { externalId } } });
  }
});

test('an idempotency key may stand in its header', async () => {
  const input = { connection: first.connection, input: { address: `by-header@${first.domain}` } };
  const headers = { authorization: `Bearer ${gateway.adminKey}`, 'content-type': 'application/json' };
  const create = () =>
    gateway.request('/v1/inboxes', {
      method: 'POST',
      headers: { ...headers, 'idempotency-key': 'in its header' },
      body: JSON.stringify(input),
    });
  expect(await create()).toMatchObject({ status: 200, data: { replayed: false } });
  expect(await create()).toMatchObject({ status: 200, data: { replayed: true } });
  const again = await gateway.mutate('inboxes.create', { ...input, idempotencyKey: 'in its header' });
  expect(again).toMatchObject({ status: 200, data: { replayed: true } });
});

test('each answer says what is left of the key, and under which id the log has it', async () => {
  const headers = { authorization: `Bearer ${gateway.adminKey}`, 'x-request-id': 'given-by-caller' };
  const answer = await gateway.request('/v1/capabilities', { headers });
  expect(answer.headers.get('ratelimit-policy')).toMatch(/^"key";q=\d+;w=60$/);
  expect(answer.headers.get('ratelimit')).toMatch(/^"key";r=\d+;t=\d+$/);
  expect(answer.headers.get('x-request-id')).toBe('given-by-caller');
  expect(answer.headers.get('cache-control')).toBe('no-store');
  const head = await gateway.request('/v1/capabilities', { headers, method: 'HEAD' });
  expect(head).toMatchObject({ status: 200, text: '' });
  const slow = await gateway.key(['inventory:read']);
  await gateway.mutate('keys.update', { id: slow.id, unitsPerMinute: 60 });
  const page = () => gateway.request('/v1/resources', { headers: { authorization: `Bearer ${slow.token}` } });
  let refused = await page();
  for (let at = 0; at < 40 && refused.status === 200; at += 1) refused = await page();
  expect(refused).toMatchObject({ status: 429, error: { code: 'rate_limited' } });
  expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
});

// Those of the providers are all one code, and are asked below.
const ours = routes.filter(({ procedure }) => !procedure.startsWith('providers.'));

describe.each(ours.map(({ procedure }) => ({ procedure })))('$procedure', ({ procedure }) => {
  test('refuses by REST as it refuses by tRPC', async () => {
    const { fields, input } = routeNamed(procedure);
    const known = nobodys();
    const inPath = Object.fromEntries(fields.map((field) => [field, Reflect.get(known, field) ?? 'nobody']));
    expect((await expectTheSame(procedure, () => inPath, '')).error?.code).toBe('unauthenticated');
    const unheardOf = await askRest(gateway, procedure, { input: { ...inPath, unheardOf: 'x' } });
    expect(unheardOf).toMatchObject({ status: 400, error: { code: 'invalid_input' } });
    expect(unheardOf.text).toContain('unheardOf');
    // tRPC does not look at what is sent to a procedure that takes nothing.
    if (input !== undefined) await expectTheSame(procedure, () => ({ ...inPath, unheardOf: 'x' }));
  });
});

describe.each(Object.values(providers))('the operations of $name', ({ name, document, operations }) => {
  const examples = exampleInputs(document).map(({ operationId, input }) => ({
    ...{ procedure: `providers.${name}.${operationId}`, input },
    isRead: operations[operationId]?.effect(input) === 'read',
  }));

  test('refuse whoever names no connection of theirs', async () => {
    for (const { procedure, input } of examples) {
      const answer = await expectTheSame(procedure, () => ({ connection: 'never-was', input }));
      expect(answer.status, procedure).toBe(404);
    }
  });

  if (name !== providerName) return;

  test('answer the same by both doors: a write, when it is the same call again', async () => {
    const { connection } = first;
    const statuses = new Set<number>();
    for (const { procedure, input, isRead } of examples) {
      const call = { connection, input, ...(isRead ? {} : { idempotencyKey: procedure }) };
      if (!isRead) await gateway.mutate(procedure, call);
      statuses.add((await expectTheSame(procedure, () => call)).status);
    }
    expect([...statuses].toSorted()).toContain(200);
  });
});
