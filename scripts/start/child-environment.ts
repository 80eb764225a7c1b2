/**
 * What a child process sees of our environment. A list of what is let through, not of what is held back: nobody can
 * list every secret that an environment may hold.
 */
const letThrough = [
  'HOME',
  'LANG',
  'NODE_COMPILE_CACHE',
  'NODE_EXTRA_CA_CERTS',
  'NODE_OPTIONS',
  'PATH',
  'SSL_CERT_DIR',
  'SSL_CERT_FILE',
  'SystemRoot',
  'TMPDIR',
  'TZ',
];

/**
 * What gateway and daemons read from the environment themselves when it is there: secrets, instead of from the data folder,
 * and what stands before them and before their database.
 */
const ofApps = [
  'ROLLCALL_API_KEY_PEPPER',
  'ROLLCALL_CUTS_KEPT_DAYS',
  'ROLLCALL_DATABASE_POOLER',
  'ROLLCALL_DELIVERIES_KEPT_DAYS',
  'ROLLCALL_DNS_KEPT_DAYS',
  'ROLLCALL_DNS_NETWORKS',
  'ROLLCALL_DNS_PORT',
  'ROLLCALL_DNS_RESOLVERS',
  'ROLLCALL_MASTER_KEY',
  'ROLLCALL_MASTER_KEY_PREVIOUS',
  'ROLLCALL_METRICS_HOST',
  'ROLLCALL_PIN_FOLDER',
  'ROLLCALL_REPORT_FOLDER',
  'ROLLCALL_REPORTS_KEPT_DAYS',
  'ROLLCALL_RUNS_KEPT_DAYS',
  'ROLLCALL_TRUSTED_PROXIES',
  'ROLLCALL_VERSIONS_KEPT_DAYS',
  'ROLLCALL_WEBHOOK_NETWORKS',
  'ROLLCALL_WEBHOOK_WAITS',
];

export type Environment = Readonly<Record<string, string>>;

/** The environment of a process that needs nothing of ours, with `added`. */
export function childEnvironment(env: NodeJS.ProcessEnv, added: Environment = {}): Environment {
  return { ...pick(env, letThrough), ...added };
}

/** The environment of the gateway or a daemon. */
export function appEnvironment(env: NodeJS.ProcessEnv, added: Environment): Environment {
  // What OpenTelemetry is told, its exporters read themselves.
  const ofTraces = Object.keys(env).filter((name) => name.startsWith('OTEL_'));
  return { ...childEnvironment(env), ...pick(env, ofApps), ...pick(env, ofTraces), ...added };
}

/** Where the figures of each daemon are to be had, if anywhere: the first has the port that is asked for, the others those after it. */
export function metricsPortOf({ ROLLCALL_METRICS_PORT: port }: NodeJS.ProcessEnv, index: number): Environment {
  // What is no port is told by the daemon.
  if (port === undefined || port === '') return {};
  return { ROLLCALL_METRICS_PORT: /^[1-9]\d*$/.test(port) ? String(Number(port) + index) : port };
}

function pick(env: NodeJS.ProcessEnv, names: readonly string[]): Environment {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
