import { randomBytes } from 'node:crypto';
import { hashBytes, originOf, type SignerKey, signerKey, type VerifierKey, verifierKey } from '@rollcall/ledger';
import { type Actor, EventId, type Instant, RollcallError, type WorkspaceId } from '@rollcall/schema';
import type { Tx } from '../database.ts';
import { appendEvent } from '../events.ts';
import { instant } from '../json.ts';
import { type KeyRing, openSealed, type Sealed, type SealOwner, sealFor } from '../seal.ts';

/** A key that checkpoints of a workspace are signed with, without its private half. */
export interface LogKey {
  /** From 1 on: each follows the one before. */
  readonly nth: number;
  readonly key: VerifierKey;
  readonly createdAt: Instant;
  /** What told of the change to it; null of the first. */
  readonly eventId: EventId | null;
  /** The key before is lost, and has not signed that this one follows it. */
  readonly afterLost: boolean;
}

export interface SealedLogKey extends LogKey, Sealed {}

/** The keys of the workspace, the first one first: few, since each is there for long. Rides the primary key. */
export async function logKeys(tx: Tx): Promise<readonly LogKey[]> {
  return (await sealedKeys(tx)).map(({ sealed: _sealed, masterKeyId: _masterKeyId, ...key }) => key);
}

/** The same, with the seals of their private halves. */
async function sealedKeys(tx: Tx): Promise<readonly SealedLogKey[]> {
  const rows = await tx
    .selectFrom('log_key')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .orderBy('nth')
    .execute();
  return rows.map((row) => ({
    nth: row.nth,
    key: verifierKey(originOf(tx.workspaceId), row.public_key),
    createdAt: instant(row.created_at),
    eventId: row.event_id === null ? null : EventId.parse(row.event_id),
    afterLost: row.after_lost,
    sealed: row.sealed,
    masterKeyId: row.master_key_id,
  }));
}

/** The keys of the workspace, the first of which is made where there was none. */
export async function ensureLogKeys(tx: Tx, ring: KeyRing): Promise<readonly SealedLogKey[]> {
  const keys = await sealedKeys(tx);
  if (keys.length > 0) return keys;
  const key = newKey(tx.workspaceId);
  await putKey(tx, key, { nth: 1, ring, eventId: null, afterLost: false });
  return sealedKeys(tx);
}

/**
 * Has the next checkpoint signed by a new key, too, and those after it by that one alone; appends `log_key.rotated`. `lost` says
 * that the present key cannot sign any more: then no signature says that the new one follows it. Throws `log_state` while
 * a new key waits for its first checkpoint already, or where there is no key yet; `secret_unreadable` where the present key cannot be
 * opened, and it is not said that it is lost.
 */
export async function rotateLogKey(
  tx: Tx,
  { ring, actor, lost }: { readonly ring: KeyRing; readonly actor: Actor; readonly lost: boolean },
): Promise<LogKey> {
  const before = (await sealedKeys(tx)).at(-1);
  const newest = await tx
    .selectFrom('audit_checkpoint')
    .select('last_key')
    .where('workspace_id', '=', tx.workspaceId)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (before === undefined || newest === undefined) {
    throw stateError(
      'unsigned',
      'The log of this workspace was never signed yet: a sync daemon does so within a minute.',
    );
  }
  if (newest.last_key < before.nth && !lost) {
    throw stateError(
      'rotating',
      'The key that was made last waits for its first checkpoint, which a sync daemon makes within a minute.',
    );
  }
  if (!lost) await assertSigns(tx, before, ring);
  const key = newKey(tx.workspaceId);
  const eventId = await appendEvent(tx, {
    type: 'log_key.rotated',
    actor,
    subject: { kind: 'log_key', externalId: key.id, name: key.name },
    before: { keyId: before.key.id },
    after: { keyId: key.id, publicKey: Buffer.from(key.publicKey).toString('base64'), beforeLost: lost },
  });
  await putKey(tx, key, { nth: before.nth + 1, ring, eventId, afterLost: lost });
  const made = (await logKeys(tx)).at(-1);
  if (made?.key.id !== key.id) throw stateError('rotating', 'Somebody else changed the key of this log just now.');
  return made;
}

/** A key that cannot sign any more would be waited for in vain, by its successor as well. */
async function assertSigns(tx: Tx, { sealed, key }: SealedLogKey, ring: KeyRing): Promise<void> {
  try {
    await openLogKey(sealed, key, { ring, workspaceId: tx.workspaceId });
  } catch (error) {
    unlessUnreadable(error);
    throw new RollcallError(
      'secret_unreadable',
      'The present key cannot be opened, and so cannot sign beside a new one: restore the master key, or say that it is lost ("audit rotate-key --lost").',
      { cause: error },
    );
  }
}

function stateError(state: string, message: string): RollcallError {
  return new RollcallError('log_state', message, { details: { state } });
}

function newKey(workspaceId: WorkspaceId): SignerKey {
  return signerKey(originOf(workspaceId), randomBytes(hashBytes));
}

/** Of two that make the same one, the second changes nothing. */
async function putKey(
  tx: Tx,
  key: SignerKey,
  { ring, ...row }: Pick<LogKey, 'nth' | 'eventId' | 'afterLost'> & { readonly ring: KeyRing },
): Promise<void> {
  const { sealed, masterKeyId } = await sealLogKey(key, { ring, workspaceId: tx.workspaceId });
  await tx
    .insertInto('log_key')
    .values({
      ...{ workspace_id: tx.workspaceId, nth: row.nth, public_key: Buffer.from(key.publicKey) },
      ...{ sealed, master_key_id: masterKeyId, event_id: row.eventId, after_lost: row.afterLost },
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Seals the private half of a key: it opens for no other workspace, nor as another of its keys. */
function sealLogKey(key: SignerKey, { ring, workspaceId }: LogSeal): Promise<Sealed> {
  return sealFor(Buffer.from(key.seed).toString('base64'), { ring, owner: ownerOf(workspaceId, key) });
}

/** Opens what `sealLogKey` sealed. Throws `RollcallError` (`secret_unreadable`). */
export async function openLogKey(sealed: string, key: VerifierKey, { ring, workspaceId }: LogSeal): Promise<SignerKey> {
  const seed = await openSealed(sealed, { ring, owner: ownerOf(workspaceId, key) });
  return signerKey(key.name, Buffer.from(String(seed), 'base64'));
}

/** Opens the newest key of the workspace, if there is one, only to see that it opens. Throws `secret_unreadable`. */
export async function openNewestKey(tx: Tx, ring: KeyRing): Promise<void> {
  const newest = (await sealedKeys(tx)).at(-1);
  if (newest !== undefined) await openLogKey(newest.sealed, newest.key, { ring, workspaceId: tx.workspaceId });
}

interface LogSeal {
  readonly ring: KeyRing;
  readonly workspaceId: WorkspaceId;
}

function ownerOf(workspaceId: WorkspaceId, { id }: VerifierKey): SealOwner {
  return { workspaceId, purpose: 'log', id };
}

/**
 * Seals the keys of the workspace again that another master key than the present one seals; answers how many. One that cannot
 * be opened keeps its seal.
 */
export async function resealLogKeys(tx: Tx, ring: KeyRing): Promise<number> {
  const { id: masterKeyId } = await ring.current();
  const seal = { ring, workspaceId: tx.workspaceId };
  let resealed = 0;
  for (const { nth, key, sealed, masterKeyId: sealedWith } of await sealedKeys(tx)) {
    if (sealedWith === masterKeyId) continue;
    const opened = await openLogKey(sealed, key, seal).catch(unlessUnreadable);
    if (opened === undefined) continue;
    const again = await sealLogKey(opened, seal);
    await tx
      .updateTable('log_key')
      .set({ sealed: again.sealed, master_key_id: again.masterKeyId })
      .where('workspace_id', '=', tx.workspaceId)
      .where('nth', '=', nth)
      .execute();
    resealed += 1;
  }
  return resealed;
}

function unlessUnreadable(error: unknown): undefined {
  if (error instanceof RollcallError && error.code === 'secret_unreadable') return undefined;
  throw error;
}
