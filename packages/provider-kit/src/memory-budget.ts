import { setTimeout as sleep } from 'node:timers/promises';
import type { Budget, RateBucket } from './budget.ts';

/** A budget that never makes anyone wait. */
export function unlimitedBudget(): Budget {
  return {
    take: async (_bucket, signal) => signal.throwIfAborted(),
    pause: async () => {},
  };
}

/** Time as the budget sees it; tests pass their own. */
export interface BudgetClock {
  nowMs(): number;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** A budget of one process, for tests and tools: token buckets that start full. */
export function memoryBudget(
  buckets: Readonly<Record<string, RateBucket>>,
  clock: BudgetClock = { nowMs: Date.now, sleep: (ms, signal) => sleep(ms, undefined, { signal }) },
): Budget {
  const levels = new Map(
    Object.entries(buckets).map(([name, { burst }]) => [
      name,
      { tokens: burst, atMs: clock.nowMs(), pausedUntilMs: 0 },
    ]),
  );
  const bucketNamed = (name: string) => {
    const rate = buckets[name];
    const level = levels.get(name);
    if (rate === undefined || level === undefined) throw new TypeError(`There is no rate bucket "${name}".`);
    return { rate, level };
  };
  return {
    take: async (name, signal) => {
      const { rate, level } = bucketNamed(name);
      for (;;) {
        signal.throwIfAborted();
        const now = clock.nowMs();
        const perMs = rate.perMinute / 60_000;
        level.tokens = Math.min(rate.burst, level.tokens + (now - level.atMs) * perMs);
        level.atMs = now;
        const waitMs = Math.max(level.pausedUntilMs - now, level.tokens >= 1 ? 0 : (1 - level.tokens) / perMs);
        if (waitMs <= 0) {
          level.tokens -= 1;
          return;
        }
        await clock.sleep(Math.ceil(waitMs), signal);
      }
    },
    pause: async (name, ms) => {
      const { level } = bucketNamed(name);
      level.pausedUntilMs = Math.max(level.pausedUntilMs, clock.nowMs() + ms);
    },
  };
}
