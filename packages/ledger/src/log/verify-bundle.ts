import { type BundleHead, bundleEndLine, isOtherBundle, readBundleHead } from './bundle.ts';
import { type EventReader, exportAgain, readEvents } from './bundle-events.ts';
import { type OpenedCheckpoint, openCheckpoint } from './checkpoint.ts';
import { formatVerifierKey, NoteError, type VerifierKey } from './note.ts';
import { collectProblems, type LogProblem, type LogProblems } from './problems.ts';
import { areHandovers, followKeys, isSameKey, isSignedByThese, readKeys } from './trust.ts';

/** What came of verifying a bundle. Nothing is wrong with it when no problem was counted. */
export interface BundleVerdict {
  readonly problems: readonly LogProblem[];
  readonly counted: number;
  /** How many events were read. */
  readonly events: number;
  /** What the bundle says that it is; null where it is none. */
  readonly head: Pick<BundleHead, 'origin' | 'first' | 'last'> | null;
  /** The checkpoint that the events were held against, once its signature was found to be right. */
  readonly checkpoint: { readonly size: number; readonly at: string; readonly signers: readonly string[] } | null;
}

/** Reads a bundle line by line, without their ends, and keeps none of them. */
export interface BundleReader {
  take(line: string): void;
  /** Something is wrong with the line that comes next, which cannot be taken. */
  spoilt(sentence: string): void;
  /** After the last line. `isWhole`: the file ended with the end of a line. */
  end(file: { readonly isWhole: boolean }): BundleVerdict;
}

/** Verifies a bundle against the key that is trusted; against the keys that it brings itself where none is. */
export function verifyBundle({ key }: { readonly key?: VerifierKey | undefined } = {}): BundleReader {
  const problems = collectProblems();
  let lines = 0;
  let opened: OpenedBundle | undefined;
  let ended = false;
  const add = (kind: LogProblem['kind'], sentence: string, sequence: number | null = null): void =>
    problems.add({ kind, sequence, sentence });

  return {
    take(line) {
      lines += 1;
      if (lines === 1) opened = openBundle(line, { key, problems });
      else if (opened === undefined) return;
      else if (ended) add('bundle_malformed', `Line ${lines} stands behind the end of the bundle: ${exportAgain}.`);
      else if (line.startsWith('end ')) {
        ended = true;
        const want = bundleEndLine(opened.events.count);
        if (line !== want)
          add(
            'bundle_malformed',
            `Line ${lines} says "${line.slice(0, 40)}", and ${opened.events.count} events stand above it: some were cut out or added, or the line was altered; ${exportAgain}.`,
          );
      } else opened.events.take(line, lines);
    },
    spoilt(sentence) {
      lines += 1;
      // Of what is no bundle, its first line says all there is to say.
      if (lines > 1 && opened === undefined) return;
      add('bundle_malformed', `Line ${lines} ${sentence}: ${exportAgain}.`);
      opened?.events.spoilt();
    },
    end({ isWhole }) {
      if (lines === 0) add('bundle_malformed', 'The file is empty: it is no bundle.');
      if (opened !== undefined && (!ended || !isWhole)) {
        const { first, last } = opened.head;
        add(
          'bundle_malformed',
          `The bundle is cut off after line ${lines}: it is to hold the events ${first} to ${last}, and a last line "end"; ${exportAgain}.`,
        );
      }
      opened?.events.end();
      return {
        ...{ problems: problems.named, counted: problems.counted, events: opened?.events.count ?? 0 },
        head:
          opened === undefined
            ? null
            : { origin: opened.head.origin, first: opened.head.first, last: opened.head.last },
        checkpoint: opened?.checkpoint === undefined ? null : toldOf(opened.checkpoint),
      };
    },
  };
}

function toldOf({ size, at, signers }: OpenedCheckpoint): NonNullable<BundleVerdict['checkpoint']> {
  return { size, at, signers: signers.map(formatVerifierKey) };
}

interface OpenedBundle {
  readonly head: BundleHead;
  readonly checkpoint: OpenedCheckpoint | undefined;
  readonly events: EventReader;
}

interface Opening {
  readonly key: VerifierKey | undefined;
  readonly problems: LogProblems;
}

/** Opens the first line; undefined where nothing that follows could be made sense of. */
function openBundle(line: string, { key, problems }: Opening): OpenedBundle | undefined {
  const head = readBundleHead(line);
  if (head === undefined) {
    const sentence = isOtherBundle(line)
      ? 'Line 1 is that of a bundle of another version: verify it with the version of Rollcall that made it.'
      : `Line 1 is not the first line of a bundle, or was altered: give a file of "audit export", and if it is one, ${exportAgain}.`;
    problems.add({ kind: 'bundle_malformed', sequence: null, sentence });
    return undefined;
  }
  const checkpoint = openHead(head, { key, problems });
  return { head, checkpoint, events: readEvents({ head, checkpoint, problems }) };
}

/** The checkpoint of a bundle, once it is known to be signed by a key that is trusted. */
function openHead(head: BundleHead, { key, problems }: Opening): OpenedCheckpoint | undefined {
  const add = (kind: LogProblem['kind'], sentence: string): undefined => {
    problems.add({ kind, sequence: null, sentence });
  };
  const keys = readKeys(head.keys, head.origin);
  if (keys === undefined)
    return add(
      'key_wrong',
      `Line 1 names a key that is none, or that is of another log than ${head.origin}: it was altered; ${exportAgain}.`,
    );
  const [oldest] = keys;
  const root = key ?? oldest;
  if (root === undefined) return undefined;
  if (key !== undefined && !keys.some((one) => isSameKey(one, key))) {
    return add(
      'key_wrong',
      `The bundle is not signed by the key that was given (${key.name}+${key.id}): its keys are ${keys.map(({ name, id }) => `${name}+${id}`).join(', ')}. Either it is of another log, or somebody made it who has not that key: do not believe it.`,
    );
  }
  if (!areHandovers(head.handovers, keys)) {
    return add(
      'key_wrong',
      `What line 1 says of how its keys follow each other proves nothing: it was altered; ${exportAgain}.`,
    );
  }
  const trusted = followKeys(root, keys, head.handovers);
  try {
    if (!isSignedByThese(head.checkpoint, keys))
      return add(
        'signature_wrong',
        `The checkpoint of line 1 has a signature by none of the keys of the bundle: it was altered; ${exportAgain}.`,
      );
    const checkpoint = openCheckpoint(head.checkpoint, trusted);
    if (checkpoint.origin !== head.origin)
      return add(
        'checkpoint_altered',
        `The checkpoint of line 1 is of the log ${checkpoint.origin}, and the bundle of ${head.origin}: ${exportAgain}.`,
      );
    const unproven = key === undefined ? keys.filter((one) => !trusted.some((known) => isSameKey(known, one))) : [];
    if (unproven.length > 0)
      return add(
        'key_wrong',
        `Nothing proves that the key ${unproven[0]?.id} follows the one before it: give with --key the key that you were told of.`,
      );
    if (head.last < head.first || head.last > checkpoint.size)
      return add(
        'bundle_malformed',
        `Line 1 says that the events ${head.first} to ${head.last} follow, and the checkpoint is of ${checkpoint.size}: ${exportAgain}.`,
      );
    return checkpoint;
  } catch (error) {
    if (!(error instanceof NoteError)) throw error;
    const why =
      error.kind === 'unsigned' && key !== undefined
        ? `no key that follows from the one that was given (${key.name}+${key.id}) has signed it`
        : error.message;
    return add(
      error.kind === 'malformed' ? 'checkpoint_altered' : 'signature_wrong',
      `The checkpoint of line 1 is not believed: ${why} Do not believe the bundle; ${exportAgain}.`,
    );
  }
}
