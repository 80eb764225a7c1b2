/** The time that a sandbox's data is stamped with. It never reads the wall clock: same seed, same bytes. */
export interface SandboxClock {
  /** The instant `ms` after the sandbox's epoch (before it when negative). */
  at(ms: number): string;
  /** The instant of the next thing that happens: a second after the last one. */
  next(): string;
}

const epochMs = Date.UTC(2026, 5, 1);

/** A clock whose epoch lies within the day of the fixed epoch, moved by the seed. */
export function createClock(seed: number): SandboxClock {
  const startMs = epochMs + (Math.abs(seed) % 86_400_000);
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
