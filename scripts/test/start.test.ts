import { readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { dataFolderAt, readSandboxes } from '@rollcall/data-folder';
import { isSameProcessAlive, type ProcessIdentity } from '@rollcall/process-lock';
import { providers } from '@rollcall/provider-registry';
import { expect, test } from 'vitest';
import { expectGone, freePort, type Start, useStarts } from './start-rig.ts';

// The tests run in this order on one data folder, as a person's starts would; a start that one leaves running serves
// the next.
const rig = useStarts();
const timeout = 240_000;
const keyPattern = /rc_live_[\w-]+/;
let current: Start | undefined;

async function runningStart(): Promise<Start> {
  if (current?.child.exitCode !== null || current.child.signalCode !== null) current = rig.start();
  await current.says(/Ctrl\+C stops everything/);
  return current;
}

test('a first start prints its parts, the result of the first run, and the key', { timeout }, async () => {
  const start = await runningStart();
  const output = start.output();
  expect(output).toContain(`gateway        http://127.0.0.1:${rig.port}`);
  expect(output).toMatch(/PostgreSQL +127\.0\.0\.1:\d+, its data in .*\/pg18/);
  expect(output).toMatch(/daemon +1 process/);
  expect(output).toMatch(/^ {2}adbtd-sandbox +adbtd +164 {2}3 kinds proven +http:\/\/127\.0\.0\.1:\d+\S+$/m);
  for (const { name, title } of Object.values(providers)) {
    expect(output).toMatch(new RegExp(`^  ${name}-sandbox +${title} +[1-9]\\d+  \\d+ kinds proven.* http:\\S+$`, 'm'));
  }
  expect(output).toMatch(/^Everything was listed once\. Now somebody does a few things behind its back/m);
  expect(output).toMatch(/pnpm rollcall resources --kind inbox/);
  expect(output).toMatch(/echo '\{"apiKey":"…"\}' \| .*pnpm rollcall connections add NAME --provider adbtd/);
  const [key = ''] = keyPattern.exec(output) ?? [];
  expect(output.split(key)).toHaveLength(2);
  expect(readFileSync(join(rig.dataDir, 'admin-api-key'), 'utf8').trim()).toBe(key);
  expect(statSync(join(rig.dataDir, 'admin-api-key')).mode & 0o777).toBe(0o600);
});

test('the call that is printed works', { timeout }, async () => {
  const output = (await runningStart()).output();
  const [key = ''] = keyPattern.exec(output) ?? [];
  const [, path = ''] = /^ +curl .*127\.0\.0\.1:\d+(\/\S*)'$/m.exec(output) ?? [];
  const answer = await fetch(`http://127.0.0.1:${rig.port}${path}`, { headers: { authorization: `Bearer ${key}` } });
  expect(JSON.stringify(await answer.json())).toContain('"provider":"adbtd"');
});

test.each([
  { part: 'apps/gateway/src/main.ts', name: 'gateway' },
  { part: 'apps/sync-daemon/src/main.ts', name: 'daemon-1' },
  { part: 'sandboxes-process.ts', name: 'sandbox-server' },
  { part: 'bin/postgres -D', name: 'PostgreSQL' },
])('kill -9 of $part: it comes back with all that was committed', { timeout }, async ({ part, name }) => {
  const start = await runningStart();
  const before = await inboxes();
  expect(before).toHaveLength(120);
  await killAndSeeItBack(start, { part, name });
  expect(await inboxes()).toEqual(before);
  expect(await unreachable()).toEqual([]);
});

test('SIGTERM ends everything within 10 s, with exit code 0', { timeout }, async () => {
  const start = await runningStart();
  const processes = start.processes();
  for (const part of ['keeper.ts', 'gateway', 'sync-daemon', 'sandboxes-process']) {
    expect(processes.map(({ command }) => command).join('\n')).toContain(part);
  }
  await stop(start);
  await expectGone(processes, 1_000);
});

test('a second start shows no key, brings the sandboxes back, and syncs nothing by itself', { timeout }, async () => {
  const start = await runningStart();
  expect(start.output()).not.toMatch(keyPattern);
  expect(start.output()).toMatch(/admin API key +kept in .*admin-api-key/);
  expect(start.output()).toMatch(/adbtd-sandbox +adbtd +http/);
  expect(start.output()).not.toContain('kinds proven');
  const names = (await rig.rollcall().connections.list.query()).data.map(({ name }) => name);
  expect(names).toEqual(
    Object.keys(providers)
      .map((provider) => `${provider}-sandbox`)
      .sort(),
  );
  expect(await unreachable()).toEqual([]);
  expect(await sync()).toEqual(['complete']);
});

test('what was done behind its back is done once, and still is so after another start', { timeout }, async () => {
  await runningStart();
  const told = readSandboxes(dataFolderAt(rig.dataDir)).map(({ isToldItsStory }) => isToldItsStory);
  expect(told).toEqual(Object.keys(providers).map(() => true));
  const { data: operations } = await rig.rollcall().operations.list.query({});
  expect(operations.length).toBeGreaterThan(1);
  expect(operations.filter(({ state }) => state === 'succeeded')).toEqual([]);
  const drift = async () => {
    const { data } = await rig.rollcall().events.list.query({ type: 'resource.changed', limit: 200 });
    return data.map(({ id }) => id);
  };
  const underWay = async () => {
    const { data } = await rig.rollcall().runs.list.query({ limit: 50 });
    return data.filter(({ state }) => state === 'queued' || state === 'running').length;
  };
  await expect.poll(underWay, { timeout: 30_000 }).toBe(0);
  const before = await drift();
  expect(before.length).toBeGreaterThan(2);
  expect(await sync('mailbux-sandbox')).toEqual(['complete']);
  expect(await drift()).toEqual(before);
});

test('a folder in use and a port in use are each said in one sentence', { timeout }, async () => {
  const start = await runningStart();
  const sameFolder = rig.start({ args: ['--data-dir', rig.dataDir, '--port', String(await freePort())] });
  expect(await sameFolder.exitCode).toBe(1);
  const sentence = `process ${start.child.pid}, at http://127\\.0\\.0\\.1:${rig.port}\\. Stop that one`;
  expect(lastLine(sameFolder)).toMatch(new RegExp(`^Rollcall already runs on \\S+: ${sentence}`));

  const samePort = rig.start({ args: ['--data-dir', `${rig.dataDir}-other`, '--port', String(rig.port)] });
  expect(await samePort.exitCode).toBe(1);
  const taken = `Port ${rig.port} is taken by another program. Stop it, or choose another port with --port.`;
  expect(lastLine(samePort)).toBe(taken);
  expect(await readyz()).toBe(200);
});

test('kill -9 of the keeper: PostgreSQL is adopted, and still ends with the start', { timeout }, async () => {
  const start = await runningStart();
  const postmaster = processOf(start, 'bin/postgres -D');
  await killAndSeeItBack(start, { part: 'keeper.ts', name: 'PostgreSQL' });
  expect(isSameProcessAlive(postmaster)).toBe(true);
  await stop(start);
  await expectGone([postmaster], 1_000);
});

test('kill -9 of the start itself leaves nothing running, and the next start has the data', { timeout }, async () => {
  const killed = await runningStart();
  const processes = killed.processes();
  expect(processes.length).toBeGreaterThan(8);
  killed.child.kill('SIGKILL');
  await killed.exitCode;
  // At once: this start waits for what is still ending.
  await runningStart();
  await expectGone(processes);
  expect(await inboxes()).toHaveLength(120);
});

test('kill -9 of all but PostgreSQL: the next start adopts it, and stops it at its own end', { timeout }, async () => {
  const killed = await runningStart();
  const postmaster = processOf(killed, 'bin/postgres -D');
  const others = killed.processes().filter(({ command }) => !/^(postgres: |\S+bin\/postgres )/.test(command));
  // Stopped first, so that it does not see the others go.
  for (const signal of ['SIGSTOP', 'SIGKILL'] as const) {
    for (const { pid } of others) process.kill(pid, signal);
    killed.child.kill(signal);
  }
  await killed.exitCode;
  const next = await runningStart();
  const pidFile = readFileSync(join(rig.dataDir, 'pg18', 'data', 'postmaster.pid'), 'utf8');
  expect(pidFile.split('\n')[0]).toBe(String(postmaster.pid));
  expect(await sync()).toEqual(['complete']);
  await stop(next);
  await expectGone([postmaster], 1_000);
});

test('a sandbox whose port was taken listens elsewhere, and its connection follows', { timeout }, async () => {
  const before = readSandboxes(dataFolderAt(rig.dataDir)).find(({ connection }) => connection === 'adbtd-sandbox');
  const squatter = createServer().listen(before?.port, '127.0.0.1');
  const start = await runningStart();
  const connections = (await rig.rollcall().connections.list.query()).data;
  const connection = connections.find(({ name }) => name === before?.connection);
  expect(connection?.baseUrl).not.toContain(`:${before?.port}/`);
  expect(await sync()).toEqual(['complete']);
  squatter.close();
  await stop(start);
});

test.runIf(process.platform === 'linux')('a full disk is one sentence, and nothing is left running', async () => {
  const options = join(rig.dataDir, 'pg18', 'data', 'postmaster.opts');
  rmSync(options);
  // Writing to it fails with the kernel's own ENOSPC.
  symlinkSync('/dev/full', options);
  const start = rig.start();
  expect(await start.exitCode).toBe(1);
  expect(lastLine(start)).toMatch(/^There is no space left on the disk for PostgreSQL in .* Free some space/);
  expect(start.processes()).toEqual([]);
});

test.each([
  { args: ['--port', 'many'], says: '--port must be a port from 1 to 65535, and is "many".' },
  { args: ['--prot', '1'], says: "Unknown option '--prot'. Run `pnpm start --help` for what there is." },
])('$args is wrong usage: exit code 2', async ({ args, says }) => {
  const start = rig.start({ args });
  expect(await start.exitCode).toBe(2);
  expect(start.output().trim()).toBe(says);
});

test('--help explains and starts nothing', async () => {
  const start = rig.start({ args: ['--help'] });
  expect(await start.exitCode).toBe(0);
  expect(start.output()).toContain('ROLLCALL_DATA_DIR');
});

/** The process of a start whose command line has this in it. */
function processOf(start: Start, part: string): ProcessIdentity {
  const found = start.processes().find(({ command }) => command.includes(part));
  if (found === undefined) throw new Error(`no process with ${part} in its command line`);
  return found;
}

async function killAndSeeItBack(start: Start, { part, name }: { part: string; name: string }): Promise<void> {
  const printed = start.output().length;
  const said = () => start.output().slice(printed);
  process.kill(processOf(start, part).pid, 'SIGKILL');
  await expect.poll(said, { timeout: 60_000 }).toContain(`${name} ended unexpectedly`);
  await expect.poll(said, { timeout: 60_000 }).toContain(`${name} is back`);
  await expect.poll(readyz, { timeout: 60_000 }).toBe(200);
  expect(await sync()).toEqual(['complete']);
}

async function stop(start: Start): Promise<void> {
  const startedAt = performance.now();
  start.child.kill('SIGTERM');
  expect(await start.exitCode).toBe(0);
  expect(performance.now() - startedAt).toBeLessThan(10_000);
}

/** A sync through the gateway, which needs gateway, daemon, database and sandboxes; answers how it ended. */
async function sync(connection = 'adbtd-sandbox'): Promise<readonly unknown[]> {
  const rollcall = rig.rollcall();
  // One will do: some of the others may not be asked that often.
  const request = { connections: [connection] };
  const runIds = (await rollcall.sync.request.mutate(request)).data.map(({ runId }) => runId);
  const runs = async () => (await rollcall.sync.get.query({ runIds })).data;
  const states = async () => [...new Set((await runs()).map(({ state }) => state))];
  await expect.poll(states, { timeout: 60_000, interval: 200 }).toEqual(['finished']);
  return [...new Set((await runs()).map(({ outcome }) => outcome))];
}

async function inboxes(): Promise<readonly unknown[]> {
  const ask = { connection: 'adbtd-sandbox', kind: 'inbox', limit: 500 };
  return (await rig.rollcall().resources.list.query(ask)).data;
}

/** The connections whose sandbox does not answer. */
async function unreachable(): Promise<readonly string[]> {
  const names: string[] = [];
  for (const { name, baseUrl } of (await rig.rollcall().connections.list.query()).data) {
    await fetch(baseUrl).catch(() => names.push(name));
  }
  return names;
}

async function readyz(): Promise<number | undefined> {
  return await fetch(`http://127.0.0.1:${rig.port}/readyz`).then(
    ({ status }) => status,
    () => undefined,
  );
}

function lastLine(start: Start): string | undefined {
  return start.output().trim().split('\n').at(-1);
}
