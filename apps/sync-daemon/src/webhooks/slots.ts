/** Requests under way at a time, of all webhooks. Each waits for its receiver nearly all of the time. */
const requestsMax = 1_000;
/** Of these, what is left to webhooks whose receivers are quick, and to those that nothing is known of and that have none under way. */
const quickReserve = 250;
/** Of one webhook whose receiver answers within `quickMs`, and of one that takes its time over it, or that nothing is known of. */
const quickMax = 50;
const slowMax = 10;
const quickMs = 1_000;
/** Of what is free, one webhook takes no more than this part: so many slow ones as there may be leave something to the others. */
const shareMax = 8;

/** How many requests may be under way: for all webhooks of a daemon together. */
export interface Slots {
  /** How many more one webhook may have under way, that has so many and whose last answer took so long. */
  free(webhook: Pending): number;
  take(): void;
  giveBack(): void;
}

interface Pending {
  readonly underWay: number;
  /** Infinity while nothing is known of the receiver. */
  readonly lastMs: number;
}

export function createSlots(): Slots {
  let taken = 0;
  return {
    free({ underWay, lastMs }) {
      const left = requestsMax - taken;
      if (lastMs < quickMs) return upTo(quickMax - underWay, left / shareMax);
      const shared = upTo(slowMax - underWay, (left - quickReserve) / shareMax);
      if (shared > 0 || underWay > 0) return shared;
      return Math.min(1, Number.isFinite(lastMs) ? Math.max(0, left - quickReserve) : left);
    },
    take() {
      taken += 1;
    },
    giveBack() {
      taken -= 1;
    },
  };
}

function upTo(most: number, share: number): number {
  return Math.max(0, Math.min(most, Math.ceil(share)));
}
