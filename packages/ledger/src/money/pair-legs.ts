/** One leg of a transfer. */
export interface Leg {
  readonly externalId: string;
  readonly wallet: string;
  readonly currency: string | null;
  readonly atMs: number;
  /** Negative where it leaves the wallet. */
  readonly effectMinor: bigint;
}

export interface LegPairing<L extends Leg> {
  /** By currency and size, and of these in the order of time. Answers those that nothing can be found for any more. */
  push(leg: L): readonly L[];
  end(): { readonly unpaired: readonly L[]; readonly pairs: number };
}

/** Both legs of a transfer are booked together; an hour is left for a provider that does one after the other. */
const apartMsMax = 3_600_000;

/**
 * Finds for each leg the other: the same size, the other way, in another wallet, within an hour. Each belongs to one transfer
 * only, the earliest to the earliest. Its memory is an hour of transfers of one size.
 */
export function pairLegs<L extends Leg>(): LegPairing<L> {
  let waiting: L[] = [];
  let pairs = 0;
  return {
    push(leg) {
      const isOver = (other: L) => !isOfOneSize(other, leg) || leg.atMs - other.atMs > apartMsMax;
      const over = waiting.filter(isOver);
      waiting = waiting.filter((other) => !isOver(other));
      const place = waiting.findIndex((other) => other.effectMinor === -leg.effectMinor && other.wallet !== leg.wallet);
      if (place === -1) waiting.push(leg);
      else {
        waiting.splice(place, 1);
        pairs += 1;
      }
      return over;
    },
    end: () => ({ unpaired: waiting, pairs }),
  };
}

function isOfOneSize(one: Leg, other: Leg): boolean {
  const isSame = one.effectMinor === other.effectMinor || one.effectMinor === -other.effectMinor;
  return isSame && one.currency === other.currency;
}
