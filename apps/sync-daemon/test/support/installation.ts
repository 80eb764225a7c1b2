import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { dataFolderAt, ensureSecrets, openDataFolder, processSecrets } from '@rollcall/data-folder';
import {
  addConnection,
  claimRun,
  type Db,
  inWorkspace,
  newConnectionId,
  openDatabase,
  openQueue,
  type Queue,
  type RunLease,
  requestRun,
  runsById,
  sealCredential,
} from '@rollcall/db';
import { type TestDatabase, useDatabase } from '@rollcall/db/testing';
import { openSession, providerNamed } from '@rollcall/provider-registry';
import { type Actor, type Connection, type Run, type RunId, WorkspaceId } from '@rollcall/schema';
import { createLogger } from '@rollcall/telemetry';
import pg from 'pg';
import { afterAll, beforeAll, inject } from 'vitest';
import type { Daemon } from '../../src/daemon.ts';
import { createMetrics } from '../../src/metrics.ts';
import { executeRun } from '../../src/run/execute.ts';
import type { TestSandbox } from './sandboxes.ts';

export const keyActor: Actor = { type: 'api_key', id: 'aaaaaaaaaaaa', name: 'admin' };

export type Connected = Pick<Connection, 'id' | 'name'>;

/** A database, its secrets and its queue: everything that daemons need. */
export interface Installation {
  readonly urls: TestDatabase;
  readonly workspaceId: WorkspaceId;
  /** The superuser, whom row-level security does not hold. */
  readonly owner: pg.Pool;
  /** As the gateway connects. */
  readonly gateway: Db;
  readonly queue: Queue;
  /** What a daemon in this process works with. */
  readonly daemon: Daemon;
  readonly logged: string[];
  /** Adds a connection to a sandbox, whose schedule lets no run interfere. */
  connect(sandbox: TestSandbox, given?: Readonly<Record<string, unknown>>): Promise<Connected>;
  /** Executes one run in this process, to its end. */
  run(connection: Connected, options?: RunOptions): Promise<Run>;
  /** A run that this test holds, to be executed by it. */
  lease(connection: Connected, options?: RunOptions): Promise<RunLease>;
  execute(lease: RunLease, stopping?: AbortSignal): Promise<void>;
  /** Asks for a run and leaves it to whoever works. */
  ask(connection: Connected): Promise<RunId>;
  runOf(runId: RunId): Promise<Run>;
  /** The run, once it has ended; fails after `ms`. */
  ended(runId: RunId, ms?: number): Promise<Run>;
  /** Starts a daemon as a process of its own. */
  startDaemon(): Promise<ChildProcess>;
}

interface RunOptions {
  readonly plan?: boolean;
  readonly full?: boolean;
  readonly kinds?: readonly string[];
}

/** Gives a test file an installation; made before its tests and taken down after them, daemons included. */
export function useInstallation(): Installation {
  const urls = useDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), 'rollcall-daemon-'));
  const logged: string[] = [];
  const children: ChildProcess[] = [];
  let opened: { workspaceId: WorkspaceId; owner: pg.Pool; gateway: Db; queue: Queue; daemon: Daemon } | undefined;
  const now = () => {
    if (opened === undefined) throw new Error('the installation is there only while tests run');
    return opened;
  };

  beforeAll(async () => {
    openDataFolder(dataDir);
    ensureSecrets(dataFolderAt(dataDir));
    const owner = new pg.Pool({ connectionString: urls.ownerUrl, max: 2 });
    owner.on('error', () => {});
    const { rows } = await owner.query(`select workspace_id as id from rollcall.workspace where name = 'default'`);
    opened = {
      workspaceId: WorkspaceId.parse(rows[0]?.id),
      owner,
      gateway: openDatabase(urls.gatewayUrl, { max: 2, name: 'test gateway' }),
      queue: await openQueue(urls.gatewayUrl, { supervise: false, onError: () => {} }),
      daemon: {
        db: openDatabase(urls.daemonUrl, { max: 6, name: 'test daemon' }),
        ring: processSecrets({ dataDir }).ring,
        log: createLogger({ name: 'sync-daemon', level: 'trace' }, { write: (line) => void logged.push(line) }),
        actor: { type: 'daemon', id: 'host:1', name: 'sync-daemon' },
        metrics: createMetrics(),
        now: () => new Date(),
        sleep: (ms, signal) => sleep(ms, undefined, { signal }),
        providers: { named: providerNamed, open: openSession },
      },
    };
  });
  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL');
    const { owner, gateway, queue, daemon } = now();
    await queue.stop(1_000);
    await Promise.all([owner.end(), gateway.destroy(), daemon.db.destroy()]);
    rmSync(dataDir, { recursive: true, force: true });
  });

  const asGateway = <T>(work: Parameters<typeof inWorkspace<T>>[2]) =>
    inWorkspace(now().gateway, now().workspaceId, work);
  const asDaemon = <T>(work: Parameters<typeof inWorkspace<T>>[2]) =>
    inWorkspace(now().daemon.db, now().workspaceId, work);
  const runOf: Installation['runOf'] = async (runId) => {
    const [run] = await asGateway((tx) => runsById(tx, [runId]));
    if (run === undefined) throw new Error(`there is no run ${runId}`);
    return run;
  };
  const request = async (
    connection: Connected,
    { plan = false, full = false, kinds }: RunOptions = {},
  ): Promise<RunId> =>
    asGateway((tx) =>
      requestRun(tx, now().queue, { connection, trigger: 'caller', plan, full, kinds: kinds ?? null, actor: keyActor }),
    );

  const installation: Installation = {
    urls,
    logged,
    runOf,
    get workspaceId() {
      return now().workspaceId;
    },
    get owner() {
      return now().owner;
    },
    get gateway() {
      return now().gateway;
    },
    get queue() {
      return now().queue;
    },
    get daemon() {
      return now().daemon;
    },
    ask: (connection) => request(connection),
    async connect(sandbox, given = {}) {
      const id = newConnectionId();
      const name = `c-${id.slice(-12)}`;
      const { workspaceId, daemon } = now();
      const owner = { workspaceId, connectionId: id };
      const { credential = sandbox.credential, ...more } = given;
      // A credential is a record by its provider's own schema; tests give wrong ones on purpose.
      const sealed = await sealCredential(credential as Record<string, unknown>, { ring: daemon.ring, owner });
      const fixed = {
        provider: sandbox.provider,
        baseUrl: sandbox.baseUrl,
        config: sandbox.settings,
        schedule: '0 0 1 1 *',
        schedules: {},
        rates: {},
        sandbox: true,
      };
      const nextDueAt = new Date('2099-01-01');
      await asGateway((tx) =>
        addConnection(tx, { id, name, account: null, nextDueAt, ...fixed, ...sealed, ...more }, keyActor),
      );
      return { id, name };
    },
    async lease(connection, options = {}) {
      const runId = await request(connection, options);
      // Taken off the queue: this test is its worker.
      await now().owner.query(`delete from pgboss.job where data ->> 'runId' = $1`, [runId]);
      const lease = await asDaemon((tx) => claimRun(tx, runId));
      if (lease === undefined || lease === 'busy') throw new Error(`the run was not claimed: ${lease}`);
      return lease;
    },
    execute: (lease, stopping = new AbortController().signal) =>
      executeRun(now().daemon, { workspaceId: now().workspaceId, lease, stopping }),
    async run(connection, options = {}) {
      const lease = await installation.lease(connection, options);
      await installation.execute(lease);
      return runOf(lease.runId);
    },
    async ended(runId, ms = 40_000) {
      const deadline = performance.now() + ms;
      for (;;) {
        const run = await runOf(runId);
        if (run.state === 'finished') return run;
        if (performance.now() > deadline) throw new Error(`the run ${runId} is still ${run.state} after ${ms} ms`);
        await sleep(50);
      }
    },
    async startDaemon() {
      const child = fork(inject('programs')['sync-daemon'], {
        env: {
          PATH: process.env['PATH'],
          NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
          ROLLCALL_DAEMON_DATABASE_URL: urls.daemonUrl,
          ROLLCALL_WEBHOOK_NETWORKS: '127.0.0.1',
          ROLLCALL_DATA_DIR: dataDir,
          ROLLCALL_LOG_LEVEL: 'warn',
          ROLLCALL_DNS_RESOLVERS: 'off',
        },
      });
      children.push(child);
      const exited = once(child, 'exit').then(([code]) => {
        throw new Error(`the daemon ended with ${code} instead of starting`);
      });
      await Promise.race([once(child, 'message'), exited]);
      exited.catch(() => {});
      return child;
    },
  };
  return installation;
}
