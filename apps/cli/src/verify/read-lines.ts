import { createReadStream } from 'node:fs';
import { CommandError } from '../command-error.ts';

/** Longer is no line of ours: the longest events have some hundred thousand characters. */
const lineBytesMax = 16 * 1024 * 1024;
const chunkBytes = 1024 * 1024;
const newline = 10;

/** What is told of a file, in its order. */
export interface LineTaker {
  take(line: string): void;
  /** The next line is none, since it … */
  spoilt(sentence: string): void;
}

/**
 * Reads a file of any length line by line, in flat memory; answers whether it ended with the end of a line. What is not UTF-8 to
 * the last byte is told as spoilt: read as something else, it could be taken for what it is not. Throws `CommandError` for a file
 * that cannot be read.
 */
export async function readLines(path: string, taker: LineTaker): Promise<boolean> {
  let rest: Buffer = Buffer.alloc(0);
  let isSkipping = false;
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: chunkBytes })) {
      let bytes: Buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      if (isSkipping) {
        const end = bytes.indexOf(newline);
        if (end < 0) continue;
        isSkipping = false;
        bytes = bytes.subarray(end + 1);
      }
      const end = bytes.lastIndexOf(newline);
      if (end >= 0) takeLines(bytes.subarray(0, end), taker);
      rest = bytes.subarray(end + 1);
      if (rest.length > lineBytesMax) {
        taker.spoilt('has more than 16 MiB, which no line of a bundle has');
        rest = Buffer.alloc(0);
        isSkipping = true;
      }
    }
  } catch (error) {
    throw unreadable(path, error);
  }
  if (rest.length > 0) takeLines(rest, taker);
  return rest.length === 0 && !isSkipping;
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function takeLines(bytes: Buffer, taker: LineTaker): void {
  const text = decoded(bytes);
  if (text !== undefined) for (const line of text.split('\n')) taker.take(line);
  else takeOneByOne(bytes, taker);
}

/** Finds the line that is no text. */
function takeOneByOne(bytes: Buffer, taker: LineTaker): void {
  for (let from = 0; from <= bytes.length; ) {
    const next = bytes.indexOf(newline, from);
    const end = next < 0 ? bytes.length : next;
    const line = decoded(bytes.subarray(from, end));
    if (line === undefined) taker.spoilt('is not UTF-8: it was altered, or this is no bundle');
    else taker.take(line);
    from = end + 1;
  }
}

function decoded(bytes: Buffer): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

function unreadable(path: string, error: unknown): unknown {
  if (!(error instanceof Error && 'syscall' in error && 'code' in error)) return error;
  const why = error.code === 'ENOENT' ? 'is not there' : `cannot be read (${error.code})`;
  return new CommandError('bad_request', `${path} ${why}: give a file that "audit export" made.`, { cause: error });
}
