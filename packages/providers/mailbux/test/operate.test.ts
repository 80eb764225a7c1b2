import { describe, expect, test } from 'vitest';
import { ask, call, change, connect, held, items, names, plant, requests, start } from './fixture.ts';

const domain = 'alder-mail.example';

async function firstInbox(sandbox: Awaited<ReturnType<typeof start>>): Promise<string> {
  return (await held(sandbox, 'inbox'))[0] ?? '';
}

describe('passwords', () => {
  test('are never asked for, and taken out when they come all the same', async () => {
    const sandbox = await start({ sizes: { inbox: 120 } });
    const session = connect(sandbox);
    const name = await firstInbox(sandbox);
    const raw = await ask(sandbox, `GET /api/principal/${encodeURIComponent(name)}`);
    const [, secret = ''] = /"secrets":\["([^"]+)"\]/.exec(raw.text) ?? [];
    expect(secret).not.toBe('');
    const one = await call(session, 'getPrincipal', { name });
    expect(one).toMatchObject({ name });
    expect(JSON.stringify(one)).not.toContain(secret);
    await call(session, 'listPrincipals', { types: 'individual', limit: 2 });
    expect((await requests(sandbox)).at(-1)).toMatch(/[?&]fields=(?!.*secrets)/);
    await change(sandbox, { do: 'dialect', fields: 'ignored' });
    expect((await ask(sandbox, 'GET /api/principal?types=individual&fields=name')).text).toContain(secret);
    const many = await call(session, 'listPrincipals', { types: 'individual' });
    expect(JSON.stringify([many, await items(session, 'inbox')])).not.toMatch(/secrets|Mbx-/);
    expect(many.items.length).toBeGreaterThan(100);
  });

  test('cannot be asked for', async () => {
    const sandbox = await start();
    const asking = call(connect(sandbox), 'listPrincipals', { types: 'individual', fields: 'name,secrets' });
    await expect(asking).rejects.toMatchObject({ kind: 'rejected', applied: 'no' });
    expect(await requests(sandbox)).toEqual([]);
  });

  test('that are DKIM keys stay out of errors', async () => {
    const sandbox = await start();
    const input = { id: `ed25519-${domain}`, algorithm: 'Ed25519', domain } as const;
    expect((await ask(sandbox, 'POST /api/dkim', input)).text).toContain('PRIVATE KEY');
    const error: unknown = await call(connect(sandbox), 'createDkim', input).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ kind: 'conflict', providerCode: 'fieldAlreadyExists' });
    expect(`${JSON.stringify(error)} ${error}`).not.toContain('PRIVATE KEY');
  });
});

describe('a change', () => {
  const newPassword = { description: 'Changed', secrets: ['N3w-password!'] };

  test.each([
    { settings: {}, patch: 'stalwart', sent: 1 },
    { settings: { patchDialect: 'guide' }, patch: 'guide', sent: 1 },
    { settings: { patchDialect: 'auto' }, patch: 'stalwart', sent: 1 },
    { settings: { patchDialect: 'auto' }, patch: 'guide', sent: 2 },
  ])('reaches a server that takes the form of $patch, with $settings', async ({ settings, patch, sent }) => {
    const sandbox = await start();
    await change(sandbox, { do: 'dialect', patch });
    const session = connect(sandbox, settings);
    const name = await firstInbox(sandbox);
    await call(session, 'updatePrincipal', { name, body: newPassword });
    expect(await requests(sandbox)).toHaveLength(sent);
    await call(session, 'updatePrincipal', { name, body: [{ action: 'set', field: 'description', value: 'Again' }] });
    // What was found out is remembered.
    expect(await requests(sandbox)).toHaveLength(sent + 1);
    const { body } = await ask(sandbox, `GET /api/principal/${encodeURIComponent(name)}`);
    expect(body).toMatchObject({ data: { description: 'Again', secrets: ['N3w-password!'] } });
  });

  test('in the other form is not tried unless the connection says so', async () => {
    const sandbox = await start();
    await change(sandbox, { do: 'dialect', patch: 'guide' });
    const name = await firstInbox(sandbox);
    const error = call(connect(sandbox), 'updatePrincipal', { name, body: newPassword });
    await expect(error).rejects.toMatchObject({ kind: 'rejected', status: 400, applied: 'no' });
    expect(await requests(sandbox)).toHaveLength(1);
  });

  test.each([
    { fault: { fault: 'status', status: 500 }, kind: 'unavailable' },
    { fault: { fault: 'apply_then_drop' }, kind: 'unavailable' },
    { fault: { fault: 'not_json' }, kind: 'unrecognised' },
  ])('that may have been made is not sent again: $fault', async ({ fault, kind }) => {
    const sandbox = await start();
    await plant(sandbox, { operation: 'updatePrincipal', ...fault });
    const name = await firstInbox(sandbox);
    const error = call(connect(sandbox, { patchDialect: 'auto' }), 'updatePrincipal', { name, body: newPassword });
    await expect(error).rejects.toMatchObject({ kind, applied: 'maybe' });
    expect(await requests(sandbox)).toHaveLength(1);
  });

  test('of the password leaves app passwords and the second factor alone', async () => {
    const sandbox = await start();
    const name = await firstInbox(sandbox);
    const secrets = ['old', '$app$phone$x', 'otpauth://totp/x'];
    await change(sandbox, { do: 'edit', kind: 'inbox', name, set: { secrets } });
    await call(connect(sandbox), 'updatePrincipal', { name, body: { secrets: ['N3w-password!'] } });
    const { body } = await ask(sandbox, `GET /api/principal/${encodeURIComponent(name)}`);
    expect(body).toMatchObject({ data: { secrets: ['$app$phone$x', 'otpauth://totp/x', 'N3w-password!'] } });
  });

  test('of the name is another resource', async () => {
    const sandbox = await start();
    const session = connect(sandbox);
    const name = await firstInbox(sandbox);
    const value = `Renamed@${domain}`;
    await call(session, 'updatePrincipal', { name, body: [{ action: 'set', field: 'name', value }] });
    const after = await names(session, 'inbox');
    expect(after).toContain(`renamed@${domain}`);
    expect(after).not.toContain(name);
  });
});

describe('a DKIM key', () => {
  test.each([
    { settings: {}, dkim: 'stalwart', algorithm: 'ed25519-sha256', sent: 1 },
    { settings: {}, dkim: 'guide', algorithm: 'Ed25519', sent: 2 },
    { settings: { dkimAlgorithms: 'guide' }, dkim: 'guide', algorithm: 'Rsa', sent: 1 },
    { settings: { dkimAlgorithms: 'guide' }, dkim: 'stalwart', algorithm: 'rsa-sha256', sent: 2 },
  ] as const)('is made where $dkim names are known, given $algorithm', async ({ settings, dkim, algorithm, sent }) => {
    const sandbox = await start();
    await change(sandbox, { do: 'dialect', dkim });
    const session = connect(sandbox, settings);
    const input = { id: 'fresh', algorithm, domain: domain.toUpperCase(), selector: 'fresh' };
    expect(await call(session, 'createDkim', input)).toBeNull();
    expect(await requests(sandbox)).toHaveLength(sent);
    expect(await names(session, 'dkim', domain)).toContain(`fresh._domainkey.${domain}`);
    expect(await call(session, 'getDkimPublicKey', { id: 'fresh' })).toMatch(/^[\w+/]+=?$/);
  });

  test('that is refused for what it is, is refused once', async () => {
    const sandbox = await start();
    const input = { algorithm: 'Ed25519', domain: 'gone.example' } as const;
    await expect(call(connect(sandbox), 'createDkim', input)).rejects.toMatchObject({ kind: 'not_found' });
    expect(await requests(sandbox)).toHaveLength(1);
  });
});

describe('deleting a domain', () => {
  test('that has members takes a word for it: what would go with it is told, and nothing is sent', async () => {
    const sandbox = await start({ sizes: { domain: 2, inbox: 24, alias: 2, forwarder: 1 } });
    const error = call(connect(sandbox), 'deletePrincipal', { name: domain, confirm: domain });
    const inbox = (await held(sandbox, 'inbox')).filter((name) => name.endsWith(domain)).toSorted()[0];
    await expect(error).rejects.toMatchObject({
      ...{ kind: 'conflict', applied: 'no', extras: { inboxes: '12', lists: '2' } },
      message: expect.stringContaining(
        `12 mailboxes and 2 aliases or forwarders, which would be deleted with it for good: ${inbox}`,
      ),
    });
    await expect(error).rejects.toThrow('and 4 more');
    expect((await requests(sandbox)).filter((request) => !request.startsWith('GET '))).toEqual([]);
  });

  test('with that word deletes all under it', async () => {
    const sandbox = await start({ sizes: { domain: 2, inbox: 6 } });
    const session = connect(sandbox);
    await call(session, 'deletePrincipal', {
      name: domain.toUpperCase(),
      confirm: domain.toUpperCase(),
      cascade: true,
    });
    expect(await requests(sandbox)).toEqual([`DELETE /api/principal/${domain}`]);
    for (const kind of ['domain', 'inbox', 'alias', 'forwarder', 'dkim']) {
      expect((await held(sandbox, kind)).filter((name) => name.endsWith(domain))).toEqual([]);
    }
  });

  test('that has none needs no word', async () => {
    const sandbox = await start({ sizes: { domain: 1, inbox: 0, forwarder: 0 } });
    await call(connect(sandbox), 'deletePrincipal', { name: domain, confirm: domain });
    expect(await held(sandbox, 'domain')).toEqual([]);
  });

  test('is refused by a server that wants its members deleted first', async () => {
    const sandbox = await start();
    await change(sandbox, { do: 'dialect', deletion: 'refuse' });
    const error = call(connect(sandbox), 'deletePrincipal', { name: domain, confirm: domain, cascade: true });
    await expect(error).rejects.toMatchObject({ kind: 'conflict', applied: 'no', providerCode: 'other' });
    expect(await held(sandbox, 'domain')).toContain(domain);
  });

  test('is not asked for, and is known not to be, where its members cannot be read', async () => {
    const sandbox = await start();
    await plant(sandbox, { operation: 'listPrincipals', fault: 'drop' });
    const error = call(connect(sandbox), 'deletePrincipal', { name: domain, confirm: domain });
    await expect(error).rejects.toMatchObject({ kind: 'unavailable', applied: 'no' });
    expect((await requests(sandbox)).filter((request) => !request.startsWith('GET '))).toEqual([]);
  });

  test('whose members change while they are read is put off', async () => {
    const sandbox = await start({ sizes: { domain: 3, inbox: 500 } });
    const session = connect(sandbox);
    await plant(sandbox, { operation: 'listPrincipals', fault: 'missing_item', after: 1 });
    const error = call(session, 'deletePrincipal', { name: domain, confirm: domain });
    await expect(error).rejects.toMatchObject({ kind: 'unavailable', applied: 'no' });
  });
});

describe('a new list', () => {
  test.each([
    { settings: {}, lists: 'guide', want: { members: ['MEMBER', 'out@else.example'] } },
    {
      settings: { listDialect: 'stalwart' },
      lists: 'stalwart',
      want: { members: ['MEMBER'], externalMembers: ['out@else.example'] },
    },
  ])('of members here and elsewhere is made where $lists says how', async ({ settings, lists, want }) => {
    const sandbox = await start();
    await change(sandbox, { do: 'dialect', lists });
    const session = connect(sandbox, settings);
    const member = await firstInbox(sandbox);
    const members = [member.toUpperCase(), 'Out@else.example'];
    await call(session, 'createPrincipal', { name: `Both@${domain}`, type: 'list', members });
    const { text } = await ask(sandbox, `GET /api/principal/both@${domain}`);
    expect(JSON.parse(text.replaceAll(member, 'MEMBER'))).toMatchObject({
      data: { ...want, emails: [`both@${domain}`] },
    });
    expect(await names(session, 'forwarder')).toContain(`both@${domain}`);
  });

  test('in the guide’s form is refused by a server that keeps external members apart', async () => {
    const sandbox = await start();
    await change(sandbox, { do: 'dialect', lists: 'stalwart' });
    const input = { name: `out@${domain}`, type: 'list', members: ['out@else.example'] } as const;
    const error = call(connect(sandbox), 'createPrincipal', { ...input, members: [...input.members] });
    await expect(error).rejects.toMatchObject({ kind: 'not_found', providerMessage: 'out@else.example' });
  });
});

describe('names', () => {
  test('are sent in lower case and encoded, so that a plus stays one', async () => {
    const sandbox = await start();
    const session = connect(sandbox);
    await call(session, 'createPrincipal', {
      name: `Ann+News@${domain}`,
      type: 'individual',
      secrets: ['S3cret-pass'],
    });
    expect(await call(session, 'getPrincipal', { name: `ANN+news@${domain}` })).toMatchObject({
      name: `ann+news@${domain}`,
    });
    expect((await requests(sandbox)).at(-1)).toBe(`GET /api/principal/ann%2Bnews%40${domain}`);
    const bare = await ask(sandbox, `GET /api/principal/ann+news@${domain}`);
    expect(bare.body).toEqual({ error: 'notFound', item: `ann news@${domain}` });
  });

  test('of domains may be international', async () => {
    const sandbox = await start();
    const session = connect(sandbox);
    await call(session, 'createPrincipal', { name: 'Bücher.example', type: 'domain' });
    await call(session, 'createPrincipal', { name: 'info@BÜCHER.example', type: 'individual' });
    expect(await names(session, 'domain')).toContain('xn--bcher-kva.example');
    expect(await names(session, 'inbox')).toContain('info@xn--bcher-kva.example');
    expect(await call(session, 'getPrincipal', { name: 'bücher.example' })).toMatchObject({ type: 'domain' });
  });

  test.each([
    {
      operationId: 'createPrincipal',
      input: { name: 'not a domain', type: 'domain' },
      says: '"name" must be a domain name',
    },
    {
      operationId: 'createPrincipal',
      input: { name: 'localhost', type: 'domain' },
      says: '"name" must be a domain name',
    },
    {
      operationId: 'createPrincipal',
      input: { name: '192.0.2.7', type: 'domain' },
      says: '"name" must be a domain name',
    },
    {
      operationId: 'createPrincipal',
      input: { name: 'a@example.com', type: 'domain' },
      says: '"name" must be a domain name',
    },
    { operationId: 'createPrincipal', input: { name: 'agent', type: 'individual' }, says: '"name" must be an address' },
    {
      operationId: 'createPrincipal',
      input: { name: 'a b@example.com', type: 'list' },
      says: '"name" must be an address',
    },
    {
      operationId: 'createPrincipal',
      input: { name: 'a@example.com', type: 'list', members: ['nobody'] },
      says: '"members" must be an address',
    },
    {
      operationId: 'createDkim',
      input: { algorithm: 'Rsa', domain: '-.example' },
      says: '"domain" must be a domain name',
    },
    { operationId: 'listDnsRecords', input: { domain: 'x' }, says: '"domain" must be a domain name' },
    {
      operationId: 'createForwarder',
      input: { fromEmail: 'x', to: 'a@b.example' },
      says: '"fromEmail" must be an address',
    },
    {
      operationId: 'updatePrincipal',
      input: { name: 'a@example.com', body: [{ action: 'addItem', field: 'emails', value: 'x' }] },
      says: '"emails" must be an address',
    },
    {
      operationId: 'updatePrincipal',
      input: { name: 'a@example.com', body: { name: 'a@nowhere' } },
      says: '"name" must be an address',
    },
  ])('that are none are told before anything is sent: $operationId $input', async ({ operationId, input, says }) => {
    const sandbox = await start();
    const outcome = connect(sandbox).call({ operationId, input }, new AbortController().signal);
    await expect(outcome).rejects.toMatchObject({ kind: 'rejected', applied: 'no' });
    await expect(outcome).rejects.toThrow(says);
    expect(await requests(sandbox)).toEqual([]);
  });
});

test('forwarders beside the lists can be made, listed and deleted', async () => {
  const session = connect(await start());
  const input = { fromEmail: `In@${domain}`, to: 'out@else.example', description: 'Away' };
  const { forwarder } = await call(session, 'createForwarder', input);
  const { forwarders } = await call(session, 'listForwarders', { domain });
  expect(forwarders).toEqual([
    { id: forwarder?.id, fromEmail: `in@${domain}`, to: 'out@else.example', keepLocal: false, description: 'Away' },
  ]);
  await call(session, 'deleteForwarder', { id: String(forwarder?.id), confirm: String(forwarder?.id) });
  expect(await call(session, 'listForwarders', { domain })).toEqual({ forwarders: [] });
});
