import type { DataFolder } from '@rollcall/data-folder';
import { appEnvironment, type Environment, metricsPortOf } from './child-environment.ts';
import type { StartOptions } from './options.ts';
import { type Supervised, supervise } from './supervise.ts';

/** What the gateway and the daemons are started with. */
export interface AppSettings {
  readonly folder: DataFolder;
  readonly options: StartOptions;
  readonly say: (line: string) => void;
}

/** The gateway listens on loopback: to be reached from elsewhere it needs TLS, and so something in front of it. */
const host = '127.0.0.1';

/** How long the calls under way are waited for when everything stops. Their operations are unknown after that. */
const callsMsMax = 30_000;
/** It closes its database after that. */
const gatewayStopMsMax = callsMsMax + 8_000;

export function gatewayUrlOf({ port }: StartOptions): string {
  return `http://${host}:${port}`;
}

export function startGateway(settings: AppSettings, databaseUrl: string): Supervised {
  const added = {
    ROLLCALL_GATEWAY_DATABASE_URL: databaseUrl,
    ROLLCALL_HOST: host,
    // Nobody stands before it who would look elsewhere meanwhile.
    ROLLCALL_DRAIN_MS: '0',
    ROLLCALL_STOP_MS: String(callsMsMax),
  };
  return startApp(settings, {
    name: 'gateway',
    script: 'apps/gateway/src/main.ts',
    added,
    stopMsMax: gatewayStopMsMax,
  });
}

/** `dnsPort` is where the sandboxes' zones are served; undefined where DNS is to be asked as the environment says. */
export function startDaemons(
  settings: AppSettings,
  { databaseUrl, dnsPort }: { readonly databaseUrl: string; readonly dnsPort: number | undefined },
): readonly Supervised[] {
  return Array.from({ length: settings.options.daemons }, (_, index) =>
    startApp(settings, {
      name: `daemon-${index + 1}`,
      script: 'apps/sync-daemon/src/main.ts',
      added: {
        ROLLCALL_DAEMON_DATABASE_URL: databaseUrl,
        ...metricsPortOf(process.env, index),
        ...(dnsPort === undefined ? {} : dnsOf(dnsPort)),
      },
      nodeFlags,
    }),
  );
}

/** In the sandboxes' world one server answers for everything, at a port of its own. */
function dnsOf(port: number): Environment {
  return {
    ROLLCALL_DNS_RESOLVERS: `${host}:${port}`,
    ROLLCALL_DNS_NETWORKS: host,
    ROLLCALL_DNS_PORT: String(port),
  };
}

/** A large listing leaves much garbage: left to itself, V8 keeps some 150 MB of it for no gain in time. */
const nodeFlags = ['--optimize-for-size'];

function startApp(
  { folder, options, say }: AppSettings,
  app: {
    readonly name: string;
    readonly script: string;
    readonly added: Environment;
    readonly nodeFlags?: readonly string[];
    readonly stopMsMax?: number;
  },
): Supervised {
  const env = appEnvironment(process.env, {
    ...app.added,
    ROLLCALL_DATA_DIR: folder.path,
    ROLLCALL_LOG_LEVEL: options.logLevel,
    ROLLCALL_PORT: String(options.port),
  });
  const { added: _added, ...spec } = app;
  return supervise({ ...spec, env, folder }, say);
}
