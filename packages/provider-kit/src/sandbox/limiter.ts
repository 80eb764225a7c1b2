import type { RateBucket } from '../budget.ts';

/** Counts the requests of each caller against the documented rate limits. */
export interface Limiter {
  /** Spends one request at `nowMs`; answers 0, or the whole seconds after which there is one to spend. */
  take(spend: { readonly caller: string; readonly bucket: string | undefined; readonly nowMs: number }): number;
}

/** Token buckets: full at first, refilled evenly, never beyond their burst. An operation without a bucket is free. */
export function createLimiter(buckets: Readonly<Record<string, RateBucket>>): Limiter {
  const levels = new Map<string, { tokens: number; atMs: number }>();
  return {
    take({ caller, bucket, nowMs }) {
      const limit = bucket === undefined ? undefined : buckets[bucket];
      if (limit === undefined) return 0;
      const perMs = limit.perMinute / 60_000;
      const key = `${bucket} ${caller}`;
      const level = levels.get(key) ?? { tokens: limit.burst, atMs: nowMs };
      const tokens = Math.min(limit.burst, level.tokens + (nowMs - level.atMs) * perMs);
      levels.set(key, { tokens: tokens >= 1 ? tokens - 1 : tokens, atMs: nowMs });
      return tokens >= 1 ? 0 : Math.ceil((1 - tokens) / perMs / 1000);
    },
  };
}
