import { existsSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { startEmbeddedPostgres } from '../src/index.ts';
import { expectNothingRunning, useServerFolder } from './rig.ts';

/**
 * Every write to this device fails with the kernel's own ENOSPC. A link to it in the place of a file that PostgreSQL
 * is about to write gives it a full disk at exactly that point, with no file system to mount and no rights to have.
 */
const full = '/dev/full';
const isLinux = process.platform === 'linux';
const folder = useServerFolder();
const start = () => startEmbeddedPostgres({ dataDir: folder.dataDir, unsafe: true });
const wanted = {
  code: 'database_full',
  message: expect.stringMatching(/no space left on the disk for PostgreSQL in .*Free some space and start again/),
};

test.runIf(isLinux)('the disk is full while the data folder is made: nothing half-made stays', async () => {
  const started = start();
  const planted = plantInDraft(started);
  await expect(started).rejects.toMatchObject(wanted);
  expect(await planted).toBe(true);
  expect(readdirSync(folder.dataDir).filter((name) => name.startsWith('data'))).toEqual([]);
  const server = await start();
  expect(server.origin).toBe('started');
  await server.stop();
});

test.runIf(isLinux)('the disk is full when the server starts: it says so, and starts once there is space', async () => {
  await (await start()).stop();
  const options = join(folder.layout().data, 'postmaster.opts');
  rmSync(options);
  symlinkSync(full, options);
  await expect(start()).rejects.toMatchObject(wanted);
  await expectNothingRunning(folder.layout());
  rmSync(options);
  await (await start()).stop();
});

/** initdb makes its folders first, then tries out settings for some 100 ms, and then writes them: time for a link. */
async function plantInDraft(started: Promise<unknown>): Promise<boolean> {
  let isOver = false;
  started
    .then(
      () => {},
      () => {},
    )
    .finally(() => {
      isOver = true;
    });
  while (!isOver) {
    const draft = readdirSync(folder.dataDir).find((name) => name.startsWith('data.new-'));
    if (draft && existsSync(join(folder.dataDir, draft, 'PG_VERSION'))) {
      symlinkSync(full, join(folder.dataDir, draft, 'pg_hba.conf'));
      return true;
    }
    await sleep(1);
  }
  return false;
}
