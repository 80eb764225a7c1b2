import { ProviderError, remedies } from '@rollcall/provider-kit';
import type { RunContext } from './context.ts';

/** How long a failing read is tried again before its kind fails: what lasts longer is an incident. */
const retryForMs = 60_000;
const pauseMsMin = 500;
const pauseMsMax = 10_000;

/**
 * Does a read again while the provider says "later" (rate limits, outages), for at most a minute from its first
 * failure, honouring `Retry-After`. Throws the last `ProviderError`.
 */
export async function retryLater<T>(
  read: () => Promise<T>,
  { daemon, signal }: Pick<RunContext, 'daemon' | 'signal'>,
): Promise<T> {
  let giveUpAt = Number.POSITIVE_INFINITY;
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof ProviderError) || remedies[error.kind] !== 'later' || signal.aborted) throw error;
      giveUpAt = Math.min(giveUpAt, daemon.now().getTime() + retryForMs);
      const pauseMs = error.retryAfterMs ?? jittered(Math.min(pauseMsMax, pauseMsMin * 2 ** attempt));
      if (daemon.now().getTime() + pauseMs > giveUpAt) throw error;
      await daemon.sleep(pauseMs, signal);
    }
  }
}

/** Between half and all of it: daemons that failed together do not come back together. */
function jittered(ms: number): number {
  return ms / 2 + (Math.random() * ms) / 2;
}
