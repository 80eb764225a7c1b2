import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureSecrets, openDataFolder } from '@rollcall/data-folder';
import { ensureAdminKey } from '@rollcall/db';
import { useDatabase } from '@rollcall/db/testing';
import pg from 'pg';
import { expect, test } from 'vitest';
import { startInstallation } from '../installation/start-installation.ts';
import { tryBulk } from '../try-bulk/try-bulk.ts';

const database = useDatabase();

test('a bulk operation outlives gateways that are stopped and killed: every item ends as the sandboxes show it, and none twice', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'rollcall-bulk-'));
  const folder = openDataFolder(join(dir, 'data'));
  const pepper = Buffer.from(ensureSecrets(folder).apiKeyPepper, 'base64url');
  const key = await ensureAdminKey({ ownerUrl: database.ownerUrl, pepper, keep: () => {} });
  const installation = await startInstallation({
    gatewayUrl: database.gatewayUrl,
    daemonUrl: database.daemonUrl,
    folder,
    apiKey: key?.token ?? '',
  });
  const said: string[] = [];
  try {
    const tried = await tryBulk({ installation, inboxes: 48, say: (line) => said.push(line) });
    expect({ untrue: tried.untrue, twice: tried.twice }, said.join('\n')).toEqual({ untrue: [], twice: [] });
    const { succeeded = 0, confirmed = 0, unknown = 0 } = tried.counts;
    expect(succeeded + confirmed + unknown).toBe(48);
    expect(tried.stopped.unknown, 'a gateway that is asked to stop leaves nothing half done').toBe(0);
    expect(tried.killed.goneOnAfterMs, 'it goes on within seconds').toBeLessThan(10_000);
    expect(await sealedInputs()).toBe(0);
  } finally {
    await installation.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}, 90_000);

/** Of what was applied; what was only planned may wait. */
async function sealedInputs(): Promise<number> {
  const owner = new pg.Client(database.ownerUrl);
  await owner.connect();
  try {
    const { rows } = await owner.query(`select count(*)::int as count from rollcall.sealed_secret s
      join rollcall.bulk b on starts_with(s.owner_id, b.bulk_id::text) where b.applied_at is not null`);
    return rows[0].count;
  } finally {
    await owner.end();
  }
}
