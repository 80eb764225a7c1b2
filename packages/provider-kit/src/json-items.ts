import { jsonDepthMax } from './json-depth.ts';

/**
 * Where each item of one array in a JSON text starts and ends, found without parsing the items, so that a listing of a
 * hundred thousand costs its own bytes and little more.
 */
export interface JsonItems {
  /** The whole document parsed, with that array empty. */
  readonly shell: unknown;
  readonly count: number;
  /** The bytes of item `index`, from its first to its last. They are JSON only if parsing them succeeds. */
  bytesAt(index: number): Buffer;
}

/** Says what is wrong with the text. Quotes nothing from it. */
export class JsonItemsError extends Error {
  override readonly name = 'JsonItemsError';
}

/**
 * Finds the array that `path` leads to, key by key from the top; an empty path means that the text itself is the array.
 * Everything outside the items is parsed here; each item must still be parsed by whoever takes it, and only then is
 * the whole text known to be JSON. Throws `JsonItemsError` when there is no such array or the text around it is broken.
 */
export function jsonItems(bytes: Buffer, path: readonly string[]): JsonItems {
  const start = arrayStart(bytes, path);
  const spans: number[] = [];
  const end = readItems(bytes, start, spans);
  const shell = parse(`${bytes.toString('utf8', 0, start + 1)}${bytes.toString('utf8', end)}`);
  return {
    shell,
    count: spans.length / 2,
    bytesAt: (index) => bytes.subarray(spans[2 * index], spans[2 * index + 1]),
  };
}

/** No provider documents anything near this for one resource; a larger one is a broken answer. */
export const itemBytesMax = 1024 * 1024;

const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const backslash = 0x5c;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

const cutShort = 'JSON that ends in the middle';
const broken = 'broken JSON';

/** The index of the bracket that opens the array. */
function arrayStart(bytes: Buffer, path: readonly string[]): number {
  let at = skipSpace(bytes, 0);
  for (const [depth, key] of path.entries()) {
    const found = startOf(bytes, at, key);
    if (found === undefined)
      throw new JsonItemsError(`JSON in which "${path.slice(0, depth + 1).join('.')}" is missing`);
    at = found;
  }
  if (bytes[at] === openBracket) return at;
  const where = path.length === 0 ? 'the top' : `"${path.join('.')}"`;
  throw new JsonItemsError(`JSON in which ${where} is not a list`);
}

/** Where the value of a key starts in the object at `at`; undefined without that key. A repeated key is refused. */
function startOf(bytes: Buffer, at: number, key: string): number | undefined {
  if (bytes[at] !== openBrace)
    throw new JsonItemsError(at < bytes.length ? 'something other than a JSON object' : cutShort);
  let found: number | undefined;
  let index = skipSpace(bytes, at + 1);
  while (bytes[index] !== closeBrace) {
    if (bytes[index] !== quote) throw new JsonItemsError(index < bytes.length ? broken : cutShort);
    const keyEnd = skipString(bytes, index);
    const isWanted = parse(bytes.toString('utf8', index, keyEnd)) === key;
    index = skipSpace(bytes, keyEnd);
    if (bytes[index] !== colon) throw new JsonItemsError(index < bytes.length ? broken : cutShort);
    index = skipSpace(bytes, index + 1);
    // JSON parsers disagree about which of two equal keys counts.
    if (isWanted && found !== undefined) throw new JsonItemsError(`JSON in which "${key}" stands twice`);
    if (isWanted) found = index;
    index = skipSpace(bytes, skipValue(bytes, index));
    if (bytes[index] === comma) index = skipSpace(bytes, index + 1);
  }
  return found;
}

/** Notes start and end of each item of the array at `start`; answers the index of its closing bracket. */
function readItems(bytes: Buffer, start: number, spans: number[]): number {
  let index = skipSpace(bytes, start + 1);
  if (bytes[index] === closeBracket) return index;
  for (;;) {
    const end = skipValue(bytes, index);
    if (end - index > itemBytesMax) {
      throw new JsonItemsError(`an item of more than ${itemBytesMax} bytes, which is more than Rollcall reads`);
    }
    spans.push(index, end);
    index = skipSpace(bytes, end);
    if (bytes[index] === closeBracket) return index;
    if (bytes[index] !== comma) throw new JsonItemsError(index < bytes.length ? broken : cutShort);
    index = skipSpace(bytes, index + 1);
  }
}

/** The index after the value at `index`. Brackets are only counted; parsing the text finds the wrong ones. */
function skipValue(bytes: Buffer, index: number): number {
  const first = bytes[index];
  if (first === quote) return skipString(bytes, index);
  if (first !== openBrace && first !== openBracket) return skipScalar(bytes, index);
  const { length } = bytes;
  let depth = 0;
  // Every byte of a listing comes by here: strings are passed over in place.
  for (let at = index; at < length; at += 1) {
    const byte = bytes[at];
    if (byte === quote) {
      for (at += 1; bytes[at] !== quote; at += 1) {
        if (bytes[at] === backslash) at += 1;
        if (at >= length) throw new JsonItemsError(cutShort);
      }
    } else if (byte === openBrace || byte === openBracket) {
      depth += 1;
      if (depth > jsonDepthMax) throw new JsonItemsError(`JSON nested deeper than ${jsonDepthMax}`);
    } else if (byte === closeBrace || byte === closeBracket) {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  throw new JsonItemsError(cutShort);
}

function skipString(bytes: Buffer, index: number): number {
  let at = index + 1;
  while (at < bytes.length) {
    const byte = bytes[at];
    if (byte === quote) return at + 1;
    at += byte === backslash ? 2 : 1;
  }
  throw new JsonItemsError(cutShort);
}

function skipScalar(bytes: Buffer, index: number): number {
  let at = index;
  while (at < bytes.length && !endsScalar(bytes[at])) at += 1;
  if (at === index) throw new JsonItemsError(at < bytes.length ? broken : cutShort);
  return at;
}

function endsScalar(byte: number | undefined): boolean {
  return byte === comma || byte === closeBracket || byte === closeBrace || isSpace(byte);
}

function skipSpace(bytes: Buffer, index: number): number {
  let at = index;
  while (isSpace(bytes[at])) at += 1;
  return at;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new JsonItemsError(broken);
  }
}
