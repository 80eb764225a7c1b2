import type { Instant } from '@rollcall/schema';
import { sameHash } from './hash.ts';
import { formatVerifierKey, type VerifierKey } from './note.ts';
import type { LogProblem } from './problems.ts';
import { publicKeyIn } from './trust.ts';
import { keepPins } from './verify-checkpoint.ts';
import { fromBackup, uncounted, unlikeProblem, type VerifiedTo } from './verify-part.ts';

/** A key on record, and the line of the event that told of it; null of the first, or where that is gone. */
interface KeyOnRecord {
  readonly key: VerifierKey;
  readonly toldBy: string | null;
}

/** What the database says of the whole of a log. */
export interface EndOnRecord {
  readonly now: Instant;
  readonly tree: { readonly size: number; readonly frontier: Uint8Array };
  /** The tail that is kept, and the last sequence that there is. */
  readonly tail: number;
  readonly lastSequence: number;
  readonly lastLeaf: number;
  /** When the first event that has no leaf yet was sealed; null where all have one. */
  readonly waitingSince: Instant | null;
  /** The checkpoint of the most events, and the newest one. */
  readonly largest: { readonly number: number; readonly size: number; readonly at: Instant } | null;
  readonly newest: { readonly number: number; readonly at: Instant } | null;
  readonly keys: readonly KeyOnRecord[];
}

/** What has no leaf for longer, or no checkpoint, has none because nobody makes them. */
const lateMs = 600_000;
/** A log that did not change gets a checkpoint a day. */
const idleMs = 90_000_000;

/** Judges what comes behind the last part of a log: whether it ends where everything says that it ends. */
export function verifyEnd(from: VerifiedTo, end: EndOnRecord, add: (problem: LogProblem) => void): void {
  for (const one of from.unlike) add(unlikeProblem(one, 'neither'));
  for (const problem of uncounted(from)) add(problem);
  for (const problem of [
    ...problemsOfTail(end),
    ...problemsOfTree(from, end),
    ...problemsOfKeys(end),
    ...problemsOfTime(end),
  ]) {
    add({ sequence: null, ...problem });
  }
}

type Said = Pick<LogProblem, 'kind' | 'sentence'>;

function* problemsOfTail({ tree, tail, lastSequence, largest }: EndOnRecord): Iterable<Said> {
  if (largest !== null && largest.size > tree.size) {
    const cut = largest.size === tree.size + 1 ? `${largest.size} is` : `${tree.size + 1} to ${largest.size} are`;
    yield {
      kind: 'tail_cut',
      sentence: `The checkpoint ${largest.number} of ${largest.at} was signed for ${largest.size} events, and the log ends with ${tree.size}: ${cut} cut off. ${fromBackup}`,
    };
  }
  if (tail !== lastSequence) {
    yield {
      kind: 'order_wrong',
      sentence: `The order of events is to end with ${tail}, and its last event is ${lastSequence}: ${lastSequence < tail ? 'what follows was cut off' : 'the tail was altered'}. ${fromBackup}`,
    };
  }
}

function* problemsOfTree({ leaves }: VerifiedTo, { tree, lastLeaf, lastSequence }: EndOnRecord): Iterable<Said> {
  if (leaves !== null && !sameHash(leaves, tree.frontier)) {
    yield {
      kind: 'tree_wrong',
      sentence: `What the log of ${tree.size} events grows on from is not made of its leaves: it was altered, or the leaves were. ${keepPins}`,
    };
  }
  if (lastLeaf > tree.size) {
    yield {
      kind: 'tree_wrong',
      sentence: `There are leaves up to ${lastLeaf}, and the tree ends with ${tree.size}: one of them was altered. ${keepPins}`,
    };
  }
  if (tree.size > lastSequence) {
    yield {
      kind: 'tail_cut',
      sentence: `The tree holds ${tree.size} events, and their order ends with ${lastSequence}: the events behind it were cut off. ${fromBackup}`,
    };
  }
}

function* problemsOfKeys({ keys }: EndOnRecord): Iterable<Said> {
  for (const { key, toldBy } of keys.slice(1)) {
    if (toldBy !== null && publicKeyIn(toldBy) === Buffer.from(key.publicKey).toString('base64')) continue;
    yield {
      kind: 'key_wrong',
      sentence: `No event of the log tells of the key ${formatVerifierKey(key)}: it was put in the place of another. Compare with the key that was handed on (--key).`,
    };
  }
}

function* problemsOfTime({ now, tree, waitingSince, newest }: EndOnRecord): Iterable<Said> {
  const age = (at: Instant): number => Date.parse(now) - Date.parse(at);
  if (waitingSince !== null && age(waitingSince) > lateMs) {
    yield {
      kind: 'checkpoint_late',
      sentence: `Events that were sealed since ${waitingSince} are in no log yet: see that a sync daemon runs.`,
    };
  }
  if (
    newest === null ? tree.size > 0 && waitingSince !== null && age(waitingSince) > lateMs : age(newest.at) > idleMs
  ) {
    yield {
      kind: 'checkpoint_late',
      sentence: `The newest checkpoint ${newest === null ? 'was never made' : `is of ${newest.at}`}: one is made a day at least. See that a sync daemon runs; if one does, newer ones were taken away. ${keepPins}`,
    };
  }
}
