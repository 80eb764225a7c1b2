import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DataFolder, openDataFolder } from '@rollcall/data-folder';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { childEnvironment } from '../start/child-environment.ts';
import { type Supervised, supervise } from '../start/supervise.ts';

let folder: DataFolder;
let said: string[];

beforeEach(() => {
  folder = openDataFolder(mkdtempSync(join(tmpdir(), 'rollcall-supervise-')));
  said = [];
});

afterEach(() => rmSync(folder.path, { recursive: true }));

function start(fixture: string, more: { stopMsMax?: number } = {}): Supervised {
  const spec = { name: fixture, script: `scripts/test/fixtures/${fixture}.ts`, env: childEnvironment(process.env) };
  return supervise({ ...spec, ...more, folder }, (line) => said.push(line));
}

test('a process that ends by itself is started again, each time after a longer wait, and says why', async () => {
  const child = start('short-lived');
  expect(await child.ready).toBe('ready');
  const isBack = () => said.filter((line) => line === 'short-lived is back.').length;
  await expect.poll(isBack, { timeout: 20_000 }).toBe(2);
  await child.stop();
  expect(said[0]).toMatch(
    /^short-lived ended unexpectedly \(the disk: went away\); starting it again in 1 s\. Its log is .*short-lived\.log\.$/,
  );
  expect(said.filter((line) => line.includes('again in 2 s'))).toHaveLength(1);
}, 30_000);

test('a process that never served is not started again, and its error reaches whoever waits', async () => {
  const child = start('never-ready');
  await expect(child.ready).rejects.toThrow(/^never-ready did not start: there is no port left\. Its log is/);
  await child.stop();
  expect(said).toEqual([]);
});

test('stopping during the wait before a restart ends the wait', async () => {
  const child = start('short-lived');
  await child.ready;
  await expect.poll(() => said.length).toBe(1);
  const startedAt = performance.now();
  await child.stop();
  // The wait itself is a second.
  expect(performance.now() - startedAt).toBeLessThan(900);
});

test('a process that has something under way is waited for, and that is said; for so long, and no longer', async () => {
  const [patient, hasty] = [start('slow-to-stop', { stopMsMax: 20_000 }), start('slow-to-stop', { stopMsMax: 200 })];
  await Promise.all([patient.ready, hasty.ready]);
  const startedAt = performance.now();
  await hasty.stop();
  expect(performance.now() - startedAt).toBeLessThan(1_400);
  expect(said).toEqual([]);
  await patient.stop();
  expect(said).toEqual(['slow-to-stop finishes what is under way, for 20 s at most. Ctrl+C again does not wait.']);
});

test('the log of the start before is kept once', async () => {
  const log = join(folder.logs, 'never-ready.log');
  writeFileSync(log, 'of the start before');
  const child = start('never-ready');
  await child.ready.catch(() => {});
  expect(readFileSync(`${log}.1`, 'utf8')).toBe('of the start before');
  expect(readFileSync(log, 'utf8')).toContain('there is no port left');
  expect(existsSync(`${log}.2`)).toBe(false);
});
