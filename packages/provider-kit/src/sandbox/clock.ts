/** The time that a sandbox's data is stamped with. It never reads the wall clock: same seed and same day, same bytes. */
export interface SandboxClock {
  /** The instant `ms` after the sandbox's epoch (before it when negative). */
  at(ms: number): string;
  /** The instant of the next thing that happens: a second after the last one. */
  next(): string;
}

/** The day that is "now" in a sandbox that is told no other. */
export const dayDefault = '2026-06-01';

/** A clock whose epoch lies within this day (UTC), moved by the seed. */
export function createClock(seed: number, day: string = dayDefault): SandboxClock {
  const startMs = Date.parse(day) + (Math.abs(seed) % 86_400_000);
  let passedMs = 0;
  const at = (ms: number): string => new Date(startMs + ms).toISOString();
  return {
    at,
    next: () => {
      passedMs += 1000;
      return at(passedMs);
    },
  };
}
