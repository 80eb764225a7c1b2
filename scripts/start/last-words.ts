import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { z } from 'zod';

/** What a process said last stands in the last page of its log. */
const tailBytes = 16 * 1024;

/** pino's levels: 50 is error, 60 is fatal. */
const LogLine = z.object({
  level: z.int().min(50),
  msg: z.string().optional(),
  err: z.object({ message: z.string() }).optional(),
});

/** Why a process ended, in its own words, from what it logged after `from`; undefined when it said nothing of the kind. */
export function lastWords(log: string, from: number): string | undefined {
  const lines = tailOf(log, from).split('\n');
  for (const line of lines.reverse()) {
    const words = fromJson(line) ?? /^(?:Uncaught )?\w*Error(?: \[\w+\])?: (.+)$/.exec(line)?.[1];
    if (words !== undefined) return words;
  }
  return undefined;
}

function fromJson(line: string): string | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const { msg, err } = LogLine.parse(JSON.parse(line));
    return err === undefined ? msg : [msg, err.message].filter((part) => part !== undefined).join(': ');
  } catch {
    return undefined;
  }
}

function tailOf(log: string, from: number): string {
  const size = statSync(log, { throwIfNoEntry: false })?.size ?? 0;
  const start = Math.max(from, size - tailBytes);
  if (start >= size) return '';
  const buffer = Buffer.alloc(size - start);
  const file = openSync(log, 'r');
  try {
    readSync(file, buffer, 0, buffer.length, start);
  } finally {
    closeSync(file);
  }
  return buffer.toString('utf8');
}
