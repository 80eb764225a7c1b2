import type { BundleHead } from './bundle.ts';
import type { CheckpointText } from './checkpoint.ts';
import { hashBytes, leafDigest, sameHash } from './hash.ts';
import { nodesOf } from './nodes.ts';
import type { LogProblem, LogProblems } from './problems.ts';
import { rootWith } from './proof.ts';
import { type GrowingRange, growRange } from './range.ts';

/** What to do about a bundle that is not as it was made. */
export const exportAgain = 'export it again, or ask whoever sent it';

/** Takes the events of a bundle, one line each, and keeps none of them. */
export interface EventReader {
  readonly count: number;
  take(line: string, lineNumber: number): void;
  /** A line that is none stood where an event should. */
  spoilt(): void;
  end(): void;
}

interface Reading {
  readonly head: BundleHead;
  /** Undefined where it is not believed: then nothing can be said of what the events are together. */
  readonly checkpoint: CheckpointText | undefined;
  readonly problems: LogProblems;
}

/** Folds the lines of events, and tells of each that is not what its hash says, or not in its place. */
export function readEvents(reading: Reading): EventReader {
  const { head, problems } = reading;
  const texts = growRange({ begin: head.first - 1, end: head.first - 1, hashes: new Uint8Array(0) });
  /** What the lines say that their hashes are; kept apart only once one of them differs. */
  let stated: GrowingRange | undefined;
  const altered: AlteredLine[] = [];
  let alteredCount = 0;
  let count = 0;
  let isOrdered = true;
  const bytes = Buffer.alloc(hashBytes);
  const misplaced = (problem: LogProblem): void => {
    // Of what was moved by one place, every line that follows is another than it should be.
    if (isOrdered) problems.add(problem);
    isOrdered = false;
  };

  return {
    get count() {
      return count;
    },
    take(line, lineNumber) {
      const sequence = head.first + count;
      count += 1;
      const text = line.slice(hashLength + 1);
      const says = line[hashLength] === ' ' ? sequenceIn(text) : undefined;
      if (says !== sequence) misplaced(misplacedLine({ line: lineNumber, sequence }, says));
      bytes.write(leafDigest(text), 0, hashBytes, 'binary');
      const isSame = bytes.toString('base64') === line.slice(0, hashLength);
      if (!isSame) {
        stated ??= growRange(texts.range());
        alteredCount += 1;
        if (altered.length < alteredMax) altered.push({ line: lineNumber, sequence });
      }
      texts.append(bytes);
      stated?.append(isSame ? bytes : hashIn(line));
    },
    spoilt() {
      count += 1;
      isOrdered = false;
    },
    end() {
      const isWhole = isOrdered && head.first + count === head.last + 1;
      const isTextRight = isWhole && isSignedFor(texts, reading);
      const areHashesRight = isWhole && stated !== undefined && isSignedFor(stated, reading);
      for (const one of altered) problems.add(alteredLine(one, { isTextRight, areHashesRight }));
      for (let nth = altered.length; nth < alteredCount; nth += 1) {
        problems.add({ kind: 'event_altered', sequence: null, sentence: 'Further lines were altered.' });
      }
      if (isWhole && !isTextRight && !areHashesRight && reading.checkpoint !== undefined)
        problems.add(rootWrong(reading));
    },
  };
}

/** Of SHA-256 in base64. */
const hashLength = 44;
/** So many altered lines are named. */
const alteredMax = 20;

interface AlteredLine {
  readonly line: number;
  readonly sequence: number;
}

function isSignedFor(leaves: GrowingRange, { head, checkpoint }: Reading): boolean {
  if (checkpoint === undefined) return false;
  const { size } = checkpoint;
  const [before, after] = [bytesOf(head.before), bytesOf(head.after)];
  const range = leaves.range();
  const fits =
    before.length === hashBytes * nodesOf({ begin: 0, end: range.begin }).length &&
    after.length === hashBytes * nodesOf({ begin: range.end, end: size }).length;
  return fits && sameHash(rootWith(range, { before, after, size }), checkpoint.root);
}

function bytesOf(hashes: readonly string[]): Uint8Array {
  return Buffer.concat(hashes.map((hash) => Buffer.from(hash, 'base64')));
}

/** The hash that a line states; whatever stands there instead is one that nothing has. */
function hashIn(line: string): Uint8Array {
  const bytes = Buffer.alloc(hashBytes);
  bytes.write(line.slice(0, hashLength), 'base64');
  return bytes;
}

function misplacedLine({ line, sequence }: AlteredLine, says: number | undefined): LogProblem {
  if (says === undefined) {
    const sentence = `Line ${line} is not that of an event, and sequence ${sequence} is to stand there: it was altered; ${exportAgain}.`;
    return { kind: 'event_altered', sequence, sentence };
  }
  const kind = says > sequence ? 'event_missing' : 'event_duplicated';
  const what =
    says > sequence ? 'events were left out, or put elsewhere,' : 'events stand there twice, or were put elsewhere,';
  const sentence = `Line ${line} holds sequence ${says}, and sequence ${sequence} is to stand there: ${what} from there on; ${exportAgain}.`;
  return { kind, sequence, sentence };
}

function alteredLine(
  { line, sequence }: AlteredLine,
  { isTextRight, areHashesRight }: { readonly isTextRight: boolean; readonly areHashesRight: boolean },
): LogProblem {
  if (isTextRight) {
    const sentence = `Line ${line}: the hash before sequence ${sequence} was altered; the event itself is the one that was signed for.`;
    return { kind: 'leaf_altered', sequence, sentence };
  }
  const what = areHashesRight ? 'is not the event that was signed for' : 'is not what the hash before it says';
  const sentence = `Line ${line}: sequence ${sequence} was altered: it ${what}. Do not believe it; ${exportAgain}.`;
  return { kind: 'event_altered', sequence, sentence };
}

function rootWrong({ head, checkpoint }: Reading): LogProblem {
  const sentence = `The events ${head.first} to ${head.last} are not those that the checkpoint of ${checkpoint?.size} events was signed for: some were altered together with their hashes, or the proof of line 1 was. Do not believe the bundle; ${exportAgain}.`;
  return { kind: 'root_wrong', sequence: null, sentence };
}

/** The sequence that a leaf begins with; undefined for what is no leaf. */
function sequenceIn(text: string): number | undefined {
  if (!text.startsWith(sequenceField)) return undefined;
  const digits = text.slice(sequenceField.length, text.indexOf(',', sequenceField.length));
  return /^[1-9]\d{0,15}$/.test(digits) ? Number(digits) : undefined;
}
const sequenceField = '{"sequence": ';
