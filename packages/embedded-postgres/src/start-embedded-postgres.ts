import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type LockHolder, type ProcessLock, readLockHolder, takeLock } from '@rollcall/process-lock';
import { RollcallError } from '@rollcall/schema';
import { findBinaries } from './binaries.ts';
import { chooseLaunch } from './choose-launch.ts';
import { ensureData, readPassword } from './initialise.ts';
import { findPostmaster, launchServer, readyMsMax, sizeOf, waitUntilReady } from './launch-server.ts';
import { type Layout, layoutOf } from './layout.ts';
import { problemOfWrite } from './problem.ts';
import { findProcesses } from './processes.ts';
import { type Keeper, spawnKeeper } from './spawn-keeper.ts';
import { fastShutdownMsMax, stopServer } from './stop-server.ts';

export interface EmbeddedPostgresOptions {
  /** The server's own folder; made when missing. Holds its data, log, password and lock. */
  readonly dataDir: string;
  /** A free port when left out. A server that already runs keeps the one it has. */
  readonly port?: number;
  /** Trades durability for speed, for tests: a crash of the machine may lose everything. */
  readonly unsafe?: boolean;
  /** What the server finds in its environment beside what it always does; an adopted one has what it was started with. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A running PostgreSQL. */
export interface EmbeddedPostgres {
  readonly port: number;
  /**
   * `started` by this call; `adopted`: it was left behind by a process that was killed, and is ours from now on;
   * `shared`: another living process started it and will stop it.
   */
  readonly origin: 'started' | 'adopted' | 'shared';
  /** The superuser's URL of a database, password included: not for printing. */
  url(database?: string): string;
  /** Settles when the server is no longer looked after, though nobody called `stop`: start again to get it back. */
  readonly lost: Promise<void>;
  /** Stops the server and waits until it has ended; leaves a shared one alone. */
  stop(): Promise<void>;
}

/** A keeper gives its server `fastShutdownMsMax` before it pulls the plug; then it ends at once. */
const handoverMsMax = fastShutdownMsMax + 10_000;
const pollMs = 20;

/**
 * Starts the PostgreSQL of a folder, or finds it running. It ends when this process ends, however that happens.
 * Throws `RollcallError`: `database_full`, `data_folder_unusable` or `database_unavailable`, each with what to do.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const home = resolve(options.dataDir);
  try {
    // Another user, who runs the server when this one is root, passes through it; what is secret in it is 0600.
    mkdirSync(home, { recursive: true, mode: 0o711 });
    const layout = layoutOf(home);
    for (;;) {
      const attempt = takeLock(layout.ownerLock);
      if (attempt.state === 'taken') return await startOwned(layout, attempt.lock, options);
      const shared = await waitForShared(layout, attempt.holder);
      if (shared) return shared;
    }
  } catch (error) {
    throw problemOfWrite(error, home);
  }
}

async function startOwned(
  layout: Layout,
  lock: ProcessLock,
  { port, unsafe = false, env = {} }: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  try {
    const server = (await adopt(layout)) ?? (await start(layout, { ...(port ? { port } : {}), unsafe, env }));
    return owned(layout, { ...server, lock });
  } catch (error) {
    lock.release();
    throw error;
  }
}

interface OwnedServer {
  readonly origin: 'started' | 'adopted';
  readonly keeper: Keeper;
  readonly port: number;
}

/** Takes over a server that outlived both its owner and its keeper. */
async function adopt(layout: Layout): Promise<OwnedServer | undefined> {
  await waitUntilNone(layout, 'keepers');
  const running = findPostmaster(layout);
  if (running === undefined) return undefined;
  const logFrom = sizeOf(layout.log);
  const keeper = spawnKeeper(layout, { do: 'adopt', pid: running.pid });
  return { origin: 'adopted', keeper, port: await waitUntilReady(layout, keeper, logFrom) };
}

async function start(
  layout: Layout,
  options: { port?: number; unsafe: boolean; env: Readonly<Record<string, string>> },
): Promise<OwnedServer> {
  await waitUntilNone(layout, 'postgres');
  // PostgreSQL would believe that the number in it is a living server, when it is a process that ended unreaped or
  // another program under the same number. None of this server's processes lives, or we would not be here.
  rmSync(join(layout.data, 'postmaster.pid'), { force: true });
  const binaries = findBinaries();
  const launch = chooseLaunch(layout, binaries.postgres);
  await ensureData(layout, { binaries, launch, unsafe: options.unsafe });
  const { postgres } = binaries;
  return { origin: 'started', ...(await launchServer(layout, { ...options, postgres, launch })) };
}

function owned(layout: Layout, server: OwnedServer & { lock: ProcessLock }): EmbeddedPostgres {
  const { lock, keeper, port, origin } = server;
  let isStopping = false;
  const lost = keeper.ended.then(() => {
    lock.release();
    // Never settles for a server that was stopped on purpose.
    if (isStopping) return new Promise<void>(() => {});
  });
  const stop = async () => {
    isStopping = true;
    await keeper.stop();
    // A keeper that was killed has left its server running; it is still ours unless somebody has adopted it.
    const left = findPostmaster(layout);
    if (left && readLockHolder(layout.ownerLock) === undefined) await stopServer(left.pid);
  };
  return { port, origin, url: urlMaker(layout, port), lost, stop };
}

/** The server of another living process, once it is ready; undefined when that process has ended instead. */
async function waitForShared(layout: Layout, holder: LockHolder): Promise<EmbeddedPostgres | undefined> {
  const deadline = performance.now() + readyMsMax;
  while (performance.now() < deadline) {
    const now = readLockHolder(layout.ownerLock);
    if (now?.pid !== holder.pid || now.startedAt !== holder.startedAt) return undefined;
    const running = findPostmaster(layout);
    if (running?.ready) {
      const { port } = running;
      const lost = waitUntilGone(layout, running.pid);
      return { port, origin: 'shared', url: urlMaker(layout, port), lost, stop: () => Promise.resolve() };
    }
    await sleep(pollMs);
  }
  throw new RollcallError(
    'database_unavailable',
    `Process ${holder.pid} has held ${layout.home} for ${readyMsMax / 1000} s, and PostgreSQL is not ready there. Look into ${layout.log}.`,
  );
}

/** A keeper whose owner died is stopping its server, and the workers of a killed server end by themselves. */
async function waitUntilNone(layout: Layout, role: 'keepers' | 'postgres'): Promise<void> {
  const deadline = performance.now() + handoverMsMax;
  while (performance.now() < deadline) {
    if (findProcesses(layout.marker)[role].length === 0) return;
    await sleep(pollMs);
  }
  const pids = findProcesses(layout.marker)[role].join(', ');
  throw new RollcallError(
    'database_unavailable',
    `An earlier PostgreSQL in ${layout.home} does not end (process ${pids}). End it, then start again.`,
  );
}

function waitUntilGone(layout: Layout, pid: number): Promise<void> {
  return new Promise((settle) => {
    const timer = setInterval(() => {
      if (findPostmaster(layout)?.pid === pid) return;
      clearInterval(timer);
      settle();
    }, 1_000);
    timer.unref();
  });
}

function urlMaker(layout: Layout, port: number): (database?: string) => string {
  const password = readPassword(layout);
  return (database = 'postgres') => `postgres://postgres:${password}@127.0.0.1:${port}/${database}`;
}
