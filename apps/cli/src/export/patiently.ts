import { setTimeout } from 'node:timers/promises';
import { gatewayErrorOf } from '@rollcall/client';

/** Longer than this a key does not wait for its units: they come back within a minute. */
const waitMsMax = 61_000;

/** Asks, and asks again once the key has units again: what is asked page after page may spend more than a minute has. */
export async function patiently<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      const known = gatewayErrorOf(error);
      const waitMs = known?.code === 'rate_limited' ? Number(known.details['retryAfterMs']) : Number.NaN;
      if (!(waitMs <= waitMsMax)) throw error;
      await setTimeout(waitMs);
    }
  }
}
