import { hash } from 'node:crypto';
import { Instant, type WorkspaceId } from '@rollcall/schema';
import { hashBytes } from './hash.ts';
import { NoteError, openNote, type SignerKey, signNote, splitNote, type VerifierKey } from './note.ts';

/** What a checkpoint says of a log: its size, its root, when it was so, and which checkpoint was the one before. */
export interface CheckpointText {
  /** Whose log it is: `originOf`. */
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
  readonly at: Instant;
  /** SHA-256 of the whole note before; null of the first. */
  readonly previous: Uint8Array | null;
}

/** A checkpoint whose signatures were looked at, and by which of the known keys they are. */
export interface OpenedCheckpoint extends CheckpointText {
  readonly signers: readonly VerifierKey[];
}

/** The name of a workspace's log, and of the keys that sign for it. */
export function originOf(workspaceId: WorkspaceId): string {
  return `rollcall/${workspaceId}`;
}

/** A signed note in the form of C2SP tlog-checkpoint, with two extension lines: the time, and the note before. */
export function signCheckpoint(
  { origin, size, root, at, previous }: CheckpointText,
  signers: readonly SignerKey[],
): string {
  const lines = [origin, `${size}`, base64(root), `time ${at}`];
  if (previous !== null) lines.push(`previous ${base64(previous)}`);
  return signNote(`${lines.join('\n')}\n`, signers);
}

/** What the next checkpoint calls this one by. */
export function noteHash(note: string): Uint8Array {
  return Buffer.from(hash('sha256', note, 'binary'), 'binary');
}

/** Opens a checkpoint for whoever knows these keys. Throws `NoteError`. */
export function openCheckpoint(note: string, keys: readonly VerifierKey[]): OpenedCheckpoint {
  const { text, signers } = openNote(note, keys);
  return { ...readText(text), signers };
}

/** What a checkpoint says, whoever signed it: nothing of it is believed yet. Throws `NoteError` (`malformed`). */
export function readCheckpoint(note: string): CheckpointText {
  return readText(splitNote(note).text);
}

function readText(text: string): CheckpointText {
  const [origin = '', size = '', root = '', ...extensions] = text.slice(0, -1).split('\n');
  const at = Instant.safeParse(extensions.find((line) => line.startsWith('time '))?.slice('time '.length));
  const previous = extensions.find((line) => line.startsWith('previous '))?.slice('previous '.length);
  if (origin === '' || !/^(0|[1-9][0-9]{0,15})$/.test(size) || extensions.includes('') || !at.success) {
    throw new NoteError('malformed', 'This is no checkpoint: an origin, a size, a root and a time.');
  }
  return {
    ...{ origin, size: Number(size), root: readHash(root), at: at.data },
    previous: previous === undefined ? null : readHash(previous),
  };
}

function readHash(encoded: string): Uint8Array {
  const bytes = Buffer.from(encoded, 'base64');
  if (bytes.length === hashBytes && bytes.toString('base64') === encoded) return bytes;
  throw new NoteError('malformed', `"${encoded}" is no hash: it has 32 bytes, in base64.`);
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
