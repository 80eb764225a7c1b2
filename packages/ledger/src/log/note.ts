import { createPrivateKey, createPublicKey, hash, sign, verify } from 'node:crypto';

/** The public half of a key that notes are signed with: a C2SP verifier key, of Ed25519. */
export interface VerifierKey {
  readonly name: string;
  /** Eight hex digits: which of the keys of that name it is. */
  readonly id: string;
  readonly publicKey: Uint8Array;
}

/** The private half: the seed that both halves are made of. */
export interface SignerKey extends VerifierKey {
  readonly seed: Uint8Array;
}

/** A note whose signatures by known keys are right, and which keys those are. */
export interface OpenedNote {
  readonly text: string;
  readonly signers: readonly VerifierKey[];
}

/** `malformed`: it is no signed note. `unsigned`: by none of the keys. `forged`: signed in the name of one of them, and not by it. */
export type NoteFault = 'malformed' | 'unsigned' | 'forged';

/** Why a note is not believed. */
export class NoteError extends Error {
  override readonly name = 'NoteError';
  readonly kind: NoteFault;

  constructor(kind: NoteFault, message: string) {
    super(message);
    this.kind = kind;
  }
}

const keyBytes = 32;
const signatureBytes = 64;
const idBytes = 4;
/** The type of Ed25519 signatures in C2SP signed-note. */
const ed25519 = 1;
/** More signatures than this has no note of ours; others must take 16. */
const signaturesMax = 100;
const linePrefix = '\u2014 ';

/** A signer's key, made of a seed of 32 random bytes. */
export function signerKey(name: string, seed: Uint8Array): SignerKey {
  const der = createPublicKey(privateKey(seed)).export({ format: 'der', type: 'spki' });
  return { ...verifierKey(name, der.subarray(-keyBytes)), seed };
}

/** As `NAME+ID+KEY`, the form in which verifier keys are handed on. */
export function formatVerifierKey({ name, id, publicKey }: VerifierKey): string {
  return `${name}+${id}+${Buffer.from([ed25519, ...publicKey]).toString('base64')}`;
}

/** Reads that form. Throws `NoteError` (`malformed`), also when the id is not the key's. */
export function parseVerifierKey(text: string): VerifierKey {
  const [, name = '', id, encoded = ''] = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)$/.exec(text.trim()) ?? [];
  const bytes = Buffer.from(encoded, 'base64');
  if (bytes.length !== 1 + keyBytes || bytes[0] !== ed25519 || bytes.toString('base64') !== encoded) {
    throw new NoteError('malformed', 'This is no verifier key of Ed25519: it reads NAME+ID+KEY.');
  }
  const key = verifierKey(name, bytes.subarray(1));
  if (key.id !== id) throw new NoteError('malformed', `The id of the verifier key is ${key.id}, and not ${id}.`);
  return key;
}

/** The public half alone, of 32 bytes. */
export function verifierKey(name: string, publicKey: Uint8Array): VerifierKey {
  const head = Buffer.from(`${name}\n`);
  const digest = hash('sha256', Buffer.concat([head, Buffer.from([ed25519]), publicKey]), 'hex');
  return { name, id: digest.slice(0, 2 * idBytes), publicKey };
}

/** A note of this text, which ends in a newline, signed by each of the keys. */
export function signNote(text: string, signers: readonly SignerKey[]): string {
  const lines = signers.map(({ name, id, seed }) => {
    const signature = sign(null, Buffer.from(text), privateKey(seed));
    return `${linePrefix}${name} ${Buffer.concat([Buffer.from(id, 'hex'), signature]).toString('base64')}\n`;
  });
  return `${text}\n${lines.join('')}`;
}

/**
 * Opens a signed note for whoever knows these keys. Signatures by others are passed over; one by a known key that is wrong makes
 * the whole note so. Throws `NoteError`.
 */
export function openNote(note: string, keys: readonly VerifierKey[]): OpenedNote {
  const { text, signatures } = splitNote(note);
  const signers: VerifierKey[] = [];
  for (const { name, id, signature } of signatures) {
    const key = keys.find((known) => known.name === name && known.id === id);
    if (key === undefined || signers.includes(key)) continue;
    if (!isSignedBy(text, signature, key)) {
      throw new NoteError('forged', `The signature in the name of the key ${name}+${id} is not by that key.`);
    }
    signers.push(key);
  }
  if (signers.length === 0) throw new NoteError('unsigned', 'None of the keys that are trusted has signed this.');
  return { text, signers };
}

interface Signature {
  readonly name: string;
  readonly id: string;
  readonly signature: Uint8Array;
}

/** The text of a signed note and its signatures, of which nothing is believed yet. Throws `NoteError` (`malformed`). */
export function splitNote(note: string): { readonly text: string; readonly signatures: readonly Signature[] } {
  const middle = note.lastIndexOf('\n\n');
  // Nothing below a space but newlines, in text or signatures.
  if (middle < 1 || !note.endsWith('\n') || [...note].some((sign) => sign < ' ' && sign !== '\n')) throw malformed();
  const lines = note.slice(middle + 2, -1).split('\n');
  if (lines.length > signaturesMax) throw malformed();
  return { text: note.slice(0, middle + 1), signatures: lines.map(readSignature) };
}

function readSignature(line: string): Signature {
  const [, name = '', encoded = ''] = /^\u2014 ([^\s+]+) ([A-Za-z0-9+/]+=*)$/u.exec(line) ?? [];
  const bytes = Buffer.from(encoded, 'base64');
  if (bytes.length <= idBytes || bytes.toString('base64') !== encoded) throw malformed();
  return { name, id: bytes.toString('hex', 0, idBytes), signature: bytes.subarray(idBytes) };
}

function malformed(): NoteError {
  return new NoteError('malformed', 'This is no signed note: a text, an empty line, and signatures.');
}

function isSignedBy(text: string, signature: Uint8Array, { publicKey }: VerifierKey): boolean {
  if (signature.length !== signatureBytes) return false;
  const key = createPublicKey({ key: Buffer.concat([spkiHead, publicKey]), format: 'der', type: 'spki' });
  return verify(null, Buffer.from(text), key, signature);
}

function privateKey(seed: Uint8Array) {
  return createPrivateKey({ key: Buffer.concat([pkcs8Head, seed]), format: 'der', type: 'pkcs8' });
}

/** What stands before the 32 bytes of an Ed25519 key in DER (RFC 8410). */
const pkcs8Head = Buffer.from('302e020100300506032b657004220420', 'hex');
const spkiHead = Buffer.from('302a300506032b6570032100', 'hex');
