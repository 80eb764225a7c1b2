import { dueJudgings } from '@rollcall/db';
import { about } from '@rollcall/telemetry';
import { schedule } from 'node-cron';
import type { Daemon } from '../daemon.ts';
import { judgeWorkspace } from './judge-workspace.ts';

/** How often it looks which workspaces are to be judged. */
const judgeCron = '* * * * * *';
/** What one look takes on: the rest is still due at the next. */
const judgedPerLook = 50;

/** Has the rules judge the workspaces of which something is new, one after the other. Answers how to stop. */
export function startJudging(daemon: Daemon): () => Promise<void> {
  const stopping = new AbortController();
  let judging = Promise.resolve();
  const judge = (): Promise<void> => {
    judging = judgeDue(daemon, stopping.signal);
    return judging;
  };
  const task = schedule(judgeCron, judge, { noOverlap: true, name: 'judge' });
  return async () => {
    stopping.abort(new Error('the daemon is stopping'));
    await task.stop();
    await judging;
  };
}

/** A workspace that cannot be judged keeps none of the others from it. */
async function judgeDue(daemon: Daemon, signal: AbortSignal): Promise<void> {
  try {
    for (const workspaceId of await dueJudgings(daemon.db, judgedPerLook)) {
      if (signal.aborted) return;
      await about({ workspaceId }, async () => {
        try {
          await judgeWorkspace({ ...daemon, signal }, workspaceId);
        } catch (error) {
          if (!signal.aborted) daemon.log.error({ err: error }, 'could not judge a workspace');
        }
      });
    }
  } catch (error) {
    daemon.log.error({ err: error }, 'could not look for workspaces to judge');
  }
}
