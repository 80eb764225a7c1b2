import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { findPostmaster } from '../src/launch-server.ts';
import { type Layout, layoutOf } from '../src/layout.ts';
import { findProcesses } from '../src/processes.ts';

/**
 * A folder for the servers of each test, or one for those of a whole file, which is quicker since PostgreSQL makes its
 * data only once. Whatever still runs on it after a test is killed.
 */
export function useServerFolder(per: 'test' | 'file' = 'test'): { readonly dataDir: string; layout(): Layout } {
  let dataDir: string;
  const layout = () => layoutOf(dataDir);
  const make = () => {
    // 0700: as root, the server has to find a way past a folder that only root may enter.
    dataDir = join(mkdtempSync(join(tmpdir(), 'rollcall-pg-')), 'pg18');
    mkdirSync(dataDir);
  };
  const remove = () => rmSync(join(dataDir, '..'), { recursive: true, force: true, maxRetries: 10 });
  if (per === 'test') beforeEach(make);
  else beforeAll(make);
  afterEach(async () => {
    const { keepers, postgres } = findProcesses(layout().marker);
    for (const pid of [...keepers, ...postgres]) kill(pid);
    await expectNothingRunning(layout());
    if (per === 'test') remove();
  });
  if (per === 'file') afterAll(remove);
  return {
    get dataDir() {
      return dataDir;
    },
    layout,
  };
}

export interface Owner {
  readonly child: ChildProcess;
  readonly port: number;
  readonly origin: string;
  readonly url: string;
}

/** Another process that starts the server of a folder and then lives until it is killed. */
export async function startOwner(dataDir: string): Promise<Owner> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'owner.ts'), dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(child.stdout, 'data');
  return { child, ...JSON.parse(String(line)) };
}

export async function query(url: string, sql: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client(url);
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end().catch(() => {});
  }
}

export function kill(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

export function postmasterOf(layout: Layout): number {
  const pid = findPostmaster(layout)?.pid;
  if (pid === undefined) throw new Error('no server runs there');
  return pid;
}

/** Waits until nothing of the server lives, its keeper included. */
export async function expectNothingRunning(layout: Layout): Promise<void> {
  await expect.poll(() => findProcesses(layout.marker), { timeout: 10_000 }).toEqual({ postgres: [], keepers: [] });
}
