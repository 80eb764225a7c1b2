import { dueConnections, inWorkspace, type Queue, queueDueRun } from '@rollcall/db';
import { declaredSchedules } from '@rollcall/provider-registry';
import { schedule } from 'node-cron';
import type { Daemon } from './daemon.ts';

/** How often the daemon looks for due connections; a connection starts at most this late. */
const wakeCron = '*/5 * * * * *';
/** What one look takes on: the rest is still due at the next. */
const duePerLook = 500;

/** Wakes due connections: cron only puts what is due of them on the queue. Answers how to stop. */
export function startWaking(daemon: Daemon, queue: Queue): () => Promise<void> {
  const task = schedule(wakeCron, () => wakeDue(daemon, queue), { noOverlap: true, name: 'wake' });
  return async () => {
    await task.stop();
  };
}

async function wakeDue(daemon: Daemon, queue: Queue): Promise<void> {
  const at = daemon.now();
  try {
    for (const due of await dueConnections(daemon.db, { at, most: duePerLook }))
      await wake(daemon, queue, { ...due, at });
  } catch (error) {
    daemon.log.error({ err: error }, 'could not look for due connections');
  }
}

type Due = Awaited<ReturnType<typeof dueConnections>>[number];

/** One connection that cannot be woken keeps none of the others from it. */
async function wake(daemon: Daemon, queue: Queue, due: Due & { at: Date }): Promise<void> {
  try {
    const declared = declaredSchedules(due.provider);
    await inWorkspace(daemon.db, due.workspaceId, (tx) => queueDueRun(tx, queue, { ...due, declared }));
  } catch (error) {
    daemon.log.error(
      { err: error, connectionId: due.connectionId, workspaceId: due.workspaceId },
      'could not wake a connection',
    );
  }
}
