import { readFileSync } from 'node:fs';
import { NoteError, noteHash, openNote, readCheckpoint, type VerifierKey } from '@rollcall/ledger';
import { CommandError } from '../command-error.ts';

/** A checkpoint that was kept elsewhere, and whose signature is right. */
export interface Pin {
  readonly size: number;
  readonly at: string;
  /** In base64. */
  readonly root: string;
  readonly origin: string;
}

/** What a file of pins holds, and what is wrong with it. */
export interface Pins {
  readonly pins: readonly Pin[];
  readonly problems: readonly string[];
}

/**
 * Reads checkpoints that were kept elsewhere: a line of JSON each, as the daemon writes them to its files or as a CloudEvent has
 * one, or one signed note. Of each the signature is looked at, by the keys that are trusted.
 */
export function readPins(path: string, keys: readonly VerifierKey[]): Pins {
  const text = readText(path);
  // One that a daemon began, and wrote nothing to yet, is empty.
  const notes = text === '' || text.startsWith('{') ? notesIn(text) : [text];
  const pins: Pin[] = [];
  const problems: string[] = [];
  const seen = new Set<string>();
  for (const [index, note] of notes.entries()) {
    const line = `${path}, ${notes.length === 1 ? 'its checkpoint' : `line ${index + 1}`}`;
    if (note === undefined) {
      problems.push(`${line} holds no checkpoint: it was cut off or altered. The others count.`);
      continue;
    }
    const hash = Buffer.from(noteHash(note)).toString('base64');
    if (seen.has(hash)) continue;
    seen.add(hash);
    try {
      const { size, at, root, origin } = readCheckpoint(note);
      // A folder may keep those of several workspaces.
      if (keys.length > 0 && keys.every(({ name }) => name !== origin)) continue;
      openNote(note, keys);
      pins.push({ size, at, root: Buffer.from(root).toString('base64'), origin });
    } catch (error) {
      if (!(error instanceof NoteError)) throw error;
      problems.push(
        `${line} is not signed by a key of this log: ${error.message} Either the pin was altered, or the log has another key than it had then.`,
      );
    }
  }
  return { pins: pins.toSorted((one, other) => one.size - other.size), problems };
}

function notesIn(text: string): readonly (string | undefined)[] {
  const lines = text.split('\n').map((line) => (line === '' ? null : noteIn(line)));
  // The last line has no end while a daemon writes it, or since a power cut: nobody was told that it was kept.
  if (lines.length > 1 && lines.at(-1) === undefined) lines.pop();
  return lines.filter((note) => note !== null);
}

/** The note of a line: `{ note }`, or a CloudEvent that brought it along. */
function noteIn(line: string): string | undefined {
  try {
    const value: unknown = JSON.parse(line);
    const [note, checkpoint] = [fieldOf(value, 'note'), fieldOf(value, 'checkpoint')];
    if (typeof note === 'string') return note;
    return typeof checkpoint === 'string' ? Buffer.from(checkpoint, 'base64').toString() : undefined;
  } catch {
    return undefined;
  }
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new CommandError('bad_request', `${path} cannot be read: give a file of checkpoints.`, { cause });
  }
}
