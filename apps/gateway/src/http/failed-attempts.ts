import { neighbourhoodOf } from '../keys/networks.ts';

/** Tokens that open nothing which one address may try in a minute: enough for a slip in a deployment, not for guessing. */
const attemptsMax = 30;
const windowMs = 60_000;
/** Addresses remembered at once; the one that began first is forgotten first. */
const addressesMax = 10_000;

/** Who tried tokens that open nothing. */
export interface FailedAttempts {
  count(address: string | undefined): void;
  /** For how many ms the address has to wait until a token that is not known is looked at again; 0 for not at all. */
  waitMs(address: string | undefined): number;
}

export function createFailedAttempts(): FailedAttempts {
  const windows = new Map<string, { since: number; count: number }>();
  return {
    count(address) {
      const from = placeOf(address);
      const window = windows.get(from);
      if (window !== undefined && window.since + windowMs > performance.now()) {
        window.count += 1;
        return;
      }
      windows.delete(from);
      windows.set(from, { since: performance.now(), count: 1 });
      const [first] = windows.keys();
      if (windows.size > addressesMax && first !== undefined) windows.delete(first);
    },
    waitMs(address) {
      const window = windows.get(placeOf(address));
      if (window === undefined || window.count < attemptsMax) return 0;
      return Math.max(0, Math.ceil(window.since + windowMs - performance.now()));
    },
  };
}

function placeOf(address: string | undefined): string {
  return address === undefined ? '' : neighbourhoodOf(address);
}
