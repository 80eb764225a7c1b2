import { sql } from 'kysely';
import { now } from './clock.ts';
import type { Tx } from './database.ts';
import type { Sealed, SealPurpose } from './seal.ts';

/** Whose a sealed secret is, within its workspace. */
export interface SecretOwner {
  readonly purpose: SealPurpose;
  readonly id: string;
}

/** A secret that waits, sealed. */
export interface SealedSecret extends SecretOwner, Sealed {
  /** How long it may wait, in ms; null for until it is destroyed. */
  readonly ttlMs: number | null;
}

/** Keeps sealed secrets. One that the same owner had before is destroyed by it. */
export async function keepSealed(tx: Tx, secrets: readonly SealedSecret[]): Promise<void> {
  if (secrets.length === 0) return;
  await tx
    .insertInto('sealed_secret')
    .values(
      secrets.map(({ purpose, id, sealed, masterKeyId, ttlMs }) => ({
        ...{ workspace_id: tx.workspaceId, purpose, owner_id: id, sealed, master_key_id: masterKeyId },
        expires_at: ttlMs === null ? null : sql<Date>`clock_timestamp() + ${ttlMs} * interval '1 ms'`,
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['workspace_id', 'purpose', 'owner_id']).doUpdateSet((eb) => ({
        sealed: eb.ref('excluded.sealed'),
        master_key_id: eb.ref('excluded.master_key_id'),
        expires_at: eb.ref('excluded.expires_at'),
      })),
    )
    .execute();
}

/** The seal of a secret that waits; undefined when there is none, or its time is over. */
export async function sealedOf(tx: Tx, { purpose, id }: SecretOwner): Promise<string | undefined> {
  const row = await tx
    .selectFrom('sealed_secret')
    .select('sealed')
    .where('workspace_id', '=', tx.workspaceId)
    .where('purpose', '=', purpose)
    .where('owner_id', '=', id)
    .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', now)]))
    .executeTakeFirst();
  return row?.sealed;
}

/** Destroys sealed secrets; those that are not there are no concern. */
export async function destroySealed(
  tx: Tx,
  { purpose, ids }: { readonly purpose: SealPurpose; readonly ids: readonly string[] },
): Promise<void> {
  if (ids.length === 0) return;
  await tx
    .deleteFrom('sealed_secret')
    .where('workspace_id', '=', tx.workspaceId)
    .where('purpose', '=', purpose)
    .where('owner_id', 'in', [...ids])
    .execute();
}

/** What is sealed again in one transaction: some 100 ms of work, for which nobody waits. */
const resealBatch = 500;

/**
 * The next sealed secrets, after `after`, that another master key than this one seals; locked, to be sealed again. What is
 * destroyed meanwhile needs no seal.
 */
export async function sealedWithOthers(
  tx: Tx,
  { masterKeyId, after }: { readonly masterKeyId: string; readonly after: SecretOwner | undefined },
): Promise<readonly (SecretOwner & { readonly sealed: string })[]> {
  const position = after === undefined ? sql`true` : sql`(purpose, owner_id) > (${after.purpose}, ${after.id})`;
  const { rows } = await sql<SecretOwner & { sealed: string }>`
    select purpose, owner_id as id, sealed from rollcall.sealed_secret
    where workspace_id = ${tx.workspaceId} and master_key_id <> ${masterKeyId} and ${position}
    order by purpose, owner_id limit ${sql.lit(resealBatch)} for update`.execute(tx);
  return rows;
}

/** Puts another seal in the place of one; for how long the secret waits stays as it is. */
export async function replaceSeal(tx: Tx, { purpose, id, sealed, masterKeyId }: SecretOwner & Sealed): Promise<void> {
  await tx
    .updateTable('sealed_secret')
    .set({ sealed, master_key_id: masterKeyId })
    .where('workspace_id', '=', tx.workspaceId)
    .where('purpose', '=', purpose)
    .where('owner_id', '=', id)
    .execute();
}
