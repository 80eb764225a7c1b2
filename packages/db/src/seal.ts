import { type ConnectionId, RollcallError, type WorkspaceId } from '@rollcall/schema';
import { CompactEncrypt, compactDecrypt, decodeProtectedHeader } from 'jose';

/** The keys that credentials are sealed with. One is current; older ones stay until nothing is sealed with them. */
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

/**
 * Seals a credential: JWE, AES-256-GCM under the current master key. The key's id and the connection stand in the
 * protected header, which the seal covers: a row moved to another connection does not open.
 */
export async function sealCredential(
  credential: Readonly<Record<string, unknown>>,
  { ring, owner }: { ring: KeyRing; owner: SealedFor },
): Promise<{ sealed: string; masterKeyId: string }> {
  const { id, key } = await ring.current();
  const sealed = await new CompactEncrypt(new TextEncoder().encode(JSON.stringify(credential)))
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: id, sub: subjectOf(owner) })
    .encrypt(key);
  return { sealed, masterKeyId: id };
}

/** Opens a sealed credential. Throws `RollcallError` (`credential_unreadable`) when it is not this connection's. */
export async function openCredential(
  sealed: string,
  { ring, owner }: { ring: KeyRing; owner: SealedFor },
): Promise<Readonly<Record<string, unknown>>> {
  try {
    const header = decodeProtectedHeader(sealed);
    if (header['sub'] !== subjectOf(owner)) throw new Error('it was sealed for another connection');
    const key = await ring.find(header.kid ?? '');
    if (key === undefined) throw new Error(`master key ${header.kid} is not on this machine`);
    const { plaintext } = await compactDecrypt(sealed, key, {
      keyManagementAlgorithms: ['dir'],
      contentEncryptionAlgorithms: ['A256GCM'],
    });
    return JSON.parse(new TextDecoder().decode(plaintext));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new RollcallError(
      'credential_unreadable',
      `The connection's credential cannot be opened (${why}): restore the master key, or give the credential again with "connections update".`,
      { cause: error },
    );
  }
}

function subjectOf({ workspaceId, connectionId }: SealedFor): string {
  return `${workspaceId}/${connectionId}`;
}
