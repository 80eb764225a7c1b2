import { type Prunable, pruneDeliveries, pruneDnsPast, pruneHistory, workspaceIds } from '@rollcall/db';
import { pruneReports } from '@rollcall/db/reports';
import type { WorkspaceId } from '@rollcall/schema';
import { schedule } from 'node-cron';
import type { Daemon } from './daemon.ts';

/** Once a day, when few work: what is to go has been kept for weeks, and a day more of it costs little. */
const pruneCron = '17 3 * * *';
const dayMs = 86_400_000;

/** How many days of the past are kept, of the log of deliveries, and of what DNS said; what is left out is kept for ever. */
export type Retention = Readonly<Partial<Record<Exclude<Prunable, 'findings'> | Log, number>>>;

/** What always ends somewhere: it grows with all that happens, and nothing is asked of it later. */
const logs = {
  deliveries: { prune: pruneDeliveries, called: 'the log of deliveries' },
  dns: { prune: pruneDnsPast, called: 'what DNS said' },
  reports: { prune: pruneReports, called: 'documents of reports' },
} as const;
type Log = keyof typeof logs;

/** Has the past pruned once a day, if a retention says so. Answers how to stop. */
export function startRetention(daemon: Daemon, retention: Retention, stopping: AbortSignal): () => Promise<void> {
  if (Object.keys(retention).length === 0) return async () => {};
  const task = schedule(pruneCron, () => enforceRetention(daemon, retention, stopping), {
    noOverlap: true,
    name: 'retention',
    timezone: 'UTC',
  });
  return async () => {
    await task.stop();
  };
}

/**
 * Deletes what the retention does not keep, in every workspace, until another daemon is at it. A workspace that breaks keeps
 * the others from nothing; what a stop leaves is left to the next day.
 */
export async function enforceRetention(daemon: Daemon, retention: Retention, signal: AbortSignal): Promise<void> {
  try {
    for (const workspaceId of await workspaceIds(daemon.db)) {
      for (const what of ['deliveries', 'dns', 'reports'] as const) {
        await pruneLog(daemon, workspaceId, { what, days: retention[what], signal });
      }
      for (const what of ['versions', 'findings', 'runs', 'cuts'] as const) {
        // What findings were is kept for as long as what resources were: reports tell of both.
        const days = retention[what === 'findings' ? 'versions' : what];
        if (days === undefined || signal.aborted) continue;
        if (await prune(daemon, workspaceId, { what, days, signal })) continue;
        daemon.log.info('another daemon prunes the history');
        return;
      }
    }
  } catch (error) {
    daemon.log.error({ err: error }, 'could not look for history to prune');
  }
}

/** Answers false when another daemon prunes. */
async function prune(
  daemon: Daemon,
  workspaceId: WorkspaceId,
  { what, days, signal }: { what: Prunable; days: number; signal: AbortSignal },
): Promise<boolean> {
  const keptFrom = new Date(daemon.now().getTime() - days * dayMs);
  try {
    const deleted = await pruneHistory(daemon.db, workspaceId, { what, keptFrom, actor: daemon.actor, signal });
    if (deleted === undefined) return false;
    daemon.log.info({ workspaceId, what, keptFrom, deleted }, 'history pruned');
  } catch (error) {
    if (!signal.aborted) daemon.log.error({ err: error, workspaceId, what }, 'could not prune history');
  }
  return true;
}

/** Two daemons may do so at once: each passes over what the other deletes. */
async function pruneLog(
  { db, log, now }: Daemon,
  workspaceId: WorkspaceId,
  { what, days, signal }: { readonly what: Log; readonly days: number | undefined; readonly signal: AbortSignal },
): Promise<void> {
  if (days === undefined || signal.aborted) return;
  const keptFrom = new Date(now().getTime() - days * dayMs);
  try {
    const deleted = await logs[what].prune(db, workspaceId, { keptFrom, signal });
    if (deleted > 0) log.info({ workspaceId, what, keptFrom, deleted }, 'log pruned');
  } catch (error) {
    if (!signal.aborted) log.error({ err: error, workspaceId }, `could not prune ${logs[what].called}`);
  }
}
