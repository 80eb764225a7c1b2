import { readFileSync } from 'node:fs';
import { dataFolderAt, readSecrets } from '@rollcall/data-folder';
import { useDatabase } from '@rollcall/db/testing';
import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { freePort, type Start, useStarts } from './start-rig.ts';

const database = useDatabase();
const rig = useStarts();
const timeout = 240_000;

afterAll(async () => {
  // Roles belong to the whole server, and that may be one that somebody keeps.
  const { gateway, daemon } = readSecrets(dataFolderAt(rig.dataDir)).roles;
  await asOwner(`drop role if exists ${gateway.user}, ${daemon.user}`);
});

test('DATABASE_URL is used and never shown, and no PostgreSQL is started', { timeout }, async () => {
  const start = rig.start({ env: { DATABASE_URL: database.ownerUrl, ROLLCALL_SANDBOX: 'off', ROLLCALL_DAEMONS: '2' } });
  await start.says(/Ctrl\+C stops everything/);
  const { hostname, port, pathname, password } = new URL(database.ownerUrl);
  expect(start.output()).toMatch(`your DATABASE_URL, ${hostname}:${port}${pathname}`);
  expect(start.output()).toMatch(/daemons +2 processes/);
  expect(start.output()).not.toContain('sandbox');
  expect(start.output()).not.toContain(password);
  const commands = start.processes().map(({ command }) => command);
  expect(commands.join('\n')).not.toContain('postgres');
  expect(commands.filter((command) => command.includes('sync-daemon'))).toHaveLength(2);
  if (process.platform === 'linux') expectNoSecretsInEnvironments(start, password);
  start.child.kill('SIGTERM');
  expect(await start.exitCode).toBe(0);
});

test('a database that a newer Rollcall has migrated is left alone', { timeout }, async () => {
  await asOwner("insert into rollcall.kysely_migration values ('9999_from_the_future', '2999-01-01')");
  const start = rig.start({ env: { DATABASE_URL: database.ownerUrl } });
  expect(await start.exitCode).toBe(1);
  expect(start.output()).toMatch(/migrated by a newer Rollcall \(9999_from_the_future\): upgrade Rollcall/);
  expect(start.processes()).toEqual([]);
});

test('a database that is down is one sentence', { timeout }, async () => {
  const url = `postgres://owner:canary@127.0.0.1:${await freePort()}/rollcall`;
  const start = rig.start({ env: { DATABASE_URL: url } });
  expect(await start.exitCode).toBe(1);
  const lines = start.output().trim().split('\n');
  expect(lines).toHaveLength(2);
  expect(lines[1]).toMatch(/database/i);
  expect(start.output()).not.toContain('canary');
});

test('a DATABASE_URL that is not one is refused without being repeated', { timeout }, async () => {
  const start = rig.start({ env: { DATABASE_URL: 'mysql://root:canary@db/rollcall' } });
  expect(await start.exitCode).toBe(1);
  expect(start.output()).toContain('DATABASE_URL is not the URL of a PostgreSQL database');
  expect(start.output()).not.toContain('canary');
});

function expectNoSecretsInEnvironments(start: Start, password: string): void {
  const environments = start.processes().map(({ pid }) => readFileSync(`/proc/${pid}/environ`, 'utf8'));
  expect(environments).toHaveLength(3);
  for (const environment of environments) {
    expect(environment).toMatch(/ROLLCALL_(GATEWAY|DAEMON)_DATABASE_URL=/);
    expect(environment).not.toMatch(/(^|\0)DATABASE_URL=/);
    expect(environment).not.toContain(password);
  }
}

async function asOwner(statement: string): Promise<void> {
  const client = new pg.Client(database.ownerUrl);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
