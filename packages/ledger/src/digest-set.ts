import assert from 'node:assert/strict';
import type { Pass } from './pass.ts';

/**
 * What the ledger holds live in one scope, by the digest of its meaning and of the bytes it came in, and which of it a listing
 * has shown. Keeps the first 128 bits of each digest in typed arrays, about 50 bytes a resource: 64 bits would leave a
 * hostile provider a second preimage within reach (2^44 tries against a million entries).
 */
export interface DigestSet {
  readonly size: number;
  /** Adds a digest of the ledger and the raw digest it came with, if there was one; each has 32 or more hex digits. */
  add(digestHex: string, rawHex?: string): void;
  /** A listing shows this digest. */
  show(digestHex: string): Shown;
  /** A listing shows these bytes; what is known by them is counted in the pass by its digest. */
  showRaw(rawHex: string, pass: Pass): Shown;
  /** Counts in the pass what is known by these bytes, and notes nothing. False when they must be read. */
  countRaw(rawHex: string, pass: Pass): boolean;
  /** Whether the ledger knows these bytes, and by another digest. Then they are not read as they were. */
  contradicts(rawHex: string, digestHex: string): boolean;
  /** Forgets all raw digests: from now on nothing is known by its bytes. */
  forgetRaw(): void;
  /** Forgets what was shown: the listing starts over. */
  startOver(): void;
  /** The digests (32 hex digits each) that the listing has not shown. */
  unseen(): string[];
}

/** `unknown` when the ledger does not hold it, `seen` the first time, `again` when this listing has shown it before. */
type Shown = 'unknown' | 'seen' | 'again';

const held = 0;
const shown = 1;

export function createDigestSet(expectedSize: number): DigestSet {
  const digests = createTable(expectedSize);
  let raws = createTable(0);
  /** Which entry of `digests` an entry of `raws` belongs to, or that it belongs to several. */
  let owners = new Int32Array(0);
  let states = new Uint8Array(capacityFor(expectedSize));

  function addRaw(rawHex: string, owner: number): void {
    // Made when the first one comes, and at its full size: the rest will follow.
    if (raws.size === 0) raws = createTable(expectedSize);
    const { entry, isNew } = raws.add(rawHex);
    if (entry >= owners.length) {
      const before = owners;
      owners = new Int32Array(Math.max(capacityFor(expectedSize), 2 * entry));
      owners.set(before);
    }
    owners[entry] = isNew ? owner : ofSeveral;
  }

  function ownerOf(rawHex: string): number {
    const entry = raws.find(rawHex);
    return entry === absent ? absent : (owners[entry] ?? absent);
  }

  function showEntry(entry: number): Shown {
    if (states[entry] === shown) return 'again';
    states[entry] = shown;
    return 'seen';
  }

  return {
    get size() {
      return digests.size;
    },
    add(digestHex, rawHex) {
      const { entry, isNew } = digests.add(digestHex);
      if (!isNew) return;
      if (entry >= states.length) {
        const before = states;
        states = new Uint8Array(2 * entry);
        states.set(before);
      }
      if (rawHex !== undefined) addRaw(rawHex, entry);
    },
    show(digestHex) {
      const entry = digests.find(digestHex);
      return entry === absent ? 'unknown' : showEntry(entry);
    },
    showRaw(rawHex, pass) {
      const owner = ownerOf(rawHex);
      if (owner < 0) return 'unknown';
      pass.addWords(digests.word(owner, 0), digests.word(owner, 1));
      return showEntry(owner);
    },
    countRaw(rawHex, pass) {
      const owner = ownerOf(rawHex);
      if (owner < 0) return false;
      pass.addWords(digests.word(owner, 0), digests.word(owner, 1));
      return true;
    },
    contradicts(rawHex, digestHex) {
      const owner = ownerOf(rawHex);
      return owner >= 0 && digests.find(digestHex) !== owner;
    },
    forgetRaw() {
      raws = createTable(0);
      owners = new Int32Array(0);
    },
    startOver() {
      states.fill(held);
    },
    unseen() {
      const unseen: string[] = [];
      for (let entry = 0; entry < digests.size; entry += 1) if (states[entry] === held) unseen.push(digests.hex(entry));
      return unseen;
    },
  };
}

/** No entry. */
const absent = -1;
/** Equal bytes of which the ledger made several things: nothing is known by them. */
const ofSeveral = -2;

/** The first 128 bits of digests, each once, numbered in the order they were added. */
interface Table {
  readonly size: number;
  add(hex: string): { readonly entry: number; readonly isNew: boolean };
  find(hex: string): number;
  word(entry: number, index: number): number;
  hex(entry: number): string;
}

const wordsPerEntry = 4;
/** Open addressing stays short below this load. */
const loadMax = 0.6;

function createTable(expectedSize: number): Table {
  let words = new Uint32Array(capacityFor(expectedSize) * wordsPerEntry);
  /** Entry number and one more, 0 where there is none; an entry's first word says where to look. */
  let slots = new Int32Array(slotsFor(expectedSize));
  let size = 0;
  const key = new Uint32Array(wordsPerEntry);

  function slotOf(): number {
    const mask = slots.length - 1;
    let slot = (key[0] ?? 0) & mask;
    for (let at = slots[slot] ?? 0; at !== 0 && !matches(at - 1); at = slots[slot] ?? 0) slot = (slot + 1) & mask;
    return slot;
  }

  function matches(entry: number): boolean {
    const at = entry * wordsPerEntry;
    return words[at] === key[0] && words[at + 1] === key[1] && words[at + 2] === key[2] && words[at + 3] === key[3];
  }

  function makeRoom(): void {
    if ((size + 1) * wordsPerEntry > words.length) {
      const before = words;
      words = new Uint32Array(2 * before.length);
      words.set(before);
    }
    if (size + 1 <= slots.length * loadMax) return;
    const wanted = key.slice();
    slots = new Int32Array(2 * slots.length);
    for (let entry = 0; entry < size; entry += 1) {
      key.set(words.subarray(entry * wordsPerEntry, (entry + 1) * wordsPerEntry));
      slots[slotOf()] = entry + 1;
    }
    key.set(wanted);
  }

  return {
    get size() {
      return size;
    },
    add(hex) {
      readInto(key, hex);
      const found = slots[slotOf()] ?? 0;
      if (found !== 0) return { entry: found - 1, isNew: false };
      makeRoom();
      slots[slotOf()] = size + 1;
      words.set(key, size * wordsPerEntry);
      size += 1;
      return { entry: size - 1, isNew: true };
    },
    find(hex) {
      readInto(key, hex);
      return (slots[slotOf()] ?? 0) - 1;
    },
    word: (entry, index) => words[entry * wordsPerEntry + index] ?? 0,
    hex(entry) {
      let hex = '';
      for (let at = entry * wordsPerEntry; at < (entry + 1) * wordsPerEntry; at += 1) {
        hex += (words[at] ?? 0).toString(16).padStart(8, '0');
      }
      return hex;
    },
  };
}

function capacityFor(expectedSize: number): number {
  return Math.max(8, expectedSize);
}

/** A power of two. */
function slotsFor(expectedSize: number): number {
  return 2 ** Math.ceil(Math.log2((capacityFor(expectedSize) + 1) / loadMax));
}

/** What a hex digit is worth, by its character's code. */
const digitValues = new Uint8Array(128);
for (const [value, digit] of [...'0123456789abcdef'].entries()) {
  digitValues[digit.charCodeAt(0)] = value;
  digitValues[digit.toUpperCase().charCodeAt(0)] = value;
}

function readInto(key: Uint32Array, hex: string): void {
  assert(hex.length >= 32, 'a digest has at least 128 bits');
  for (let word = 0; word < wordsPerEntry; word += 1) {
    let value = 0;
    for (let at = 8 * word; at < 8 * word + 8; at += 1) value = (value << 4) | (digitValues[hex.charCodeAt(at)] ?? 0);
    key[word] = value;
  }
}
