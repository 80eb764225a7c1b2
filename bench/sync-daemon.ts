import { setTimeout as sleep } from 'node:timers/promises';
import { processSecrets } from '@rollcall/data-folder';
import { assertReady, openDatabase, openQueue } from '@rollcall/db';
import { pino } from 'pino';
import type { Daemon } from '../apps/sync-daemon/src/daemon.ts';
import { createMetrics } from '../apps/sync-daemon/src/metrics.ts';
import { startWorking } from '../apps/sync-daemon/src/work.ts';
import { accountProvider } from './sync-account.ts';

/** The sync daemon as a process of its own, as its `main.ts` starts it, with the benchmark's provider in the registry's place. */
const url = process.env['ROLLCALL_DAEMON_DATABASE_URL'] ?? '';
const { ring } = processSecrets({ dataDir: process.env['ROLLCALL_DATA_DIR'] ?? '' });
const db = openDatabase(url, { max: 6, name: 'rollcall-sync-daemon' });
await assertReady(db);
const daemon: Daemon = {
  metrics: createMetrics(),
  ...{ db, ring, log: pino({ level: 'warn' }), actor: { type: 'daemon', id: `bench:${process.pid}`, name: 'bench' } },
  now: () => new Date(),
  sleep: (ms, signal) => sleep(ms, undefined, { signal }),
  providers: {
    named: () => accountProvider,
    open: (connection, access) => accountProvider.open({ baseUrl: connection.baseUrl, settings: {}, ...access }),
  },
};
const stopping = new AbortController();
const queue = await openQueue(url, { supervise: true, onError: (error) => console.error(error) });
await startWorking(daemon, queue, stopping.signal);
// A benchmark that was broken off leaves nobody behind.
process.on('disconnect', () => process.exit(0));
process.on('SIGTERM', async () => {
  stopping.abort(new Error('the benchmark is over'));
  await queue.stop(8_000);
  await db.destroy();
  process.exit(0);
});
process.send?.('ready');
