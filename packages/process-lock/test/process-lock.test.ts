import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { identifyProcess, isSameProcessAlive, readLockHolder, takeLock } from '../src/index.ts';

let folder: string;
let path: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-lock-'));
  path = join(folder, 'start.lock');
});

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

/** Another process that tries to take the lock, says what it got, and then lives on. */
async function takeElsewhere(note: Record<string, string>): Promise<{ child: ChildProcess; answer: string }> {
  const source = join(import.meta.dirname, '../src/index.ts');
  const code = `import { takeLock } from ${JSON.stringify(source)};
    const attempt = takeLock(${JSON.stringify(path)}, ${JSON.stringify(note)});
    console.log(attempt.state + (attempt.state === 'held' ? ' by ' + attempt.holder.pid : ''));
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const [data] = await once(child.stdout, 'data');
  return { child, answer: String(data).trim() };
}

test('a free lock is taken, and released without a trace', () => {
  const attempt = takeLock(path);
  expect(attempt.state).toBe('taken');
  if (attempt.state === 'taken') attempt.lock.release();
  expect(readdirSync(folder)).toEqual([]);
});

test('a lock that a living process holds is refused, and its note can be read', async () => {
  const { child, answer } = await takeElsewhere({ url: 'http://127.0.0.1:4400' });
  expect(answer).toBe('taken');
  const attempt = takeLock(path);
  expect(attempt).toMatchObject({ state: 'held', holder: { pid: child.pid, note: { url: 'http://127.0.0.1:4400' } } });
  expect(readLockHolder(path)?.pid).toBe(child.pid);
});

test('the lock of a process that was killed is taken over', async () => {
  const { child } = await takeElsewhere({});
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(readLockHolder(path)).toBeUndefined();
  expect(takeLock(path).state).toBe('taken');
  expect(readdirSync(folder)).toEqual(['start.lock']);
});

test('a lock under the number of a living process that started at another time is stale', () => {
  writeFileSync(path, JSON.stringify({ pid: process.pid, startedAt: 'another life', note: {} }));
  expect(takeLock(path).state).toBe('taken');
});

test.each(['', '{"pid":', '{"pid":-4,"startedAt":"1","note":{}}'])('a torn lock file %j is stale', (text) => {
  writeFileSync(path, text);
  expect(takeLock(path).state).toBe('taken');
});

test('releasing leaves a lock alone that another process has taken meanwhile', () => {
  const attempt = takeLock(path);
  const other = JSON.stringify({ pid: 1, startedAt: '0', note: {} });
  writeFileSync(path, other);
  if (attempt.state === 'taken') attempt.lock.release();
  expect(readFileSync(path, 'utf8')).toBe(other);
});

test('of many processes that race for a stale lock, one gets it', async () => {
  writeFileSync(path, JSON.stringify({ pid: process.pid, startedAt: 'another life', note: {} }));
  const racers = await Promise.all(Array.from({ length: 8 }, () => takeElsewhere({})));
  const winners = racers.filter(({ answer }) => answer === 'taken');
  expect(winners).toHaveLength(1);
  const losers = racers.filter(({ answer }) => answer === `held by ${winners[0]?.child.pid}`);
  expect(losers).toHaveLength(7);
});

test('a process that has ended and was not reaped yet counts as dead', async () => {
  // The shell starts a child, replaces itself with sleep, and so never reaps it.
  const shell = spawn('sh', ['-c', 'sleep 0.1 & echo $!; exec sleep 30'], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(shell);
  const [data] = await once(shell.stdout, 'data');
  const pid = Number(String(data));
  await expect.poll(() => identifyProcess(pid)).toBeUndefined();
  expect(() => process.kill(pid, 0)).not.toThrow();
});

test('a process is itself', () => {
  const self = identifyProcess(process.pid);
  expect(self && isSameProcessAlive(self)).toBe(true);
  expect(self && isSameProcessAlive({ ...self, startedAt: '0' })).toBe(false);
});
