import { type ConnectionId, RollcallError, type WorkspaceId } from '@rollcall/schema';
import { CompactEncrypt, compactDecrypt, decodeProtectedHeader } from 'jose';

/** The keys that secrets are sealed with. One is current; older ones stay until nothing is sealed with them. */
export interface KeyRing {
  current(): Promise<{ readonly id: string; readonly key: Uint8Array }>;
  /** A key by its id; undefined when it is not on the ring. */
  find(id: string): Promise<Uint8Array | undefined>;
}

/** What a sealed credential belongs to: it opens nowhere else. */
export interface SealedFor {
  readonly workspaceId: WorkspaceId;
  readonly connectionId: ConnectionId;
}

/** What is sealed beside credentials: the result of an operation, whose id it is kept by; or an input that must outlive a crash. */
export type SealPurpose = 'result' | 'input';

/** What a sealed value belongs to: it opens nowhere else. */
export interface SealOwner {
  readonly workspaceId: WorkspaceId;
  /** `webhook`: what a webhook signs with. `log`: what checkpoints are signed with. */
  readonly purpose: SealPurpose | 'webhook' | 'log';
  /** Of whatever it is the result or the input of, or whose secret it is. */
  readonly id: string;
}

/** A seal, and the id of the master key that opens it. */
export interface Sealed {
  readonly sealed: string;
  readonly masterKeyId: string;
}

/**
 * Seals a credential: JWE, AES-256-GCM under the current master key. The key's id and the connection stand in the
 * protected header, which the seal covers: a row moved to another connection does not open.
 */
export function sealCredential(
  credential: Readonly<Record<string, unknown>>,
  { ring, owner }: { ring: KeyRing; owner: SealedFor },
): Promise<Sealed> {
  return seal(credential, { ring, subject: connectionSubject(owner) });
}

/** Opens a sealed credential. Throws `RollcallError` (`credential_unreadable`) when it is not this connection's. */
export async function openCredential(
  sealed: string,
  { ring, owner }: { ring: KeyRing; owner: SealedFor },
): Promise<Readonly<Record<string, unknown>>> {
  try {
    return JSON.parse(await open(sealed, { ring, subject: connectionSubject(owner), other: 'connection' }));
  } catch (error) {
    throw new RollcallError(
      'credential_unreadable',
      `The connection's credential cannot be opened (${reasonOf(error)}): restore the master key, or give the credential again with "connections update".`,
      { cause: error },
    );
  }
}

/** Seals any JSON the same way; workspace, purpose and owner stand in the protected header. */
export function sealFor(value: unknown, { ring, owner }: { ring: KeyRing; owner: SealOwner }): Promise<Sealed> {
  return seal(value, { ring, subject: subjectOf(owner) });
}

/** Opens what `sealFor` sealed. Throws `RollcallError` (`secret_unreadable`) when it is not this owner's. */
export async function openSealed(
  sealed: string,
  { ring, owner }: { ring: KeyRing; owner: SealOwner },
): Promise<unknown> {
  try {
    return JSON.parse(await open(sealed, { ring, subject: subjectOf(owner), other: 'owner' }));
  } catch (error) {
    throw new RollcallError(
      'secret_unreadable',
      `What was sealed cannot be opened (${reasonOf(error)}): restore the master key.`,
      { cause: error },
    );
  }
}

async function seal(value: unknown, { ring, subject }: { ring: KeyRing; subject: string }): Promise<Sealed> {
  const { id, key } = await ring.current();
  const sealed = await new CompactEncrypt(new TextEncoder().encode(JSON.stringify(value)))
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: id, sub: subject })
    .encrypt(key);
  return { sealed, masterKeyId: id };
}

/** The text that was sealed. `other` says what it belongs to when it is not `subject`. */
async function open(
  sealed: string,
  { ring, subject, other }: { ring: KeyRing; subject: string; other: string },
): Promise<string> {
  const header = decodeProtectedHeader(sealed);
  if (header['sub'] !== subject) throw new Error(`it was sealed for another ${other}`);
  const key = await ring.find(header.kid ?? '');
  if (key === undefined) throw new Error(`master key ${header.kid} is not on this machine`);
  const { plaintext } = await compactDecrypt(sealed, key, {
    keyManagementAlgorithms: ['dir'],
    contentEncryptionAlgorithms: ['A256GCM'],
  });
  return new TextDecoder().decode(plaintext);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function connectionSubject({ workspaceId, connectionId }: SealedFor): string {
  return `${workspaceId}/${connectionId}`;
}

/** A purpose is no connection's id, so no seal of one sort opens as another. */
function subjectOf({ workspaceId, purpose, id }: SealOwner): string {
  return `${workspaceId}/${purpose}/${id}`;
}
