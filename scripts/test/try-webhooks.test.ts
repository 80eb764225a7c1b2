import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureSecrets, openDataFolder } from '@rollcall/data-folder';
import { ensureAdminKey } from '@rollcall/db';
import { useDatabase } from '@rollcall/db/testing';
import pg from 'pg';
import { expect, test } from 'vitest';
import { startInstallation } from '../installation/start-installation.ts';
import { shortWaits, tryWebhooks } from '../try-webhooks/try-webhooks.ts';

const database = useDatabase();

test('a receiver in every trouble, from a daemon that is killed and stopped, ends with each sequence once and in order', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'rollcall-webhooks-'));
  const folder = openDataFolder(join(dir, 'data'));
  const pepper = Buffer.from(ensureSecrets(folder).apiKeyPepper, 'base64url');
  const key = await ensureAdminKey({ ownerUrl: database.ownerUrl, pepper, keep: () => {} });
  const installation = await startInstallation({
    ...{ gatewayUrl: database.gatewayUrl, daemonUrl: database.daemonUrl, folder, apiKey: key?.token ?? '' },
    settings: { ROLLCALL_WEBHOOK_NETWORKS: '127.0.0.1', ROLLCALL_WEBHOOK_WAITS: shortWaits },
  });
  const said: string[] = [];
  const say = (line: string) => void said.push(line);
  try {
    const tried = await tryWebhooks({ installation, changes: 100, subjects: 10, say, endLeases });
    expect(tried.wrong, said.join('\n')).toEqual([]);
    expect(tried.events).toBeGreaterThan(100);
    expect(tried.outcomes).toMatchObject({ redirected: 1, too_large: 1 });
    expect(tried.outcomes['refused']).toBeGreaterThanOrEqual(5);
    expect(tried.outcomes['broken_answer']).toBeGreaterThanOrEqual(7);
    expect(tried.outcomes['lost']).toBeGreaterThan(0);
  } finally {
    await installation.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}, 90_000);

/** As if the half minute were over that what a killed daemon has leased is its own. */
async function endLeases(): Promise<void> {
  const owner = new pg.Client(database.ownerUrl);
  await owner.connect();
  await owner.query(`update rollcall.webhook_delivery set next_at = now() where state = 'sending'`);
  await owner.end();
}
