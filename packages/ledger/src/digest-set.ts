import assert from 'node:assert/strict';
import type { Pass } from './pass.ts';

/**
 * What the ledger holds live in one scope, by the digest of its meaning and of the bytes it came in, and which of it a listing
 * has shown. Keeps the first 128 bits of each digest in typed arrays, some 50 bytes a resource: 64 bits would leave a
 * hostile provider a second preimage within reach (2^44 tries against a million entries).
 */
export interface DigestSet {
  readonly size: number;
  /** Adds a digest of the ledger and the raw digest it came with, if there was one; each has 32 or more hex digits. */
  add(digestHex: string, rawHex?: string): void;
  /** Adds many: of each 16 bytes of its digest, and 16 of its raw digest or as many zeros. */
  addPacked(pairs: Buffer): void;
  /** A listing shows this digest. */
  show(digestHex: string): Shown;
  /** A listing shows these bytes. */
  showRaw(rawHex: string): Shown;
  /** Counts in the pass, by its digest, everything that the listing has shown. */
  countShown(pass: Pass): void;
  /** Counts in the pass, by its digest, what is known by these bytes, and notes nothing. False when they must be read. */
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

const wordsPerKey = 4;
/** Open addressing stays short below this load. */
const loadMax = 0.6;
/** No entry. */
const absent = -1;
/** What is noted of an entry. */
const wasShown = 1;
/** Another thing of the ledger came in the same bytes: by them, neither is known. */
const sharesBytes = 2;

export function createDigestSet(expectedSize: number): DigestSet {
  const digests = createIndex(expectedSize);
  let raws = createIndex(0);
  let hasRaws = false;
  let notes = new Uint8Array(Math.max(8, expectedSize));
  const key = new Uint32Array(wordsPerKey);

  function addKey(): number {
    const entry = digests.size;
    if (digests.put(key, entry) !== absent) return absent;
    if (entry === notes.length) {
      const before = notes;
      notes = new Uint8Array(2 * entry);
      notes.set(before);
    }
    return entry;
  }

  function addRawKey(entry: number): void {
    // Made when the first one comes, and at its full size: the rest will follow.
    if (!hasRaws) raws = createIndex(notes.length);
    hasRaws = true;
    const other = raws.put(key, entry);
    if (other !== absent) notes[other] = (notes[other] ?? 0) | sharesBytes;
  }

  function knownByBytes(rawHex: string): number {
    if (!hasRaws) return absent;
    readHex(key, rawHex);
    const entry = raws.find(key);
    return entry === absent || ((notes[entry] ?? 0) & sharesBytes) !== 0 ? absent : entry;
  }

  function show(entry: number): Shown {
    if (entry === absent) return 'unknown';
    const noted = notes[entry] ?? 0;
    notes[entry] = noted | wasShown;
    return (noted & wasShown) === 0 ? 'seen' : 'again';
  }

  return {
    get size() {
      return digests.size;
    },
    add(digestHex, rawHex) {
      readHex(key, digestHex);
      const entry = addKey();
      if (entry === absent || rawHex === undefined) return;
      readHex(key, rawHex);
      addRawKey(entry);
    },
    addPacked(pairs) {
      for (let at = 0; at < pairs.length; at += 2 * bytesPerKey) {
        readBytes(key, pairs, at);
        const entry = addKey();
        readBytes(key, pairs, at + bytesPerKey);
        if (entry !== absent && key.some((word) => word !== 0)) addRawKey(entry);
      }
    },
    show(digestHex) {
      readHex(key, digestHex);
      return show(digests.find(key));
    },
    showRaw: (rawHex) => show(knownByBytes(rawHex)),
    countShown(pass) {
      for (let entry = 0; entry < digests.size; entry += 1) {
        if (((notes[entry] ?? 0) & wasShown) !== 0) pass.addWords(digests.word(entry, 0), digests.word(entry, 1));
      }
    },
    countRaw(rawHex, pass) {
      const entry = knownByBytes(rawHex);
      if (entry !== absent) pass.addWords(digests.word(entry, 0), digests.word(entry, 1));
      return entry !== absent;
    },
    contradicts(rawHex, digestHex) {
      const entry = knownByBytes(rawHex);
      readHex(key, digestHex);
      return entry !== absent && digests.find(key) !== entry;
    },
    forgetRaw() {
      raws = createIndex(0);
      hasRaws = false;
    },
    startOver() {
      for (let entry = 0; entry < digests.size; entry += 1) notes[entry] = (notes[entry] ?? 0) & sharesBytes;
    },
    unseen() {
      const unseen: string[] = [];
      for (let entry = 0; entry < digests.size; entry += 1) {
        if (((notes[entry] ?? 0) & wasShown) === 0) unseen.push(digests.hex(entry));
      }
      return unseen;
    },
  };
}

/** Finds the entry of a key of 128 bits. Entries are numbers from 0 on, and need not all have a key here. */
interface Index {
  readonly size: number;
  /** Gives the entry this key; answers the entry that has it already and keeps it, else `absent`. */
  put(key: Uint32Array, entry: number): number;
  find(key: Uint32Array): number;
  word(entry: number, index: number): number;
  hex(entry: number): string;
}

function createIndex(expectedSize: number): Index {
  let words = new Uint32Array(Math.max(8, expectedSize) * wordsPerKey);
  /** An entry and one more, 0 where there is none; the first word of a key says where to look. A power of two long. */
  let slots = new Int32Array(2 ** Math.ceil(Math.log2((Math.max(8, expectedSize) + 1) / loadMax)));
  let size = 0;

  function slotOf(key: Uint32Array): number {
    const mask = slots.length - 1;
    const first = key[0] ?? 0;
    for (let slot = first & mask; ; slot = (slot + 1) & mask) {
      const at = ((slots[slot] ?? 0) - 1) * wordsPerKey;
      if (at < 0) return slot;
      if (words[at] !== first || words[at + 1] !== key[1]) continue;
      if (words[at + 2] === key[2] && words[at + 3] === key[3]) return slot;
    }
  }

  function makeRoom(entry: number): void {
    if ((entry + 1) * wordsPerKey > words.length) {
      const before = words;
      words = new Uint32Array(Math.max(2 * before.length, (entry + 1) * wordsPerKey));
      words.set(before);
    }
    if (size + 1 <= slots.length * loadMax) return;
    const entries = slots.filter((slot) => slot !== 0);
    slots = new Int32Array(2 * slots.length);
    for (const each of entries) slots[slotOf(words.subarray((each - 1) * wordsPerKey, each * wordsPerKey))] = each;
  }

  return {
    get size() {
      return size;
    },
    put(key, entry) {
      makeRoom(entry);
      const slot = slotOf(key);
      const holder = (slots[slot] ?? 0) - 1;
      if (holder !== absent) return holder;
      slots[slot] = entry + 1;
      for (let word = 0; word < wordsPerKey; word += 1) words[entry * wordsPerKey + word] = key[word] ?? 0;
      size += 1;
      return absent;
    },
    find: (key) => (slots[slotOf(key)] ?? 0) - 1,
    word: (entry, index) => words[entry * wordsPerKey + index] ?? 0,
    hex(entry) {
      const key = words.subarray(entry * wordsPerKey, (entry + 1) * wordsPerKey);
      return Array.from(key, (word) => word.toString(16).padStart(8, '0')).join('');
    },
  };
}

/** What a hex digit is worth, by its character's code. */
const digitValues = new Uint8Array(128);
for (const [value, digit] of [...'0123456789abcdef'].entries()) {
  digitValues[digit.charCodeAt(0)] = value;
  digitValues[digit.toUpperCase().charCodeAt(0)] = value;
}

function readHex(key: Uint32Array, hex: string): void {
  assert(hex.length >= 32, 'a digest has at least 128 bits');
  for (let word = 0; word < wordsPerKey; word += 1) {
    let value = 0;
    for (let at = 8 * word; at < 8 * word + 8; at += 1) value = (value << 4) | (digitValues[hex.charCodeAt(at)] ?? 0);
    key[word] = value;
  }
}

const bytesPerKey = 4 * wordsPerKey;

function readBytes(key: Uint32Array, bytes: Buffer, at: number): void {
  for (let word = 0; word < wordsPerKey; word += 1) key[word] = bytes.readUInt32BE(at + 4 * word);
}
