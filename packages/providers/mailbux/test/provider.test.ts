import { describe, expect, expectTypeOf, test } from 'vitest';
import { type Calls, provider } from '../src/index.ts';
import { ask, call, change, connect, held, items, names, plant, requests, signal, start } from './fixture.ts';

const domain = 'alder-mail.example';

test('everything there is stands under its name', async () => {
  const sandbox = await start();
  const session = connect(sandbox);
  expect(await names(session, 'domain')).toEqual([...(await held(sandbox, 'domain'))].sort());
  const [key] = await items(session, 'dkim', domain);
  expect(key).toMatchObject({
    externalId: `202606e._domainkey.${domain}`,
    attributes: {
      domain,
      selector: '202606e',
      algorithm: 'ed25519',
      publicKey: expect.stringMatching(/^[\w+/]{43}=$/),
    },
  });
  expect((await items(session, 'dns_expectation', domain)).map(({ externalId }) => externalId)).toContain(
    `MX ${domain} 10 mail.mailbux.com`,
  );
});

describe('the account is the tenant', () => {
  test('whose name its domains bear, the same with every token', async () => {
    const [sandbox, other] = [await start(), await start({ seed: 2 })];
    const account = await connect(sandbox).identify(signal);
    expect(account).toEqual({ id: account?.name.toLowerCase(), name: expect.stringMatching(/^\w+$/) });
    expect(await connect(other).identify(signal)).not.toEqual(account);
    expect(await requests(sandbox)).toEqual([
      'GET /api/principal?types=domain&page=1&limit=1&fields=name%2Ctype%2Ctenant',
    ]);
  });

  test('of whom nothing is claimed where no domain tells, though the token is tried', async () => {
    const [silent, empty] = [await start(), await start({ sizes: { domain: 0 } })];
    await change(silent, { do: 'dialect', tenant: 'hidden' });
    for (const sandbox of [silent, empty]) expect(await connect(sandbox).identify(signal)).toBeNull();
    const credential = { token: `${silent.credential['token']}x` };
    await expect(connect({ ...silent, credential }).identify(signal)).rejects.toMatchObject({ kind: 'unauthorized' });
  });
});

test('a certificate that changes is no drift', async () => {
  const sandbox = await start();
  const session = connect(sandbox);
  const before = await items(session, 'dns_expectation', domain);
  await change(sandbox, { do: 'certificate', digest: 'abcdef' });
  expect((await ask(sandbox, `GET /api/dns/${domain}`)).text).toContain('3 1 1 abcdef');
  expect(await items(session, 'dns_expectation', domain)).toEqual(before);
});

describe('DNS records', () => {
  const asked = async (settings: object, dns: string) => {
    const sandbox = await start();
    await change(sandbox, { do: 'dialect', dns });
    const session = connect(sandbox, { ...settings });
    await items(session, 'dkim', domain);
    // Of the answer that told of the keys, for which nothing is asked; the second time anew.
    const shared = await items(session, 'dns_expectation', domain);
    expect(shared).not.toEqual([]);
    expect(await items(session, 'dns_expectation', domain)).toEqual(shared);
    return (await requests(sandbox)).map((request) => request.replace(domain, 'D'));
  };

  test.each([
    { settings: {}, dns: 'both', want: ['GET /api/dns/records/D', 'GET /api/dns/records/D'] },
    { settings: {}, dns: 'guide', want: ['GET /api/dns/records/D', 'GET /api/dns/D', 'GET /api/dns/D'] },
    { settings: { dnsPath: 'guide' }, dns: 'both', want: ['GET /api/dns/D', 'GET /api/dns/D'] },
    {
      settings: { dnsPath: 'guide' },
      dns: 'stalwart',
      want: ['GET /api/dns/D', 'GET /api/dns/records/D', 'GET /api/dns/records/D'],
    },
  ])(
    'are asked for by the path there is, found out once: $settings where there is $dns',
    async ({ settings, dns, want }) => {
      expect(await asked(settings, dns)).toEqual(want);
    },
  );

  test('of a domain that is not there are asked for once', async () => {
    const sandbox = await start();
    await expect(items(connect(sandbox), 'dkim', 'gone.example')).rejects.toMatchObject({ kind: 'not_found' });
    expect(await requests(sandbox)).toHaveLength(1);
  });
});

test('a number that was another mailbox’s before makes no mailbox that one', async () => {
  const sandbox = await start({ sizes: { domain: 1, inbox: 3 } });
  const session = connect(sandbox);
  const [gone] = await items(session, 'inbox');
  await ask(sandbox, `DELETE /api/principal/${gone?.name}`);
  await ask(sandbox, 'POST /api/principal', { name: `zoe@${gone?.attributes['domain']}`, type: 'individual' });
  const now = await items(session, 'inbox');
  const heir = now.find(({ attributes }) => attributes['providerId'] === gone?.attributes['providerId']);
  expect(heir).toMatchObject({ externalId: `zoe@${gone?.attributes['domain']}` });
  expect(now.map(({ externalId }) => externalId)).not.toContain(gone?.externalId);
  expect(await session.read('inbox', gone?.externalId ?? '', signal)).toBeUndefined();
});

describe('a server that has dropped this API', () => {
  test('is recognised, and said so, whatever is asked', async () => {
    const sandbox = await start();
    await change(sandbox, { do: 'dialect', api: 'dropped' });
    const session = connect(sandbox);
    const told = { kind: 'not_supported', message: expect.stringContaining('Stalwart 0.16 and later have dropped') };
    await expect(session.identify(signal)).rejects.toMatchObject(told);
    await expect(names(session, 'inbox')).rejects.toMatchObject(told);
    await expect(names(session, 'dkim', domain)).rejects.toMatchObject(told);
    await expect(session.read('inbox', `a@${domain}`, signal)).rejects.toMatchObject(told);
    await expect(call(session, 'getPrincipal', { name: domain })).rejects.toMatchObject(told);
  });

  test('is not mistaken for one that has no such principal', async () => {
    const session = connect(await start());
    expect(await session.read('inbox', `nobody@${domain}`, signal)).toBeUndefined();
  });
});

describe.each(['stalwart', 'guide'])('with errors as %s has them', (errors) => {
  test.each([
    { operationId: 'getPrincipal', input: { name: 'nobody@gone.example' }, kind: 'not_found', code: 'notFound' },
    {
      operationId: 'createPrincipal',
      input: { name: domain, type: 'domain' },
      kind: 'conflict',
      code: 'fieldAlreadyExists',
    },
    {
      operationId: 'createPrincipal',
      input: { name: 'a@gone.example', type: 'individual' },
      kind: 'not_found',
      code: 'notFound',
    },
    {
      operationId: 'createPrincipal',
      input: { name: `a@${domain}`, type: 'individual', quota: 7 },
      kind: 'rejected',
      code: 'other',
    },
  ] as const)('$operationId $input is $kind', async ({ operationId, input, kind, code }) => {
    const sandbox = await start();
    await change(sandbox, { do: 'dialect', errors });
    const error = call<'getPrincipal' | 'createPrincipal'>(connect(sandbox), operationId, input);
    await expect(error).rejects.toMatchObject({ kind, applied: 'no', providerCode: code });
  });
});

test('a plan that is used up asks for the account to be put in order', async () => {
  const sandbox = await start();
  await change(sandbox, { do: 'tenant', full: true });
  const input = { name: 'new.example', type: 'domain' } as const;
  await expect(call(connect(sandbox), 'createPrincipal', input)).rejects.toMatchObject({ kind: 'payment_required' });
});

test('one request too many at a time is a matter of rate, whatever its status', async () => {
  const sandbox = await start({ limits: true });
  await plant(sandbox, { operation: '*', fault: 'delay', ms: 300, times: 4 });
  const others = [1, 2, 3, 4].map(() => ask(sandbox, 'GET /api/principal?types=domain&limit=1'));
  await expect.poll(async () => (await requests(sandbox)).length).toBe(4);
  const error = call(connect(sandbox), 'getPrincipal', { name: domain });
  await expect(error).rejects.toMatchObject({
    kind: 'rate_limited',
    status: 400,
    providerCode: 'maxConcurrentRequests',
  });
  expect((await Promise.all(others)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
});

test('a connection has at most two requests under way', async () => {
  const sandbox = await start({ limits: true });
  await plant(sandbox, { operation: '*', fault: 'delay', ms: 20, times: 0 });
  const session = connect(sandbox);
  const calls = Array.from({ length: 12 }, () => call(session, 'getPrincipal', { name: domain }));
  expect((await Promise.all(calls)).map(({ name }) => name)).toEqual(calls.map(() => domain));
});

describe('one resource by its name', () => {
  test('is of the kind that was asked for, or is not there', async () => {
    const sandbox = await start();
    const session = connect(sandbox);
    const [alias = ''] = (await held(sandbox, 'alias')).filter((name) => name.startsWith('sales@'));
    const [forwarder = ''] = await held(sandbox, 'forwarder');
    expect(await session.read('forwarder', forwarder, signal)).toMatchObject({ externalId: forwarder });
    expect(await session.read('forwarder', alias, signal)).toBeUndefined();
    expect(await session.read('inbox', alias, signal)).toBeUndefined();
    expect(await session.read('domain', forwarder, signal)).toBeUndefined();
  });

  test('that comes back under another name is not believed', async () => {
    const sandbox = await start();
    await plant(sandbox, { operation: 'getPrincipal', fault: 'malformed', field: 'name', value: 'other@x.example' });
    const [inbox = ''] = await held(sandbox, 'inbox');
    await expect(connect(sandbox).read('inbox', inbox, signal)).rejects.toMatchObject({ kind: 'unrecognised' });
  });

  test('that is gone while its number was given to another is gone', async () => {
    const sandbox = await start();
    const session = connect(sandbox);
    const [first] = await items(session, 'inbox');
    await change(sandbox, { do: 'delete', kind: 'inbox', name: first?.name });
    await change(sandbox, { do: 'create', kind: 'inbox', name: `new@${domain}` });
    expect(await session.read('inbox', first?.externalId ?? '', signal)).toBeUndefined();
    const next = await session.read('inbox', `new@${domain}`, signal);
    expect(next?.attributes['providerId']).toBe(first?.attributes['providerId']);
  });
});

describe('what leaves its own domain', () => {
  test('is an alias when it arrives at another domain of the tenant', async () => {
    const sandbox = await start({ sizes: { domain: 2, inbox: 4, alias: 0, forwarder: 0 } });
    const [target = ''] = (await held(sandbox, 'inbox')).filter((name) => name.endsWith('@birch-mail.example'));
    await ask(sandbox, 'POST /api/principal', { name: `far@${domain}`, type: 'list', members: [target] });
    const session = connect(sandbox);
    expect(await items(session, 'alias')).toMatchObject([{ name: `far@${domain}`, attributes: { targets: [target] } }]);
    expect(await names(session, 'forwarder')).toEqual([]);
  });

  test('is a forwarder when it arrives elsewhere, in either form', async () => {
    const sandbox = await start({ sizes: { domain: 2, inbox: 4, alias: 0, forwarder: 0 } });
    const list = { name: `out@${domain}`, type: 'list' };
    await ask(sandbox, 'POST /api/principal', { ...list, members: ['a@else.example'] });
    await ask(sandbox, 'POST /api/principal', { ...list, name: `out2@${domain}`, externalMembers: ['a@else.example'] });
    const session = connect(sandbox);
    expect(await names(session, 'forwarder')).toEqual([`out2@${domain}`, `out@${domain}`]);
    expect(await names(session, 'alias')).toEqual([]);
  });
});

describe('forwarders beside the lists', () => {
  const setUp = async () => {
    const sandbox = await start({ sizes: { domain: 2, inbox: 4, alias: 0, forwarder: 1 } });
    await ask(sandbox, 'POST /api/forwarders', { fromEmail: `kept@${domain}`, to: 'a@else.example', keepLocal: true });
    const [listed = ''] = await held(sandbox, 'forwarder');
    await ask(sandbox, 'POST /api/forwarders', { fromEmail: listed, to: 'b@else.example' });
    return { sandbox, listed };
  };

  test('are listed where the connection asks for them, one with the list of the same source', async () => {
    const { sandbox, listed } = await setUp();
    expect(await names(connect(sandbox), 'forwarder')).toEqual([listed]);
    const session = connect(sandbox, { forwarderEndpoint: true });
    const found = await items(session, 'forwarder');
    expect(found.map(({ name }) => name)).toEqual([listed, `kept@${domain}`]);
    expect(found[0]?.attributes['targets']).toContain('b@else.example');
    expect(found[0]?.attributes['targets']).toHaveLength(2);
    for (const item of found) expect(await session.read('forwarder', item.externalId, signal)).toEqual(item);
    expect(await session.read('forwarder', `gone@${domain}`, signal)).toBeUndefined();
  });

  test('have no total, so none is stated', async () => {
    const { sandbox } = await setUp();
    const totals = [];
    for await (const { evidence } of connect(sandbox, { forwarderEndpoint: true }).list(
      { kind: 'forwarder' },
      signal,
    )) {
      totals.push([evidence.statedTotal, evidence.end]);
    }
    expect(totals).toEqual([
      [null, null],
      [null, null],
      [null, 'no_next_cursor'],
    ]);
  });
});

test('calls are typed: a wrong field does not compile', () => {
  expectTypeOf<Calls['createDkim']['input']['algorithm']>().toEqualTypeOf<
    'Ed25519' | 'Rsa' | 'ed25519-sha256' | 'rsa-sha256'
  >();
  const check = <Id extends keyof Calls>(_id: Id, _input: Calls[Id]['input']) => undefined;
  check('updatePrincipal', { name: 'a@b.example', body: { description: 'D' } });
  check('updatePrincipal', { name: 'a@b.example', body: [{ action: 'set', field: 'description', value: 'D' }] });
  // @ts-expect-error There is no such action.
  check('updatePrincipal', { name: 'a@b.example', body: [{ action: 'replace', field: 'description', value: 'D' }] });
  // @ts-expect-error A mailbox is an individual.
  check('createPrincipal', { name: 'a@b.example', type: 'mailbox' });
  // @ts-expect-error There is no such operation.
  check('renamePrincipal', { name: 'a@b.example' });
});

test('what is kept of an operation holds no password', () => {
  const { redact, redactResult, secrets } = provider.operations['updatePrincipal'] ?? {};
  const actions = { name: 'a@b.example', body: [{ action: 'addItem', field: 'secrets', value: 'hunter2-hunter2' }] };
  const fields = { name: 'a@b.example', body: { secrets: ['hunter2-hunter2'], description: 'D' } };
  for (const input of [actions, fields]) {
    expect(JSON.stringify(redact?.(input))).not.toContain('hunter2');
    expect(secrets?.(input)).toEqual(['hunter2-hunter2']);
  }
  expect(redact?.(fields)).toMatchObject({ body: { description: 'D' } });
  expect(redactResult?.(null)).toBeNull();
  const created = { name: 'a@b.example', type: 'individual', secrets: ['hunter2-hunter2'] };
  expect(JSON.stringify(provider.operations['createPrincipal']?.redact(created))).not.toContain('hunter2');
  expect(JSON.stringify(provider.operations['getPrincipal']?.redactResult(created))).not.toContain('hunter2');
});
