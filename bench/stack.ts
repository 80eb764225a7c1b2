import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRollcall, type Rollcall } from '@rollcall/client';
import { ensureSecrets, openDataFolder, readGateway } from '@rollcall/data-folder';
import { ensureAdminKey, prepareDatabase } from '@rollcall/db';
import { startEmbeddedPostgres } from '@rollcall/embedded-postgres';

/** The real thing, as `pnpm start` runs it: PostgreSQL with fsync on, one gateway, one daemon, each its own process. */
export interface Stack {
  readonly ownerUrl: string;
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

export async function startStack(): Promise<Stack> {
  const dir = mkdtempSync(join(tmpdir(), 'rollcall-bench-'));
  chmodSync(dir, 0o711);
  const folder = openDataFolder(join(dir, 'data'));
  const { roles, apiKeyPepper } = ensureSecrets(folder);
  const postgres = await startEmbeddedPostgres({ dataDir: join(dir, 'pg') });
  const ownerUrl = postgres.url();
  const { gatewayUrl, daemonUrl } = await prepareDatabase({ ownerUrl, ...roles });
  const key = await ensureAdminKey({ ownerUrl, pepper: Buffer.from(apiKeyPepper, 'base64url'), keep: () => {} });
  const shared = { ROLLCALL_DATA_DIR: folder.path, ROLLCALL_LOG_LEVEL: 'warn' };
  const gateway = await startApp('gateway', {
    ...shared,
    ROLLCALL_GATEWAY_DATABASE_URL: gatewayUrl,
    ROLLCALL_PORT: '0',
  });
  const daemon = await startApp('sync-daemon', { ...shared, ROLLCALL_DAEMON_DATABASE_URL: daemonUrl });
  const url = readGateway(folder)?.url ?? '';
  const apiKey = key?.token ?? '';
  return {
    ownerUrl,
    gatewayDatabaseUrl: gatewayUrl,
    url,
    apiKey,
    rollcall: createRollcall({ url, apiKey }),
    daemonPeakMb: () => peakMb(daemon),
    daemonCpuSeconds: () => cpuSeconds(daemon),
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

/** Starts an app with the flags that `pnpm start` gives it. */
async function startApp(name: 'gateway' | 'sync-daemon', env: Record<string, string>): Promise<ChildProcess> {
  const main = join(import.meta.dirname, '..', 'apps', name, 'src', 'main.ts');
  const execArgv = name === 'sync-daemon' ? ['--optimize-for-size'] : [];
  const app = fork(main, { env: { ...process.env, ...env }, execArgv, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  await once(app, 'message');
  return app;
}

function peakMb(process: ChildProcess): number | undefined {
  try {
    const status = readFileSync(`/proc/${process.pid}/status`, 'utf8');
    return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024);
  } catch {
    return undefined;
  }
}

/** User and system time, which the kernel counts in hundredths of a second. */
function cpuSeconds(process: ChildProcess): number | undefined {
  try {
    const fields = readFileSync(`/proc/${process.pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return undefined;
  }
}
