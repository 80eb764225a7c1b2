import { once } from 'node:events';
import { expect, test } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../src/index.ts';
import { findProcesses } from '../src/processes.ts';
import { expectNothingRunning, kill, type Owner, postmasterOf, query, startOwner, useServerFolder } from './rig.ts';

const folder = useServerFolder('file');
const start = (port?: number): Promise<EmbeddedPostgres> =>
  startEmbeddedPostgres({ dataDir: folder.dataDir, unsafe: true, ...(port ? { port } : {}) });

async function killOwner({ child }: Owner): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

function killKeeper(): void {
  for (const pid of findProcesses(folder.layout().marker).keepers) kill(pid);
}

test('kill -9 of the owner: the keeper stops the server, and what was committed is there at the next start', async () => {
  const owner = await startOwner(folder.dataDir);
  await query(owner.url, 'create table kept_by_the_keeper as select 42 as answer');
  await killOwner(owner);
  await expectNothingRunning(folder.layout());
  const server = await start();
  expect(server.origin).toBe('started');
  expect(await query(server.url(), 'select answer from kept_by_the_keeper')).toEqual([{ answer: 42 }]);
  await server.stop();
});

test('a start right after kill -9 of the owner waits until the keeper is done', async () => {
  const owner = await startOwner(folder.dataDir);
  await killOwner(owner);
  const server = await start();
  expect(server.origin).toBe('started');
  expect(await query(server.url(), 'select 1 as one')).toEqual([{ one: 1 }]);
  await server.stop();
});

test('kill -9 of keeper and owner: the server runs on, the next start adopts it, and stop then ends it', async () => {
  const owner = await startOwner(folder.dataDir);
  const postmaster = postmasterOf(folder.layout());
  killKeeper();
  await killOwner(owner);
  expect(await query(owner.url, 'select 1 as one')).toEqual([{ one: 1 }]);

  const server = await start();
  expect(server).toMatchObject({ origin: 'adopted', port: owner.port });
  expect(postmasterOf(folder.layout())).toBe(postmaster);
  expect(await query(server.url(), 'select 1 as one')).toEqual([{ one: 1 }]);
  await server.stop();
  await expectNothingRunning(folder.layout());
});

test('an adopted server ends with the process that adopted it, kill -9 included', async () => {
  const first = await startOwner(folder.dataDir);
  killKeeper();
  await killOwner(first);
  const second = await startOwner(folder.dataDir);
  expect(second.origin).toBe('adopted');
  await killOwner(second);
  await expectNothingRunning(folder.layout());
});

test('a server of a living process is shared, and survives the end of those who share it', async () => {
  const owner = await startOwner(folder.dataDir);
  const server = await start();
  expect(server).toMatchObject({ origin: 'shared', port: owner.port });
  await server.stop();
  expect(await query(owner.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  await killOwner(owner);
});

test('kill -9 of everything: the stale postmaster.pid does not matter and committed rows are kept', async () => {
  const owner = await startOwner(folder.dataDir);
  await query(owner.url, 'create table kept_in_the_log as select 42 as answer');
  const postmaster = postmasterOf(folder.layout());
  killKeeper();
  kill(postmaster);
  await killOwner(owner);
  // What is being killed still is a process for a moment, and would be adopted.
  await expectNothingRunning(folder.layout());
  const server = await start();
  expect(server.origin).toBe('started');
  expect(await query(server.url(), 'select answer from kept_in_the_log')).toEqual([{ answer: 42 }]);
  await server.stop();
});

test('kill -9 of PostgreSQL: its owner is told, and can start it again on the same port', async () => {
  const server = await start();
  kill(postmasterOf(folder.layout()));
  await server.lost;
  const again = await start(server.port);
  expect(again).toMatchObject({ origin: 'started', port: server.port });
  expect(await query(again.url(), 'select 1 as one')).toEqual([{ one: 1 }]);
  await again.stop();
});

test('kill -9 of the keeper: the owner is told, and can adopt its own server', async () => {
  const server = await start();
  killKeeper();
  await server.lost;
  const again = await start();
  expect(again).toMatchObject({ origin: 'adopted', port: server.port });
  await again.stop();
  await expectNothingRunning(folder.layout());
});

test('stop ends a server whose keeper was killed', async () => {
  const server = await start();
  killKeeper();
  await server.stop();
  await expectNothingRunning(folder.layout());
});
