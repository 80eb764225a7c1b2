import { readCheckpoint } from './checkpoint.ts';
import { leafHash } from './hash.ts';
import { formatVerifierKey, NoteError, openNote, parseVerifierKey, splitNote, type VerifierKey } from './note.ts';
import { provesInclusion } from './proof.ts';

/** A checkpoint, as the note that it is. */
export interface HeldNote {
  readonly note: string;
}

/** What proves that the holder of a key made its successor. */
interface ProvenHandover extends HeldNote {
  readonly sequence: number;
  readonly leaf: string;
  readonly proof: readonly string[];
}

/**
 * Follows keys from the one that is trusted: the next is, too, where the log that a trusted one signed has the event that names it.
 * Whoever adds a signature of their own to somebody's checkpoint has no such event.
 */
export function followKeys(
  trusted: VerifierKey,
  keys: readonly VerifierKey[],
  handovers: readonly ProvenHandover[],
): readonly VerifierKey[] {
  const followed = [trusted];
  for (let grew = true; grew; ) {
    grew = false;
    for (const key of keys) {
      if (followed.some((one) => isSameKey(one, key)) || !handovers.some((one) => handsOver(one, followed, key)))
        continue;
      followed.push(key);
      grew = true;
    }
  }
  return followed;
}

export function isSameKey(one: VerifierKey, other: VerifierKey): boolean {
  return formatVerifierKey(one) === formatVerifierKey(other);
}

/** Reads verifier keys; undefined when one of them is none, or is of another log. */
export function readKeys(texts: readonly string[], origin: string): readonly VerifierKey[] | undefined {
  try {
    const keys = texts.map(parseVerifierKey);
    const isExact = keys.every((key, at) => key.name === origin && formatVerifierKey(key) === texts[at]);
    return isExact ? keys : undefined;
  } catch (error) {
    if (error instanceof NoteError) return undefined;
    throw error;
  }
}

/**
 * Whether every signature of a note is by one of these keys, and right. Of a note that travels on its own nobody else has signed,
 * so that not one byte of it may be another.
 */
export function isSignedByThese(note: string, keys: readonly VerifierKey[]): boolean {
  const { signers } = openNote(note, keys);
  return signers.length === splitNote(note).signatures.length;
}

/** Whether each of these proves of one of the keys that it follows an earlier one, and nothing else stands there. */
export function areHandovers(handovers: readonly ProvenHandover[], keys: readonly VerifierKey[]): boolean {
  return handovers.every(
    (one) => isWholeNote(one, keys) && keys.some((next, nth) => nth > 0 && handsOver(one, keys.slice(0, nth), next)),
  );
}

function isWholeNote({ note }: HeldNote, keys: readonly VerifierKey[]): boolean {
  try {
    return isSignedByThese(note, keys);
  } catch (error) {
    if (error instanceof NoteError) return false;
    throw error;
  }
}

/** The line of an event `log_key.rotated` names the next key, in a log that a trusted one signed. */
function handsOver(
  { note, sequence, leaf, proof }: ProvenHandover,
  trusted: readonly VerifierKey[],
  next: VerifierKey,
): boolean {
  try {
    openNote(note, trusted);
    const { origin, size, root } = readCheckpoint(note);
    const path = proof.map((hash) => Buffer.from(hash, 'base64'));
    const place = { index: sequence - 1, size };
    const isInLog = provesInclusion(place, { leaf: leafHash(leaf), proof: path, root });
    return isInLog && origin === next.name && publicKeyIn(leaf) === Buffer.from(next.publicKey).toString('base64');
  } catch (error) {
    if (error instanceof NoteError) return false;
    throw error;
  }
}

/** The key that the line of an event names as the next one; undefined for that of another event. */
export function publicKeyIn(leaf: string): string | undefined {
  const event = parsed(leaf);
  if (!isObject(event) || event['type'] !== 'log_key.rotated' || !isObject(event['after'])) return undefined;
  const key = event['after']['publicKey'];
  return typeof key === 'string' ? key : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
