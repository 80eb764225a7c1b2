/** The time that a sandbox's data is stamped with. It never reads the wall clock: same seed and same day, same bytes. */
export interface SandboxClock {
  /** The day that is "now", as `2026-06-01`. */
  readonly day: string;
  /** The instant `ms` after the day's own (before it when negative). */
  at(ms: number): string;
  /** The instant of the next thing that happens: a second after the last one. */
  next(): string;
  /** Makes it the next day. */
  pass(): void;
}

/** The day that is "now" in a sandbox that is told no other. */
export const dayDefault = '2026-06-01';

/** A clock that stands at an instant of this day (UTC), which the seed chooses. */
export function createClock(seed: number, day: string = dayDefault): SandboxClock {
  let startMs = Date.parse(day) + (Math.abs(seed) % dayMs);
  let passedMs = 0;
  const at = (ms: number): string => new Date(startMs + ms).toISOString();
  return {
    get day() {
      return at(0).slice(0, 10);
    },
    at,
    next: () => {
      passedMs += 1000;
      return at(passedMs);
    },
    pass: () => {
      startMs += dayMs;
      passedMs = 0;
    },
  };
}

/** When what was last used then is used next: the day after, unless nobody has used it for a month. */
export function nextUse(clock: SandboxClock, last: string | null): string | null {
  const lastMs = last === null ? Number.NaN : Date.parse(/Z$/.test(last) ? last : `${last}Z`);
  const isInUse = Date.parse(clock.at(0)) - lastMs < 30 * dayMs;
  return isInUse ? new Date(lastMs + dayMs).toISOString() : last;
}

const dayMs = 86_400_000;
