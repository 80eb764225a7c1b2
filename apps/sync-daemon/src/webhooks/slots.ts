/** Requests under way at a time, of all webhooks. Each waits for its receiver nearly all of the time. */
const requestsMax = 1_000;
/** Of one webhook whose receiver answers within `quickMs`, and of one that takes its time over it. */
const quickMax = 50;
const slowMax = 10;
const quickMs = 1_000;
/** Of what is free, one webhook takes no more than this part: so many slow ones as there may be leave something to the others. */
const shareMax = 8;

/** How many requests may be under way: for all webhooks of a daemon together. */
export interface Slots {
  /** How many more one webhook may have under way, that has so many and whose last answer took so long. */
  free(webhook: { readonly underWay: number; readonly lastMs: number }): number;
  take(): void;
  giveBack(): void;
}

export function createSlots(): Slots {
  let taken = 0;
  return {
    free({ underWay, lastMs }) {
      const most = lastMs < quickMs ? quickMax : slowMax;
      return Math.max(0, Math.min(most - underWay, Math.ceil((requestsMax - taken) / shareMax)));
    },
    take() {
      taken += 1;
    },
    giveBack() {
      taken -= 1;
    },
  };
}
