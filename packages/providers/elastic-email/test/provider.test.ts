import { type CommonName, commonCall, type Target } from '@rollcall/provider-kit';
import { describe, expect, test } from 'vitest';
import { provider } from '../src/index.ts';
import { ask, call, control, itemOf, itemsOf, openAt, requested, signal, start } from './fixture.ts';

const key = { Name: 'shop', AccessLevel: ['ViewReports' as const] };

describe('a sixteenth key', () => {
  test('is refused before it is asked for', async () => {
    const sandbox = await start({ sizes: { api_key: 16 } });
    const session = openAt(sandbox);
    await expect(call(session, 'createApiKey', key)).rejects.toMatchObject({
      kind: 'conflict',
      applied: 'no',
      message: 'createApiKey: The account has 15 API keys, and the provider allows 15: delete one first.',
    });
    expect(await requested(sandbox)).toEqual(['listApiKeys']);
    await call(session, 'deleteApiKey', { name: 'tests', confirm: 'tests' });
    expect(await call(session, 'createApiKey', key)).toMatchObject({ Name: 'shop' });
  });

  test('is counted for each account by itself', async () => {
    const sandbox = await start({ sizes: { api_key: 16 } });
    const Subaccount = 'alder@agency.example';
    expect(await call(openAt(sandbox), 'createApiKey', { ...key, Subaccount })).toMatchObject({ Name: 'shop' });
  });

  test.each([{ fault: 'status', status: 500 }, { fault: 'drop' }])(
    'is not asked for, and is known not to be, where the keys cannot be counted: $fault',
    async (fault) => {
      const sandbox = await start();
      await control(sandbox, 'POST /faults', { operation: 'listApiKeys', ...fault });
      const error: unknown = await call(openAt(sandbox), 'createApiKey', key).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ kind: 'unavailable', applied: 'no', status: undefined });
      expect(await requested(sandbox)).toEqual(['listApiKeys']);
    },
  );

  test('is left to the provider where the keys may not be listed', async () => {
    const sandbox = await start({ sizes: { api_key: 15, sub_account: 0 } });
    await control(sandbox, 'POST /change', {
      ...{ do: 'edit', kind: 'api_key', name: 'console', set: { AccessLevel: ['ModifyAccessTokens'] } },
    });
    await expect(call(openAt(sandbox), 'createApiKey', key)).rejects.toMatchObject({
      kind: 'rejected',
      applied: 'no',
      providerMessage: 'You have reached the limit of 15 API keys.',
    });
  });
});

describe('the secret of a key', () => {
  test('is shown once to the caller, and stored by its last five characters alone', async () => {
    const sandbox = await start();
    const session = openAt(sandbox);
    const created = await call(session, 'createApiKey', key);
    expect(created.Token).toMatch(/^[0-9A-F]{96}$/);
    const stored = provider.operations['createApiKey']?.redactResult(created);
    expect(stored).toMatchObject({ Name: 'shop', Token: { $withheld: 'secret', last: created.Token.slice(-5) } });
    expect(JSON.stringify(stored)).not.toContain(created.Token.slice(0, -5));
    expect(provider.learned?.({ operationId: 'createApiKey', input: key }, created)).toEqual([
      { kind: 'api_key', externalId: 'shop', attributes: { keyEnding: created.Token.slice(-5) } },
    ]);
    const seen = [await itemsOf(session, 'api_key'), await call(session, 'getApiKey', { name: 'shop' })];
    expect(JSON.stringify(seen)).not.toContain(created.Token.slice(0, -5));
  });

  test('of a sub-account’s key belongs to that key', () => {
    const input = { ...key, Subaccount: 'c@b.example' };
    expect(provider.learned?.({ operationId: 'createApiKey', input }, { Name: 'shop', Token: 'F'.repeat(96) })).toEqual(
      [{ kind: 'api_key', externalId: 'c@b.example/shop', attributes: { keyEnding: 'FFFFF' } }],
    );
  });

  test.each([
    { operationId: 'updateApiKey', result: { Name: 'shop', Token: 'F'.repeat(96) }, because: 'it makes no key' },
    { operationId: 'createApiKey', result: { Name: 'shop', Token: 'short' }, because: 'little would be left of it' },
    { operationId: 'createApiKey', result: null, because: 'there is nothing' },
  ])('of $operationId, nothing is learned from $result, since $because', ({ operationId, result }) => {
    expect(provider.learned?.({ operationId, input: key }, result)).toEqual([]);
  });

  test('of an SMTP credential is a password, and nothing of it is kept', async () => {
    const created = await call(openAt(await start()), 'createSmtpCredential', { Name: 'relay@b.example' });
    const stored = provider.operations['createSmtpCredential']?.redactResult(created);
    expect(stored).toMatchObject({ Name: 'relay@b.example', Token: { $withheld: 'secret' } });
    expect(JSON.stringify(stored)).not.toContain(created.Token.slice(-5));
  });

  test('a password for a sub-account is not stored either', () => {
    const stored = provider.operations['createSubaccount']?.redact({ Email: 'a@b.example', Password: 'correct horse' });
    expect(stored).toEqual({ Email: 'a@b.example', Password: { $withheld: 'secret' } });
  });
});

describe('a renamed key', () => {
  test.each([
    { kind: 'api_key', from: 'billing', to: 'invoices' },
    { kind: 'smtp_credential', from: 'relay-001@agency.example', to: 'moved@agency.example' },
  ])('of kind $kind keeps what it is recognised by', async ({ kind, from, to }) => {
    const sandbox = await start();
    const session = openAt(sandbox);
    const attribute = provider.kinds.find((each) => each.kind === kind)?.renamedBy?.attribute ?? '';
    const before = await itemOf(session, kind, from);
    await control(sandbox, 'POST /change', { do: 'edit', kind, name: from, set: { Name: to } });
    expect(await session.read(kind, from, signal)).toBeUndefined();
    const after = await itemOf(session, kind, to);
    expect(after.attributes[attribute]).toBe(before.attributes[attribute]);
    const others = (await itemsOf(session, kind)).filter(({ externalId }) => externalId !== to);
    expect(others.map(({ attributes }) => attributes[attribute])).not.toContain(before.attributes[attribute]);
  });

  test('a sub-account with another address is recognised by its public id', async () => {
    const sandbox = await start();
    const session = openAt(sandbox);
    const before = await itemOf(session, 'sub_account', 'birch@agency.example');
    const set = { Email: 'renamed@agency.example' };
    await control(sandbox, 'POST /change', { do: 'edit', kind: 'sub_account', name: before.name, set });
    const after = await itemOf(session, 'sub_account', 'renamed@agency.example');
    expect(provider.kinds.find(({ kind }) => kind === 'sub_account')?.renamedBy?.attribute).toBe('publicAccountId');
    expect(after.attributes['publicAccountId']).toBe(before.attributes['publicAccountId']);
  });
});

describe('a key is rotated by creating another, switching over, and deleting the first:', () => {
  test.each([
    { kind: 'api_key', id: 'billing', name: 'billing 2026', same: ['accessLevels', 'ipRanges', 'expiresAt'] },
    { kind: 'smtp_credential', id: 'relay-002@agency.example', name: 'relay-b@agency.example', same: ['ipRanges'] },
    {
      kind: 'api_key',
      id: 'alder@agency.example/client site',
      name: 'client site 2026',
      same: ['subaccount', 'accessLevels', 'ipRanges'],
    },
  ])('$kind $id', async ({ kind, id, name, same }) => {
    const sandbox = await start();
    const session = openAt(sandbox);
    if (id === 'billing') {
      const set = { RestrictAccessToIPRange: ['203.0.113.0/24'], Expires: '2031-01-01T00:00:00' };
      await control(sandbox, 'POST /change', { do: 'edit', kind, name: id, set });
    }
    const old = await itemOf(session, kind, id);
    const target: Target = { ...old, kind, presence: 'live', parent: null };
    const make = async (operation: CommonName, given: object) => {
      const { operationId, input } = commonCall(provider, { name: operation, input: { kind, ...given }, target });
      return session.call({ operationId, input: provider.operations[operationId]?.parse(input) ?? {} }, signal);
    };
    expect(await make('providerKeys.rotate', { name })).toMatchObject({ Name: name, Token: expect.any(String) });
    const made = (await itemsOf(session, kind)).find((item) => item.name === name);
    for (const attribute of same) expect(made?.attributes[attribute]).toEqual(old.attributes[attribute]);
    expect(await session.read(kind, id, signal)).toBeDefined();
    await make('providerKeys.revoke', {});
    expect(await session.read(kind, id, signal)).toBeUndefined();
    expect(await session.read(kind, made?.externalId ?? '', signal)).toBeDefined();
  });
});

test('a restriction changes what is given, and says again what else the key has', async () => {
  const sandbox = await start();
  const session = openAt(sandbox);
  const old = await itemOf(session, 'api_key', 'alder@agency.example/client site');
  const target: Target = { ...old, kind: 'api_key', presence: 'live', parent: null };
  const restricted = async (given: object) => {
    const request = { name: 'providerKeys.restrict', input: { kind: 'api_key', ...given }, target } as const;
    const { operationId, input } = commonCall(provider, request);
    await session.call({ operationId, input: provider.operations[operationId]?.parse(input) ?? {} }, signal);
    return (await itemOf(session, 'api_key', old.externalId)).attributes;
  };
  const { accessLevels, expiresAt } = old.attributes;
  expect(await restricted({ networks: ['203.0.113.0/24'] })).toMatchObject({
    accessLevels,
    expiresAt,
    ipRanges: ['203.0.113.0/24'],
  });
  expect(await restricted({ permissions: ['ViewReports'], networks: [] })).toMatchObject({
    accessLevels: ['ViewReports'],
    ipRanges: [],
  });
});

describe('the keys of a sub-account that the connection is not configured with', () => {
  test.each([
    { operationId: 'createApiKey', input: { ...key, Subaccount: 'birch@agency.example' } },
    { operationId: 'deleteApiKey', input: { name: 'shop', subaccount: 'birch@agency.example' } },
    { operationId: 'listSmtpCredentials', input: { subaccount: 'birch@agency.example' } },
  ])('are left alone by $operationId', async ({ operationId, input }) => {
    const sandbox = await start();
    const session = openAt(sandbox, { settings: { subaccounts: ['alder@agency.example'] } });
    await expect(session.call({ operationId, input }, signal)).rejects.toMatchObject({
      kind: 'rejected',
      applied: 'no',
      message: expect.stringContaining('birch@agency.example is not among "subaccounts"'),
    });
    expect(await requested(sandbox)).toEqual([]);
  });
});

test('another resource than the one asked for is not believed', async () => {
  const sandbox = await start();
  const session = openAt(sandbox);
  const fault = { operation: 'getDomain', fault: 'malformed', field: 'Domain', value: 'other.example' };
  await control(sandbox, 'POST /faults', fault);
  await expect(session.read('domain', 'alder-news.example', signal)).rejects.toMatchObject({ kind: 'unrecognised' });
});

test('a wrong base URL is not taken for an absence', async () => {
  const sandbox = await start();
  const { credential, settings } = sandbox;
  const session = openAt({ baseUrl: sandbox.baseUrl.replace('/v4', '/v5'), credential, settings });
  await expect(session.read('domain', 'alder-news.example', signal)).rejects.toMatchObject({ kind: 'unrecognised' });
  await expect(session.identify(signal)).rejects.toMatchObject({ kind: 'unrecognised' });
});

test('times are sent without a zone and come back as the moments they are', async () => {
  const sandbox = await start();
  const session = openAt(sandbox);
  await call(session, 'createApiKey', { ...key, Expires: '2031-06-01T02:00:00+02:00' });
  const { json } = await ask(sandbox, 'GET /security/apikeys/shop');
  expect(json).toMatchObject({ Expires: '2031-06-01T00:00:00', DateCreated: expect.not.stringMatching(/Z$/) });
  expect((await itemOf(session, 'api_key', 'shop')).attributes['expiresAt']).toBe('2031-06-01T00:00:00.000Z');
});

test('a domain with letters beyond ASCII is added, listed and read under one name', async () => {
  const sandbox = await start();
  const session = openAt(sandbox);
  await call(session, 'addDomain', { Domain: 'München.example' });
  expect(await itemOf(session, 'domain', 'xn--mnchen-3ya.example')).toMatchObject({ attributes: { spfOk: false } });
  expect(await call(session, 'getDomain', { domain: 'münchen.example' })).toMatchObject({ Verify: true });
});
