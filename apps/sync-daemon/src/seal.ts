import { setTimeout as sleep } from 'node:timers/promises';
import { type Db, newSealingMark, sealEvents } from '@rollcall/db';
import type { Logger } from 'pino';

/** How often it looks: an event has its place in the order about so long after it was committed. */
const sealEveryMs = 200;
/** After a failure: a database that is down is not asked five times a second. */
const sealAgainMs = 1_000;

/**
 * Gives events their place in the order of their workspace, for as long as the process runs. `db` is its own: what seals must
 * not wait for runs. Answers how to stop.
 */
export function startSealing(db: Db, log: Logger): () => Promise<void> {
  const stopping = new AbortController();
  const sealing = sealUntil(db, log, stopping.signal);
  return async () => {
    stopping.abort();
    await sealing;
  };
}

async function sealUntil(db: Db, log: Logger, signal: AbortSignal): Promise<void> {
  let mark = newSealingMark();
  while (!signal.aborted) {
    let waitMs = sealEveryMs;
    try {
      await sealEvents(db, mark);
    } catch (error) {
      waitMs = sealAgainMs;
      mark = newSealingMark();
      log.error({ err: error }, 'could not seal events');
    }
    await sleep(waitMs, undefined, { signal }).catch(() => {});
  }
}
