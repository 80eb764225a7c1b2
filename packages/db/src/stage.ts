import { sql } from 'kysely';
import type { Tx } from './database.ts';
import type { ScopeKey } from './listings.ts';
import type { RunLease } from './runs.ts';

/** An item that the ledger does not know in this form. */
export interface StagedItem {
  readonly externalId: string;
  readonly name: string;
  /** JSON text; parsed by PostgreSQL only if it is applied. */
  readonly attributes: string;
  /** SHA-256 of its meaning, hex. */
  readonly digest: string;
  /** SHA-256 of the bytes it came in, hex; null where it does not stand in the provider's answer as it is. */
  readonly rawDigest: string | null;
}

/**
 * Stages a batch. Answers how many were new: an external id that the listing has shown already is not staged twice,
 * and the difference is its number of duplicates. A worker that has lost the run stages nothing; this looks and takes no
 * lock, for scopes are listed side by side, and one that is being recorded holds the run.
 */
export async function stageItems(
  tx: Tx,
  { lease, scope }: { lease: RunLease; scope: ScopeKey },
  items: readonly StagedItem[],
): Promise<number> {
  const staged = await sql`
    insert into rollcall.stage_item (workspace_id, run_id, kind, parent, fence, external_id, name, attributes, digest,
      raw_digest)
    select ${tx.workspaceId}, ${lease.runId}, ${scope.kind}, ${scope.parent}, ${lease.fence}::int, i.external_id, i.name, i.attributes,
      decode(i.digest, 'hex'), decode(i.raw_digest, 'hex')
    from unnest(${items.map((item) => item.externalId)}::text[], ${items.map((item) => item.name)}::text[],
      ${items.map((item) => item.attributes)}::text[], ${items.map((item) => item.digest)}::text[],
      ${items.map((item) => item.rawDigest)}::text[]) as i(external_id, name, attributes, digest, raw_digest)
    where exists (select from rollcall.run r where r.workspace_id = ${tx.workspaceId} and r.run_id = ${lease.runId}
      and r.fence = ${lease.fence} and r.state = 'running')
    on conflict do nothing`.execute(tx);
  return Number(staged.numAffectedRows ?? 0);
}

/** Empties the scope's stage: before a listing starts over, and after it was applied. */
export async function clearStage(tx: Tx, { lease, scope }: { lease: RunLease; scope: ScopeKey }): Promise<void> {
  await tx
    .deleteFrom('stage_item')
    .where('workspace_id', '=', tx.workspaceId)
    .where('run_id', '=', lease.runId)
    .where('kind', '=', scope.kind)
    .where('parent', '=', scope.parent)
    .where('fence', '=', lease.fence)
    .execute();
}

/** How many items wait in the scope's stage. Fewer than were put there: PostgreSQL was restarted and emptied it. */
export async function countStaged(tx: Tx, { lease, scope }: { lease: RunLease; scope: ScopeKey }): Promise<number> {
  const row = await tx
    .selectFrom('stage_item')
    .select((item) => item.fn.countAll<string>().as('count'))
    .where('workspace_id', '=', tx.workspaceId)
    .where('run_id', '=', lease.runId)
    .where('kind', '=', scope.kind)
    .where('parent', '=', scope.parent)
    .where('fence', '=', lease.fence)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}
