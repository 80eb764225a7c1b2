import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createRollcall, type Rollcall } from '@rollcall/client';
import { type DataFolder, readGateway } from '@rollcall/data-folder';
import { appEnvironment, type Environment } from '../start/child-environment.ts';

/** Where an installation that is prepared keeps what it needs. */
export interface Prepared {
  readonly folder: DataFolder;
  readonly gatewayUrl: string;
  readonly daemonUrl: string;
  readonly apiKey: string;
  /** What both processes find in their environment beside that. */
  readonly settings?: Environment;
}

/** A gateway and a daemon of their own processes; each can be killed, and started again, the gateway at the same address. */
export interface Installation {
  readonly rollcall: Rollcall;
  /** `SIGTERM` asks it to stop, `SIGKILL` cuts it off. */
  endGateway(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  startGateway(): Promise<void>;
  endDaemon(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  startDaemon(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a gateway and a daemon on a database and a data folder that are prepared. */
export async function startInstallation(prepared: Prepared): Promise<Installation> {
  const { folder, gatewayUrl, daemonUrl, apiKey, settings } = prepared;
  const shared = { ROLLCALL_DATA_DIR: folder.path, ROLLCALL_LOG_LEVEL: 'warn', ...settings };
  const startGateway = (port: string) =>
    startApp('gateway', {
      ...shared,
      ...{ ROLLCALL_GATEWAY_DATABASE_URL: gatewayUrl, ROLLCALL_PORT: port, ROLLCALL_DRAIN_MS: '0' },
    });
  const startDaemon = () => startApp('sync-daemon', { ...shared, ROLLCALL_DAEMON_DATABASE_URL: daemonUrl });
  let gateway = await startGateway('0');
  let daemon = await startDaemon();
  const { url } = readGateway(folder) ?? { url: '' };
  return {
    rollcall: createRollcall({ url, apiKey }),
    endGateway: (signal) => end(gateway, signal),
    async startGateway() {
      gateway = await startGateway(new URL(url).port);
    },
    endDaemon: (signal) => end(daemon, signal),
    async startDaemon() {
      daemon = await startDaemon();
    },
    async stop() {
      await Promise.all([end(gateway, 'SIGTERM'), end(daemon, 'SIGTERM')]);
    },
  };
}

async function startApp(name: 'gateway' | 'sync-daemon', added: Environment): Promise<ChildProcess> {
  const app = fork(join(import.meta.dirname, '..', '..', 'apps', name, 'src', 'main.ts'), {
    env: appEnvironment(process.env, added),
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const ended = once(app, 'exit').then(() => false);
  const isReady = await Promise.race([once(app, 'message').then(() => true), ended]);
  if (!isReady) throw new Error(`the ${name} did not start: what it says stands above`);
  return app;
}

async function end(app: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (app.exitCode !== null || app.signalCode !== null) return;
  const ended = once(app, 'exit');
  app.kill(signal);
  await ended;
}
