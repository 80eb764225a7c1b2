import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureSecrets, openDataFolder, processSecrets } from '@rollcall/data-folder';
import { ensureAdminKey, prepareDatabase } from '@rollcall/db';
import { testLogins } from '@rollcall/db/testing';
import { startEmbeddedPostgres } from '@rollcall/embedded-postgres';
import { expect, onTestFinished, test } from 'vitest';
import { bodyOf } from './support/gateway.ts';
import { useGatewayProcesses } from './support/gateway-process.ts';

const startProcess = useGatewayProcesses();
/** On a busy machine. */
const patient = { timeout: 20_000, interval: 50 };

test('a gateway outlives its PostgreSQL, says so meanwhile, and works again once it is back', {
  timeout: 60_000,
}, async () => {
  const home = mkdtempSync(join(tmpdir(), 'rollcall-gone-'));
  // As root, PostgreSQL runs as another user and must be able to pass through.
  chmodSync(home, 0o711);
  const dataDir = join(home, 'pg');
  let postgres = await startEmbeddedPostgres({ dataDir, unsafe: true });
  onTestFinished(async () => {
    await postgres.stop();
    rmSync(home, { recursive: true, force: true });
  });
  const folder = openDataFolder(join(home, 'data'));
  ensureSecrets(folder);
  const { pepper } = processSecrets({ dataDir: folder.path });
  const { gatewayUrl } = await prepareDatabase({ ownerUrl: postgres.url(), ...testLogins });
  const made = await ensureAdminKey({ ownerUrl: postgres.url(), pepper, keep: () => {} });
  const env = { ROLLCALL_GATEWAY_DATABASE_URL: gatewayUrl, ROLLCALL_DATA_DIR: folder.path, ROLLCALL_DRAIN_MS: '0' };
  const gateway = await startProcess(env);
  const ask = async (path: string, body?: string) => {
    const headers = { authorization: `Bearer ${made?.token}`, 'content-type': 'application/json' };
    const answer = await fetch(gateway.url + path, {
      headers,
      ...(body === undefined ? {} : { method: 'POST', body }),
    });
    const text = await answer.text();
    return { status: answer.status, code: path.startsWith('/trpc') ? bodyOf(text).error?.code : undefined };
  };
  const statuses = async () => ({ ready: (await ask('/readyz')).status, alive: (await ask('/healthz')).status });
  expect(await statuses()).toEqual({ ready: 200, alive: 200 });
  expect((await ask('/trpc/connections.list')).status).toBe(200);

  await postgres.stop();
  await expect.poll(statuses, patient).toEqual({ ready: 503, alive: 200 });
  for (const call of [ask('/trpc/connections.list'), ask('/trpc/connections.pause', '{"name":"acme"}')]) {
    expect(await call).toEqual({ status: 503, code: 'database_unavailable' });
  }

  postgres = await startEmbeddedPostgres({ dataDir, unsafe: true, port: postgres.port });
  await expect.poll(statuses, patient).toEqual({ ready: 200, alive: 200 });
  expect((await ask('/trpc/connections.list')).status).toBe(200);
  gateway.child.kill('SIGTERM');
  expect(await gateway.ended).toBe(0);
});
