import type { Rollcall } from '@rollcall/client';
import {
  isSameKey,
  type LogProblem,
  NoteError,
  parseVerifierKey,
  readCheckpoint,
  type VerifierKey,
} from '@rollcall/ledger';
import { patiently } from '../export/patiently.ts';
import { type Pin, type Pins, readPins } from './pins.ts';

/** What came of verifying the log that a gateway holds. */
export interface OnlineVerdict {
  readonly right: boolean;
  readonly problems: readonly (Omit<LogProblem, 'kind'> & { readonly kind: string })[];
  readonly counted: number;
  /** How many events the log holds, and how many rows of the ledger and its events were looked at beside. */
  readonly events: number;
  readonly rows: number;
  readonly checkpoint: { readonly size: number; readonly at: string } | null;
  readonly keys: readonly string[];
  /** How many checkpoints that were kept elsewhere were compared. */
  readonly pins: number;
}

export interface VerifyingOnline {
  readonly pinFiles: readonly string[];
  readonly key: VerifierKey | undefined;
  /** Told after each part. */
  readonly progress: (sentence: string) => void;
}

/** Has a gateway verify its log part by part, and compares it with what is kept elsewhere. */
export async function verifyOnline(
  rollcall: Rollcall,
  { pinFiles, key, progress }: VerifyingOnline,
): Promise<OnlineVerdict> {
  const problems: OnlineVerdict['problems'][number][] = [];
  let counted = 0;
  const add = (kind: string, sentence: string): void => {
    counted += 1;
    problems.push({ kind, sequence: null, sentence });
  };
  // Which keys may have signed the pins is known from an answer only; what that looks at is looked at again with their sizes.
  const { data: first } = await patiently(() => rollcall.audit.verify.query({}));
  const { keys } = first;
  const pins = pinsOf(pinFiles, keys.map(parseVerifierKey));
  for (const sentence of pins.problems) add('key_wrong', sentence);
  let state: string | null = null;
  let checkpoint: string | null = null;
  let [events, rows] = [0, 0];
  const roots = new Map<number, string | null>();
  do {
    const from: string | undefined = state ?? undefined;
    const due = pins.pins.filter(({ size }) => size > events && size <= events + eventsAtOnce);
    const sizes = [...new Set(due.map(({ size }) => size))].slice(-sizesMax);
    const { data }: Part = await patiently(() => rollcall.audit.verify.query({ state: from, sizes }));
    counted += data.counted;
    if (problems.length < problemsMax) problems.push(...data.problems);
    for (const { size, root } of data.roots) roots.set(size, root);
    if (data.doing === 'the log') {
      [events, checkpoint] = [data.through, data.checkpoint];
      progress(`${events} of ${data.size} events`);
    } else {
      rows += data.looked;
      progress(data.doing);
    }
    state = data.state;
  } while (state !== null);
  for (const problem of problemsOfPins(pins.pins, { roots, events })) add(problem.kind, problem.sentence);
  const wrongKey = key === undefined ? undefined : problemOfKey(key, keys);
  if (wrongKey !== undefined) add('key_wrong', wrongKey);
  const told = checkpoint === null ? null : toldOf(checkpoint);
  return {
    right: counted === 0,
    problems,
    counted,
    events,
    rows,
    checkpoint: told,
    keys,
    pins: pins.pins.length,
  };
}

type Part = Awaited<ReturnType<Rollcall['audit']['verify']['query']>>;

/** As the gateway looks at, and takes. */
const eventsAtOnce = 10_000;
const sizesMax = 500;
const problemsMax = 200;

function pinsOf(files: readonly string[], keys: readonly VerifierKey[]): Pins {
  const read = files.map((file) => readPins(file, keys));
  return { pins: read.flatMap(({ pins }) => pins), problems: read.flatMap(({ problems }) => problems) };
}

function problemsOfPins(
  pins: readonly Pin[],
  { roots, events }: { readonly roots: ReadonlyMap<number, string | null>; readonly events: number },
): readonly { readonly kind: string; readonly sentence: string }[] {
  const beyond = pins.findLast(({ size }) => size > events);
  const cut =
    beyond === undefined
      ? []
      : [
          {
            kind: 'rolled_back',
            sentence: `A checkpoint of ${beyond.at} that is kept elsewhere was signed for ${beyond.size} events, and the log holds ${events}: ${events + 1} to ${beyond.size} were cut off, or the database was set back. A backup, or a bundle that was exported before, has them.`,
          },
        ];
  const other = pins
    .filter(({ size, root }) => roots.has(size) && roots.get(size) !== root)
    .map(({ size, at }) => ({
      kind: 'root_wrong',
      sentence: `A checkpoint of ${at} that is kept elsewhere was signed for other ${size} events than the log holds: it was rewritten since. A backup, or a bundle that was exported before, has it as it was.`,
    }));
  return [...cut, ...other];
}

function problemOfKey(key: VerifierKey, keys: readonly string[]): string | undefined {
  if (keys.some((one) => isSameKey(parseVerifierKey(one), key))) return undefined;
  return `The log does not have the key that was given (${key.name}+${key.id}): its keys are ${keys.join(', ') || 'none'}. It is another log, or its keys were altered.`;
}

function toldOf(note: string): OnlineVerdict['checkpoint'] {
  try {
    const { size, at } = readCheckpoint(note);
    return { size, at };
  } catch (error) {
    if (error instanceof NoteError) return null;
    throw error;
  }
}
