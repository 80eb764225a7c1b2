import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureSecrets, openDataFolder } from '@rollcall/data-folder';
import { prepareDatabase } from '@rollcall/db';
import { startEmbeddedPostgres } from '@rollcall/embedded-postgres';
import pg from 'pg';
import { parentOf } from './process-usage.ts';

export interface BenchDatabase {
  readonly gatewayUrl: string;
  readonly daemonUrl: string;
  /** Where a daemon or a gateway finds its master key. */
  readonly dataDir: string;
  /** As its owner. */
  readonly owner: pg.Client;
  /** The process whose family all of PostgreSQL's processor time is. */
  readonly postmaster: number;
}

/** A prepared database on a PostgreSQL of its own, which is gone with `open`. */
export async function startDatabase(open: AsyncDisposableStack): Promise<BenchDatabase> {
  const dir = mkdtempSync(join(tmpdir(), 'rollcall-bench-'));
  open.defer(() => rmSync(dir, { recursive: true, force: true }));
  const postgres = await startEmbeddedPostgres({ dataDir: join(dir, 'pg') });
  open.defer(() => postgres.stop());
  const folder = openDataFolder(join(dir, 'data'));
  const { roles } = ensureSecrets(folder);
  const { gatewayUrl, daemonUrl } = await prepareDatabase({ ownerUrl: postgres.url(), ...roles });
  const owner = new pg.Client(postgres.url());
  await owner.connect();
  open.defer(() => owner.end());
  const { rows } = await owner.query<{ pid: number }>('select pg_backend_pid() as pid');
  return { gatewayUrl, daemonUrl, dataDir: folder.path, owner, postmaster: parentOf(rows[0]?.pid ?? 0) ?? 0 };
}
