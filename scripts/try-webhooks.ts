import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureSecrets, openDataFolder } from '@rollcall/data-folder';
import { ensureAdminKey, prepareDatabase } from '@rollcall/db';
import { startEmbeddedPostgres } from '@rollcall/embedded-postgres';
import { startInstallation } from './try-bulk/installation.ts';
import { shortWaits, tryWebhooks } from './try-webhooks/try-webhooks.ts';

const changesMin = 100;
const changesMax = 10_000;

const { values } = parseArgs({
  options: { help: { type: 'boolean', default: false }, changes: { type: 'string', default: '400' } },
});
const changes = Number(values.changes);
const isGood = Number.isInteger(changes) && changes >= changesMin && changes <= changesMax;
if (values.help || !isGood) {
  console.log(`pnpm try:webhooks [--changes N]
Has a sandbox synced and N changes made (${changesMin} to ${changesMax}; 400 if left out), and sends their events to a receiver that is busy, resets,
loses its answers, redirects, answers hugely, hangs and is restarted, from a daemon that is killed with SIGKILL in the middle and later stopped;
then compares what was handled with what happened: each sequence once, no gap, each subject in its order. Everything it starts and writes is
its own, and gone afterwards. It takes about a minute, half of which the killed daemon's leases are waited for.`);
  process.exit(values.help ? 0 : 2);
}

const dir = mkdtempSync(join(tmpdir(), 'rollcall-try-webhooks-'));
const postgres = await startEmbeddedPostgres({ dataDir: join(dir, 'pg') });
try {
  const folder = openDataFolder(join(dir, 'data'));
  const { roles, apiKeyPepper } = ensureSecrets(folder);
  const ownerUrl = postgres.url();
  const urls = await prepareDatabase({ ownerUrl, ...roles });
  const key = await ensureAdminKey({ ownerUrl, pepper: Buffer.from(apiKeyPepper, 'base64url'), keep: () => {} });
  const settings = { ROLLCALL_WEBHOOK_NETWORKS: '127.0.0.1', ROLLCALL_WEBHOOK_WAITS: shortWaits };
  const installation = await startInstallation({ ...urls, folder, apiKey: key?.token ?? '', settings });
  const startedAt = performance.now();
  try {
    const tried = await tryWebhooks({ installation, changes, subjects: 20, say: console.log });
    const { events, requests, outcomes, wrong } = tried;
    console.log(
      `${events} events, ${requests} requests (${JSON.stringify(outcomes)}), ${Math.round(performance.now() - startedAt)} ms`,
    );
    console.log(
      wrong.length === 0 ? 'each sequence was handled once, in the order of its subject' : `${wrong.length} wrong:`,
    );
    for (const line of wrong) console.log(`  ${line}`);
    if (wrong.length > 0) process.exitCode = 1;
  } finally {
    await installation.stop();
  }
} finally {
  await postgres.stop();
  rmSync(dir, { recursive: true, force: true });
}
