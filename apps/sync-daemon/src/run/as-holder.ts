import { holdRun, inWorkspace, type Tx } from '@rollcall/db';
import type { RunContext } from './context.ts';
import { RunInterrupted } from './heartbeat.ts';

/**
 * What a run writes, it writes in a transaction that holds it. Throws `RunInterrupted`, with nothing written, when
 * another worker has the run now: a worker that was lost for a while and wakes up finds every way to write closed.
 */
export async function asHolder<T>(
  { daemon, workspaceId, lease }: Pick<RunContext, 'daemon' | 'workspaceId' | 'lease'>,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  return inWorkspace(daemon.db, workspaceId, async (tx) => {
    if (!(await holdRun(tx, lease))) throw new RunInterrupted('another worker holds this run');
    return work(tx);
  });
}
