import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@rollcall/embedded-postgres';
import pg from 'pg';
import { afterAll, beforeAll } from 'vitest';

/** A PostgreSQL of a test file's own, for what concerns the whole server: its roles, its being there at all. */
export interface Server {
  /** A database's URL, as the superuser or as another login. */
  url(database: string, login?: { user: string; password: string }): string;
  /** Runs statements as the superuser. */
  query(text: string, database?: string): Promise<pg.QueryResult>;
  stop(): Promise<void>;
  start(): Promise<void>;
}

export function useServer(): Server {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-server-'));
  let running: EmbeddedPostgres | undefined;
  let port: number | undefined;
  let base = '';
  const start = async (): Promise<void> => {
    running = await startEmbeddedPostgres({
      dataDir: join(folder, 'pg'),
      unsafe: true,
      ...(port === undefined ? {} : { port }),
    });
    port = running.port;
    base = running.url();
  };
  const url: Server['url'] = (database, login) => {
    const found = new URL(base);
    found.pathname = `/${database}`;
    if (login !== undefined) {
      found.username = login.user;
      found.password = login.password;
    }
    return found.href;
  };
  beforeAll(async () => {
    // As root, PostgreSQL runs as another user and must be able to pass through.
    chmodSync(folder, 0o711);
    await start();
  }, 30_000);
  afterAll(async () => {
    await running?.stop();
    rmSync(folder, { recursive: true, force: true });
  }, 30_000);
  return {
    url,
    start,
    async query(text, database = 'postgres') {
      const client = new pg.Client(url(database));
      await client.connect();
      try {
        return await client.query(text);
      } finally {
        await client.end();
      }
    },
    async stop() {
      await running?.stop();
      running = undefined;
    },
  };
}
