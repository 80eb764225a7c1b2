import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRollcall, type Rollcall } from '@rollcall/client';
import { ensureSecrets, openDataFolder, readGateway } from '@rollcall/data-folder';
import { ensureAdminKey, prepareDatabase } from '@rollcall/db';
import { startEmbeddedPostgres } from '@rollcall/embedded-postgres';
import { cpuSeconds, peakMb } from './process-usage.ts';

/** The real thing, as `pnpm start` runs it: PostgreSQL with fsync on, one gateway, one daemon, each its own process. */
export interface Stack {
  readonly ownerUrl: string;
  /** Where the secrets of the processes are kept. */
  readonly dataDir: string;
  readonly daemonPid: number;
  readonly gatewayPid: number;
  readonly gatewayDatabaseUrl: string;
  readonly url: string;
  readonly apiKey: string;
  readonly rollcall: Rollcall;
  /** The daemon's peak resident memory so far, in MB; undefined where /proc does not tell. */
  daemonPeakMb(): number | undefined;
  /** Processor time that the daemon has used so far; undefined likewise. */
  daemonCpuSeconds(): number | undefined;
  stop(): Promise<void>;
}

/**
 * `daemon` is the program that is started as the daemon: the app itself, unless a benchmark plays its providers. Both apps have
 * what `environment` says beside their own.
 */
export async function startStack({
  daemon: daemonMain = appMain('sync-daemon'),
  environment = {},
}: {
  daemon?: string;
  environment?: Readonly<Record<string, string>>;
} = {}): Promise<Stack> {
  const dir = mkdtempSync(join(tmpdir(), 'rollcall-bench-'));
  chmodSync(dir, 0o711);
  const folder = openDataFolder(join(dir, 'data'));
  const { roles, apiKeyPepper } = ensureSecrets(folder);
  const postgres = await startEmbeddedPostgres({ dataDir: join(dir, 'pg') });
  const ownerUrl = postgres.url();
  const { gatewayUrl, daemonUrl } = await prepareDatabase({ ownerUrl, ...roles });
  const key = await ensureAdminKey({ ownerUrl, pepper: Buffer.from(apiKeyPepper, 'base64url'), keep: () => {} });
  const shared = { ...environment, ROLLCALL_DATA_DIR: folder.path, ROLLCALL_LOG_LEVEL: 'warn' };
  const gateway = await startApp(appMain('gateway'), {
    ...shared,
    ROLLCALL_GATEWAY_DATABASE_URL: gatewayUrl,
    ROLLCALL_PORT: '0',
  });
  const added = { ...shared, ROLLCALL_DAEMON_DATABASE_URL: daemonUrl };
  // As `pnpm start` starts it.
  const daemon = await startApp(daemonMain, added, ['--optimize-for-size']);
  const url = readGateway(folder)?.url ?? '';
  const apiKey = key?.token ?? '';
  return {
    ownerUrl,
    dataDir: folder.path,
    daemonPid: daemon.pid ?? 0,
    gatewayPid: gateway.pid ?? 0,
    gatewayDatabaseUrl: gatewayUrl,
    url,
    apiKey,
    rollcall: createRollcall({ url, apiKey }),
    daemonPeakMb: () => peakMb(daemon.pid),
    daemonCpuSeconds: () => cpuSeconds(daemon.pid),
    async stop() {
      for (const app of [gateway, daemon]) {
        app.kill('SIGTERM');
        await once(app, 'exit');
      }
      await postgres.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

function appMain(name: 'gateway' | 'sync-daemon'): string {
  return join(import.meta.dirname, '..', 'apps', name, 'src', 'main.ts');
}

async function startApp(
  main: string,
  env: Record<string, string>,
  execArgv: readonly string[] = [],
): Promise<ChildProcess> {
  const app = fork(main, {
    env: { ...process.env, ...env },
    execArgv: [...execArgv],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  await once(app, 'message');
  return app;
}
