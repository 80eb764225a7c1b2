import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { processSecrets } from '@rollcall/data-folder';
import {
  addConnection,
  type Db,
  inWorkspace,
  newConnectionId,
  openDatabase,
  openQueue,
  type Queue,
  requestRun,
  runsById,
  sealCredential,
} from '@rollcall/db';
import { type Actor, type Connection, ProviderName, type Run, WorkspaceId } from '@rollcall/schema';
import pg from 'pg';
import { z } from 'zod';
import { cpuSeconds, familyCpuSeconds, forgetPeak, parentOf, peakMb } from './process-usage.ts';
import { type Stack, startStack } from './stack.ts';
import { accountProvider } from './sync-account.ts';
import { startWorker, told, type Worker } from './sync-lap.ts';

/** A daemon, an account that it syncs, and what it is held against; each a process of its own. */
export interface Rig {
  readonly stack: Stack;
  readonly database: pg.Client;
  readonly gateway: Db;
  readonly queue: Queue;
  readonly workspaceId: WorkspaceId;
  readonly server: ChildProcess;
  readonly baseUrl: string;
  readonly floor: Worker;
  readonly upsert: Worker;
  readonly postmaster: number;
}

export async function onRig(work: (rig: Rig) => Promise<void>): Promise<void> {
  await using open = new AsyncDisposableStack();
  const stack = await startStack({ daemon: join(import.meta.dirname, 'sync-daemon.ts') });
  open.defer(() => stack.stop());
  const database = new pg.Client(stack.ownerUrl);
  await database.connect();
  open.defer(() => database.end());
  const gateway = openDatabase(stack.gatewayDatabaseUrl, { max: 2, name: 'bench' });
  open.defer(() => gateway.destroy());
  const queue = await openQueue(stack.gatewayDatabaseUrl, { supervise: false, onError: () => {} });
  open.defer(() => queue.stop(1_000));
  const server = fork(join(import.meta.dirname, 'sync-server.ts'));
  open.defer(() => void server.kill());
  const { baseUrl } = z.object({ baseUrl: z.string() }).parse(await told(server));
  const floor = await startWorker('sync-floor.ts');
  open.defer(() => void floor.process.kill());
  const upsert = await startWorker('sync-upsert.ts');
  open.defer(() => void upsert.process.kill());
  // A fifth of an account changes at once, and nobody is there to approve that.
  await database.query('update rollcall.workspace set brake = $1', [JSON.stringify({ lost: wide, altered: wide })]);
  const { rows } = await database.query(
    `select workspace_id as id, pg_backend_pid() as pid from rollcall.workspace where name = 'default'`,
  );
  const workspaceId = WorkspaceId.parse(rows[0].id);
  const postmaster = parentOf(rows[0].pid) ?? 0;
  await work({ stack, database, gateway, queue, workspaceId, server, baseUrl, floor, upsert, postmaster });
}

const unlimited = { absolute: 1_000_000_000, percent: 100, min: 1_000_000_000 };
const wide = { scope: unlimited, connection: unlimited, workspace: unlimited };

const actor: Actor = { type: 'api_key', id: 'bench', name: 'bench' };

/** Connects the account; no schedule of it comes due meanwhile. */
export async function connect({ stack, gateway, workspaceId, baseUrl }: Rig): Promise<Pick<Connection, 'id' | 'name'>> {
  const id = newConnectionId();
  const { ring } = processSecrets({ dataDir: stack.dataDir });
  const sealed = await sealCredential({ apiKey: 'bench-key-0123' }, { ring, owner: { workspaceId, connectionId: id } });
  const provider = ProviderName.parse(accountProvider.name);
  const fixed = { name: 'bench', provider, baseUrl, account: null, config: {}, sandbox: true };
  const never = { schedule: '0 0 1 1 *', schedules: {}, rates: {}, nextDueAt: new Date('2099-01-01') };
  await inWorkspace(gateway, workspaceId, (tx) => addConnection(tx, { id, ...fixed, ...never, ...sealed }, actor));
  return { id, name: 'bench' };
}

/** A run that takes longer has hung. */
const runMsMax = 900_000;
const lookMs = 20;

/** Asks for a run of these kinds and waits for its end. Throws unless it is complete. */
export async function completeRun(
  { gateway, queue, workspaceId }: Rig,
  connection: Pick<Connection, 'id' | 'name'>,
  kinds: readonly string[],
): Promise<Run> {
  const asked = { connection, trigger: 'caller', plan: false, kinds, actor } as const;
  const runId = await inWorkspace(gateway, workspaceId, (tx) => requestRun(tx, queue, asked));
  const deadline = performance.now() + runMsMax;
  for (;;) {
    const [run] = await inWorkspace(gateway, workspaceId, (tx) => runsById(tx, [runId]));
    if (run?.outcome === 'complete') return run;
    if (run?.state === 'finished' || performance.now() > deadline) {
      throw new Error(`the run ended ${run?.outcome ?? 'never'}: ${run?.reason} ${JSON.stringify(run?.kinds)}`);
    }
    await sleep(lookMs);
  }
}

/** What a lap took: of the process that did it, and of PostgreSQL. */
export interface Lap {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly postgresCpuSeconds: number;
  readonly peakMb: number | undefined;
  readonly resourceRows: number;
  readonly walMb: number;
}

/** Measures what a process does in `work`. */
export async function measured(
  { database, postmaster }: Rig,
  { pid }: { readonly pid?: number | undefined },
  work: () => Promise<unknown>,
): Promise<Lap> {
  forgetPeak(pid);
  const before = await written(database);
  const cpu = { own: cpuSeconds(pid) ?? Number.NaN, postgres: familyCpuSeconds(postmaster) };
  const start = performance.now();
  await work();
  const seconds = (performance.now() - start) / 1_000;
  const postgresCpu = familyCpuSeconds(postmaster) - cpu.postgres;
  const own = (cpuSeconds(pid) ?? Number.NaN) - cpu.own;
  await sleep(countedMs);
  const after = await written(database);
  return {
    seconds: round(seconds),
    cpuSeconds: round(own),
    postgresCpuSeconds: round(postgresCpu),
    peakMb: peakMb(pid),
    resourceRows: after.rows - before.rows,
    walMb: round((after.wal - before.wal) / 1_048_576),
  };
}

/** An idle session of PostgreSQL keeps what it has counted to itself for ten seconds at most. */
const countedMs = 10_500;

/** Resource rows and WAL bytes written so far. */
async function written(database: pg.Client): Promise<{ rows: number; wal: number }> {
  const { rows } = await database.query(`
    select pg_current_wal_lsn() - '0/0'::pg_lsn as wal,
      (select sum(n_tup_ins + n_tup_upd + n_tup_del) from pg_stat_user_tables
        where schemaname = 'rollcall' and relname in ('resource', 'resource_version')) as rows`);
  return { rows: Number(rows[0].rows), wal: Number(rows[0].wal) };
}

export function round(value: number): number {
  return Number(value.toFixed(2));
}
