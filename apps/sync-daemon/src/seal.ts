import { setTimeout as sleep } from 'node:timers/promises';
import { type Db, newSealingMark, sealEvents } from '@rollcall/db';
import type { Daemon } from './daemon.ts';

/** How often it looks: an event has its place in the order about so long after it was committed. */
const sealEveryMs = 200;
/** All that waits is looked at so often at least, whatever is believed to be settled: a pooler may have changed servers. */
const markMsMax = 60_000;
/** After a failure: a database that is down is not asked five times a second. */
const sealAgainMs = 1_000;

/**
 * Gives events their place in the order of their workspace, for as long as the process runs. `db` is its own: what seals must
 * not wait for runs. Answers how to stop.
 */
export function startSealing(db: Db, own: Pick<Daemon, 'log' | 'metrics'>): () => Promise<void> {
  const stopping = new AbortController();
  const sealing = sealUntil(db, own, stopping.signal);
  return async () => {
    stopping.abort();
    await sealing;
  };
}

async function sealUntil(
  db: Db,
  { log, metrics }: Pick<Daemon, 'log' | 'metrics'>,
  signal: AbortSignal,
): Promise<void> {
  let mark = newSealingMark();
  let markedAt = performance.now();
  while (!signal.aborted) {
    let waitMs = sealEveryMs;
    if (performance.now() - markedAt > markMsMax) {
      mark = newSealingMark();
      markedAt = performance.now();
    }
    try {
      metrics.sealed((await sealEvents(db, mark)) ?? 0);
    } catch (error) {
      waitMs = sealAgainMs;
      metrics.sealingFailed();
      mark = newSealingMark();
      log.error({ err: error }, 'could not seal events');
    }
    await sleep(waitMs, undefined, { signal }).catch(() => {});
  }
}
