/** Numbers that look random and are always the same for the same seed and stream. */
export interface Random {
  /** A whole number from 0 up to, not including, `bound`. */
  below(bound: number): number;
  /** One element. The list must not be empty. */
  pick<Element>(list: readonly Element[]): Element;
  /** True once in `times` on average. */
  onceIn(times: number): boolean;
  /** `length` characters of `alphabet`. */
  text(alphabet: string, length: number): string;
}

/**
 * Mulberry32, started from the seed and the stream's name. Each stream stands alone, so that asking for more of one
 * kind never changes another. Not for secrets.
 */
export function createRandom(seed: number, stream: string): Random {
  let state = fnv1a(`${seed}/${stream}`);

  const below = (bound: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000) * bound);
  };

  return {
    below,
    pick: (list) => {
      const element = list[below(list.length)];
      if (element === undefined) throw new RangeError('nothing to pick from');
      return element;
    },
    onceIn: (times) => below(times) === 0,
    text: (alphabet, length) => {
      let text = '';
      for (let written = 0; written < length; written += 1) text += alphabet.charAt(below(alphabet.length));
      return text;
    },
  };
}

/** FNV-1a, 32 bits: spreads names of streams over the generator's whole range. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash | 0;
}
