import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ErrorDocument, runCli } from './support/cli.ts';

const emptyFolder = mkdtempSync(join(tmpdir(), 'rollcall-usage-'));
afterAll(() => rmSync(emptyFolder, { recursive: true }));

const cli = (args: readonly string[], env: Readonly<Record<string, string>> = {}, stdin = '') =>
  runCli(args, { stdin, env: { ROLLCALL_DATA_DIR: emptyFolder, ...env } });

const key = `rc_live_${'a'.repeat(12)}_${'b'.repeat(43)}_00000000`;

describe.concurrent('wrong usage ends with 2 and one sentence on stderr', () => {
  test.each([
    { args: [], says: /a command is missing/ },
    { args: ['connections'], says: /a command is missing/ },
    { args: ['rollcal'], says: /unknown command 'rollcal'/ },
    { args: ['resources', '--knd', 'inbox'], says: /unknown option '--knd' .*--kind/ },
    { args: ['resources', 'inbox'], says: /too many arguments/ },
    { args: ['resources', '--limit', '0'], says: /--limit must be a whole number from 1 to 500/ },
    { args: ['resources', '--limit', '1e3'], says: /--limit/ },
    { args: ['resources', '--presence', 'there'], says: /live, missing, suspect, gone, any/ },
    { args: ['events', '--type', 'resource.moved'], says: /resource\.appeared/ },
    { args: ['operations', '--state', 'done'], says: /confirmed/ },
    { args: ['history', 'demo', 'inbox'], says: /missing required argument 'external-id'/ },
    { args: ['connections', 'add', 'demo'], says: /--provider/ },
    { args: ['connections', 'add', 'demo', '--provider', 'adbtd', '--config', '{"a'], says: /--config must be a JSON/ },
    { args: ['connections', 'update', 'demo', '--config', '[]'], says: /--config must be a JSON object/ },
    {
      args: ['connections', 'update', 'demo', '--kind-schedule', '0 * * * *'],
      says: /--kind-schedule must be a name, "=" and a value/,
    },
    {
      args: ['connections', 'add', 'demo', '--provider', 'adbtd', '--kind-schedule', 'inbox='],
      says: /--kind-schedule must have a cron line behind "="/,
    },
    {
      args: ['connections', 'update', 'demo', '--rate', 'default=many'],
      says: /--rate BUCKET=N: N must be a whole number/,
    },
    {
      args: ['connections', 'add', 'demo', '--provider', 'adbtd', '--rate', 'default='],
      says: /--rate must have a number behind "="/,
    },
    { args: ['connections', 'pause'], says: /missing required argument 'name'/ },
    { args: ['call', 'adbtd.listDomains'], says: /--connection/ },
    {
      args: ['call', 'adbtd.listDomains', '--connection', 'demo', '--input', '{'],
      says: /--input must be a JSON object/,
    },
    {
      args: ['call', 'adbtd.listDomains', '--connection', 'demo', '--input', '-'],
      says: /stdin must be a JSON object/,
    },
    { args: ['keys', 'create', '--scope', 'audit:read'], says: /name/ },
    { args: ['keys', 'create', 'ci'], says: /--scope/ },
    { args: ['keys', 'create', 'ci', '--scope', 'everything'], says: /--scope takes .*operations:write:KIND/ },
    { args: ['keys', 'create', 'ci', '--scope', 'audit:read', '--expires', 'soon'], says: /--expires takes/ },
    { args: ['keys', 'update', 'abcdefghijkl'], says: /keys update takes --name/ },
    { args: ['workspaces', 'create', ' '], says: /The name of a workspace has 1 to 100 characters/ },
    { args: ['keys', 'revoke', 'rc_live_x'], says: /a token is not an id/ },
    { args: ['sandbox', 'state'], says: /--control/ },
  ])('rollcall $args', async ({ args, says }) => {
    const { code, stdout, stderr } = await cli(args);
    expect(stderr).toMatch(says);
    expect(stderr).toMatch(/^wrong_usage: .*$/m);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  test('with --json stdout holds one document that says so', async () => {
    const { code, stdout, json } = await cli(['resources', '--json', '--limit', 'many']);
    expect(ErrorDocument.parse(json).error).toMatchObject({ code: 'wrong_usage', requestId: null });
    expect(stdout.trim().split('\n')).toHaveLength(1);
    expect(code).toBe(2);
  });
});

describe.concurrent('a credential that cannot be read ends with 2 and an example', () => {
  const add = ['connections', 'add', 'demo', '--provider', 'adbtd'];

  test.each([
    {
      stdin: '',
      says: /put \{"apiKey":"…"\} into a file and run "pnpm rollcall connections add demo --provider adbtd </,
    },
    { stdin: ' \n', says: /there is none/ },
    { stdin: '{"apiKey":"adbtd_live_secret"', says: /must be one JSON object such as \{"apiKey":"…"\}/ },
    { stdin: '"adbtd_live_secret"', says: /must be one JSON object/ },
  ])('stdin $stdin', async ({ stdin, says }) => {
    const { code, stdout, stderr } = await cli(add, {}, stdin);
    expect(stderr).toMatch(says);
    expect(stdout + stderr).not.toContain('adbtd_live_secret');
    expect(code).toBe(2);
  });
});

describe.concurrent('help', () => {
  test('lists every command, and ends well', async () => {
    const { code, stdout, stderr } = await cli(['--help']);
    const names = ['connections', 'credentials', 'sync', 'resources', 'history', 'runs', 'events', 'operations'];
    for (const name of [...names, 'call', 'keys', 'workspaces', 'doctor', 'sandbox']) {
      expect(stdout).toMatch(new RegExp(`^  ${name}\\b`, 'm'));
    }
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });

  test('of "call" shows the operations that all providers share, with what each takes', async () => {
    const { stdout } = await cli(['call', '--help']);
    expect(stdout).toMatch(/^ +inboxes\.create +address, password\?, displayName\?$/m);
    expect(stdout).toMatch(/^ +providerKeys\.rotate +key, kind\?, name$/m);
  });

  test('shows --json at every command', async () => {
    for (const command of ['sync', 'connections list', 'keys revoke', 'sandbox state']) {
      const { stdout } = await cli([...command.split(' '), '--help']);
      expect(stdout, command).toContain('--json');
    }
  });

  test('--version prints the version', async () => {
    expect(await cli(['--version'])).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });
});

describe.concurrent('names that the registry has not', () => {
  test('an unknown provider is answered with those there are', async () => {
    const { code, json } = await cli(['connections', 'add', 'demo', '--provider', 'acme', '--json'], {}, '{}');
    expect(ErrorDocument.parse(json).error).toMatchObject({
      code: 'unknown_provider',
      message: expect.stringContaining('adbtd'),
    });
    expect(code).toBe(1);
  });

  test.each([
    { name: 'acme.listDomains', code: 'unknown_provider', says: 'adbtd' },
    { name: 'adbtd.constructor', code: 'unknown_operation', says: 'deleteMailbox' },
    { name: 'adbtd', code: 'unknown_operation', says: 'deleteMailbox' },
    { name: 'inboxes.send', code: 'unknown_operation', says: 'inboxes.setPassword' },
  ])('call $name is $code', async ({ name, code, says }) => {
    const result = await cli(['call', name, '--connection', 'demo', '--json']);
    expect(ErrorDocument.parse(result.json).error).toMatchObject({ code, message: expect.stringContaining(says) });
    expect(result.code).toBe(1);
  });
});

describe.concurrent('a gateway that cannot be found', () => {
  test('on an empty data folder: one sentence with the folder and what to do', async () => {
    const { code, stdout, stderr } = await cli(['resources']);
    expect(stderr).toMatch(/^gateway_unreachable: No gateway runs on the data folder .*pnpm start.*\n$/);
    expect(stderr).toContain(emptyFolder);
    expect(stdout).toBe('');
    expect(code).toBe(1);
  });

  test('--data-dir names the folder instead of the environment', async () => {
    const other = join(emptyFolder, 'other');
    expect((await cli(['resources', '--data-dir', other])).stderr).toContain(other);
    expect((await cli(['--data-dir', other, 'resources'])).stderr).toContain(other);
  });

  test('where nothing listens: one sentence with the URL and what to do', async () => {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}/`;
    const { code, stderr, json } = await cli(['doctor', '--json'], { ROLLCALL_URL: url, ROLLCALL_API_KEY: key });
    expect(ErrorDocument.parse(json).error.code).toBe('gateway_unreachable');
    expect(stderr).toMatch(/^gateway_unreachable: .*pnpm start.*\n$/);
    expect(stderr).toContain(url);
    expect(code).toBe(1);
  });

  test('where something else answers, it is not taken for a gateway', async () => {
    const server = createServer((_request, response) => response.end('<html>')).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo; // A server that listens on a port has an address of this form.
    const result = await cli(['sync'], { ROLLCALL_URL: `http://127.0.0.1:${port}`, ROLLCALL_API_KEY: key });
    server.close();
    expect(result.stderr).toMatch(/^gateway_unreachable: .*\n$/);
    expect(result.code).toBe(1);
  });

  test.each([
    { env: { ROLLCALL_URL: 'localhost:4400' }, says: /^bad_request: ROLLCALL_URL is not/ },
    { env: { ROLLCALL_URL: 'http://me:two words@127.0.0.1' }, says: /^bad_request: ROLLCALL_URL is not/ },
    { env: { ROLLCALL_URL: 'http://127.0.0.1:1', ROLLCALL_API_KEY: 'two words' }, says: /^unauthenticated: / },
    { env: { ROLLCALL_URL: 'https://rollcall.example' }, says: /^unauthenticated: .*set ROLLCALL_API_KEY/ },
  ])('the environment $env is refused in one sentence', async ({ env, says }) => {
    const { code, stderr } = await cli(['resources'], env);
    expect(stderr).toMatch(says);
    expect(stderr).not.toContain('two words');
    expect(code).toBe(1);
  });
});

async function freePort(): Promise<number> {
  const server = createTcpServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo; // A server that listens on a port has an address of this form.
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe.concurrent('providers, which take a while to load, are loaded for no command that does without them', () => {
  // Fails as soon as anything asks for a provider's package.
  const hook =
    "import{registerHooks}from'node:module';registerHooks({resolve(name,context,next){if(name.startsWith('@rollcall/provider-'))throw(new(Error)('loads'+name));return(next(name,context))}})";
  const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(hook)}` };
  // Put together, nothing is asked for by its package's name any more.
  const source = join(import.meta.dirname, '..', 'src', 'main.ts');
  const asItIs = (args: readonly string[]) => runCli(args, { env, command: [process.execPath, source] });

  test.each([
    { args: ['--help'] },
    { args: ['resources', '--help'] },
    { args: ['connections', 'list', '--help'] },
    { args: ['connections', 'update', '--help'] },
    { args: ['sandbox', '--help'] },
    { args: ['capabilities', '--help'] },
  ])('rollcall $args', async ({ args }) => {
    const { code, stdout, stderr } = await asItIs(args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('Usage: rollcall');
  });

  test('rollcall connections add --help loads them', async () => {
    expect((await asItIs(['connections', 'add', '--help'])).stderr).toContain('loads@rollcall/provider-');
  });
});
