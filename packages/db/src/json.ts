import type { Instant } from '@rollcall/schema';

/** Times leave the store as ISO 8601 text, so that they mean the same in JSON and in memory. */
export function instant(date: Date): Instant {
  return date.toISOString();
}

export function instantOrNull(date: Date | null): Instant | null {
  return date === null ? null : date.toISOString();
}
