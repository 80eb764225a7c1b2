import { eventTypes } from '@rollcall/schema';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { answers } from './support/answers.ts';
import { ErrorDocument } from './support/cli.ts';
import { useStack } from './support/stack.ts';
import { providerName, type TestSandbox } from './support/test-sandbox.ts';

const stack = useStack();
const sizes = { host: 2, domain: 10, inbox: 30 };
let sandbox: TestSandbox;

beforeAll(async () => {
  sandbox = await stack.connect('demo', { seed: 1, sizes });
  await stack.ask(['sync', 'demo'], answers.sync);
});

describe('connections', () => {
  const add = (name: string, ...more: string[]) => ['connections', 'add', name, '--provider', providerName, ...more];

  test('add verifies the credential and answers with the connection', async () => {
    const other = await stack.sandbox({ seed: 2, sizes });
    const inboxes = ['--kind-schedule', 'inbox=0 * * * *', '--kind-schedule', 'inbox = */30 * * * *'];
    const { data } = await stack.ask(
      add(
        'added',
        '--base-url',
        `${other.baseUrl}/`,
        '--config',
        '{}',
        '--schedule',
        '5 4 * * *',
        ...inboxes,
        '--rate',
        'default=90',
      ),
      answers.connection,
      { stdin: other.credentialJson },
    );
    expect(data).toMatchObject({
      name: 'added',
      provider: providerName,
      baseUrl: other.baseUrl,
      schedule: '5 4 * * *',
      schedules: { inbox: '*/30 * * * *' },
      rates: { default: 90 },
      state: 'active',
      account: { name: expect.any(String) },
    });
    expect((await stack.cli(['connections', 'list'])).stdout).toMatch(/^added .* 5 4 \* \* \* · inbox \*\/30 /m);
  });

  test('list shows them with how their last run ended, and never a credential', async () => {
    const { data, coverage } = await stack.ask(['connections', 'list', '--all'], answers.connections);
    const demo = data.find(({ name }) => name === 'demo');
    expect(demo).toMatchObject({ state: 'active', baseUrl: sandbox.baseUrl, lastRun: { outcome: 'complete' } });
    expect(coverage.proven).toBeGreaterThanOrEqual(3);
    expect(JSON.stringify(data)).not.toContain(sandbox.credential['apiKey']);
  });

  test('test asks the provider whose account it is', async () => {
    const { stdout, code } = await stack.cli(['connections', 'test', 'demo']);
    expect(stdout).toMatch(/^demo opens the account .+ \(ws_\w+\)\.\n$/);
    expect(code).toBe(0);
  });

  test('pause, resume and remove say the new state', async () => {
    await stack.connect('passing', { seed: 3, sizes });
    const verb = (name: string) => stack.ask(['connections', name, 'passing'], answers.connectionState);
    expect((await verb('pause')).data).toEqual({ name: 'passing', state: 'paused' });
    const refused = await stack.cli(['sync', 'passing', '--json']);
    expect(ErrorDocument.parse(refused.json).error).toMatchObject({
      code: 'connection_not_active',
      message: expect.stringContaining('connections resume passing'),
    });
    expect((await verb('resume')).data).toEqual({ name: 'passing', state: 'active' });
    expect((await verb('remove')).data).toEqual({ name: 'passing', state: 'removed' });
    const { data } = await stack.ask(['connections', 'list'], answers.connections);
    expect(data.map(({ name }) => name)).not.toContain('passing');
    expect(await stack.cli(['connections', 'test', 'passing'])).toMatchObject({ code: 1 });
  });

  test('update changes what is named, and the credential when one is piped in', async () => {
    const other = await stack.connect('changing', { seed: 4, sizes });
    const update = ['connections', 'update', 'changing'];
    const settings = await stack.ask([...update, '--schedule', '0 3 * * *'], answers.connection);
    expect(settings.data).toMatchObject({ schedule: '0 3 * * *', baseUrl: other.baseUrl });
    const kinds = ['--kind-schedule', 'host=5 4 * * *', '--kind-schedule', 'inbox=7 4 * * *'];
    const rated = await stack.ask([...update, '--no-schedule', ...kinds, '--rate', 'send=9'], answers.connection);
    expect(rated.data.rates).toEqual({ send: 9 });
    const out = await stack.ask([...update, '--kind-schedule', 'host=', '--rate', 'send='], answers.connection);
    expect(out.data).toMatchObject({ schedule: null, schedules: { inbox: '7 4 * * *' }, rates: {} });
    expect(out.data.kinds.map(({ setBy }) => setBy)).toEqual(['provider', 'provider', 'kind']);
    await stack.ask([...update, '--schedule', '0 0 1 1 *', '--kind-schedule', 'inbox='], answers.connection);

    const wrong = await stack.cli([...update, '--json'], { stdin: '{"apiKey":"adbtd_live_of_nobody"}' });
    expect(ErrorDocument.parse(wrong.json).error).toMatchObject({
      code: 'provider_error',
      provider: { kind: 'unauthorized' },
    });
    expect(wrong.code).toBe(1);
    expect(await stack.cli(['connections', 'test', 'changing'])).toMatchObject({ code: 0 });

    await stack.ask([...update, '--no-verify'], answers.connection, { stdin: '{"apiKey":"adbtd_live_of_nobody"}' });
    expect(await stack.cli(['connections', 'test', 'changing'])).toMatchObject({ code: 1 });
    await stack.ask(update, answers.connection, { stdin: other.credentialJson });
    expect(await stack.cli(['connections', 'test', 'changing'])).toMatchObject({ code: 0 });
  });

  test('update does not wait for a stdin that was left open, where another change was asked for', async () => {
    const { code, stderr } = await stack.cli(['connections', 'update', 'demo', '--config', '{}'], {
      stdin: 'left open',
    });
    expect(stderr).toMatch(/the credential stays as it is/);
    expect(code).toBe(0);
  });

  test('update with nothing to change is wrong usage', async () => {
    const { code, stderr } = await stack.cli(['connections', 'update', 'demo']);
    expect(stderr).toMatch(/^wrong_usage: The credential is read from stdin/);
    expect(code).toBe(2);
  });

  test.each([
    { because: 'the name has capitals', args: add('Demo'), code: 'invalid_input' },
    { because: 'the name is taken', args: add('demo'), code: 'connection_exists' },
    { because: 'the URL is none', args: add('bad', '--base-url', 'sandbox'), code: 'invalid_base_url' },
    { because: 'the URL is of a file', args: add('bad', '--base-url', 'file:///etc'), code: 'invalid_base_url' },
    { because: 'the schedule is none', args: add('bad', '--schedule', 'hourly'), code: 'invalid_schedule' },
    {
      because: 'the schedule has no such minute',
      args: add('bad', '--schedule', '61 * * * *'),
      code: 'invalid_schedule',
    },
    {
      because: 'the kind has no such schedule',
      args: add('bad', '--kind-schedule', 'inbox=hourly'),
      code: 'invalid_schedule',
    },
    {
      because: 'the provider lists no such kind',
      args: add('bad', '--kind-schedule', 'mailbox=0 * * * *'),
      code: 'unknown_kind',
    },
    { because: 'the provider has no such setting', args: add('bad', '--config', '{"a":1}'), code: 'invalid_config' },
    { because: 'the credential lacks its field', args: add('bad'), stdin: '{"key":"x"}', code: 'invalid_credential' },
    {
      because: 'the provider refuses the credential',
      args: add('bad'),
      stdin: '{"apiKey":"x"}',
      code: 'provider_error',
    },
  ])('add stores nothing when $because: $code', async ({ args, code, stdin = sandbox.credentialJson }) => {
    const url = args.includes('--base-url') ? [] : ['--base-url', sandbox.baseUrl];
    const result = await stack.cli([...args, ...url, '--json'], { stdin });
    expect(ErrorDocument.parse(result.json).error.code).toBe(code);
    expect(result.stderr).toMatch(new RegExp(`^${code}: .+\\.\\n$`));
    expect(result.code).toBe(1);
    const { data } = await stack.ask(['connections', 'list'], answers.connections);
    expect(data.map(({ name }) => name)).not.toContain('bad');
  });
});

describe('lists', () => {
  test('resources has one page unless asked for all', async () => {
    const first = await stack.ask(['resources', '--connection', 'demo', '--limit', '20'], answers.resources);
    expect(first.data).toHaveLength(20);
    const next = ['resources', '--connection', 'demo', '--limit', '20', '--cursor', first.nextCursor ?? ''];
    const second = await stack.ask(next, answers.resources);
    expect(second.data.map(({ externalId }) => externalId)).not.toEqual(first.data.map(({ externalId }) => externalId));

    const all = await stack.ask(['resources', '--connection', 'demo', '--all', '--limit', '7'], answers.resources);
    expect(new Set(all.data.map(({ externalId }) => externalId)).size).toBe(42);
    expect(all.nextCursor).toBeNull();
    expect(all.coverage).toEqual({ proven: 3, corroborated: 0, plausible: 0, stale: 0, failed: 0 });
  });

  test('resources say how old each kind of them is, and scopes each listing', async () => {
    const { ages, agesLeftOut } = await stack.ask(['resources', '--connection', 'demo'], answers.resources);
    expect(ages.map(({ kind }) => kind)).toEqual(['host', 'domain', 'inbox']);
    expect(agesLeftOut).toBe(0);
    for (const age of ages) {
      expect(age).toMatchObject({ connection: 'demo', scopes: 1, troubled: 0, grade: 'proven' });
      expect(age.nextDueAt).toMatch(/-01-01T00:0/);
    }
    const scopes = await stack.ask(['scopes', '--connection', 'demo', '--limit', '1', '--all'], answers.scopes);
    expect(scopes.data.map(({ kind, parent, trouble }) => [kind, parent, trouble])).toEqual(
      ['domain', 'host', 'inbox'].map((kind) => [kind, null, null]),
    );
    const [one] = (await stack.ask(['scopes', '--connection', 'demo', '--kind', 'inbox'], answers.scopes)).data;
    expect(one).toMatchObject({ kind: 'inbox', believedAt: ages[2]?.believedAt, nextDueAt: ages[2]?.nextDueAt });
  });

  test('resources can be asked for by kind, presence and the beginning of a name', async () => {
    const [inbox] = await sandbox.items('inbox');
    const list = (...args: string[]) => stack.ask(['resources', '--connection', 'demo', ...args], answers.resources);
    expect((await list('--kind', 'host')).data.map(({ kind }) => kind)).toEqual(['host', 'host']);
    expect((await list('--name', inbox?.name ?? '')).data.map(({ externalId }) => externalId)).toEqual([inbox?.id]);
    expect((await list('--presence', 'gone')).data).toEqual([]);
    expect((await list('--presence', 'any', '--kind', 'domain')).data).toHaveLength(10);
  });

  test.each([
    { args: ['resources', '--kind', 'mailbox'], code: 'unknown_kind', says: 'inbox' },
    { args: ['resources', '--connection', 'nobody'], code: 'connection_not_found', says: 'connections list' },
    { args: ['scopes', '--kind', 'mailbox'], code: 'unknown_kind', says: 'inbox' },
    { args: ['resources', '--cursor', 'abc'], code: 'invalid_cursor', says: 'without a cursor' },
    { args: ['events', '--connection', 'nobody'], code: 'connection_not_found', says: 'connections list' },
    { args: ['runs', 'nobody'], code: 'connection_not_found', says: 'connections list' },
    { args: ['sync', 'nobody'], code: 'connection_not_found', says: 'connections list' },
    { args: ['sync', 'demo', '--kind', 'mailbox'], code: 'unknown_kind', says: 'inbox' },
    { args: ['counts', '--as-of', 'yesterday'], code: 'invalid_time', says: '2026-11-01T10:00:00Z' },
    { args: ['history', 'demo', 'inbox', 'mb_none'], code: 'not_found', says: 'resources --connection demo' },
    { args: ['keys', 'revoke', 'abcdefghijkl'], code: 'not_found', says: 'keys list' },
  ])('rollcall $args is answered with $code and what to do', async ({ args, code, says }) => {
    const result = await stack.cli([...args, '--json']);
    const { error } = ErrorDocument.parse(result.json);
    expect(error).toMatchObject({ code, message: expect.stringContaining(says), requestId: expect.any(String) });
    expect(result.stderr).toBe(`${code}: ${error.message}\n`);
    expect(result.code).toBe(1);
  });

  test('a cursor of other filters is refused', async () => {
    const { nextCursor } = await stack.ask(['resources', '--limit', '2'], answers.resources);
    const other = await stack.cli(['resources', '--kind', 'inbox', '--cursor', nextCursor ?? '', '--json']);
    expect(ErrorDocument.parse(other.json).error.code).toBe('invalid_cursor');
  });

  test('events are the newest first and can be asked for by type', async () => {
    const { data } = await stack.ask(
      ['events', '--type', 'resource.appeared', '--connection', 'demo', '--all'],
      answers.events,
    );
    expect(data).toHaveLength(42);
    expect(data.every(({ cause }) => cause?.kind === 'first_sight')).toBe(true);
    expect(data.toSorted((one, other) => (one.id < other.id ? 1 : -1))).toEqual(data);
    expect(eventTypes).toContain(data[0]?.type);
  });

  test('runs and operations answer in the contract’s form', async () => {
    const runs = await stack.ask(['runs', 'demo', '--all'], answers.runs);
    expect(runs.data[0]).toMatchObject({ connection: 'demo', trigger: 'caller', outcome: 'complete', plan: false });
    await stack.ask(['operations', '--all'], answers.operations);
  });

  test('history shows every version with its cause', async () => {
    const [inbox] = await sandbox.items('inbox');
    const args = ['history', 'demo', 'inbox', inbox?.id ?? ''];
    const { data } = await stack.ask(args, answers.history);
    expect(data).toMatchObject([{ version: 1, eventType: 'resource.appeared', cause: { kind: 'first_sight' } }]);
    expect((await stack.cli(args)).stdout).toMatch(
      /^v1 {2}.* resource\.appeared {2}.*\n {4}happened by .*\n {4}first_sight \(certain\): .*/,
    );
  });
});

describe('tables', () => {
  test.each([
    { args: ['connections', 'list'], says: /^name +provider/ },
    { args: ['resources', '--connection', 'demo'], says: /^name +kind +presence +last changed/ },
    { args: ['resources', '--kind', 'inbox'], says: /^name +presence +connection +last changed/ },
    { args: ['scopes'], says: /^connection +kind +of +grade +age +next due +trouble\n/ },
    { args: ['events', '--connection', 'demo'], says: /^sequence +at +type/ },
    { args: ['events', '--severity', 'alarm'], says: /^No event fits these filters/ },
    { args: ['runs'], says: /^requested +connection/ },
    { args: ['doctor'], says: /ok +a sync daemon is connected/ },
    { args: ['keys', 'list'], says: /^id +name/ },
  ])('rollcall $args fits a terminal, in plain text where it is none', async ({ args, says }) => {
    const { stdout, stderr, code } = await stack.cli(args);
    expect(stdout).toMatch(says);
    expect(stdout).not.toContain('\u001b');
    for (const line of stdout.split('\n').filter((line) => !line.startsWith('more follow'))) {
      expect(line.length).toBeLessThanOrEqual(120);
    }
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });

  test('of an inventory say below them how complete and how old it is', async () => {
    const { stdout } = await stack.cli(['resources', '--connection', 'demo', '--kind', 'host']);
    expect(stdout).toMatch(
      /\n1 of 1 scope proven · as of .* \(\d+ \w+ ago\)\n\nkind .*\nhost +demo +proven +\d+ \w+ ago +20.*\n$/,
    );
  });

  test('that would be empty say so, and what to do', async () => {
    expect((await stack.cli(['operations', '--state', 'unknown'])).stdout).toMatch(/^No operation fits these filters/);
    expect((await stack.cli(['resources', '--name', 'zzz'])).stdout).toMatch(/^Nothing fits these filters/);
  });
});

describe('sync', () => {
  test('shows each connection with its kinds, and its progress on stderr', async () => {
    const { stdout, stderr, code } = await stack.cli(['sync', 'demo']);
    expect(stdout).toMatch(/^demo: complete\nhost 2 · domain 10 · inbox 30 · proven\nkind +seen +appeared/);
    expect(stderr).toMatch(/demo: complete\n$/);
    expect(code).toBe(0);
  });

  test('of one kind lists that kind only', async () => {
    const { data } = await stack.ask(['sync', 'demo', '--kind', 'host', '--kind', 'domain', '--full'], answers.sync);
    expect((await stack.ask(['runs', 'demo', '--limit', '1'], answers.runs)).data).toMatchObject([{ full: true }]);
    expect(data[0]?.kinds.map(({ kind }) => kind)).toEqual(['host', 'domain']);
  });
});

describe('call', () => {
  test('passes a read on, and records nothing of it', async () => {
    const args = ['call', `${providerName}.getWorkspace`, '--connection', 'demo'];
    const { result, operation } = await stack.ask(args, answers.call);
    expect(z.object({ workspace: z.object({ id: z.string() }) }).parse(result).workspace.id).toMatch(/^ws_/);
    expect(operation).toBeNull();
  });

  test('reads its input from stdin', async () => {
    const [inbox] = await sandbox.items('inbox');
    const args = ['call', `${providerName}.getMailbox`, '--connection', 'demo', '--input', '-'];
    const { result } = await stack.ask(args, answers.call, { stdin: JSON.stringify({ id: inbox?.id }) });
    expect(result).toMatchObject({ email: inbox?.name });
  });

  test.each([
    { operation: 'getMailbox', input: '{}', code: 'invalid_input', says: 'id' },
    { operation: 'getMailbox', input: '{"id":"mb_x","more":1}', code: 'invalid_input', says: 'more' },
    { operation: 'getMailbox', input: '{"id":"mb_none"}', code: 'provider_refused', says: 'not_found' },
  ])('of $operation with $input is answered with $code', async ({ operation, input, code, says }) => {
    const args = ['call', `${providerName}.${operation}`, '--connection', 'demo', '--input', input];
    const result = await stack.cli([...args, '--json']);
    expect(ErrorDocument.parse(result.json).error).toMatchObject({ code, message: expect.stringContaining(says) });
    expect(result.code).toBe(1);
  });

  test('with more than the gateway takes is answered with request_too_large', async () => {
    const input = JSON.stringify({ emails: Array.from({ length: 60_000 }, (_, n) => `box-${n}@a.example`) });
    const args = ['call', `${providerName}.createMailboxes`, '--connection', 'demo', '--input', '-', '--json'];
    const result = await stack.cli(args, { stdin: input });
    expect(ErrorDocument.parse(result.json).error.code).toBe('request_too_large');
    expect(result.code).toBe(1);
  });
});

test('use is imported whole or not at all, and what is wrong is told by its line', async () => {
  const { data: inboxes } = await stack.ask(['resources', '--kind', 'inbox', '--limit', '1'], answers.resources);
  const csv = (lines: string) => ['address,last_used', `${inboxes[0]?.name},2026-01-02`, lines].join('\n');
  const args = ['resources', 'import-use', '-'];
  const refused = await stack.cli([...args, '--json'], {
    stdin: csv(`a@x.example,never\nA@x.example,2026-01-01\nb,never`),
  });
  const issues = [
    { path: 'line 4', message: 'is the address of line 3, too' },
    { path: 'line 5', message: expect.stringContaining('must be an e-mail address') },
  ];
  expect(ErrorDocument.parse(refused.json).error).toMatchObject({ code: 'invalid_input', issues });
  const outcome = { added: 1, unknown: 1, unknownAddresses: [{ line: 3, address: 'a@x.example' }] };
  const { data } = await stack.ask(args, answers.useImport, { stdin: csv('a@x.example,never') });
  expect(data).toMatchObject({ state: 'done', lines: 2, outcome });
  const { stdout } = await stack.cli(args, { stdin: csv('a@x.example,never') });
  expect(stdout).toMatch(/^2 lines: 0 addresses are new, 0 were used since, 1 as known/);

  const get = ['resources', 'get', 'demo', 'inbox', inboxes[0]?.externalId ?? ''];
  const use = { from: 'import', lastUsedAt: '2026-01-02T00:00:00.000Z', knownAt: expect.any(String) };
  expect((await stack.ask(get, answers.resource)).data).toMatchObject({ name: inboxes[0]?.name, use });
  expect((await stack.cli(get)).stdout).toMatch(/\nuse: last 2026-01-0\d.*, as was imported, known .*\n {2}\w+: /);
});

test('the environment names another gateway before the data folder does', async () => {
  const env = { ROLLCALL_URL: stack.gatewayUrl, ROLLCALL_API_KEY: stack.adminKey, ROLLCALL_DATA_DIR: '/nowhere' };
  expect(await stack.cli(['resources', '--json'], { env })).toMatchObject({ code: 0 });
});

test('the key kept on this machine is sent to this machine only', async () => {
  expect(await stack.cli(['runs'], { env: { ROLLCALL_URL: stack.gatewayUrl } })).toMatchObject({ code: 0 });
  const { code, stderr } = await stack.cli(['runs'], { env: { ROLLCALL_URL: 'http://rollcall.example:4400' } });
  expect(stderr).toMatch(/^unauthenticated: .*set ROLLCALL_API_KEY/);
  expect(code).toBe(1);
});

test('the data folder is named by a flag as well, before or behind the command', async () => {
  const env = { ROLLCALL_DATA_DIR: '/nowhere' };
  for (const args of [
    ['runs', '--data-dir', stack.dataDir],
    ['--data-dir', stack.dataDir, 'runs'],
  ]) {
    expect(await stack.cli(args, { env })).toMatchObject({ code: 0 });
  }
});

test('credentials can be sealed again, and still open the account', async () => {
  const { code, stdout } = await stack.cli(['credentials', 'rotate-master']);
  expect(stdout).toMatch(
    /^Master key [0-9a-f]+ is the current one; \d+ credentials are sealed with it\.\nKeys of the audit log that are sealed with it: 1\.\n$/,
  );
  expect(code).toBe(0);
  expect(await stack.cli(['connections', 'test', 'demo'])).toMatchObject({ code: 0 });
});
