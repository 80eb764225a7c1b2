import { assertReady } from '@rollcall/db';
import { RollcallError } from '@rollcall/schema';
import type { Gateway } from '../gateway.ts';

/** Longer than this, nobody who watches waits for an answer. */
const readyMsMax = 3_000;

/**
 * Why the gateway cannot serve, in a sentence; undefined when it can. Anybody may ask, so all who ask at once share one
 * question to the database.
 */
export function createReadiness({ db, draining }: Gateway): () => Promise<string | undefined> {
  let asking: Promise<string | undefined> | undefined;
  const ask = async (): Promise<string | undefined> => {
    const slow = Promise.withResolvers<string>();
    const timer = setTimeout(() => slow.resolve('the database does not answer in time'), readyMsMax);
    try {
      return await Promise.race([assertReady(db).then(() => undefined, troubleOf), slow.promise]);
    } finally {
      clearTimeout(timer);
      asking = undefined;
    }
  };
  return async () => {
    if (draining.aborted) return 'this gateway is stopping: ask another';
    asking ??= ask();
    return asking;
  };
}

function troubleOf(error: unknown): string {
  return error instanceof RollcallError ? error.message : 'the database refuses: the log of PostgreSQL says why';
}
