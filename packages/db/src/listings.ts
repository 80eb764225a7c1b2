import type { Certificate, ConnectionId, KindResult } from '@rollcall/schema';
import { sql } from 'kysely';
import type { Tx } from './database.ts';
import { explainsAbsence } from './owner.ts';
import type { RunLease } from './runs.ts';

/** A scope as the store names it: `parent` is '' when one listing covers the connection. */
export interface ScopeKey {
  readonly connectionId: ConnectionId;
  readonly kind: string;
  readonly parent: string;
}

/** What was known of a scope before this listing. */
export interface ScopeState {
  /** When the newest believed listing began; null at first sight. */
  readonly believedAt: Date | null;
  readonly mappingVersion: number | null;
}

export async function scopeState(tx: Tx, scope: ScopeKey): Promise<ScopeState> {
  const row = await tx
    .selectFrom('scope')
    .select(['believed_at', 'mapping_version'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('connection_id', '=', scope.connectionId)
    .where('kind', '=', scope.kind)
    .where('parent', '=', scope.parent)
    .executeTakeFirst();
  return { believedAt: row?.believed_at ?? null, mappingVersion: row?.mapping_version ?? null };
}

export interface ListingEnd {
  readonly scope: ScopeKey;
  readonly startedAt: Date;
  readonly result: KindResult;
  /** Null when the listing failed before it could be graded. */
  readonly certificate: Certificate | null;
}

/** Stores how a listing ended, and what that makes of its scope: one row each. A plan leaves the scope alone. */
export async function recordListing(tx: Tx, lease: RunLease, end: ListingEnd): Promise<void> {
  const { scope, result, certificate, startedAt } = end;
  const { kind, ...counts } = result;
  const row = {
    ...counts,
    certificate: certificate === null ? null : JSON.stringify(certificate),
    started_at: startedAt,
    finished_at: new Date(),
  };
  await tx
    .insertInto('listing')
    .values({
      workspace_id: tx.workspaceId,
      run_id: lease.runId,
      connection_id: scope.connectionId,
      kind,
      parent: scope.parent,
      ...row,
    })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'run_id', 'kind', 'parent']).doUpdateSet(row))
    .execute();
  if (!lease.plan) await updateScope(tx, end);
}

async function updateScope(tx: Tx, { scope, startedAt, result, certificate }: ListingEnd): Promise<void> {
  const believed = result.grade !== null && result.grade !== 'refused' ? result.grade : undefined;
  const seen =
    believed === undefined
      ? { attempted_at: startedAt, trouble: result.reason }
      : {
          attempted_at: startedAt,
          believed_at: startedAt,
          grade: believed,
          mapping_version: certificate?.mappingVersion ?? null,
          trouble: null,
        };
  await tx
    .insertInto('scope')
    .values({
      workspace_id: tx.workspaceId,
      connection_id: scope.connectionId,
      kind: scope.kind,
      parent: scope.parent,
      believed_at: null,
      grade: null,
      mapping_version: null,
      ...seen,
    })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'connection_id', 'kind', 'parent']).doUpdateSet(seen))
    .execute();
}

/**
 * How many live resources of the scope are absent for a reason on record: they are claimed by an operation of ours,
 * or their owner is gone.
 */
export async function countExplainedAbsent(
  tx: Tx,
  scope: ScopeKey,
  explained: { externalIds: readonly string[]; ownedBy: { kind: string; attribute: string } | undefined },
): Promise<number> {
  const { connectionId, kind, parent } = scope;
  const { externalIds, ownedBy } = explained;
  if (externalIds.length === 0 && ownedBy === undefined) return 0;
  const believedAt = sql`(select s.believed_at from rollcall.scope s where s.workspace_id = r.workspace_id
    and s.connection_id = r.connection_id and s.kind = r.kind and s.parent = r.parent)`;
  const ownerGone =
    ownedBy === undefined
      ? sql`false`
      : sql`exists (select from rollcall.resource o where o.workspace_id = r.workspace_id
          and o.connection_id = r.connection_id and o.kind = ${ownedBy.kind}
          and o.name = r.attributes ->> ${ownedBy.attribute} and ${explainsAbsence(believedAt)})`;
  const counted = await sql<{ count: number }>`
    select count(*)::int as count from rollcall.resource r
    where r.workspace_id = ${tx.workspaceId} and r.connection_id = ${connectionId} and r.kind = ${kind}
      and r.parent = ${parent} and r.presence = 'live'
      and (r.external_id = any(${[...externalIds]}::text[]) or ${ownerGone})`.execute(tx);
  return counted.rows[0]?.count ?? 0;
}

/** The live resources of a kind, as parents of the scopes below them. */
export async function liveParents(
  tx: Tx,
  { connectionId, kind }: { connectionId: ConnectionId; kind: string },
): Promise<readonly { externalId: string; name: string }[]> {
  return tx
    .selectFrom('resource')
    .select(['external_id as externalId', 'name'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('connection_id', '=', connectionId)
    .where('kind', '=', kind)
    .where('presence', '=', 'live')
    .orderBy('external_id')
    .execute();
}
