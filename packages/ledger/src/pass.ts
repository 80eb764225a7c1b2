/** What one pass over a scope shows: how many items, and which ones, whatever their order. */
export interface Pass {
  readonly seen: number;
  /** Counts an item by its digest, 16 or more hex digits. */
  add(digestHex: string): void;
  /** The same, by the first two words of its digest. */
  addWords(high: number, low: number): void;
  /** Whether the other pass showed as many items, and the same ones. */
  equals(other: Pick<Pass, 'seen' | 'fold'>): boolean;
  /** 64 bits of the digests, each half added up by itself: the order of the items makes no difference. */
  readonly fold: readonly [number, number];
}

/** Begins a pass. It keeps three numbers, however many items there are. */
export function createPass(): Pass {
  let seen = 0;
  let high = 0;
  let low = 0;
  const addWords = (one: number, other: number): void => {
    seen += 1;
    high = (high + one) >>> 0;
    low = (low + other) >>> 0;
  };
  return {
    get seen() {
      return seen;
    },
    get fold() {
      return [high, low] as const;
    },
    add: (digestHex) => addWords(wordAt(digestHex, 0), wordAt(digestHex, 8)),
    addWords,
    equals: ({ seen: otherSeen, fold }) => seen === otherSeen && high === fold[0] && low === fold[1],
  };
}

function wordAt(digestHex: string, index: number): number {
  return Number.parseInt(digestHex.slice(index, index + 8), 16);
}
