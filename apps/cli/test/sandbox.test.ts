import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openDataFolder, writeSandboxes } from '@rollcall/data-folder';
import { providers } from '@rollcall/provider-registry';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';

const program = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const provider = Object.keys(providers)[0] ?? '';
const started: ChildProcess[] = [];

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Started {
  readonly child: ChildProcess;
  /** What it printed once it was listening. */
  readonly said: string;
  readonly ended: Promise<Ended>;
}

/** Runs `rollcall sandbox` with these arguments. */
function spawnSandbox(args: readonly string[]): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
  const child = spawn(process.execPath, [program, 'sandbox', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  started.push(child);
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
    });
  }
  return { child, ended: once(child, 'close').then(() => ({ code: child.exitCode, ...output })) };
}

function run(...args: readonly string[]): Promise<Ended> {
  return spawnSandbox(args).ended;
}

function start(...args: readonly string[]): Promise<Started> {
  return startOf(provider, ...args);
}

async function startOf(name: string, ...args: readonly string[]): Promise<Started> {
  const { child, ended } = spawnSandbox(['start', '--provider', name, ...args]);
  const said = await new Promise<string>((resolve, reject) => {
    child.stdout?.once('data', resolve);
    void ended.then(({ stderr }) => reject(new Error(`it ended: ${stderr}`)));
  });
  return { child, said, ended };
}

afterEach(async () => {
  for (const child of started.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'close');
  }
});

describe('a sandbox is started', () => {
  test('and says in one JSON line where it is and what opens it', async () => {
    const { said } = await start('--seed', '7', '--json');
    expect(said).toMatch(/^\{.*\}\n$/);
    const { baseUrl, controlUrl, ...others } = JSON.parse(said);
    expect(others).toEqual({ provider, seed: 7, credential: expect.any(Object), config: {} });
    expect(baseUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\//);
    const state = await fetch(`${controlUrl}/state`);
    expect(await state.json()).toMatchObject({ provider, seed: 7 });
  });

  test.each(Object.values(providers))('and prints, for a person, a line that connects it: $name', async (spec) => {
    const { said } = await startOf(spec.name, '--seed', '2');
    const line =
      /^ {2}echo '(\{.*\})' \| pnpm rollcall connections add (\S+) --provider (\S+) --base-url (\S+)(?: --config '(.+)')?$/m;
    const [, credential = '', name, named, baseUrl = '', config = '{}'] = line.exec(said) ?? [];
    expect({ name, named }).toEqual({ name: `${spec.name}-sandbox-2`, named: spec.name });
    expect(spec.credential.safeParse(JSON.parse(credential))).toMatchObject({ success: true });
    expect(spec.settings.safeParse(JSON.parse(config))).toMatchObject({ success: true });
    expect(said).toContain(`base URL  ${baseUrl}\n`);
    const [, control] = /control +(\S+)\n/.exec(said) ?? [];
    for (const [path, choices] of [
      ['change', '"do" must be one of create, edit, delete'],
      ['faults', '"fault" must be one of status, hang'],
    ]) {
      const refused = await fetch(`${control}/${path}`, { method: 'POST', body: '{}' });
      expect({ status: refused.status, said: await refused.text() }).toEqual({
        status: 400,
        said: expect.stringContaining(JSON.stringify(choices).slice(1, -1)),
      });
    }
  });

  test('with sizes and without rate limits', async () => {
    const { said } = await start('--json', '--size', 'inbox=7', '--size', 'domain=5', '--no-limits');
    const { stdout } = await run('state', '--control', JSON.parse(said).controlUrl);
    expect(stdout).toMatch(/ domain 5 · inbox 7$/m);
    expect(stdout).toMatch(/^limits false$/m);
  });

  test.each(['SIGTERM', 'SIGINT'] as const)('and stopped by %s, with exit code 0', async (signal) => {
    const { child, ended } = await start('--json');
    child.kill(signal);
    expect(await ended).toMatchObject({ code: 0, stderr: '' });
  });
});

test('a running sandbox is changed, made to fail, looked at and stopped', async () => {
  const { said, ended } = await start('--json');
  const { controlUrl, baseUrl } = JSON.parse(said);
  const drive = async (command: string, ...args: readonly string[]) => {
    const { code, stdout, stderr } = await run(command, '--control', controlUrl, ...args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return stdout;
  };
  const state = JSON.parse(await drive('state', '--json'));
  const kind = Object.keys(state.kinds).at(-1) ?? '';
  const { id, name } = state.kinds[kind].items[0];

  expect(await drive('change', JSON.stringify({ do: 'delete', kind, id }))).toMatch(
    new RegExp(`^changed +name +id\n${kind} +${name} +${id}\n$`),
  );
  expect(JSON.parse(await drive('state', '--json')).kinds[kind].count).toBe(state.kinds[kind].count - 1);

  expect(await drive('faults')).toBe('No fault is planted.\n');
  const fault = JSON.stringify({ operation: '*', fault: 'status', status: 503, times: 2 });
  expect(await drive('fault', fault)).toMatch(/^fault-1 +status +\* +2 +\{"status":503\}$/m);
  expect((await fetch(`${baseUrl}/anything`)).status).toBe(503);
  expect(await drive('faults')).toMatch(/^fault-1 +status +\* +1 /m);
  expect(await drive('faults', '--clear', '--json')).toBe('{"cleared":1}\n');
  expect(await drive('log')).toMatch(/GET \S+\/anything +- +503 +status\n1 request in all\n$/);

  for (const path of ['second', 'third']) await fetch(`${baseUrl}/${path}`);
  expect(await drive('log', '--limit', '2')).toMatch(
    /^at [^\n]*\n[^\n]*\/second [^\n]*\n[^\n]*\/third [^\n]*\n3 requests in all\n$/,
  );

  expect(await drive('stop', '--json')).toBe('{"stopping":true}\n');
  expect(await ended).toEqual({ code: 0, stdout: said, stderr: '' });
});

test('the sandbox of a connection is found in the data folder', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'rollcall-sandbox-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true }));
  const { said, ended } = await start('--json', '--seed', '7');
  const port = Number(new URL(JSON.parse(said).baseUrl).port);
  writeSandboxes(openDataFolder(dataDir), [
    { connection: 'one', provider, seed: 7, now: '2026-06-01', isToldItsStory: false, port },
  ]);
  const unknown = await run('state', '--connection', 'two', '--data-dir', dataDir);
  expect(unknown).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('but for one; ') });
  const state = await run('state', '--connection', 'one', '--data-dir', dataDir, '--json');
  expect(JSON.parse(state.stdout)).toMatchObject({ provider, seed: 7 });
  const stopped = await run('stop', '--connection', 'one', '--data-dir', dataDir);
  expect(stopped).toMatchObject({ code: 0, stdout: 'The sandbox stops; "pnpm start" brings it back.\n' });
  expect(await ended).toMatchObject({ code: 0 });
});

describe('what goes wrong is said in one sentence, with exit code 1', () => {
  test('when the sandbox refuses', async () => {
    const { controlUrl } = JSON.parse((await start('--json')).said);
    const refused = await run('change', '--control', controlUrl, '{}', '--json');
    const message = expect.stringMatching(/^"do" must be one of create, edit, delete.*\.$/);
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.stdout)).toMatchObject({ error: { code: 'sandbox_refused', message } });
  });

  test('when the port is taken', async () => {
    const { port } = new URL(JSON.parse((await start('--json')).said).baseUrl);
    const refused = await run('start', '--provider', provider, '--port', port);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(new RegExp(`^sandbox_not_started: Port ${port} cannot be listened on.*[^.]\\.\n$`));
  });

  test('when the URL is not that of a sandbox', async () => {
    const { baseUrl } = JSON.parse((await start('--json')).said);
    const refused = await run('log', '--control', new URL('/', baseUrl).href);
    expect(refused).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('is no sandbox') });
  });

  test.each([
    { args: ['start', '--provider', 'nobody'], says: 'There is no provider of that name' },
    { args: ['start', '--provider', provider, '--size', 'car=1'], says: 'There is no size for car: choose from' },
    { args: ['start', '--provider', provider, '--size', 'inbox=1000001'], says: 'may be 1,000,000 at most' },
    { args: ['log', '--control', 'http://127.0.0.1:9/_sandbox'], says: 'No sandbox answers at http://127.0.0.1:9/' },
  ])('by $args', async ({ args, says }) => {
    const refused = await run(...args);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain(says);
    expect(refused.stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});

test.each([
  { args: ['start'], says: "option '--provider <name>' not specified" },
  { args: ['start', '--provider', provider, '--seed', 'x'], says: '--seed must be a whole number from 0 to' },
  { args: ['start', '--provider', provider, '--port', '70000'], says: '--port must be a whole number from 0 to 65535' },
  { args: ['start', '--provider', provider, '--size', 'inbox'], says: 'must be a kind and a number' },
  { args: ['start', '--provider', provider, '--fast'], says: "unknown option '--fast'" },
  { args: ['state'], says: 'Say which sandbox: either --connection, or the --control URL' },
  { args: ['stop', '--connection', 'one', '--control', 'http://127.0.0.1:9'], says: 'Say which sandbox: either' },
  { args: ['state', '--control', 'nowhere'], says: '--control must be the http:// URL' },
  { args: ['change', '--control', 'http://127.0.0.1:9'], says: "missing required argument 'json'" },
  { args: ['change', '--control', 'http://127.0.0.1:9', '{do:'], says: 'The change must be a JSON object' },
  { args: ['burn'], says: "unknown command 'burn'" },
])('wrong usage is explained, with exit code 2: $args', async ({ args, says }) => {
  const refused = await run(...args);
  expect(refused).toMatchObject({ code: 2, stdout: '' });
  expect(refused.stderr).toContain(says);
});

test('--help lists the subcommands, with exit code 0', async () => {
  const { code, stdout } = await run('--help');
  expect(code).toBe(0);
  for (const name of ['start', 'change', 'fault', 'faults', 'log', 'state', 'stop'])
    expect(stdout).toContain(`  ${name} `);
});
