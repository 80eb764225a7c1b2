import { setTimeout as sleep } from 'node:timers/promises';
import {
  claimRun,
  finishRun,
  inWorkspace,
  lostRunBefore,
  type Queue,
  type RunLease,
  releaseRun,
  type SyncJob,
} from '@rollcall/db';
import { RollcallError } from '@rollcall/schema';
import type { Daemon } from './daemon.ts';
import { executeRun } from './run/execute.ts';

/** Runs worked on at a time: each waits for its provider most of the time. */
const concurrency = 4;
/** How often a run looks whether the one before it has ended. */
const busyLookMs = 1_000;

/**
 * Works on queued runs until `stopping` is aborted; a run under way is then given back. A run that breaks through a fault
 * of ours is closed as failed, so that the next one is not kept waiting for it.
 */
export async function startWorking(daemon: Daemon, queue: Queue, stopping: AbortSignal): Promise<void> {
  await queue.work(concurrency, (job) => work(daemon, job, stopping));
}

async function work(daemon: Daemon, job: SyncJob, stopping: AbortSignal): Promise<void> {
  const lease = await claim(daemon, job, stopping);
  if (lease === undefined) return;
  try {
    await executeRun(daemon, { workspaceId: job.workspaceId, lease, stopping });
  } catch (error) {
    if (stopping.aborted) {
      await inWorkspace(daemon.db, job.workspaceId, (tx) => releaseRun(tx, lease));
      throw error;
    }
    daemon.log.error({ err: error, ...job }, 'run broke off');
    const reason =
      error instanceof RollcallError ? `${error.code}: ${error.message}` : 'a fault of ours: see the log of the daemon';
    await inWorkspace(daemon.db, job.workspaceId, (tx) =>
      finishRun(tx, lease, { outcome: 'failed', reason, actor: daemon.actor }),
    );
  }
}

/**
 * Takes the run, waiting for another of its connection to end, and taking that one over where its worker was lost. Undefined
 * when there is nothing left to do.
 */
async function claim(daemon: Daemon, job: SyncJob, stopping: AbortSignal): Promise<RunLease | undefined> {
  while (true) {
    stopping.throwIfAborted();
    const lease = await inWorkspace(daemon.db, job.workspaceId, (tx) => claimRun(tx, job.runId));
    if (lease !== 'busy') return lease;
    const lost = await inWorkspace(daemon.db, job.workspaceId, (tx) => lostRunBefore(tx, job.runId));
    if (lost !== undefined) await work(daemon, { ...job, runId: lost }, stopping);
    else await sleep(busyLookMs, undefined, { signal: stopping });
  }
}
