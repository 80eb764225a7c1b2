import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, inject } from 'vitest';

/** Packages put it where only a superuser's PATH leads. */
const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];

/** Where the program is; undefined when it is not installed. */
export function pgbouncerPath(): string | undefined {
  return folders.map((folder) => join(folder, 'pgbouncer')).find((path) => existsSync(path));
}

/** Whom it runs as where the tests run as root, which it refuses to be. */
const nobody = 65_534;
/** For each login: so few that no process keeps one for itself. */
const sessions = 5;
const readyMsMax = 10_000;

/**
 * Gives a test file a PgBouncer of its own that hands out PostgreSQL's sessions transaction by transaction, started before its
 * tests and stopped after them. Answers the way through it.
 */
export function usePgbouncer(program: string, logins: readonly { user: string; password: string }[]) {
  let port = 0;
  let child: ChildProcess | undefined;
  let folder = '';
  const through = (url: string): string => {
    const changed = new URL(url);
    changed.hostname = '127.0.0.1';
    changed.port = String(port);
    return changed.href;
  };
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rollcall-pgbouncer-'));
    port = await freePort();
    const users = join(folder, 'users.txt');
    writeFileSync(users, logins.map(({ user, password }) => `"${user}" "${password}"\n`).join(''));
    const settings = join(folder, 'pgbouncer.ini');
    writeFileSync(settings, configuration(users, port));
    chmodSync(folder, 0o755);
    const asNobody = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};
    child = spawn(program, [settings], { stdio: 'ignore', ...asNobody });
    await ready(through(inject('adminUrl')), logins[0]);
  });
  afterAll(async () => {
    if (child !== undefined && child.exitCode === null) {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  });
  return { through };
}

function configuration(users: string, port: number): string {
  const { hostname, port: serverPort } = new URL(inject('adminUrl'));
  return `[databases]
* = host=${hostname} port=${serverPort || 5432}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${users}
pool_mode = transaction
default_pool_size = ${sessions}
max_client_conn = 200
`;
}

async function ready(url: string, login: { user: string; password: string } | undefined): Promise<void> {
  const asLogin = new URL(url);
  asLogin.username = login?.user ?? '';
  asLogin.password = login?.password ?? '';
  const deadline = performance.now() + readyMsMax;
  while (true) {
    const client = new pg.Client(asLogin.href);
    try {
      await client.connect();
      return await client.end();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await sleep(50);
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
