import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataFolderAt, ensureSecrets, openDataFolder, readGateway, writeAdminKey } from '@rollcall/data-folder';
import { ensureAdminKey } from '@rollcall/db';
import { type TestDatabase, useDatabase } from '@rollcall/db/testing';
import { afterAll, beforeAll } from 'vitest';
import type { z } from 'zod';
import { type Child, startApp } from './child.ts';
import { type CliOptions, type CliResult, runCli } from './cli.ts';
import { providerName, startTestSandbox, type TestSandbox, type TestSandboxOptions } from './test-sandbox.ts';

/** A whole installation of a test file: a database of its own, a data folder, a gateway and a daemon. */
export interface Stack {
  readonly database: TestDatabase;
  readonly dataDir: string;
  readonly gatewayUrl: string;
  readonly adminKey: string;
  /** Every run of the command so far, for who searches what was ever said. */
  readonly said: readonly CliResult[];
  /** Runs `rollcall` to its end. */
  cli(args: readonly string[], options?: CliOptions): Promise<CliResult>;
  /** Runs `rollcall … --json` and reads its answer. Fails the test when it does not end with `code`, 0 unless given. */
  ask<Answer extends z.ZodType>(
    args: readonly string[],
    answer: Answer,
    options?: CliOptions & { readonly code?: number },
  ): Promise<z.output<Answer>>;
  /** Starts a sandbox; it is stopped at the end of the file. */
  sandbox(options: TestSandboxOptions): Promise<TestSandbox>;
  /** Starts a sandbox and adds a connection to it. */
  connect(name: string, options: TestSandboxOptions): Promise<TestSandbox>;
  /** What gateway and daemon have logged. */
  logs(): string;
  /** On a free port unless one is given. */
  startGateway(port?: number): Promise<Child>;
  /** Those that run, for who kills one. */
  readonly gateways: readonly Child[];
  stopGateways(): Promise<void>;
  startDaemon(): Promise<Child>;
  /** Without a daemon, what is asked for stays queued. */
  stopDaemons(): Promise<void>;
}

/** What stands between the processes and PostgreSQL, if anything does. */
export interface Between {
  readonly pooler: 'transaction';
  through(url: string): string;
}

/**
 * Gives a test file its own installation, with one gateway and one daemon, and takes it down at the end. They are told `also`
 * by their environment.
 */
export function useStack(between?: Between, also: () => Readonly<Record<string, string>> = () => ({})): Stack {
  const database = useDatabase();
  const said: CliResult[] = [];
  const sandboxes: TestSandbox[] = [];
  const gateways: Child[] = [];
  const daemons: Child[] = [];
  const own = { dataDir: '', adminKey: '' };

  const through = between?.through ?? ((url: string) => url);
  const env = (): Record<string, string> => ({
    ROLLCALL_GATEWAY_DATABASE_URL: through(database.gatewayUrl),
    ROLLCALL_DAEMON_DATABASE_URL: through(database.daemonUrl),
    ROLLCALL_DATABASE_POOLER: between?.pooler ?? 'none',
    ROLLCALL_DATA_DIR: own.dataDir,
    ROLLCALL_LOG_LEVEL: 'trace',
    // Nobody stands before it who would look elsewhere meanwhile.
    ROLLCALL_DRAIN_MS: '0',
    // On a free port, which its log names.
    ROLLCALL_METRICS_PORT: '0',
    // Nobody outside is asked about the domains of sandboxes.
    ROLLCALL_DNS_RESOLVERS: 'off',
    ...also(),
  });

  const stack: Stack = {
    database,
    said,
    gateways,
    get dataDir() {
      return own.dataDir;
    },
    get adminKey() {
      return own.adminKey;
    },
    get gatewayUrl() {
      const found = readGateway(dataFolderAt(own.dataDir));
      if (found === undefined) throw new Error('no gateway runs');
      return found.url;
    },
    async cli(args, options = {}) {
      const result = await runCli(args, { ...options, env: { ROLLCALL_DATA_DIR: own.dataDir, ...options.env } });
      said.push(result);
      return result;
    },
    async ask(args, answer, { code = 0, ...options } = {}) {
      const result = await stack.cli([...args, '--json'], options);
      if (result.code !== code) {
        throw new Error(`rollcall ${args.join(' ')} ended with ${result.code}: ${result.stderr}${result.stdout}`);
      }
      return answer.parse(result.json);
    },
    async sandbox(options) {
      const sandbox = await startTestSandbox(options);
      sandboxes.push(sandbox);
      return sandbox;
    },
    async connect(name, options) {
      const sandbox = await stack.sandbox(options);
      // Never due by itself within a test: only what a test asks for happens.
      const { provider = providerName } = options;
      const config = ['--config', JSON.stringify(sandbox.settings)];
      const settings = ['--provider', provider, '--base-url', sandbox.baseUrl, '--schedule', '0 0 1 1 *', ...config];
      const added = await stack.cli(['connections', 'add', name, ...settings], { stdin: sandbox.credentialJson });
      if (added.code !== 0) throw new Error(`the connection ${name} was not added: ${added.stderr}`);
      return sandbox;
    },
    logs: () => {
      const { logs } = dataFolderAt(own.dataDir);
      return readdirSync(logs)
        .map((file) => readFileSync(join(logs, file), 'utf8'))
        .join('');
    },
    async startGateway(port = 0) {
      const logFile = join(dataFolderAt(own.dataDir).logs, 'gateway.log');
      const gateway = await startApp('gateway', { env: { ...env(), ROLLCALL_PORT: String(port) }, logFile });
      gateways.push(gateway);
      return gateway;
    },
    async startDaemon() {
      const logFile = join(dataFolderAt(own.dataDir).logs, 'sync-daemon.log');
      const daemon = await startApp('sync-daemon', { env: env(), logFile });
      daemons.push(daemon);
      return daemon;
    },
    async stopGateways() {
      await Promise.all(gateways.splice(0).map((gateway) => gateway.stop()));
    },
    async stopDaemons() {
      await Promise.all(daemons.splice(0).map((daemon) => daemon.stop()));
    },
  };

  beforeAll(async () => {
    own.dataDir = mkdtempSync(join(tmpdir(), 'rollcall-cli-'));
    chmodSync(own.dataDir, 0o700);
    const folder = openDataFolder(own.dataDir);
    const pepper = Buffer.from(ensureSecrets(folder).apiKeyPepper, 'base64url');
    own.adminKey = (await ensureAdminKey({ ownerUrl: database.ownerUrl, pepper, keep: () => {} }))?.token ?? '';
    writeAdminKey(folder, own.adminKey);
    await Promise.all([stack.startGateway(), stack.startDaemon()]);
  });

  afterAll(async () => {
    await stack.stopDaemons();
    await stack.stopGateways();
    await Promise.all(sandboxes.map((sandbox) => sandbox.close()));
    rmSync(own.dataDir, { recursive: true, force: true });
  });

  return stack;
}
