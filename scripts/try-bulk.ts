import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureSecrets, openDataFolder } from '@rollcall/data-folder';
import { ensureAdminKey, prepareDatabase } from '@rollcall/db';
import { startEmbeddedPostgres } from '@rollcall/embedded-postgres';
import { startInstallation } from './try-bulk/installation.ts';
import { tryBulk } from './try-bulk/try-bulk.ts';

const inboxesMin = 30;
const inboxesMax = 10_000;

const { values } = parseArgs({
  options: { help: { type: 'boolean', default: false }, inboxes: { type: 'string', default: '500' } },
});
const inboxes = Number(values.inboxes);
const isGood = Number.isInteger(inboxes) && inboxes >= inboxesMin && inboxes <= inboxesMax;
if (values.help || !isGood) {
  console.log(`pnpm try:bulk [--inboxes N]
Makes N inboxes (${inboxesMin} to ${inboxesMax}; 500 if left out) in bulk at the sandboxes of three providers, as an internal app does with the
typed client; stops the gateway with SIGTERM and later kills it with SIGKILL, starts it again, and compares what Rollcall says became of each
with what the sandboxes hold. Everything it starts and writes is its own, and gone afterwards.`);
  process.exit(values.help ? 0 : 2);
}

const dir = mkdtempSync(join(tmpdir(), 'rollcall-try-bulk-'));
const postgres = await startEmbeddedPostgres({ dataDir: join(dir, 'pg') });
try {
  const folder = openDataFolder(join(dir, 'data'));
  const { roles, apiKeyPepper } = ensureSecrets(folder);
  const ownerUrl = postgres.url();
  const urls = await prepareDatabase({ ownerUrl, ...roles });
  const key = await ensureAdminKey({ ownerUrl, pepper: Buffer.from(apiKeyPepper, 'base64url'), keep: () => {} });
  const installation = await startInstallation({ ...urls, folder, apiKey: key?.token ?? '' });
  const startedAt = performance.now();
  try {
    const { counts, untrue, twice, stopped, killed } = await tryBulk({ installation, inboxes, say: console.log });
    console.log(
      `went on ${stopped.goneOnAfterMs} ms after it was stopped and ran again, ${killed.goneOnAfterMs} ms after it was killed`,
    );
    console.log(`${Math.round(performance.now() - startedAt)} ms in all`);
    console.log(`${JSON.stringify(counts)}: ${untrue.length} untrue, ${twice.length} made twice`);
    for (const line of [...untrue, ...twice]) console.log(`  ${line}`);
    if (untrue.length + twice.length > 0) process.exitCode = 1;
  } finally {
    await installation.stop();
  }
} finally {
  await postgres.stop();
  rmSync(dir, { recursive: true, force: true });
}
