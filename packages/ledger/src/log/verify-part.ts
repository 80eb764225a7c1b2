import { noteHash, type OpenedCheckpoint } from './checkpoint.ts';
import { hashBytes, leafHash, sameHash } from './hash.ts';
import { type Node, nodesOf } from './nodes.ts';
import type { LogProblem } from './problems.ts';
import { type GrowingRange, growRange, rootOf } from './range.ts';
import { type CheckpointOnRecord, judgeCheckpoint, keepPins, type LinkEnd, type Signing } from './verify-checkpoint.ts';
import { type MismatchedPlace, swapsAmong } from './verify-swaps.ts';

/** One place in the order of events, as the database has it. */
export interface PlaceOnRecord {
  readonly sequence: number;
  /** The events that have this place: one, where nothing is wrong. Their text is what must have been hashed; null of one that is gone. */
  readonly events: readonly { readonly id: string; readonly text: string | null }[];
  readonly leaf: Uint8Array | null;
  /** Another place of the same event. */
  readonly alsoAt: number | null;
}

/** An inner node that is on record. */
export interface NodeOnRecord extends Node {
  readonly hash: Uint8Array;
}

/** What follows in the log, as far as it is looked at now: all places, checkpoints and nodes that end in it. */
export interface LogPart {
  readonly end: number;
  readonly places: ReadonlyMap<number, PlaceOnRecord>;
  /** By size, and those of one size by number. */
  readonly checkpoints: readonly CheckpointOnRecord[];
  readonly nodes: readonly NodeOnRecord[];
}

/** How far a log was verified, and what must be known to go on: some kilobytes, whatever its length. */
export interface VerifiedTo {
  readonly size: number;
  /** The hashes that the log goes on from, by its leaves and by its events themselves. Null: a part of it is missing. */
  readonly leaves: Uint8Array | null;
  readonly texts: Uint8Array | null;
  /** The size of the newest checkpoint that was believed. */
  readonly signedTo: number;
  /** Events since then that are not what their leaves say; the first of them, and how many. */
  readonly unlike: readonly { readonly sequence: number; readonly id: string }[];
  readonly unlikeCount: number;
  readonly link: LinkEnd | undefined;
}

export const notVerified: VerifiedTo = {
  ...{ size: 0, leaves: new Uint8Array(0), texts: new Uint8Array(0), signedTo: 0 },
  ...{ unlike: [], unlikeCount: 0, link: undefined },
};

export interface VerifyingPart {
  readonly signing: Signing;
  /** Told of each problem. */
  readonly add: (problem: LogProblem) => void;
  /** Told of the root that the log has at each size, by its leaves; null where it cannot be said. Asked for these sizes only. */
  readonly rootAt?: {
    readonly sizes: ReadonlySet<number>;
    readonly tell: (size: number, root: Uint8Array | null) => void;
  };
}

/** So many of one interval between checkpoints are named. */
const unlikeMax = 20;
export const fromBackup = 'A backup, or a bundle that was exported before, has it as it was.';

/** Verifies the next part of a log. */
export function verifyPart(from: VerifiedTo, part: LogPart, { signing, add, rootAt }: VerifyingPart): VerifiedTo {
  const nodes = new Map(part.nodes.map((node) => [nameOf(node), node.hash]));
  const folds = foldsFrom(from, (node, hash) => {
    const found = nodes.get(nameOf(node));
    if (found === undefined || !sameHash(found, hash)) add(nodeWrong(node, found === undefined));
  });
  let { signedTo, link } = from;
  let unlike = [...from.unlike];
  let unlikeCount = from.unlikeCount;
  const mismatched: MismatchedPlace[] = [];
  /** What differs is told last: of what was swapped, that is said instead. */
  const altered: LogProblem[] = [];
  let nth = 0;
  for (let sequence = from.size + 1; sequence <= part.end; sequence += 1) {
    const { id, text, leaf } = lookAt(sequence, part.places.get(sequence), add);
    const hash = text === null ? null : leafHash(text);
    folds.take({ leaf: leaf ?? hash, text: hash ?? leaf });
    if (text !== null && hash !== null && leaf !== null && !sameHash(hash, leaf)) {
      mismatched.push({ sequence, text, hash, leaf });
      unlikeCount += 1;
      if (unlike.length < unlikeMax) unlike.push({ sequence, id });
    }
    for (let row = part.checkpoints[nth]; row !== undefined && row.size <= sequence; row = part.checkpoints[nth]) {
      nth += 1;
      const { opened, problems } = judgeCheckpoint(row, { signing, before: link });
      for (const problem of problems) add(problem);
      link = { number: row.number, noteHash: noteHash(row.note) };
      if (opened === undefined || opened.size !== sequence) continue;
      altered.push(...settleInterval({ row, opened, folds, interval: { signedTo, unlike, unlikeCount }, add }));
      signedTo = sequence;
      unlike = [];
      unlikeCount = 0;
    }
    if (rootAt?.sizes.has(sequence)) rootAt.tell(sequence, folds.root());
  }
  const swapped = tellSwaps(mismatched, add);
  for (const problem of altered) if (problem.sequence === null || !swapped.has(problem.sequence)) add(problem);
  unlike = unlike.filter(({ sequence }) => !swapped.has(sequence));
  return { size: part.end, ...folds.ends(), signedTo, unlike, unlikeCount, link };
}

/** What there is of a place; tells of what is missing, or there twice. */
function lookAt(
  sequence: number,
  place: PlaceOnRecord | undefined,
  add: (problem: LogProblem) => void,
): { readonly id: string; readonly text: string | null; readonly leaf: Uint8Array | null } {
  const say = (kind: LogProblem['kind'], sentence: string): void => add({ kind, sequence, sentence });
  if (place === undefined) {
    say(
      'event_missing',
      `The event with sequence ${sequence} is missing, with its leaf: the order has no gaps, and somebody took it out. ${fromBackup}`,
    );
    return { id: '', text: null, leaf: null };
  }
  const { events, leaf, alsoAt } = place;
  const event = events.find(({ text }) => text !== null) ?? events[0];
  const another = events.find((one) => one !== event);
  if (event === undefined) {
    say(
      'event_missing',
      `No event has sequence ${sequence} any more, and its leaf is there: somebody took it out of the order. ${fromBackup}`,
    );
  } else if (event.text === null) {
    say(
      'event_missing',
      `The event ${event.id}, sequence ${sequence}, was deleted: its place in the order is there. ${fromBackup}`,
    );
  }
  if (another !== undefined) {
    say(
      'event_duplicated',
      `Sequence ${sequence} is there twice, as the events ${event?.id} and ${another.id}: one of them was added.`,
    );
  }
  if (alsoAt !== null) {
    say(
      'event_duplicated',
      `The event ${event?.id} has two places in the order, ${sequence} and ${alsoAt}: one of them was added.`,
    );
  }
  if (leaf === null) {
    say(
      'leaf_missing',
      `The event ${event?.id}, sequence ${sequence}, has no leaf, and the log goes on behind it: the leaf was deleted, or the event was put in. ${fromBackup}`,
    );
  }
  return { id: event?.id ?? '', text: event?.text ?? null, leaf };
}

interface Folds {
  take(hashes: { readonly leaf: Uint8Array | null; readonly text: Uint8Array | null }): void;
  /** By the leaves; null where some are missing. */
  root(): Uint8Array | null;
  textRoot(): Uint8Array | null;
  /** Goes on from what a checkpoint, which is believed, says. */
  resume(size: number, frontier: Uint8Array): void;
  ends(): Pick<VerifiedTo, 'leaves' | 'texts'>;
}

function foldsFrom({ size, leaves, texts }: VerifiedTo, keep: (node: Node, hash: Uint8Array) => void): Folds {
  const grown = (hashes: Uint8Array | null, end: number, told: typeof keep): GrowingRange | null =>
    hashes === null ? null : growRange({ begin: 0, end, hashes }, told);
  let byLeaf = grown(leaves, size, keep);
  let byText = grown(texts, size, () => {});
  return {
    take({ leaf, text }) {
      if (leaf === null) byLeaf = null;
      else byLeaf?.append(leaf);
      if (text === null) byText = null;
      else byText?.append(text);
    },
    root: () => byLeaf?.root() ?? null,
    textRoot: () => byText?.root() ?? null,
    resume(end, frontier) {
      byLeaf = grown(frontier, end, keep);
      byText = grown(frontier, end, () => {});
    },
    ends: () => ({ leaves: byLeaf?.range().hashes ?? null, texts: byText?.range().hashes ?? null }),
  };
}

interface Interval {
  readonly row: CheckpointOnRecord;
  readonly opened: OpenedCheckpoint;
  readonly folds: Folds;
  readonly interval: Pick<VerifiedTo, 'signedTo' | 'unlike' | 'unlikeCount'>;
  readonly add: (problem: LogProblem) => void;
}

/** A checkpoint that is believed decides which is right where an event and its leaf differ, and lets the log go on from it. */
function settleInterval({ row, opened, folds, interval, add }: Interval): readonly LogProblem[] {
  const { size, root } = opened;
  const [byLeaf, byText] = [folds.root(), folds.textRoot()];
  const areLeavesRight = byLeaf !== null && sameHash(byLeaf, root);
  const areTextsRight = byText !== null && sameHash(byText, root);
  const signed = areLeavesRight ? 'leaves' : areTextsRight ? 'texts' : 'neither';
  if (!areLeavesRight && !areTextsRight && byLeaf !== null) {
    const range = size === interval.signedTo ? `up to ${size}` : `from ${interval.signedTo + 1} to ${size}`;
    add({
      kind: 'root_wrong',
      sequence: null,
      sentence: `The log ${range} is not what the checkpoint ${row.number} was signed for: events there were altered, added, dropped or put elsewhere together with their leaves. ${fromBackup}`,
    });
  }
  const fits =
    row.frontier.length === hashBytes * nodesOf({ begin: 0, end: size }).length && sameHash(rootOf(row.frontier), root);
  if (fits) folds.resume(size, row.frontier);
  else
    add({
      kind: 'checkpoint_altered',
      sequence: null,
      sentence: `The hashes that are kept beside the checkpoint ${row.number} do not make its root: they were altered. Its note is right.`,
    });
  const unlike = interval.unlike.map((one) => unlikeProblem(one, signed));
  return [...unlike, ...uncounted(interval)];
}

/** What is said of an event that is not what its leaf says, once it is known which of the two was signed for. */
export function unlikeProblem(
  { sequence, id }: { readonly sequence: number; readonly id: string },
  signed: 'leaves' | 'texts' | 'neither',
): LogProblem {
  if (signed === 'texts') {
    return {
      kind: 'leaf_altered',
      sequence,
      sentence: `The leaf of sequence ${sequence} was altered; the event ${id} itself is the one that was signed for.`,
    };
  }
  const than = signed === 'leaves' ? 'it is not what was signed for' : 'it is not what its leaf was made of';
  return {
    kind: 'event_altered',
    sequence,
    sentence: `The event ${id}, sequence ${sequence}, was altered: ${than}. ${fromBackup}`,
  };
}

/** One more problem for each that was counted and not named. */
export function uncounted({ unlikeCount }: Pick<VerifiedTo, 'unlikeCount'>): readonly LogProblem[] {
  const further = { kind: 'event_altered', sequence: null, sentence: 'Further events were altered.' } as const;
  return Array.from({ length: Math.min(furtherMax, Math.max(0, unlikeCount - unlikeMax)) }, () => further);
}
/** Of a log that was rewritten, nobody counts. */
const furtherMax = 10_000;

function tellSwaps(mismatched: readonly MismatchedPlace[], add: (problem: LogProblem) => void): ReadonlySet<number> {
  const swaps = swapsAmong(mismatched);
  for (const [one, other] of swaps) {
    const sentence = `The events with the sequences ${one} and ${other}, or their leaves, were swapped: each stands in the place of the other. ${fromBackup}`;
    add({ kind: 'events_swapped', sequence: one, sentence });
  }
  return new Set(swaps.flat());
}

function nodeWrong(node: Node, isMissing: boolean): LogProblem {
  const width = 2 ** node.level;
  const what = isMissing ? 'is missing' : 'is not the hash of these leaves';
  return {
    kind: 'tree_wrong',
    sequence: null,
    sentence: `What the tree keeps of the leaves ${node.index * width + 1} to ${(node.index + 1) * width} ${what}: proofs that need it are wrong. ${keepPins}`,
  };
}

function nameOf({ level, index }: Node): string {
  return `${level}/${index}`;
}
