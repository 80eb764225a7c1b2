import { createServer } from 'node:net';
import type { ScheduledConnection } from '@rollcall/schema';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { connectionIn, connectionTo, small } from './support/connect.ts';
import { useGateway } from './support/gateway.ts';
import { type TestSandbox, useSandboxes } from './support/sandboxes.ts';

const gateway = useGateway();
const startSandbox = useSandboxes();

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startSandbox(small);
  for (const secret of Object.values(sandbox.credential)) gateway.secrets.add(secret);
});
beforeEach(() => sandbox.clearFaults());

let count = 0;
const newName = (): string => {
  count += 1;
  return `connection-${count}`;
};
const add = (given: Readonly<Record<string, unknown>> = {}) =>
  gateway.mutate('connections.add', connectionTo(sandbox, { name: newName(), ...given }));

/** How many rows there are of everything that adding a connection writes. */
async function written(): Promise<unknown> {
  const { rows } = await gateway.owner.query(`select (select count(*)::int from rollcall.connection) as connections,
    (select count(*)::int from rollcall.credential) as credentials, (select count(*)::int from rollcall.audit_event) as events`);
  return rows[0];
}

describe('adding a connection', () => {
  test('asks the provider whose account it is, and shows everything but the credential', async () => {
    const name = newName();
    const connection = connectionIn(await add({ name, baseUrl: `${sandbox.baseUrl}//`, sandbox: true }));
    expect(connection).toMatchObject({
      name,
      baseUrl: sandbox.baseUrl,
      state: 'active',
      sandbox: true,
      schedule: '0 0 1 1 *',
    });
    expect(connection.account?.id).toMatch(/^ws_/);
    expect(Date.parse(connection.nextDueAt ?? '')).toBeGreaterThan(Date.now());
    const { rows } = await gateway.owner.query('select sealed from rollcall.credential where connection_id = $1', [
      connection.id,
    ]);
    expect(rows[0].sealed).not.toContain(sandbox.credential['apiKey']);
    expect(await gateway.mutate('connections.test', { name })).toMatchObject({
      data: { data: { connection: name, account: connection.account } },
    });
  });

  test('does without asking when it is told to, and the first run pins the account', async () => {
    const before = (await sandbox.log()).length;
    const connection = connectionIn(await add({ verify: false }));
    expect(connection.account).toBeNull();
    expect(await sandbox.log()).toHaveLength(before);
  });

  test('has each kind listed on its own schedule, else on that of all, else when its provider says', async () => {
    const schedules = { inbox: '*/30 * * * *' };
    const kindsOf = (connection: ScheduledConnection) =>
      Object.fromEntries(connection.kinds.map(({ kind, schedule, setBy }) => [kind, [setBy, schedule]]));
    const own = connectionIn(await add({ schedule: null, schedules }));
    expect(own).toMatchObject({ schedule: null, schedules });
    const hourly = ['provider', '0 * * * *'];
    expect(kindsOf(own)).toEqual({ host: hourly, domain: hourly, inbox: ['kind', '*/30 * * * *'] });
    expect(own.kinds.map(({ reason }) => typeof reason)).toEqual(['string', 'string', 'object']);
    for (const { nextDueAt } of own.kinds) expect(nextDueAt, 'all at the first time of any').toBe(own.nextDueAt);
    expect(Date.parse(own.nextDueAt ?? '') - Date.now()).toBeLessThan(31 * 60_000);
    const both = connectionIn(await add({ schedule: '5 4 * * *', schedules }));
    const nightly = ['connection', '5 4 * * *'];
    expect(kindsOf(both)).toEqual({ host: nightly, domain: nightly, inbox: ['kind', '*/30 * * * *'] });
    const { rows } = await gateway.owner.query(
      `select after -> 'schedule' as schedule, after -> 'schedules' as schedules from rollcall.audit_event
        where connection_id = $1 and type = 'connection.added'`,
      [both.id],
    );
    expect(rows).toEqual([{ schedule: '5 4 * * *', schedules }]);
  });

  test('takes a name once', async () => {
    const name = newName();
    await add({ name });
    const before = await written();
    expect(await add({ name })).toMatchObject({
      status: 409,
      error: { code: 'connection_exists', message: expect.stringMatching(/choose another name/) },
    });
    expect(await written()).toEqual(before);
  });

  test.each<{ given: Readonly<Record<string, unknown>>; code: string; says: RegExp }>([
    { given: { name: 'Upper' }, code: 'invalid_input', says: /name: use lower-case letters/ },
    { given: { name: 'a b' }, code: 'invalid_input', says: /name: / },
    { given: { name: '-a' }, code: 'invalid_input', says: /name: / },
    { given: { name: '' }, code: 'invalid_input', says: /name: / },
    { given: { name: 'a'.repeat(64) }, code: 'invalid_input', says: /name: / },
    { given: { provider: 'nobody' }, code: 'unknown_provider', says: /no provider of that name. Use one of: / },
    { given: { provider: '__proto__' }, code: 'unknown_provider', says: /no provider of that name/ },
    { given: { schedule: 'hourly' }, code: 'invalid_schedule', says: /"hourly" is not a schedule: it has 1 field/ },
    { given: { schedule: '61 * * * *' }, code: 'invalid_schedule', says: /got value 61 expected range 0-59/ },
    { given: { schedule: 'x'.repeat(201) }, code: 'invalid_input', says: /schedule: / },
    { given: { schedules: { inbox: 'hourly' } }, code: 'invalid_schedule', says: /"hourly" is not a schedule/ },
    { given: { schedules: { inbox: '*/30 * * * * *' } }, code: 'invalid_schedule', says: /a minute is the least/ },
    { given: { schedules: { alias: '0 * * * *' } }, code: 'unknown_kind', says: /no kind "alias" at adbtd: .*inbox/ },
    { given: { schedules: { constructor: '0 * * * *' } }, code: 'unknown_kind', says: /no kind "constructor"/ },
    { given: { schedules: { 'A kind': '0 * * * *' } }, code: 'invalid_input', says: /schedules/ },
    { given: { schedules: { inbox: null } }, code: 'invalid_input', says: /schedules\.inbox: / },
    {
      given: { config: { region: 'canary-eu' } },
      code: 'invalid_config',
      says: /configuration does not fit adbtd: "region" is no field of it/,
    },
    { given: { config: 'eu' }, code: 'invalid_input', says: /config: / },
    {
      given: { credential: { apiKey: '' } },
      code: 'invalid_credential',
      says: /credential does not fit adbtd: "apiKey" must be /,
    },
    { given: { credential: {} }, code: 'invalid_credential', says: /"apiKey" is missing. Its fields: apiKey/ },
    { given: { credential: { apiKey: 5 } }, code: 'invalid_credential', says: /"apiKey" must be of type string/ },
    { given: { credential: { apiKey: 'canary key with spaces' } }, code: 'invalid_credential', says: /without spaces/ },
    { given: { credential: { apiKey: 'fine-canary', more: 'canary-more' } }, code: 'invalid_credential', says: /more/ },
    { given: { credential: 'canary-text' }, code: 'invalid_input', says: /credential: / },
    { given: { credential: ['canary-list'] }, code: 'invalid_input', says: /credential: / },
  ])('is refused with $code for $given, repeats no value of it, and stores nothing', async ({ given, code, says }) => {
    const before = await written();
    for (const verify of [true, false]) {
      const { status, error, text } = await add({ ...given, verify });
      expect({ status, code: error?.code }).toEqual({ status: 400, code });
      expect(error?.message).toMatch(says);
      expect(text).not.toContain('canary');
    }
    expect(await written()).toEqual(before);
  });

  test.each([
    { baseUrl: '', why: 'it is not a URL' },
    { baseUrl: 'adbtd.example/api', why: 'it is not a URL' },
    { baseUrl: 'http://', why: 'it is not a URL' },
    { baseUrl: 'ftp://adbtd.example', why: 'it must begin with https:// or http://' },
    { baseUrl: 'file:///etc/passwd', why: 'it must begin with https:// or http://' },
    { baseUrl: 'javascript:alert(1)', why: 'it must begin with https:// or http://' },
    { baseUrl: 'https://me:canary-word@adbtd.example', why: 'it must hold no credential' },
    { baseUrl: 'https://me@adbtd.example', why: 'it must hold no credential' },
    { baseUrl: 'https://adbtd.example/api?key=canary-word', why: 'it must have no query and no fragment' },
    { baseUrl: 'https://adbtd.example/api?', why: 'it must have no query and no fragment' },
    { baseUrl: 'https://adbtd.example/api#canary-word', why: 'it must have no query and no fragment' },
    { baseUrl: 'https://adbtd.example/api#', why: 'it must have no query and no fragment' },
  ])('is refused for the base URL "$baseUrl", since $why', async ({ baseUrl, why }) => {
    const before = await written();
    for (const verify of [true, false]) {
      const { status, error, text } = await add({ baseUrl, verify });
      expect({ status, code: error?.code }).toEqual({ status: 400, code: 'invalid_base_url' });
      expect(error?.message).toContain(`This base URL cannot be used: ${why}.`);
      expect(text).not.toContain('canary');
    }
    expect(await written()).toEqual(before);
  });

  test.each<{
    what: string;
    fault?: Readonly<Record<string, unknown>>;
    given?: Readonly<Record<string, unknown>>;
    kind: string;
    says: RegExp;
  }>([
    {
      what: 'a wrong credential',
      given: { credential: { apiKey: 'adbtd_live_wrong-canary' } },
      kind: 'unauthorized',
      says: /check the credential/,
    },
    {
      what: 'a page of HTML',
      fault: { fault: 'not_json' },
      kind: 'unrecognised',
      says: /not JSON .*check the base URL/,
    },
    {
      what: 'a failing provider',
      fault: { fault: 'status', status: 500 },
      kind: 'unavailable',
      says: /try again later/,
    },
    {
      what: 'a busy provider',
      fault: { fault: 'status', status: 429, retryAfter: 7 },
      kind: 'rate_limited',
      says: /wait, then try again/,
    },
    { what: 'a connection that breaks', fault: { fault: 'drop' }, kind: 'unavailable', says: /try again later/ },
    { what: 'half an answer', fault: { fault: 'truncate' }, kind: 'unavailable', says: /try again later/ },
    {
      what: 'half an answer that says it is whole',
      fault: { fault: 'truncate', quietly: true },
      kind: 'unrecognised',
      says: /not JSON/,
    },
    {
      what: 'an answer without the account',
      fault: { fault: 'malformed', field: 'workspace' },
      kind: 'unrecognised',
      says: /workspace/,
    },
    {
      what: 'a path with nothing at it',
      given: { baseUrl: () => `${sandbox.baseUrl}/elsewhere` },
      kind: 'not_found',
      says: /./,
    },
  ])('stores nothing for $what, and says what to do', async ({ fault, given = {}, kind, says }) => {
    const before = await written();
    if (fault !== undefined) await sandbox.fault({ operation: 'getWorkspace', ...fault });
    const resolved = Object.fromEntries(
      Object.entries(given).map(([key, value]) => [key, typeof value === 'function' ? value() : value]),
    );
    const { status, error, text } = await add(resolved);
    expect({ status, code: error?.code, kind: error?.provider?.kind }).toEqual({
      ...(kind === 'not_found' ? { status: 422, code: 'provider_refused' } : { status: 502, code: 'provider_error' }),
      kind,
    });
    expect(error?.message).toMatch(says);
    expect(text).not.toContain('canary');
    expect(await written()).toEqual(before);
  });

  test('stores nothing when nobody answers, and says so', async () => {
    const before = await written();
    const { status, error } = await add({ baseUrl: `http://127.0.0.1:${await freePort()}` });
    expect({ status, kind: error?.provider?.kind }).toEqual({ status: 502, kind: 'unavailable' });
    expect(error?.message).toMatch(/did not reach the provider/);
    expect(await written()).toEqual(before);
  });

  test('stores all the same when it is told not to ask', async () => {
    expect(connectionIn(await add({ baseUrl: 'https://nobody.invalid/api', verify: false }))).toMatchObject({
      account: null,
    });
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((settle) => server.once('listening', settle));
  const address = server.address();
  await new Promise((settle) => server.close(settle));
  return typeof address === 'object' && address !== null ? address.port : 1;
}
