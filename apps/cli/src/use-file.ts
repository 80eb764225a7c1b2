import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { UsedLine } from '@rollcall/schema';
import { parsedObject } from './arguments.ts';
import { wrongUsage } from './command-error.ts';

/** A line that says nothing that could be imported, and why. */
export interface WrongLine {
  readonly line: number;
  readonly wrong: string;
}

/** A file that says when addresses were used last. */
export interface UseFile {
  /** Its lines, from its beginning, as they are read: as much memory for a million of them as for ten. */
  readonly lines: AsyncIterable<UsedLine | WrongLine>;
  /** Of all of its bytes; only once all lines were read. */
  sha256(): string;
}

/** An address, a time and their quotes are far shorter: what is longer is no line of such a file. */
const lineLengthMax = 4_096;

/**
 * Opens a file, or for `-` stdin: CSV whose first line is `address,last_used`, in either order, where `never` stands for an
 * address that never was used; or a line of JSON each, `{"address":…,"lastUsed":…}`, with null for those. Reading throws
 * `wrong_usage` where the file cannot be read, is no text, or begins with neither.
 */
export function openUseFile(path: string): UseFile {
  const hash = createHash('sha256');
  let whole: string | undefined;
  async function* lines(): AsyncIterable<UsedLine | WrongLine> {
    let read: ReadLine | undefined;
    for await (const { line, text } of linesOf(path, hash)) {
      if (text.trim() === '') continue;
      if (read === undefined) {
        read = text.trimStart().startsWith('{') ? readJson : readCsv(text, line);
        if (read !== readJson) continue;
      }
      yield text.length > lineLengthMax ? { line, wrong: 'is longer than such a line can be' } : read(text, line);
    }
    whole = hash.digest('hex');
  }
  return {
    lines: lines(),
    sha256: () => {
      if (whole === undefined) throw new Error('the file was not read to its end');
      return whole;
    },
  };
}

type ReadLine = (text: string, line: number) => UsedLine | WrongLine;

async function* linesOf(path: string, hash: Hash): AsyncIterable<{ readonly line: number; readonly text: string }> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let line = 1;
  let rest = '';
  try {
    for await (const chunk of path === '-' ? process.stdin : createReadStream(path)) {
      hash.update(chunk);
      const texts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = texts.pop() ?? '';
      // A file without ends of lines is not gathered whole: what is too long is told of, and its remainder belongs to it.
      if (rest.length > 2 * lineLengthMax) rest = rest.slice(0, 2 * lineLengthMax);
      for (const text of texts) {
        yield { line, text };
        line += 1;
      }
    }
    yield { line, text: rest + decoder.decode() };
  } catch (error) {
    if (error instanceof TypeError) throw wrongUsage(`${named(path)} is no text in UTF-8, from line ${line} on.`);
    if (isOfFile(error)) throw wrongUsage(`${named(path)} cannot be read: check its name.`);
    throw error;
  }
}

function isOfFile(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}

function named(path: string): string {
  return path === '-' ? 'What came on stdin' : `The file ${path}`;
}

const readJson: ReadLine = (text, line) => {
  const object = parsedObject(text);
  if (object === undefined) return { line, wrong: 'is no JSON object' };
  return checked({ ...object, line });
};

/** Reads lines by what the first one says stands where. */
function readCsv(header: string, line: number): ReadLine {
  const names = fieldsOf(header.replace(/^\uFEFF/, ''))?.map((name) => name.trim().toLowerCase()) ?? [];
  const [address, lastUsed] = [names.indexOf('address'), names.indexOf('last_used')];
  if (names.length !== 2 || address < 0 || lastUsed < 0) {
    throw wrongUsage(
      `Line ${line} must be "address,last_used", or every line a JSON object {"address":…,"lastUsed":…}: nothing was imported.`,
    );
  }
  return (text, at) => {
    const fields = fieldsOf(text);
    if (fields?.length !== 2) return { line: at, wrong: 'has not two fields, an address and when it was used last' };
    const used = fields[lastUsed]?.trim() ?? '';
    if (used === '') return { line: at, wrong: 'does not say when: write never for an address that never was used' };
    return checked({
      line: at,
      address: fields[address]?.trim(),
      lastUsed: used.toLowerCase() === 'never' ? null : used,
    });
  };
}

/** The fields of a line of CSV (RFC 4180); undefined where a quote is not closed, or stands where none may. */
function fieldsOf(text: string): readonly string[] | undefined {
  const fields: string[] = [];
  const field = /("(?:[^"]|"")*"|[^",]*)(,|$)/y;
  const line = text.replace(/\r$/, '');
  for (;;) {
    const found = field.exec(line);
    if (found === null) return undefined;
    const [, value = '', end] = found;
    fields.push(value.startsWith('"') ? value.slice(1, -1).replaceAll('""', '"') : value);
    if (end === '') return fields;
  }
}

function checked(given: Readonly<Record<string, unknown>> & { readonly line: number }): UsedLine | WrongLine {
  const read = UsedLine.safeParse(given);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const field = issue?.path[0] === undefined ? '' : `: ${String(issue.path[0])}`;
  return { line: given.line, wrong: `is not valid${field} ${issue?.message ?? ''}`.trim() };
}
