import assert from 'node:assert/strict';

/**
 * The digests of what the ledger holds live in one scope, and which of them a listing has shown. Keeps the first
 * 128 bits of each digest in one typed array, about 24 bytes a resource: 64 bits would leave a hostile provider
 * a second preimage within reach (2^44 tries against a million entries).
 */
export interface DigestSet {
  readonly size: number;
  /** Adds a digest of the ledger, as 32 or more hex digits. */
  add(digestHex: string): void;
  /**
   * A listing shows this digest: `unknown` when the ledger does not hold it, `seen` the first time, `again` when this
   * listing has shown it before.
   */
  show(digestHex: string): 'unknown' | 'seen' | 'again';
  /** Forgets what was shown: the listing starts over. */
  startOver(): void;
  /** The digests (32 hex digits each) that the listing has not shown. */
  unseen(): string[];
}

const wordsPerEntry = 4;
/** Open addressing stays short below this load. */
const loadMax = 0.6;

export function createDigestSet(expectedSize: number): DigestSet {
  let slots = slotsFor(expectedSize);
  let words = new Uint32Array(slots * wordsPerEntry);
  let used = new Uint8Array(slots); // 0 free, 1 held, 2 held and shown
  let size = 0;
  const key = new Uint32Array(wordsPerEntry);

  function find(): number {
    let slot = (key[0] ?? 0) & (slots - 1);
    while (used[slot] !== 0 && !matches(slot)) slot = (slot + 1) & (slots - 1);
    return slot;
  }

  function matches(slot: number): boolean {
    const at = slot * wordsPerEntry;
    return words[at] === key[0] && words[at + 1] === key[1] && words[at + 2] === key[2] && words[at + 3] === key[3];
  }

  function grow(): void {
    const before = { words, used };
    slots *= 2;
    words = new Uint32Array(slots * wordsPerEntry);
    used = new Uint8Array(slots);
    for (let slot = 0; slot < before.used.length; slot += 1) {
      if (before.used[slot] === 0) continue;
      for (let word = 0; word < wordsPerEntry; word += 1) key[word] = before.words[slot * wordsPerEntry + word] ?? 0;
      const to = find();
      words.set(key, to * wordsPerEntry);
      used[to] = before.used[slot] ?? 0;
    }
  }

  return {
    get size() {
      return size;
    },
    add(digestHex) {
      if (size + 1 > slots * loadMax) grow();
      readInto(key, digestHex);
      const slot = find();
      if (used[slot] !== 0) return;
      words.set(key, slot * wordsPerEntry);
      used[slot] = 1;
      size += 1;
    },
    show(digestHex) {
      readInto(key, digestHex);
      const slot = find();
      if (used[slot] === 0) return 'unknown';
      if (used[slot] === 2) return 'again';
      used[slot] = 2;
      return 'seen';
    },
    startOver() {
      for (let slot = 0; slot < slots; slot += 1) if (used[slot] === 2) used[slot] = 1;
    },
    unseen() {
      const digests: string[] = [];
      for (let slot = 0; slot < slots; slot += 1) if (used[slot] === 1) digests.push(hexAt(words, slot));
      return digests;
    },
  };
}

function slotsFor(expectedSize: number): number {
  return 2 ** Math.max(4, Math.ceil(Math.log2((expectedSize + 1) / loadMax)));
}

function readInto(key: Uint32Array, digestHex: string): void {
  assert(digestHex.length >= 32, 'a digest has at least 128 bits');
  for (let word = 0; word < wordsPerEntry; word += 1) {
    key[word] = Number.parseInt(digestHex.slice(word * 8, word * 8 + 8), 16);
  }
}

function hexAt(words: Uint32Array, slot: number): string {
  let hex = '';
  for (let word = 0; word < wordsPerEntry; word += 1) {
    hex += (words[slot * wordsPerEntry + word] ?? 0).toString(16).padStart(8, '0');
  }
  return hex;
}
