import { setTimeout as sleep } from 'node:timers/promises';
import { processSecrets } from '@rollcall/data-folder';
import { assertReady, openDatabase } from '@rollcall/db';
import { openSession, providerNamed } from '@rollcall/provider-registry';
import { WorkspaceId } from '@rollcall/schema';
import { pino } from 'pino';
import type { Daemon } from '../apps/sync-daemon/src/daemon.ts';
import { judgeWorkspace } from '../apps/sync-daemon/src/judging/judge-workspace.ts';
import { sets } from '../apps/sync-daemon/src/judging/sets.ts';
import { createMetrics } from '../apps/sync-daemon/src/metrics.ts';

/** A daemon that does nothing but judge, when it is told to; and says how long each set of facts took it. */
const db = openDatabase(process.env['ROLLCALL_DAEMON_DATABASE_URL'] ?? '', { max: 6, name: 'rollcall-sync-daemon' });
await assertReady(db);
const { ring } = processSecrets({ dataDir: process.env['ROLLCALL_DATA_DIR'] ?? '' });
const daemon: Daemon = {
  metrics: createMetrics(),
  ...{ db, ring, log: pino({ level: 'warn' }), actor: { type: 'daemon', id: `bench:${process.pid}`, name: 'bench' } },
  now: () => new Date(),
  sleep: (ms, signal) => sleep(ms, undefined, { signal }),
  providers: { named: providerNamed, open: openSession },
};
process.on('disconnect', () => process.exit(0));
process.on('SIGTERM', () => process.exit(0));
process.on('message', async (told) => {
  const workspaceId = WorkspaceId.parse(told);
  const own = { ...daemon, signal: new AbortController().signal };
  const laps: { set: string; ms: number }[] = [];
  for (const set of sets) {
    const from = performance.now();
    await judgeWorkspace(own, workspaceId, [set]);
    laps.push({ set: set.name, ms: Math.round(performance.now() - from) });
  }
  process.send?.(laps);
});
process.send?.('ready');
