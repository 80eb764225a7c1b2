import { type Prunable, pruneHistory, whileAlone, workspaceIds } from '@rollcall/db';
import { schedule } from 'node-cron';
import type { Daemon } from './daemon.ts';

/** Once a day, when few work: what is to go has been kept for weeks, and a day more of it costs little. */
const pruneCron = '17 3 * * *';
const dayMs = 86_400_000;

/** How many days of the past are kept; what is left out is kept for ever. */
export type Retention = Readonly<Partial<Record<Prunable, number>>>;

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
 * Deletes what the retention does not keep, in every workspace, unless another daemon is at it. A workspace that breaks keeps
 * the others from nothing; what a stop leaves is left to the next day.
 */
export async function enforceRetention(daemon: Daemon, retention: Retention, signal: AbortSignal): Promise<void> {
  try {
    const alone = await whileAlone(daemon.db, async () => {
      for (const workspaceId of await workspaceIds(daemon.db)) {
        for (const what of ['versions', 'runs'] as const) {
          const days = retention[what];
          if (days === undefined || signal.aborted) continue;
          const keptFrom = new Date(daemon.now().getTime() - days * dayMs);
          try {
            const pruning = { what, keptFrom, actor: daemon.actor, signal };
            const deleted = await pruneHistory(daemon.db, workspaceId, pruning);
            daemon.log.info({ workspaceId, what, keptFrom, deleted }, 'history pruned');
          } catch (error) {
            if (!signal.aborted) daemon.log.error({ err: error, workspaceId, what }, 'could not prune history');
          }
        }
      }
    });
    if (!alone) daemon.log.info('another daemon prunes the history');
  } catch (error) {
    daemon.log.error({ err: error }, 'could not look for history to prune');
  }
}
