import { readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { dataFolderAt, readSandboxes } from '@rollcall/data-folder';
import type { ProcessIdentity } from '@rollcall/process-lock';
import { expect, test } from 'vitest';
import { expectGone, freePort, type Start, useStarts } from './start-rig.ts';

const rig = useStarts();
const running = /Ctrl\+C stops everything/;
const keyPattern = /rc_live_\w+/;

/** The process of a start whose command line has this in it. */
function processOf(start: Start, part: string): ProcessIdentity {
  const found = start.processes().find(({ command }) => command.includes(part));
  if (found === undefined) throw new Error(`no process with ${part} in its command line`);
  return found;
}

async function stop(start: Start): Promise<void> {
  const processes = start.processes();
  const startedAt = performance.now();
  start.child.kill('SIGTERM');
  expect(await start.exitCode).toBe(0);
  expect(performance.now() - startedAt).toBeLessThan(10_000);
  await expectGone(processes, 1_000);
}

/** A sync through the gateway, which needs gateway, daemon, database and sandbox. */
async function sync(): Promise<unknown> {
  const rollcall = rig.rollcall();
  const [requested] = (await rollcall.sync.request.mutate({ connections: null })).data;
  const runIds = requested === undefined ? [] : [requested.runId];
  await expect
    .poll(async () => (await rollcall.sync.get.query({ runIds })).data[0]?.state, { timeout: 60_000, interval: 200 })
    .toBe('finished');
  return (await rollcall.sync.get.query({ runIds })).data[0]?.outcome;
}

async function readyz(): Promise<number | undefined> {
  return await fetch(`http://127.0.0.1:${rig.port}/readyz`).then(
    ({ status }) => status,
    () => undefined,
  );
}

test('a first start prints its parts, the first run and the key, once; SIGTERM ends it all', {
  timeout: 240_000,
}, async () => {
  const first = rig.start();
  await first.says(running);
  const output = first.output();
  expect(output).toContain(`gateway        http://127.0.0.1:${rig.port}`);
  expect(output).toMatch(/PostgreSQL +127\.0\.0\.1:\d+, its data in .*\/pg18/);
  expect(output).toMatch(/daemon +1 process/);
  expect(output).toMatch(/sandbox +http:\/\/127\.0\.0\.1:\d+\S*, which stands in for \w+: not a real account/);
  expect(output).toMatch(/^ +host 4 · domain 40 · inbox 120 · proven$/m);
  expect(output).toMatch(/pnpm rollcall resources --kind inbox/);
  expect(output).toMatch(/echo '\{"apiKey":"…"\}' \| .*pnpm rollcall connections add NAME --provider adbtd/);
  const [key = ''] = keyPattern.exec(output) ?? [];
  expect(output.split(key)).toHaveLength(2);
  expect(readFileSync(join(rig.dataDir, 'admin-api-key'), 'utf8').trim()).toBe(key);
  expect(statSync(join(rig.dataDir, 'admin-api-key')).mode & 0o777).toBe(0o600);
  expect(
    first
      .processes()
      .map(({ command }) => command)
      .join('\n'),
  ).toMatch(/keeper\.ts[\s\S]*postgres/);

  // The command that is printed is the command that works.
  const [, curl = ''] = /^ +(curl .*)$/m.exec(output) ?? [];
  const [, path = ''] = /127\.0\.0\.1:\d+(\/trpc\S*)'/.exec(curl) ?? [];
  const answer = await fetch(`http://127.0.0.1:${rig.port}${path}`, { headers: { authorization: `Bearer ${key}` } });
  expect(JSON.stringify(await answer.json())).toContain('"provider":"adbtd"');

  await stop(first);
  const second = rig.start();
  await second.says(running);
  expect(second.output()).not.toMatch(keyPattern);
  expect(second.output()).toMatch(/admin API key +kept in .*admin-api-key/);
  expect(second.output()).toMatch(/sandbox +http/);
  expect(second.output()).not.toContain('inbox 120');
  expect((await rig.rollcall().connections.list.query()).data).toHaveLength(1);
  expect(await sync()).toBe('complete');
  await stop(second);
});

test('a folder or a port in use is said in one sentence', { timeout: 240_000 }, async () => {
  const first = rig.start();
  await first.says(running);
  const sameFolder = rig.start({ args: ['--data-dir', rig.dataDir, '--port', String(await freePort())] });
  expect(await sameFolder.exitCode).toBe(1);
  expect(lastLine(sameFolder)).toMatch(
    new RegExp(
      `^Rollcall already runs on \\S+: process ${first.child.pid}, at http://127\\.0\\.0\\.1:${rig.port}\\. Stop`,
    ),
  );
  const samePort = rig.start({ args: ['--data-dir', `${rig.dataDir}-other`, '--port', String(rig.port)] });
  expect(await samePort.exitCode).toBe(1);
  expect(lastLine(samePort)).toBe(
    `Port ${rig.port} is taken by another program. Stop it, or choose another port with --port.`,
  );
  expect(await readyz()).toBe(200);
  await stop(first);
});

test('kill -9 of any one process: it comes back, and what was committed is there', { timeout: 300_000 }, async () => {
  const start = rig.start();
  await start.says(running);
  const before = (await rig.rollcall().resources.list.query({ kind: 'inbox', limit: 500 })).data;
  expect(before).toHaveLength(120);
  for (const { part, name } of [
    { part: 'apps/gateway/src/main.ts', name: 'gateway' },
    { part: 'apps/sync-daemon/src/main.ts', name: 'daemon-1' },
    { part: 'sandbox-process.ts', name: 'adbtd-sandbox' },
    { part: 'bin/postgres -D', name: 'PostgreSQL' },
    { part: 'keeper.ts', name: 'PostgreSQL' },
  ]) {
    const printed = start.output().length;
    process.kill(processOf(start, part).pid, 'SIGKILL');
    await expect.poll(() => start.output().slice(printed), { timeout: 60_000 }).toContain(`${name} ended unexpectedly`);
    await expect.poll(() => start.output().slice(printed), { timeout: 60_000 }).toContain(`${name} is back`);
    await expect.poll(readyz, { timeout: 60_000 }).toBe(200);
    expect(await sync(), `after kill -9 of ${part}`).toBe('complete');
  }
  const after = (await rig.rollcall().resources.list.query({ kind: 'inbox', limit: 500 })).data;
  expect(after).toEqual(before);
  await stop(start);
});

test('kill -9 of the start itself leaves nothing running, and the next start has the data', {
  timeout: 240_000,
}, async () => {
  const killed = rig.start();
  await killed.says(running);
  const processes = killed.processes();
  expect(processes.length).toBeGreaterThan(8);
  killed.child.kill('SIGKILL');
  // At once: the next start waits for what is still ending.
  const next = rig.start();
  await next.says(running);
  await expectGone(processes);
  expect((await rig.rollcall().resources.list.query({ kind: 'inbox', limit: 500 })).data).toHaveLength(120);
  await stop(next);
});

test('kill -9 of everything but PostgreSQL: the next start adopts it, and stops it at its end', {
  timeout: 240_000,
}, async () => {
  const killed = rig.start();
  await killed.says(running);
  const postmaster = processOf(killed, 'bin/postgres -D');
  const others = killed.processes().filter(({ command }) => !command.includes('postgres'));
  const keepers = killed.processes().filter(({ command }) => command.includes('keeper.ts'));
  killed.child.kill('SIGSTOP');
  for (const { pid } of [...keepers, ...others]) process.kill(pid, 'SIGKILL');
  killed.child.kill('SIGKILL');
  const next = rig.start();
  await next.says(running);
  expect(readFileSync(join(rig.dataDir, 'pg18', 'data', 'postmaster.pid'), 'utf8').split('\n')[0]).toBe(
    String(postmaster.pid),
  );
  expect(await sync()).toBe('complete');
  await stop(next);
  await expectGone([postmaster]);
});

test('a sandbox whose port was taken listens elsewhere, and its connection follows', { timeout: 240_000 }, async () => {
  const [before] = readSandboxes(dataFolderAt(rig.dataDir));
  const squatter = createServer().listen(before?.port, '127.0.0.1');
  const start = rig.start();
  await start.says(running);
  const [connection] = (await rig.rollcall().connections.list.query()).data;
  expect(connection?.baseUrl).not.toContain(`:${before?.port}/`);
  expect(await sync()).toBe('complete');
  squatter.close();
  await stop(start);
});

test.runIf(process.platform === 'linux')(
  'a full disk is one sentence, and nothing is left running',
  { timeout: 120_000 },
  async () => {
    const options = join(rig.dataDir, 'pg18', 'data', 'postmaster.opts');
    rmSync(options);
    // Writing to it fails with the kernel's own ENOSPC.
    symlinkSync('/dev/full', options);
    const start = rig.start();
    expect(await start.exitCode).toBe(1);
    expect(lastLine(start)).toMatch(/^There is no space left on the disk for PostgreSQL in .* Free some space/);
    expect(start.processes()).toEqual([]);
    rmSync(options);
  },
);

function lastLine(start: Start): string | undefined {
  return start.output().trim().split('\n').at(-1);
}
