import { setTimeout as sleep } from 'node:timers/promises';
import { inWorkspace } from '@rollcall/db';
import { claimReportSchedule, dueReportSchedules, releaseReportSchedule } from '@rollcall/db/reports';
import { about } from '@rollcall/telemetry';
import { schedule } from 'node-cron';
import { makeScheduled, type Reporter, type Scheduled } from './make-scheduled.ts';

/** How often the daemon looks for reports whose turn it is; each is begun at most this late, unless another is being made. */
const wakeCron = '*/5 * * * * *';
/** What one look finds: the rest is still due at the next. */
const duePerLook = 20;

/**
 * Makes reports on their schedules, one after the other: any number of daemons share them. Cron only wakes it. Answers how to stop:
 * what is not made within `graceMs` is given back, for another daemon.
 */
export function startReports(reporter: Reporter, { graceMs }: { readonly graceMs: number }): () => Promise<void> {
  const stopping = new AbortController();
  let underWay: Scheduled | undefined;
  let working = Promise.resolve();
  const work = () => {
    working = makeDue(reporter, stopping.signal, (scheduled) => (underWay = scheduled));
    return working;
  };
  const task = schedule(wakeCron, work, { noOverlap: true, name: 'reports' });
  return async () => {
    stopping.abort();
    await task.stop();
    await Promise.race([working, sleep(graceMs)]);
    if (underWay === undefined) return;
    const { workspaceId, job } = underWay;
    await inWorkspace(reporter.db, workspaceId, (tx) => releaseReportSchedule(tx, job)).catch(() => {});
  };
}

/** Makes what is due, until nothing is, or a stop. What breaks keeps nothing else from being made. */
export async function makeDue(
  reporter: Reporter,
  stopping: AbortSignal,
  begun: (scheduled: Scheduled | undefined) => void = () => {},
): Promise<void> {
  const { db, log, now } = reporter;
  try {
    for (let isMore = true; isMore && !stopping.aborted; ) {
      isMore = false;
      for (const { workspaceId, scheduleId } of await dueReportSchedules(db, { at: now(), most: duePerLook })) {
        if (stopping.aborted) return;
        const claim = { id: scheduleId, at: now() };
        const job = await inWorkspace(db, workspaceId, (tx) => claimReportSchedule(tx, claim));
        if (job === undefined) continue;
        isMore = true;
        begun({ workspaceId, job });
        await about({ workspaceId }, () => makeScheduled(reporter, { workspaceId, job }));
        begun(undefined);
      }
    }
  } catch (error) {
    log.error({ err: error }, 'could not look for reports whose turn it is');
  }
}
