import type { Instant } from '@rollcall/schema';

const dayMs = 86_400_000;

/** Whole days of 24 hours from one moment to a later one. */
export function daysBetween(from: Instant, to: Date): number {
  return Math.floor((to.getTime() - Date.parse(from)) / dayMs);
}
