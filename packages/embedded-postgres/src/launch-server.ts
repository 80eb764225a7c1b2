import { closeSync, existsSync, openSync, readSync, renameSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { RollcallError } from '@rollcall/schema';
import type { Launch } from './choose-launch.ts';
import { type Layout, readPostmasterPid } from './layout.ts';
import { problemIn } from './problem.ts';
import { findProcesses } from './processes.ts';
import { type Keeper, spawnKeeper } from './spawn-keeper.ts';

/** Recovery after a crash replays the log since the last checkpoint, which PostgreSQL takes every 5 minutes. */
export const readyMsMax = 120_000;
/** Between finding a free port and PostgreSQL's taking it, another program may be faster. */
const portAttemptsMax = 5;
const pollMs = 20;
/** 16 daemons and a few gateways, each with a pool of at most 10. */
const connectionsMax = 250;
const logBytesMax = 10 * 1024 * 1024;
/** The words that explain a failed start stand at its end. */
const logTailBytes = 16 * 1024;

export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  readonly ready: boolean;
}

/** The server that runs on this data folder now, whoever started it. */
export function findPostmaster(layout: Layout): Postmaster | undefined {
  const written = readPostmasterPid(layout.data);
  return written && findProcesses(layout.marker).postgres.includes(written.pid) ? written : undefined;
}

type Env = Readonly<Record<string, string>>;

/** Starts the server on `port`, or on any free one when that is undefined, and waits until it takes connections. */
export async function launchServer(
  layout: Layout,
  options: {
    readonly postgres: string;
    readonly launch: Launch;
    readonly port?: number;
    readonly unsafe: boolean;
    readonly env?: Env;
  },
): Promise<{ keeper: Keeper; port: number }> {
  rotateLog(layout.log);
  const { prefix, runAs } = options.launch;
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? (await freePort());
    const words = [...prefix, options.postgres, ...serverArguments(layout, port, options.unsafe)];
    const logFrom = sizeOf(layout.log);
    const env = options.env ?? {};
    const keeper = spawnKeeper(layout, { do: 'start', words, ...(runAs ? { runAs } : {}), cwd: layout.data, env });
    try {
      return { keeper, port: await waitUntilReady(layout, keeper, logFrom) };
    } catch (error) {
      const isPortTaken = error instanceof RollcallError && error.details['portTaken'] === true;
      if (!isPortTaken || options.port !== undefined || attempt === portAttemptsMax) throw error;
    }
  }
}

/** Waits for the server that `keeper` looks after, and answers its port. What it logs after `logFrom` says why not. */
export async function waitUntilReady(layout: Layout, keeper: Keeper, logFrom: number): Promise<number> {
  const deadline = performance.now() + readyMsMax;
  while (performance.now() < deadline) {
    const found = readPostmasterPid(layout.data);
    if (found?.ready) return found.port;
    if (keeper.hasEnded()) throw problemIn(tailOf(layout.log, logFrom), layout);
    await sleep(pollMs);
  }
  await keeper.stop();
  throw new RollcallError(
    'database_unavailable',
    `PostgreSQL was not ready within ${readyMsMax / 1000} s in ${layout.home}. Look into ${layout.log}, then start again.`,
  );
}

/** How much has been logged so far. */
export function sizeOf(log: string): number {
  return existsSync(log) ? statSync(log).size : 0;
}

function serverArguments(layout: Layout, port: number, unsafe: boolean): readonly string[] {
  const settings = {
    cluster_name: layout.marker,
    listen_addresses: '127.0.0.1',
    max_connections: String(connectionsMax),
    // A path to a socket may hold some 100 characters, and nobody promises such a short data folder.
    unix_socket_directories: '',
    // The first change of a page after a checkpoint logs all of it; few changes scattered over a large ledger log little else.
    wal_compression: unsafe ? 'off' : 'on',
    // What is lost with the machine anyway needs no log to be put together again from, and none that is sent anywhere.
    ...(unsafe
      ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', wal_level: 'minimal', max_wal_senders: '0' }
      : {}),
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return ['-D', layout.data, '-p', String(port), ...flags];
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = address !== null && typeof address === 'object' ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

function rotateLog(log: string): void {
  if (sizeOf(log) > logBytesMax) renameSync(log, `${log}.1`);
}

function tailOf(log: string, from: number): string {
  const size = sizeOf(log);
  const start = Math.max(from, size - logTailBytes, 0);
  const buffer = Buffer.alloc(Math.max(size - start, 0));
  const file = openSync(log, 'r');
  try {
    readSync(file, buffer, 0, buffer.length, start);
  } finally {
    closeSync(file);
  }
  return buffer.toString('utf8');
}
