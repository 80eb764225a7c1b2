import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureSecrets, openDataFolder } from '@rollcall/data-folder';
import { ensureAdminKey, prepareDatabase } from '@rollcall/db';
import { startEmbeddedPostgres } from '@rollcall/embedded-postgres';
import { type Installation, type Prepared, startInstallation } from './start-installation.ts';

/** Works with a gateway and a daemon on a PostgreSQL and a data folder of their own, all of which are gone afterwards. */
export async function onOwnInstallation(
  settings: NonNullable<Prepared['settings']>,
  work: (installation: Installation) => Promise<void>,
): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'rollcall-try-'));
  const postgres = await startEmbeddedPostgres({ dataDir: join(dir, 'pg') });
  try {
    const folder = openDataFolder(join(dir, 'data'));
    const { roles, apiKeyPepper } = ensureSecrets(folder);
    const ownerUrl = postgres.url();
    const urls = await prepareDatabase({ ownerUrl, ...roles });
    const key = await ensureAdminKey({ ownerUrl, pepper: Buffer.from(apiKeyPepper, 'base64url'), keep: () => {} });
    const installation = await startInstallation({ ...urls, folder, apiKey: key?.token ?? '', settings });
    try {
      await work(installation);
    } finally {
      await installation.stop();
    }
  } finally {
    await postgres.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}
