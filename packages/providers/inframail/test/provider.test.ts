import { RollcallError } from '@rollcall/schema';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { type Calls, provider } from '../src/index.ts';
import { call, control, hostsOf, names, openTo, pagesOf, requestsTo, signal, start, startServer } from './fixture.ts';

describe('hosts', () => {
  test('are those that the configuration names, without a request', async () => {
    const sandbox = await start();
    const [page, ...others] = await pagesOf(openTo(sandbox, { hostOrderIds: ['7', '5'] }), 'host');
    expect(page?.items.map(({ externalId }) => externalId)).toEqual(['7', '5']);
    expect(page?.evidence).toMatchObject({ status: 0, bytes: 9, end: 'whole_document' });
    expect(others).toEqual([]);
    expect(await requestsTo(sandbox)).toEqual([]);
  });

  test('each have a scope of their own: one request, and the inboxes of that host alone', async () => {
    const sandbox = await start();
    const session = openTo(sandbox);
    const listed: string[] = [];
    for (const hostOrderId of hostsOf(sandbox)) {
      const [page, ...others] = await pagesOf(session, 'inbox', hostOrderId);
      expect(others).toEqual([]);
      expect(page?.evidence).toMatchObject({ cursor: null, statedTotal: null, overlaps: null, end: 'whole_document' });
      expect(new Set(page?.items.map(({ attributes }) => attributes['hostOrderId']))).toEqual(new Set([hostOrderId]));
      listed.push(...(page?.items ?? []).map(({ externalId }) => externalId));
    }
    expect(new Set(listed).size).toBe(sandbox.sizes['inbox']);
    expect((await requestsTo(sandbox)).length).toBe(3);
  });

  test('that the provider does not know are named in the error', async () => {
    const session = openTo(await start(), { hostOrderIds: ['1799999999999'] });
    const message = expect.stringMatching(/^host 1799999999999: GET .* answered 404 \(not_found\): Host order/);
    const error = { kind: 'not_found', status: 404, providerCode: 'not_found', message };
    await expect(names(session, 'inbox', '1799999999999')).rejects.toMatchObject(error);
    await expect(names(session, 'domain')).rejects.toMatchObject(error);
    await expect(session.identify(signal)).rejects.toMatchObject(error);
  });

  test('that are not configured are not asked for', async () => {
    const sandbox = await start();
    const [first = '', second = ''] = hostsOf(sandbox);
    const session = openTo(sandbox, { hostOrderIds: [first] });
    const error = { kind: 'not_supported', message: expect.stringContaining(second) };
    await expect(names(session, 'inbox', second)).rejects.toMatchObject(error);
    await expect(names(session, 'inbox')).rejects.toMatchObject({ kind: 'not_supported' });
    expect(await requestsTo(sandbox)).toEqual([]);
  });

  test('are named when an account of theirs is malformed', async () => {
    const sandbox = await start();
    const [host = ''] = hostsOf(sandbox);
    await control(sandbox, 'POST /faults', { operation: '*', fault: 'malformed', field: 'email', index: 2, times: 2 });
    const message = expect.stringMatching(new RegExp(`^host ${host}: .*: inbox #3: "email" is missing`));
    await expect(names(openTo(sandbox), 'inbox', host)).rejects.toMatchObject({ kind: 'unrecognised', message });
    const inDomains = expect.stringMatching(new RegExp(`^host ${host}: .*: domain #3: "email" is missing`));
    await expect(names(openTo(sandbox), 'domain')).rejects.toMatchObject({ kind: 'unrecognised', message: inDomains });
  });
});

describe('an account without inboxes', () => {
  test('gives an empty listing that ended, for the engine to believe or not', async () => {
    const sandbox = await start();
    const [host = ''] = hostsOf(sandbox);
    await control(sandbox, 'POST /faults', { operation: '*', fault: 'empty_list', times: 1 });
    const [page] = await pagesOf(openTo(sandbox), 'inbox', host);
    expect(page?.items).toEqual([]);
    expect(page?.evidence.end).toBe('whole_document');
  });

  test.each([
    { body: '{}', says: '"emails" is missing' },
    { body: '{"emails":null}', says: '"emails" is not a list' },
    { body: '{"emails":null,"data":[]}', says: '"emails" is not a list' },
    { body: '{"emails":{"email":"a@b.example"}}', says: '"emails" is not a list' },
    { body: '{"message":"No emails found"}', says: '"emails" is missing' },
    { body: 'null', says: 'something other than a JSON object' },
    { body: '{"emails":[', says: 'ends in the middle' },
    { body: '', says: 'an empty body' },
    { body: '<!doctype html><title>Sign in</title>', type: 'text/html', says: 'not JSON (text/html' },
  ])('is not what $body says: there must be a list', async ({ says, ...answer }) => {
    const session = openTo(await startServer(answer));
    const error = { kind: 'unrecognised', message: expect.stringContaining(says) };
    await expect(names(session, 'inbox', '1700000000001')).rejects.toMatchObject(error);
    await expect(names(session, 'domain')).rejects.toMatchObject(error);
    await expect(session.identify(signal)).rejects.toMatchObject(error);
  });

  test('is not what an error under a successful status says', async () => {
    const session = openTo(await startServer({ body: '{"success":false,"message":"Invalid API key","emails":[]}' }));
    await expect(names(session, 'inbox', '1700000000001')).rejects.toMatchObject({ kind: 'unauthorized' });
  });
});

test.each([
  { body: '{"emails":[{"email":"Ada@b.example"},{"email":"bo@b.example","more":1}]}' },
  { body: '{"data":{"emails":[{"email":"Ada@b.example"},{"email":"bo@b.example"}]}}' },
  { body: '{"success":true,"data":[{"email":"Ada@b.example"},{"email":"bo@b.example"}]}' },
  { body: '[{"email":"Ada@b.example"},{"email":"bo@b.example"}]' },
  { body: '{"emails":["Ada@b.example","bo@b.example"]}' },
  { body: '["Ada@b.example","bo@b.example"]' },
])('accounts are read wherever their list stands, by listings and by callers: $body', async ({ body }) => {
  const session = openTo(await startServer({ body }));
  expect(await names(session, 'inbox', '1700000000001')).toEqual(['ada@b.example', 'bo@b.example']);
  const { emails } = await call(session, 'listEmailAccounts', { hostOrderId: '1700000000001' });
  expect(emails.map(({ email }) => email)).toEqual(['Ada@b.example', 'bo@b.example']);
});

describe('domains', () => {
  test('are derived from the addresses of every host, each once, and marked so', async () => {
    const sandbox = await start({ sizes: { host: 2, domain: 3, inbox: 9 } });
    const [first = '', second = ''] = hostsOf(sandbox);
    const session = openTo(sandbox);
    const pages = await pagesOf(session, 'domain');
    expect(pages.map(({ items }) => items.map(({ name }) => name))).toEqual([
      ['alder-desk.example', 'cedar-desk.example'],
      ['birch-desk.example'],
    ]);
    expect(pages.map(({ evidence }) => evidence.cursor)).toEqual([first, second]);
    for (const { attributes } of pages.flatMap(({ items }) => items)) expect(attributes).toEqual({ derived: true });
  });

  test('that stand on two hosts are listed once', async () => {
    const server = await startServer({ body: '{"emails":["a@b.example","c@B.example","d@e.example"]}' });
    const pages = await pagesOf(openTo(server, { hostOrderIds: ['1', '2'] }), 'domain');
    expect(pages.map(({ items }) => items.map(({ name }) => name))).toEqual([['b.example', 'e.example'], []]);
    expect(pages.map(({ evidence }) => evidence.end)).toEqual([null, 'whole_document']);
  });

  test('without an inbox do not show, so that none is ever believed to be gone', async () => {
    const sandbox = await start();
    await control(sandbox, 'POST /change', { do: 'create', kind: 'domain', name: 'empty.example' });
    expect(await names(openTo(sandbox), 'domain')).not.toContain('empty.example');
    expect(provider.kinds.find(({ kind }) => kind === 'domain')?.bestGrade).toBe('plausible');
    expect(provider.kinds.find(({ kind }) => kind === 'inbox')?.ownedBy?.kind).toBe('host');
  });
});

describe('the credential is tried', () => {
  test('on the first host that the provider knows', async () => {
    const sandbox = await start();
    const [first = ''] = hostsOf(sandbox);
    const session = openTo(sandbox, { hostOrderIds: ['1799999999999', first] });
    await session.identify(signal);
    expect((await requestsTo(sandbox)).length).toBe(2);
    await openTo(sandbox).identify(signal);
    expect((await requestsTo(sandbox)).length).toBe(3);
  });

  test('and opens the account of its customer, whose id is not shown', async () => {
    const answer = { body: '{"emails":[]}' };
    const server = await startServer(answer);
    const identified = async (credential: object) =>
      openTo({ ...server, credential: { ...server.credential, ...credential } }).identify(signal);
    const account = await identified({});
    expect(account?.id).toMatch(/^[0-9a-f]{12}$/);
    expect(JSON.stringify(account)).not.toContain(server.credential.customerId);
    expect(await identified({ apiKey: 'inf_another', profileId: 'another' })).toEqual(account);
    expect(await identified({ customerId: '12345679' })).not.toEqual(account);
  });

  test.each([
    { field: 'apiKey', wrong: 'inf_wrong' },
    { field: 'customerId', wrong: '87654321' },
    { field: 'profileId', wrong: 'wrong-wrong' },
  ])('and refused for a wrong $field', async ({ field, wrong }) => {
    const sandbox = await start();
    const session = openTo({ ...sandbox, credential: { ...sandbox.credential, [field]: wrong } });
    await expect(session.identify(signal)).rejects.toMatchObject({ kind: 'unauthorized' });
    expect((await requestsTo(sandbox)).length).toBe(1);
  });
});

describe('what an operation must bring about', () => {
  test.each([
    {
      operationId: 'createEmailAccount',
      input: { email: 'Ada@MÜNCHEN.example', password: 'hunter2-hunter2' },
      want: [
        { becomes: 'present', kind: 'inbox', name: 'ada@xn--mnchen-3ya.example' },
        { becomes: 'present', kind: 'domain', name: 'xn--mnchen-3ya.example' },
      ],
    },
    {
      operationId: 'deleteEmailAccount',
      input: { email: 'Ada@Acme.com', confirm: 'Ada@Acme.com' },
      want: [{ becomes: 'absent', kind: 'inbox', externalId: 'ada@acme.com' }],
    },
    { operationId: 'listEmailAccounts', input: { hostOrderId: '1' }, want: [] },
  ])('$operationId', ({ operationId, input, want }) => {
    expect(provider.expectations({ operationId, input })).toEqual(want);
  });
});

test('what is kept of a creation holds no password', () => {
  const { redact, secrets } = provider.operations['createEmailAccount'] ?? {};
  const input = { email: 'a@b.example', password: 'hunter2-hunter2', name: 'Ada' };
  expect(redact?.(input)).toEqual({ email: 'a@b.example', password: { $withheld: 'secret' }, name: 'Ada' });
  expect(secrets?.(input)).toEqual(['hunter2-hunter2']);
});

test.each([
  {
    operationId: 'createEmailAccount',
    input: { email: 'nobody', password: 'p' },
    says: '"email" must be of the form of ada@acme.com',
  },
  {
    operationId: 'createEmailAccount',
    input: { email: 'a@b', password: 'p' },
    says: '"email" must be of the form of ada@acme.com',
  },
  {
    operationId: 'createEmailAccount',
    input: { email: 'a@-b.example', password: 'p' },
    says: '"email" must be of the form of ada@acme.com',
  },
  {
    operationId: 'createEmailAccount',
    input: { email: 'a@b..example', password: 'p' },
    says: '"email" must be of the form of ada@acme.com',
  },
  { operationId: 'createEmailAccount', input: { email: 'a@b.example' }, says: '"password" is required' },
  {
    operationId: 'createEmailAccount',
    input: { email: 'a@b.example', password: 'p', mode: 'delete' },
    says: '"mode" must be one of add',
  },
  {
    operationId: 'createEmailAccount',
    input: { email: 'a@b.example', password: 'p', profileId: 'x' },
    says: '"profileId" is not a documented field',
  },
  {
    operationId: 'listEmailAccounts',
    input: { hostOrderId: '1', customerId: 'x' },
    says: '"customerId" is not a documented field',
  },
  { operationId: 'listEmailAccounts', input: {}, says: '"hostOrderId" is required' },
])('$operationId refuses $input: $says', ({ operationId, input, says }) => {
  const parse = () => provider.operations[operationId]?.parse(input);
  expect(parse).toThrow(RollcallError);
  expect(parse).toThrow(says);
});

test('calls are typed: what is filled in is no input, and a deletion is confirmed', () => {
  expectTypeOf<Calls['listEmailAccounts']['input']>().toEqualTypeOf<{ hostOrderId: string }>();
  expectTypeOf<Calls['deleteEmailAccount']['input']>().toEqualTypeOf<{ email: string; confirm: string }>();
  expectTypeOf<Calls['createEmailAccount']['input']>().toEqualTypeOf<{
    email: string;
    password: string;
    name?: string;
    updatePasswordIfEmailExists?: boolean;
    mode?: 'add';
  }>();
});
