import type { Budget } from './budget.ts';

/** A budget that never makes anyone wait: nothing is asked of it but a shape. */
export function unlimitedBudget(): Budget {
  return {
    take: async (_bucket, signal) => {
      signal.throwIfAborted();
      return async () => {};
    },
    pause: async () => {},
    slow: async () => {},
  };
}
