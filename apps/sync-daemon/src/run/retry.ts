import { setTimeout as sleep } from 'node:timers/promises';
import { ProviderError, remedies } from '@rollcall/provider-kit';

/** How long a failing read is tried again before its kind fails: what lasts longer is an incident. */
const retryForMs = 60_000;
const pauseMsMin = 500;
const pauseMsMax = 10_000;

/**
 * Does a read again while the provider says "later" (rate limits, outages), for at most a minute from its first
 * failure, honouring `Retry-After`. Throws the last `ProviderError`.
 */
export async function retryLater<T>(read: () => Promise<T>, signal: AbortSignal): Promise<T> {
  let giveUpAt = Number.POSITIVE_INFINITY;
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof ProviderError) || remedies[error.kind] !== 'later' || signal.aborted) throw error;
      giveUpAt = Math.min(giveUpAt, Date.now() + retryForMs);
      const pauseMs = error.retryAfterMs ?? jittered(Math.min(pauseMsMax, pauseMsMin * 2 ** attempt));
      if (Date.now() + pauseMs > giveUpAt) throw error;
      await sleep(pauseMs, undefined, { signal });
    }
  }
}

/** Between half and all of it: daemons that failed together do not come back together. */
function jittered(ms: number): number {
  return ms / 2 + (Math.random() * ms) / 2;
}
