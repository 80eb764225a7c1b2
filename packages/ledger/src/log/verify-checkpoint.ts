import type { Instant } from '@rollcall/schema';
import { type OpenedCheckpoint, openCheckpoint } from './checkpoint.ts';
import { sameHash } from './hash.ts';
import { NoteError, splitNote, type VerifierKey } from './note.ts';
import type { LogProblem } from './problems.ts';

/** A checkpoint as the database has it. */
export interface CheckpointOnRecord {
  readonly number: number;
  readonly size: number;
  readonly root: Uint8Array;
  readonly at: Instant;
  readonly note: string;
  readonly frontier: Uint8Array;
}

/** What the next checkpoint must go on from. */
export interface LinkEnd {
  readonly number: number;
  /** SHA-256 of its note. */
  readonly noteHash: Uint8Array;
}

/** A log, and the keys that may sign for it. */
export interface Signing {
  readonly origin: string;
  readonly keys: readonly VerifierKey[];
}

/** What is wrong with a checkpoint itself, and what it says where its signature is right. */
export interface JudgedCheckpoint {
  readonly opened: OpenedCheckpoint | undefined;
  readonly problems: readonly LogProblem[];
}

/** Judges a checkpoint by its signature, by what is on record of it beside its note, and by the one before. */
export function judgeCheckpoint(
  row: CheckpointOnRecord,
  { signing, before }: { readonly signing: Signing; readonly before: LinkEnd | undefined },
): JudgedCheckpoint {
  const problems: LogProblem[] = [];
  const add = (kind: LogProblem['kind'], sentence: string): number => problems.push({ kind, sequence: null, sentence });
  const expected = (before?.number ?? 0) + 1;
  if (row.number > expected) {
    const which =
      row.number === expected + 1 ? `checkpoint ${expected} is` : `checkpoints ${expected} to ${row.number - 1} are`;
    add(
      'checkpoint_missing',
      `The ${which} missing: checkpoints have numbers without gaps, and ${row.number} follows ${expected - 1}. ${takenAway}`,
    );
  } else if (row.number < expected) {
    add(
      'checkpoint_altered',
      `The checkpoint ${row.number} stands behind the checkpoint ${expected - 1}, which is of fewer events: its size was altered. ${keepPins}`,
    );
  }
  const opened = openOnRecord(row, { signing, add });
  if (opened === undefined) return { opened, problems };
  if (opened.origin !== signing.origin) {
    add(
      'checkpoint_altered',
      `The checkpoint ${row.number} is of the log ${opened.origin}, and not of ${signing.origin}: it was put here from elsewhere. ${keepPins}`,
    );
    return { opened: undefined, problems };
  }
  if (opened.size !== row.size || opened.at !== row.at || !sameHash(opened.root, row.root)) {
    add(
      'checkpoint_altered',
      `What is on record beside the note of the checkpoint ${row.number} was altered: ${row.size} events at ${row.at}, and the note that was signed says ${opened.size} at ${opened.at}. The note is right.`,
    );
  }
  const isLinked =
    before === undefined
      ? opened.previous === null
      : opened.previous !== null && sameHash(opened.previous, before.noteHash);
  if (row.number === expected && !isLinked) {
    add(
      'link_broken',
      `The checkpoint ${row.number} does not follow the checkpoint ${expected - 1} that is on record: it names another as the one before. One of the two was put in the place of another. ${keepPins}`,
    );
  }
  return { opened, problems };
}

export const keepPins = 'Compare with the checkpoints that are kept elsewhere (--pin).';
const takenAway = `Somebody took them away. ${keepPins}`;

function openOnRecord(
  { number, note }: CheckpointOnRecord,
  {
    signing,
    add,
  }: { readonly signing: Signing; readonly add: (kind: LogProblem['kind'], sentence: string) => unknown },
): OpenedCheckpoint | undefined {
  try {
    return openCheckpoint(note, signing.keys);
  } catch (error) {
    if (!(error instanceof NoteError)) throw error;
    if (error.kind === 'malformed')
      add('checkpoint_altered', `The note of the checkpoint ${number} is none any more: it was altered. ${keepPins}`);
    if (error.kind === 'forged')
      add(
        'signature_wrong',
        `The checkpoint ${number} is not what was signed: its signature is wrong, so that either was altered. ${keepPins}`,
      );
    if (error.kind === 'unsigned') {
      const [first] = splitNote(note).signatures;
      add(
        'key_wrong',
        `The checkpoint ${number} is signed by the key ${first?.name}+${first?.id}, which is none of this log's (${signing.keys.map(({ name, id }) => `${name}+${id}`).join(', ')}): the keys on record were altered, or somebody else signed. Compare with the key that was handed on (--key).`,
      );
    }
    return undefined;
  }
}
