import { commonOperations } from '@rollcall/provider-kit';
import { providers } from '@rollcall/provider-registry';
import { beforeAll, describe, expect, test } from 'vitest';
import { connect } from './support/connect.ts';
import { type Answer, useGateway } from './support/gateway.ts';
import { fillLedger, type Listed, listed } from './support/ledger.ts';
import { type TestSandbox, useSandboxes } from './support/sandboxes.ts';

const gateway = useGateway();
const startSandbox = useSandboxes();
const password = 'Canary-of-the-password-1';

const sandboxes = new Map<string, TestSandbox>();
beforeAll(async () => {
  for (const name of Object.keys(providers)) {
    const sandbox = await startSandbox({ seed: 3 }, name);
    sandboxes.set(name, sandbox);
    await connect(gateway, name, sandbox);
    await fillLedger(gateway, name, sandbox);
  }
});

function at(connection: string): TestSandbox {
  const sandbox = sandboxes.get(connection);
  if (sandbox === undefined) throw new Error(`there is no sandbox of ${connection}`);
  return sandbox;
}

const ask = (connection: string, operation: string, input: object, idempotencyKey?: string): Promise<Answer> =>
  gateway.mutate(operation, { connection, input, ...(idempotencyKey === undefined ? {} : { idempotencyKey }) });

const items = async (connection: string, kind: string): Promise<Listed[]> =>
  (await listed(at(connection))).filter((item) => item.kind === kind);

const names = async (connection: string, kind: string): Promise<string[]> =>
  (await items(connection, kind)).map(({ name }) => name);

/** The first of its kind, which the ledger holds as well: what was made here stands at the end. */
async function foremost(connection: string, kind: string): Promise<Listed> {
  const [item] = await items(connection, kind);
  if (item === undefined) throw new Error(`${connection} has no ${kind}`);
  return item;
}

/** The last of its kind: the first key may be the connection's own. */
async function last(connection: string, kind: string): Promise<Listed> {
  const item = (await items(connection, kind)).at(-1);
  if (item === undefined) throw new Error(`${connection} has no ${kind}`);
  return item;
}

const requestsOf = async (connection: string): Promise<number> => (await at(connection).log()).length;

describe('is carried out by an operation of the provider, and shows in its next listing:', () => {
  const done = (procedure: string) => ({
    status: 200,
    data: { procedure, operation: { state: 'succeeded' }, replayed: false },
  });

  test.each([
    { at: 'adbtd', create: 'createMailboxes', remove: 'deleteMailbox', given: {} },
    { at: 'inframail', create: 'createEmailAccount', remove: 'deleteEmailAccount', given: { password } },
    { at: 'mailbux', create: 'createPrincipal', remove: 'deletePrincipal', given: { password, displayName: 'Ada' } },
  ])('an inbox at $at', async ({ at: connection, create, remove, given }) => {
    const old = await last(connection, 'inbox');
    const domain = old.name.split('@')[1];
    expect(await ask(connection, 'inboxes.create', { address: `New@${domain}`, ...given })).toMatchObject(
      done(`${connection}.${create}`),
    );
    expect(await names(connection, 'inbox')).toContain(`new@${domain}`);
    const deleted = await ask(connection, 'inboxes.delete', { inbox: old.name.toUpperCase(), confirm: old.name });
    expect(deleted).toMatchObject(done(`${connection}.${remove}`));
    expect(await names(connection, 'inbox')).not.toContain(old.name);
  });

  test.each([
    { at: 'adbtd', add: 'addDomain', remove: 'deleteDomain' },
    { at: 'mailbux', add: 'createPrincipal', remove: 'deletePrincipal' },
    { at: 'elastic-email', add: 'addDomain', remove: 'deleteDomain' },
  ])('a domain at $at', async ({ at: connection, add, remove }) => {
    const old = await last(connection, 'domain');
    expect(await ask(connection, 'domains.add', { domain: 'Bücher.example' })).toMatchObject(
      done(`${connection}.${add}`),
    );
    expect(await names(connection, 'domain')).toContain('xn--bcher-kva.example');
    const input = { domain: old.externalId, confirm: old.name, cascade: true };
    expect(await ask(connection, 'domains.remove', input)).toMatchObject(done(`${connection}.${remove}`));
    expect(await names(connection, 'domain')).not.toContain(old.name);
  });

  test.each([
    { at: 'inframail', procedure: 'inframail.createEmailAccount' },
    { at: 'mailbux', procedure: 'mailbux.updatePrincipal' },
    { at: 'simple-inboxes', procedure: 'simple-inboxes.rotateInboxPassword' },
  ])('a password at $at, which is stored nowhere', async ({ at: connection, procedure }) => {
    gateway.secrets.add(password);
    const [inbox] = await items(connection, 'inbox');
    const set = await ask(connection, 'inboxes.setPassword', { inbox: inbox?.name, password });
    expect(set).toMatchObject(done(procedure));
    const { rows } = await gateway.owner.query(
      `select count(*)::int as count from rollcall.operation where input::text like $1
        union all select count(*)::int from rollcall.audit_event where after::text like $1`,
      [`%${password}%`],
    );
    expect(rows).toEqual([{ count: 0 }, { count: 0 }]);
  });

  test.each([
    { at: 'mailbux', procedure: 'mailbux.updatePrincipal' },
    { at: 'simple-inboxes', procedure: 'simple-inboxes.createInboxMutation' },
  ])('another address at $at', async ({ at: connection, procedure }) => {
    const inbox = await last(connection, 'inbox');
    const address = `renamed@${inbox.name.split('@')[1]}`;
    const renamed = await ask(connection, 'inboxes.rename', { inbox: inbox.name, address });
    expect(renamed).toMatchObject(done(procedure));
    expect(await names(connection, 'inbox')).toContain(address);
  });

  test('an alias at mailbux, on the domain of its inbox and on another one', async () => {
    const [inbox] = await items('mailbux', 'inbox');
    const own = inbox?.name.split('@')[1];
    const other = (await names('mailbux', 'domain')).find((name) => name !== own);
    const before = await items('mailbux', 'alias');
    for (const alias of [`help@${own}`, `help@${other}`]) {
      expect(await ask('mailbux', 'aliases.add', { alias, inbox: inbox?.name })).toMatchObject({ status: 200 });
      expect(await names('mailbux', 'alias')).toContain(alias);
    }
    for (const madeAs of ['list', 'mailbox_address']) {
      const alias = before.find((item) => item.attributes['madeAs'] === madeAs);
      expect(await ask('mailbux', 'aliases.remove', { alias: alias?.name, confirm: alias?.name })).toMatchObject({
        status: 200,
      });
      expect(await names('mailbux', 'alias')).not.toContain(alias?.name);
    }
  });

  test('a DNS record at simple-inboxes', async () => {
    const record = await last('simple-inboxes', 'dns_record');
    const domain = String(record.attributes['domain']);
    const input = { domain, type: 'txt', name: 'canary', content: 'v=1', ttl: 300 };
    expect(await ask('simple-inboxes', 'dns.add', input)).toMatchObject(done('simple-inboxes.addDnsRecord'));
    expect(await names('simple-inboxes', 'dns_record')).toContain(`canary.${domain}`);
    const unsure = await ask('simple-inboxes', 'dns.remove', { record: record.externalId, confirm: domain });
    expect(unsure.error).toMatchObject({ code: 'invalid_input', message: expect.stringContaining(record.name) });
    const removal = { record: record.externalId, confirm: record.name };
    const removed = await ask('simple-inboxes', 'dns.remove', removal);
    expect(removed).toMatchObject(done('simple-inboxes.deleteDnsRecord'));
    const ids = (await items('simple-inboxes', 'dns_record')).map(({ externalId }) => externalId);
    expect(ids).not.toContain(record.externalId);
  });

  test('a key at elastic-email: created, restricted, and replaced by a second one, whose secret is shown once', async () => {
    const old = await last('elastic-email', 'api_key');
    const created = await ask('elastic-email', 'providerKeys.create', { name: 'shop', permissions: ['ViewReports'] });
    expect(created).toMatchObject({ ...done('elastic-email.createApiKey'), data: { result: { Name: 'shop' } } });
    const restriction = { key: old.externalId, networks: ['203.0.113.0/24'], expiresAt: '2031-01-01T02:00:00+02:00' };
    expect(await ask('elastic-email', 'providerKeys.restrict', restriction)).toMatchObject(
      done('elastic-email.updateApiKey'),
    );
    const restricted = (await items('elastic-email', 'api_key')).find((key) => key.externalId === old.externalId);
    expect(restricted?.attributes).toEqual({
      ...old.attributes,
      ipRanges: ['203.0.113.0/24'],
      expiresAt: '2031-01-01T00:00:00.000Z',
    });
    const [another] = await items('elastic-email', 'api_key');
    const rotation = { key: another?.externalId, name: 'second' };
    const first = await ask('elastic-email', 'providerKeys.rotate', rotation, 'rotate-once');
    expect(first).toMatchObject({
      ...done('elastic-email.createApiKey'),
      data: { result: { Token: expect.stringMatching(/^.{90,}$/) }, next: expect.stringContaining('revoke') },
    });
    const again = await ask('elastic-email', 'providerKeys.rotate', rotation, 'rotate-once');
    expect(again).toMatchObject({ status: 200, data: { replayed: true, next: expect.stringContaining('revoke') } });
    expect(JSON.stringify(again.data)).not.toMatch(/[0-9A-F]{60}/i);
    const revoked = await ask('elastic-email', 'providerKeys.revoke', { key: old.externalId, confirm: old.name });
    expect(revoked).toMatchObject(done('elastic-email.deleteApiKey'));
    const keys = await names('elastic-email', 'api_key');
    expect(keys).toContain('second');
    expect(keys).not.toContain(old.name);
  });
});

describe('is told to be impossible before any request, with the provider’s reason:', () => {
  const missing = Object.values(providers).flatMap(({ name: connection, common }) =>
    Object.entries(common).flatMap(([operation, mapping]) =>
      'notSupported' in mapping ? [{ connection, operation, reason: mapping.notSupported }] : [],
    ),
  );
  const input: Readonly<Record<string, object>> = {
    'inboxes.create': { address: 'a@a.example' },
    'inboxes.setPassword': { inbox: 'a', password: 'p' },
    'inboxes.rename': { inbox: 'a', address: 'a@a.example' },
    'inboxes.delete': { inbox: 'a', confirm: 'a' },
    'domains.add': { domain: 'a.example' },
    'domains.remove': { domain: 'a', confirm: 'a' },
    'dns.add': { domain: 'a', type: 'A', name: '@', content: '203.0.113.1' },
    'dns.remove': { record: 'a', confirm: 'a' },
    'dns.replace': { record: 'a', content: 'b' },
    'aliases.add': { alias: 'a@a.example', inbox: 'a' },
    'aliases.remove': { alias: 'a', confirm: 'a' },
    'providerKeys.create': { name: 'a' },
    'providerKeys.restrict': { key: 'a', networks: [] },
    'providerKeys.rotate': { key: 'a', name: 'b' },
    'providerKeys.revoke': { key: 'a', confirm: 'a' },
  };

  test('every operation that a provider says it cannot do', async () => {
    expect(Object.keys(input).sort()).toEqual(Object.keys(commonOperations).sort());
    const before = await Promise.all(Object.keys(providers).map(requestsOf));
    for (const { connection, operation, reason } of missing) {
      const { status, error } = await ask(connection, operation, input[operation] ?? {});
      expect({ connection, operation, status, code: error?.code }).toEqual({
        ...{ connection, operation, status: 422, code: 'not_supported' },
      });
      expect(error?.details).toEqual({ operation, providerName: connection, reason });
    }
    expect(await Promise.all(Object.keys(providers).map(requestsOf))).toEqual(before);
  });

  test.each([
    {
      at: 'adbtd',
      operation: 'inboxes.create',
      given: { address: 'a@a.example', password: 'p' },
      want: { code: 'not_supported', message: /dashboard shows the password/ },
    },
    {
      at: 'inframail',
      operation: 'inboxes.create',
      given: { address: 'a@a.example' },
      want: { code: 'invalid_input', message: /makes no password: give one/ },
    },
    {
      at: 'simple-inboxes',
      operation: 'providerKeys.create',
      given: { name: 'a', networks: ['203.0.113.7'] },
      want: { code: 'not_supported', message: /leave the restrictions out/ },
    },
    {
      at: 'simple-inboxes',
      operation: 'providerKeys.create',
      given: { name: 'a', kind: 'smtp_credential' },
      want: { code: 'not_supported', message: /no SMTP credentials/ },
    },
    {
      at: 'elastic-email',
      operation: 'providerKeys.create',
      given: { name: 'a', permissions: ['FlyToTheMoon'] },
      want: { code: 'invalid_input', message: /"AccessLevel\.0"/ },
    },
    {
      at: 'elastic-email',
      operation: 'providerKeys.create',
      given: { name: 'a', networks: ['203.0.113.999'] },
      want: { code: 'invalid_input', message: /networks\.0/ },
    },
    {
      at: 'adbtd',
      operation: 'domains.add',
      given: { domain: 'not a domain' },
      want: { code: 'invalid_input', message: /must be a domain name/ },
    },
    {
      at: 'adbtd',
      operation: 'inboxes.create',
      given: { address: 'a@a.example', host: 'ip_1' },
      want: { code: 'invalid_input', message: /"?host/ },
    },
  ])('$operation $given at $at', async ({ at: connection, operation, given, want }) => {
    const before = await requestsOf(connection);
    const { error } = await ask(connection, operation, given);
    expect(error).toMatchObject({ code: want.code, message: expect.stringMatching(want.message) });
    expect(await requestsOf(connection)).toBe(before);
  });
});

describe('what it is about', () => {
  const resource = (name: string, presence: string, externalId = `id of ${name}`) =>
    gateway.owner.query(
      `insert into rollcall.resource (workspace_id, connection_id, kind, external_id, name, presence, attributes, digest,
        version, first_seen_at, last_changed_at)
      select workspace_id, connection_id, 'inbox', $1, $2, $3, '{}', '', 1, now(), now()
      from rollcall.connection where name = 'adbtd'`,
      [externalId, name, presence],
    );
  const remove = (inbox: string, confirm: string) => ask('adbtd', 'inboxes.delete', { inbox, confirm });

  test('is not guessed where two have the name', async () => {
    await resource('twin@a.example', 'live', 'mb_1');
    await resource('twin@a.example', 'live', 'mb_2');
    const { status, error } = await remove('twin@a.example', 'twin@a.example');
    expect(status).toBe(409);
    expect(error).toMatchObject({ code: 'ambiguous_name', message: expect.stringMatching(/\(mb_1, mb_2\)/) });
    expect(error?.details['candidates']).toMatchObject([{ externalId: 'mb_1' }, { externalId: 'mb_2' }]);
  });

  test('is the one that is live, where another was once called so', async () => {
    const inbox = await foremost('adbtd', 'inbox');
    await resource(inbox.name, 'gone');
    expect(await remove(inbox.name, inbox.name)).toMatchObject({ status: 200 });
    expect(await names('adbtd', 'inbox')).not.toContain(inbox.name);
  });

  test('may be gone by now: whoever asks once more hears it from the provider', async () => {
    await resource('gone@a.example', 'gone', 'mb_gone');
    const { error } = await remove('gone@a.example', 'gone@a.example');
    expect(error).toMatchObject({ code: 'provider_refused', provider: { kind: 'not_found' } });
  });

  test('is in the ledger, or nothing is done', async () => {
    const before = await requestsOf('adbtd');
    const { status, error } = await remove('nobody@a.example', 'nobody@a.example');
    expect({ status, code: error?.code }).toEqual({ status: 404, code: 'not_found' });
    expect(error?.message).toMatch(/"sync adbtd" looks again.*own/);
    expect(await requestsOf('adbtd')).toBe(before);
  });

  test('is repeated before it is deleted', async () => {
    const inbox = await foremost('adbtd', 'inbox');
    const { error } = await remove(inbox.externalId, 'another@a.example');
    expect(error).toMatchObject({ code: 'invalid_input', message: expect.stringContaining(inbox.name) });
    expect(await names('adbtd', 'inbox')).toContain(inbox.name);
  });

  test('says what goes with it, and is deleted only with that', async () => {
    const [inbox] = await items('adbtd', 'inbox');
    const domain = inbox?.name.split('@')[1];
    const { error } = await ask('adbtd', 'domains.remove', { domain, confirm: domain });
    expect(error).toMatchObject({ code: 'invalid_input', message: expect.stringContaining(String(inbox?.name)) });
    expect(error?.details['takes']).toMatchObject([{ kind: 'inbox', count: expect.any(Number) }]);
    expect(await names('adbtd', 'domain')).toContain(domain);
  });

  test('is not set a password that would create it anew', async () => {
    const [inbox] = await items('inframail', 'inbox');
    const presence = (to: string) =>
      gateway.owner.query(`update rollcall.resource set presence = $1 where name = $2 and kind = 'inbox'`, [
        to,
        inbox?.name,
      ]);
    await presence('missing');
    const { error } = await ask('inframail', 'inboxes.setPassword', { inbox: inbox?.name, password });
    await presence('live');
    expect(error).toMatchObject({ code: 'invalid_input', message: expect.stringMatching(/is missing.*Sync first/) });
  });
});

describe('on record', () => {
  test('it is an operation of the provider, and the event says as what it was asked for', async () => {
    const { data } = await ask('adbtd', 'domains.add', { domain: 'recorded.example' });
    const { operation } = data as { operation: { id: string } }; // As the first test has it.
    const { rows } = await gateway.owner.query(
      `select o.procedure, o.input, o.expectations, e.after from rollcall.operation o
        join rollcall.audit_event e on e.operation_id = o.operation_id and e.type = 'operation.accepted'
        where o.operation_id = $1`,
      [operation.id],
    );
    const input = { name: 'recorded.example', mode: 'byo' };
    expect(rows).toEqual([
      {
        procedure: 'adbtd.addDomain',
        input,
        expectations: [{ becomes: 'present', kind: 'domain', name: 'recorded.example' }],
        after: { input, via: 'domains.add' },
      },
    ]);
  });

  test('the same key and input have the same answer, although what it was about is gone meanwhile', async () => {
    const inbox = await foremost('adbtd', 'inbox');
    const input = { inbox: inbox.name, confirm: inbox.name };
    const first = await ask('adbtd', 'inboxes.delete', input, 'once');
    expect(first).toMatchObject({ status: 200, data: { replayed: false } });
    await gateway.owner.query(`delete from rollcall.resource where kind = 'inbox' and name = $1`, [inbox.name]);
    const before = await requestsOf('adbtd');
    const again = await ask('adbtd', 'inboxes.delete', input, 'once');
    const { data } = first as { data: object }; // A success has data.
    expect(again).toMatchObject({ status: 200, data: { ...data, replayed: true } });
    expect(await requestsOf('adbtd')).toBe(before);
    const other = await ask('adbtd', 'inboxes.delete', { ...input, confirm: 'b' }, 'once');
    expect(other.error?.code).toBe('idempotency_mismatch');
  });

  test('a refusal of the provider is answered the same again', async () => {
    await at('adbtd').fault({ operation: 'addDomain', fault: 'status', status: 409 });
    const first = await ask('adbtd', 'domains.add', { domain: 'taken.example' }, 'refused');
    await at('adbtd').clearFaults();
    expect(first.error).toMatchObject({ code: 'provider_refused', provider: { kind: 'conflict' } });
    const again = await ask('adbtd', 'domains.add', { domain: 'taken.example' }, 'refused');
    expect(again.error).toMatchObject({ code: 'provider_refused', message: first.error?.message });
  });
});

test('a key that may only read is refused', async () => {
  const { token } = await gateway.key(['inventory:read']);
  const input = { connection: 'adbtd', input: { domain: 'a.example' } };
  expect(await gateway.mutate('domains.add', input, token)).toMatchObject({ status: 403 });
  expect(await gateway.query('capabilities', {}, token)).toMatchObject({ status: 200 });
});
