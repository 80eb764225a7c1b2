import { createRollcall, gatewayErrorOf } from '@rollcall/client';
import {
  type DataFolder,
  ensureSecrets,
  openDataFolder,
  processSecrets,
  readAdminKey,
  repairModes,
  takeStartLock,
  writeAdminKey,
} from '@rollcall/data-folder';
import { ensureAdminKey, prepareDatabase } from '@rollcall/db';
import { freeDnsPort } from '@rollcall/dns/sandbox';
import { RollcallError } from '@rollcall/schema';
import { type AppSettings, gatewayUrlOf, startDaemons, startGateway } from './apps.ts';
import { assertPortFree } from './assert-port-free.ts';
import { openDatabase } from './database.ts';
import { type FirstRun, firstRuns } from './first-run.ts';
import type { StartOptions } from './options.ts';
import { type Started, shortPath } from './report.ts';
import { type RunningSandbox, type SandboxHost, startSandboxes, tellStories } from './sandboxes.ts';
import type { System } from './system.ts';

/** How a start talks to its surroundings. */
export interface StartHost {
  readonly env: NodeJS.ProcessEnv;
  readonly system: System;
  readonly say: (line: string) => void;
  /** Aborted when the start is given up. */
  readonly signal: AbortSignal;
}

/**
 * Brings Rollcall up, part by part, and hands each part to the system. Throws `RollcallError` with one sentence when
 * something is in the way; what was brought up by then is the system's to stop.
 */
export async function startRollcall(options: StartOptions, host: StartHost): Promise<Started> {
  const { env, system, say, signal } = host;
  const folder = openDataFolder(options.dataDir);
  const gatewayUrl = gatewayUrlOf(options);
  lockFolder(folder, gatewayUrl, system);
  await assertPortFree(options.port, folder);
  for (const path of repairModes(folder)) {
    say(`${shortPath(path)} could be read by other users of this machine, and is closed to them now.`);
  }
  const secrets = ensureSecrets(folder);
  const database = await openDatabase(folder, { databaseUrl: env['DATABASE_URL'], say });
  system.keep('database', database);
  const given = {
    gatewayUrl: env['ROLLCALL_GATEWAY_DATABASE_URL'] || undefined,
    daemonUrl: env['ROLLCALL_DAEMON_DATABASE_URL'] || undefined,
  };
  const urls = await prepareDatabase({
    ownerUrl: database.ownerUrl,
    gateway: given.gatewayUrl === undefined ? secrets.roles.gateway : undefined,
    daemon: given.daemonUrl === undefined ? secrets.roles.daemon : undefined,
    ...given,
  });
  const newAdminKey = await firstAdminKey(folder, database.ownerUrl, env);
  signal.throwIfAborted();

  const apps: AppSettings = { folder, options, say };
  const gateway = startGateway(apps, urls.gatewayUrl);
  system.keep('apps', gateway);
  await gateway.ready;
  signal.throwIfAborted();

  const dnsPort = await freeDnsPort();
  // Who says in the environment what is to be asked is heard.
  const isTold = env['ROLLCALL_DNS_RESOLVERS'] !== undefined;
  const callTheRoll = (isWorldOfSandboxes: boolean) => {
    const asked = isWorldOfSandboxes && !isTold ? dnsPort : undefined;
    const started = startDaemons(apps, { databaseUrl: urls.daemonUrl, dnsPort: asked });
    for (const daemon of started) system.keep('apps', daemon);
    return started;
  };
  // Daemons would find the sandboxes missing and say so in a run; but on a first start there is no connection to call.
  const early = newAdminKey === undefined ? undefined : callTheRoll(options.sandbox);
  const aside = await besides(apps, { ...host, gatewayUrl, dnsPort });
  const daemons = early ?? callTheRoll(aside.isAlone);
  await Promise.all(daemons.map(({ ready }) => ready));
  const runs = await aside.firstRuns();
  return {
    ...{ folder, gatewayUrl, newAdminKey, daemons: daemons.length, database: database.description },
    ...{ sandboxes: aside.sandboxes, remarks: aside.remarks, firstRuns: runs },
  };
}

function lockFolder(folder: DataFolder, gatewayUrl: string, system: System): void {
  const attempt = takeStartLock(folder, gatewayUrl);
  if (attempt.state === 'taken') {
    system.keep('lock', { stop: async () => attempt.lock.release() });
    return;
  }
  const { pid, note } = attempt.holder;
  throw new RollcallError(
    'bad_request',
    `Rollcall already runs on ${shortPath(folder.path)}: process ${pid}, at ${note['url']}. Stop that one, or choose another folder with --data-dir.`,
  );
}

/** Makes the first admin API key and keeps it in the folder; undefined when there has been one. */
async function firstAdminKey(
  folder: DataFolder,
  ownerUrl: string,
  env: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  const { pepper } = processSecrets({
    dataDir: folder.path,
    masterKey: env['ROLLCALL_MASTER_KEY'],
    masterKeyPrevious: env['ROLLCALL_MASTER_KEY_PREVIOUS'],
    pepper: env['ROLLCALL_API_KEY_PEPPER'],
  });
  const made = await ensureAdminKey({ ownerUrl, pepper, keep: (token) => writeAdminKey(folder, token) });
  return made?.token;
}

interface Besides {
  /** Every connection is to a sandbox that runs here. */
  readonly isAlone: boolean;
  readonly sandboxes: readonly RunningSandbox[];
  readonly remarks: readonly string[];
  firstRuns(): Promise<ReadonlyMap<string, FirstRun>>;
}

/** The sandboxes, and a way to have the new ones synced once there is a daemon. */
async function besides(
  { folder, options, say }: AppSettings,
  { env, system, signal, gatewayUrl, dnsPort }: StartHost & { readonly gatewayUrl: string; readonly dnsPort: number },
): Promise<Besides> {
  const nothing = { sandboxes: [], remarks: [], isAlone: false, firstRuns: async () => new Map<string, FirstRun>() };
  if (!options.sandbox) return nothing;
  const apiKey = readAdminKey(folder) ?? env['ROLLCALL_API_KEY'];
  if (apiKey === undefined) {
    return { ...nothing, remarks: [`No sandbox was looked after, since ${shortPath(folder.adminKey)} is not there.`] };
  }
  const rollcall = createRollcall({ url: gatewayUrl, apiKey });
  const keep: SandboxHost['keep'] = (process_) => system.keep('sandboxes', process_);
  try {
    const { running, remarks, isAlone } = await startSandboxes({ folder, rollcall, dnsPort, say, keep });
    const fresh = options.daemons > 0 ? running.filter(({ isNew }) => isNew) : [];
    const wanted = { connections: fresh.map(({ connection }) => connection), signal };
    return {
      sandboxes: running,
      remarks,
      isAlone: isAlone && running.length > 0,
      async firstRuns() {
        const runs = await firstRuns(rollcall, wanted);
        if (!options.story || fresh.length === 0) return runs;
        say(
          'Everything was listed once. Now somebody does a few things behind its back, and what shows them is listed again …',
        );
        await tellStories({ folder, rollcall, signal }, fresh);
        return runs;
      },
    };
  } catch (error) {
    // A key that this database does not know, for one.
    const problem = gatewayErrorOf(error);
    if (problem === undefined) throw error;
    return { ...nothing, remarks: [`No sandbox was looked after: ${problem.message}`] };
  }
}
