import { setTimeout as sleep } from 'node:timers/promises';
import { type Db, dueVerifications, inWorkspace, verifyStep } from '@rollcall/db';
import type { WorkspaceId } from '@rollcall/schema';
import { about } from '@rollcall/telemetry';
import type { Daemon } from '../daemon.ts';
import { createPatience, wrongMs } from './patience.ts';

/** Each log once a day; how often it looks which; and how long it leaves the database to others between two parts. */
export interface VerifyingTimes {
  readonly everyMs: number;
  readonly lookMs: number;
  readonly restMs: number;
}

const verifyingTimes: VerifyingTimes = { everyMs: 86_400_000, lookMs: 30_000, restMs: 200 };
/** Events of one part: a tenth of a second or so. */
const eventsAtOnce = 2_000;

interface Verifier extends Pick<Daemon, 'log' | 'actor'> {
  readonly db: Db;
}

/**
 * Verifies the log of each workspace day by day, part by part, for as long as the process runs; how far it is, the database keeps:
 * another daemon goes on where this one stops. Answers how to stop.
 */
export function startVerifyingLogs(verifier: Verifier, times: VerifyingTimes = verifyingTimes): () => Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const verifying = verify(verifier, times, signal);
  return async () => {
    stopping.abort();
    await verifying;
  };
}

async function verify(verifier: Verifier, times: VerifyingTimes, signal: AbortSignal): Promise<void> {
  const patience = createPatience();
  const rest = (ms: number): Promise<unknown> => sleep(ms, undefined, { signal }).catch(() => {});
  // A process that has just started has something better to do.
  await rest(times.lookMs);
  while (!signal.aborted) {
    try {
      const waiting = new Set(patience.waiting());
      for (const workspaceId of await dueVerifications(verifier.db, times.everyMs)) {
        if (waiting.has(workspaceId)) continue;
        const isWell = await about({ workspaceId }, () => verifyOne(verifier, workspaceId, { times, signal, rest }));
        if (!isWell) patience.hold(workspaceId, wrongMs);
      }
    } catch (error) {
      verifier.log.error({ err: error }, 'could not look for logs to verify');
    }
    await rest(times.lookMs);
  }
}

interface Pace {
  readonly times: VerifyingTimes;
  readonly signal: AbortSignal;
  readonly rest: (ms: number) => Promise<unknown>;
}

/** Does part after part until it is through or another process is at it. False where it failed: that keeps none of the others. */
async function verifyOne(
  { db, actor, log }: Verifier,
  workspaceId: WorkspaceId,
  { times, signal, rest }: Pace,
): Promise<boolean> {
  const step = { everyMs: times.everyMs, most: eventsAtOnce, actor };
  try {
    while (!signal.aborted) {
      const done = await inWorkspace(db, workspaceId, (tx) => verifyStep(tx, step));
      if (done.did === 'wait') return true;
      if (done.did === 'finish') {
        const { size, problems } = done;
        if (problems > 0) log.error({ size, problems }, 'the log of a workspace is not what was signed');
        else log.info({ size }, 'verified the log of a workspace');
        return true;
      }
      await rest(times.restMs);
    }
    return true;
  } catch (error) {
    log.error({ err: error }, 'could not verify the log of a workspace');
    return false;
  }
}
