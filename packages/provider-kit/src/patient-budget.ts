import type { Budget } from './budget.ts';
import { ProviderError } from './provider-error.ts';

/** Nobody waits longer for a rate budget: a run fails the kind and goes on, a caller is told to come back. */
export const patienceMs = 60_000;

/** A budget that gives up with `rate_limited` instead of waiting out a provider's long pause. */
export function patientBudget(budget: Budget): Budget {
  return {
    pause: (bucket, ms) => budget.pause(bucket, ms),
    slow: (bucket) => budget.slow(bucket),
    async take(bucket, signal) {
      const deadline = AbortSignal.timeout(patienceMs);
      try {
        return await budget.take(bucket, AbortSignal.any([signal, deadline]));
      } catch (error) {
        if (!deadline.aborted || signal.aborted) throw error;
        throw new ProviderError('rate_limited', `the rate budget allowed no request for ${patienceMs / 1_000} s`);
      }
    },
  };
}
