import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRollcall, type Rollcall } from '@rollcall/client';
import { type DataFolder, ensureSecrets, openDataFolder, processSecrets, readGateway } from '@rollcall/data-folder';
import {
  claimRun,
  type Db,
  ensureAdminKey,
  inWorkspace,
  openDatabase,
  prepareDatabase,
  sealEvents,
} from '@rollcall/db';
import { createDelegations, createDns } from '@rollcall/dns';
import { startEmbeddedPostgres } from '@rollcall/embedded-postgres';
import type { Sandbox, SandboxOptions } from '@rollcall/provider-kit/sandbox';
import { openSession, providerNamed, providers } from '@rollcall/provider-registry';
import { type Finding, ProviderName, RunId, type WorkspaceId } from '@rollcall/schema';
import { createLogger } from '@rollcall/telemetry';
import { WebhookNetworks } from '@rollcall/webhooks';
import { inject } from 'vitest';
import type { Daemon } from '../../apps/sync-daemon/src/daemon.ts';
import { checkDue } from '../../apps/sync-daemon/src/dns/start-checking.ts';
import { judgeOperationsOf } from '../../apps/sync-daemon/src/judge-operations.ts';
import { judgeWorkspace } from '../../apps/sync-daemon/src/judging/judge-workspace.ts';
import { createMetrics } from '../../apps/sync-daemon/src/metrics.ts';
import { executeRun } from '../../apps/sync-daemon/src/run/execute.ts';
import { appEnvironment } from '../start/child-environment.ts';
import { serveZones, type ZoneServer } from '../start/serve-zones.ts';
import { createShiftedClock } from './shifted-clock.ts';

/** A whole world: sandboxes of every provider, a PostgreSQL of its own, a gateway, and the daemon's own code in this process. */
export interface WorldRig {
  readonly rollcall: Rollcall;
  readonly daemon: Daemon;
  readonly workspaceId: WorkspaceId;
  /** By connection. */
  readonly sandboxes: ReadonlyMap<string, Sandbox>;
  /** What the daemon has logged as wrong. */
  readonly trouble: readonly string[];
  /** Has these kinds of these connections listed, all unless told, one connection beside the other. Answers how the runs ended. */
  sync(wanted?: {
    readonly kinds?: readonly string[];
    readonly connections?: readonly string[];
    readonly full?: boolean;
  }): Promise<string[]>;
  /** Asks about the DNS of every domain that is due, as the sandboxes serve it now. Answers of how many. */
  checkDns(): Promise<number>;
  /** Has all rules judge, and answers what they find. */
  judge(): Promise<readonly Finding[]>;
  /** What the rules found when they judged last. */
  findings(): Promise<readonly Finding[]>;
  /** Lets a time pass for PostgreSQL, the gateway and the daemon. */
  pass(ms: number): void;
  /** Lets days pass: for PostgreSQL, the gateway, the daemon, and in the sandboxes. */
  passDays(days: number): Promise<void>;
  close(): Promise<void>;
}

const dayMs = 86_400_000;
const loopback = '127.0.0.1';
/** A machine that is busy is no server that is silent. */
const patience = { udpMs: [5_000, 10_000], tcpMs: 10_000 };
/** What is tried here is not how long a rate has one wait. */
const perMinute = 600_000;

/** Starts a world whose sandboxes are seeded so, and whose days are those of the real clock until it is told that one passes. */
export async function startWorld(
  options: Omit<SandboxOptions, 'sizes'> & {
    readonly sizes?: Readonly<Record<string, SandboxOptions['sizes']>>;
  },
): Promise<WorldRig> {
  const dir = mkdtempSync(join(tmpdir(), 'rollcall-world-'));
  // As root, PostgreSQL runs as another user and must be able to pass through.
  chmodSync(dir, 0o711);
  const clock = createShiftedClock(dir);
  const postgres = await startEmbeddedPostgres({ dataDir: join(dir, 'pg'), unsafe: true, env: clock.env });
  const folder = openDataFolder(join(dir, 'data'));
  const { roles, apiKeyPepper } = ensureSecrets(folder);
  const ownerUrl = postgres.url();
  const urls = await prepareDatabase({ ownerUrl, ...roles });
  const key = await ensureAdminKey({ ownerUrl, pepper: Buffer.from(apiKeyPepper, 'base64url'), keep: () => {} });
  const gateway = await startGateway(folder, { ...clock.env, ROLLCALL_GATEWAY_DATABASE_URL: patient(urls.gatewayUrl) });
  const rollcall = createRollcall({ url: readGateway(folder)?.url ?? '', apiKey: key?.token ?? '' });
  const trouble: string[] = [];
  const daemon = newDaemon(openDatabase(patient(urls.daemonUrl), { max: 8, name: 'world' }), { folder, trouble });
  const [workspace] = (await rollcall.workspaces.list.query({})).data;
  if (workspace === undefined) throw new Error('there is no workspace');
  const workspaceId = workspace.id;
  const sandboxes = await connectSandboxes(rollcall, options);
  const world = { rollcall, daemon, workspaceId, sandboxes, trouble };
  const zones = await serveZones([...sandboxes.values()]);
  return {
    ...world,
    sync: (wanted = {}) => sync(world, wanted),
    checkDns: () => checkDns(world, zones),
    judge: () => judge(world),
    findings: () => findings(rollcall),
    pass: clock.pass,
    async passDays(days) {
      for (const connection of sandboxes.keys())
        await control(world, connection, { path: 'change', body: { do: 'pass', days } });
      clock.pass(days * dayMs);
    },
    async close() {
      await zones.stop();
      for (const sandbox of sandboxes.values()) await sandbox.close();
      const ended = once(gateway, 'exit');
      gateway.kill('SIGKILL');
      await ended;
      await daemon.db.destroy();
      await postgres.stop();
      clock.end();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** Does something to the sandbox of a connection behind everyone's back. */
export async function control(
  { sandboxes }: Pick<WorldRig, 'sandboxes'>,
  connection: string,
  { path, body }: { readonly path: 'change' | 'faults'; readonly body: Readonly<Record<string, unknown>> },
): Promise<void> {
  const response = await fetch(`${sandboxes.get(connection)?.controlUrl}/${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`the sandbox refuses ${JSON.stringify(body)}: ${await response.text()}`);
}

/**
 * PostgreSQL tells by its clock whether a session has been idle, or has waited for a lock, for too long: where that is moved, it may
 * cut off one that was not.
 */
function patient(url: string): string {
  const patiently = new URL(url);
  for (const limit of ['idle_in_transaction_session_timeout', 'lock_timeout']) patiently.searchParams.set(limit, '0');
  return patiently.href;
}

async function startGateway(folder: DataFolder, added: Readonly<Record<string, string>>): Promise<ChildProcess> {
  const shared = {
    ROLLCALL_DATA_DIR: folder.path,
    ROLLCALL_LOG_LEVEL: 'warn',
    ROLLCALL_PORT: '0',
    ROLLCALL_DRAIN_MS: '0',
  };
  const gateway = fork(inject('programs').gateway, {
    env: appEnvironment(process.env, { ...shared, ...added }),
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const ended = once(gateway, 'exit').then(() => Promise.reject(new Error('the gateway did not start')));
  await Promise.race([once(gateway, 'message'), ended]);
  ended.catch(() => {});
  return gateway;
}

function newDaemon(db: Db, { folder, trouble }: { readonly folder: DataFolder; readonly trouble: string[] }): Daemon {
  const write = (line: string) => void trouble.push(line);
  return {
    db,
    ring: processSecrets({ dataDir: folder.path }).ring,
    log: createLogger({ name: 'sync-daemon', level: 'error' }, { write }),
    actor: { type: 'daemon', id: 'world:1', name: 'sync-daemon' },
    metrics: createMetrics(),
    now: () => new Date(),
    sleep: (ms, signal) => sleep(ms, undefined, { signal }),
    providers: { named: providerNamed, open: openSession },
  };
}

async function connectSandboxes(
  rollcall: Rollcall,
  { sizes = {}, ...options }: Parameters<typeof startWorld>[0],
): Promise<ReadonlyMap<string, Sandbox>> {
  const now = new Date().toISOString().slice(0, 10);
  const sandboxes = new Map<string, Sandbox>();
  for (const { name, sandbox: start, buckets } of Object.values(providers)) {
    const size = sizes[name];
    const sandbox = await start({ ...options, now, limits: false, ...(size === undefined ? {} : { sizes: size }) });
    const connection = `${name}-sandbox`;
    sandboxes.set(connection, sandbox);
    await rollcall.connections.add.mutate({
      ...{ name: connection, provider: ProviderName.parse(name), baseUrl: sandbox.baseUrl, sandbox: true },
      ...{ credential: { ...sandbox.credential }, config: { ...sandbox.settings } },
      rates: Object.fromEntries(Object.keys(buckets).map((bucket) => [bucket, perMinute])),
    });
  }
  return sandboxes;
}

type World = Pick<WorldRig, 'rollcall' | 'daemon' | 'workspaceId' | 'sandboxes'>;

async function sync(
  { rollcall, daemon, workspaceId, sandboxes }: World,
  { kinds, connections = [...sandboxes.keys()], full = true }: NonNullable<Parameters<WorldRig['sync']>[0]>,
): Promise<string[]> {
  const { data } = await rollcall.connections.list.query();
  const runIds: RunId[] = [];
  for (const { name, provider } of data.filter((connection) => connections.includes(connection.name))) {
    const has = daemon.providers.named(provider).kinds.map(({ kind }) => kind);
    const own = kinds === undefined ? null : has.filter((kind) => kinds.includes(kind));
    const request = { connections: [name], kinds: own, full, plan: false };
    for (const run of (await rollcall.sync.request.mutate(request)).data) runIds.push(RunId.parse(run.runId));
  }
  const stopping = new AbortController().signal;
  await Promise.all(
    runIds.map(async (runId) => {
      const lease = await inWorkspace(daemon.db, workspaceId, (tx) => claimRun(tx, runId));
      if (lease === undefined || lease === 'busy') throw new Error(`the run was not claimed: ${lease}`);
      await executeRun(daemon, { workspaceId, lease, stopping });
    }),
  );
  await sealEvents(daemon.db);
  const runs = (await rollcall.sync.get.query({ runIds })).data;
  return runs.map(
    ({ connection, outcome, reason }) => `${connection} ${outcome}${reason === null ? '' : `: ${reason}`}`,
  );
}

/** The server of the zones is the one resolver, and the one server that anything is delegated to. */
async function checkDns({ daemon }: World, zones: ZoneServer): Promise<number> {
  zones.refresh();
  const resolvers = [{ address: loopback, port: zones.port }];
  const networks = WebhookNetworks.parse(loopback);
  const dns = createDns({ resolvers, networks, authorityPort: zones.port, limits: patience });
  const checking = { dns, delegations: createDelegations(dns) };
  return checkDue({ ...daemon, checking, spreadMs: 0 }, new AbortController().signal);
}

async function judge({ rollcall, daemon, workspaceId }: World): Promise<readonly Finding[]> {
  const { data: connections } = await rollcall.connections.list.query();
  for (const { id: connectionId, provider } of connections) {
    const judged = { connectionId, provider: daemon.providers.named(provider) };
    await inWorkspace(daemon.db, workspaceId, (tx) => judgeOperationsOf(tx, judged, { actor: daemon.actor }));
  }
  await judgeWorkspace({ ...daemon, signal: new AbortController().signal }, workspaceId);
  return findings(rollcall);
}

async function findings(rollcall: Rollcall): Promise<readonly Finding[]> {
  const found: Finding[] = [];
  let cursor: string | undefined;
  do {
    const page = await rollcall.findings.list.query({ limit: 200, ...(cursor === undefined ? {} : { cursor }) });
    found.push(...page.data);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return found;
}
