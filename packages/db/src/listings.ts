import { type Baseline, believesAbsence } from '@rollcall/ledger';
import type { Certificate, ConnectionId, KindResult } from '@rollcall/schema';
import { sql } from 'kysely';
import type { Tx } from './database.ts';
import type { RunLease } from './runs.ts';

/** A scope as the store names it: `parent` is '' when one listing covers the connection. */
export interface ScopeKey {
  readonly connectionId: ConnectionId;
  readonly kind: string;
  readonly parent: string;
}

/** What was known of a scope before this listing, and what its newest believed listing was read with. */
export interface ScopeState extends Baseline {
  /** When the newest believed listing began; null at first sight. */
  readonly believedAt: Date | null;
  /**
   * When the newest listing began that was whole, and of which nothing was left to a later one: what it did not show was
   * not there, and what it showed was so. Null before the first.
   */
  readonly wholeAt: Date | null;
  /** Whether operations told anything of resources of this kind that no listing shows; `waiting`: not all is recorded. */
  readonly learned: 'nothing' | 'recorded' | 'waiting';
}

export async function scopeState(tx: Tx, { connectionId, kind, parent }: ScopeKey): Promise<ScopeState> {
  const found = await sql<ScopeState>`
    select s.believed_at as "believedAt", s.whole_at as "wholeAt", s.mapping_version as "mappingVersion",
      s.document_version as "documentVersion", s.settings, l.learned
    from (
      select case when count(*) = 0 then 'nothing' when bool_and(recorded_at is not null) then 'recorded' else 'waiting' end
        as learned
      from rollcall.learned
      where workspace_id = ${tx.workspaceId} and connection_id = ${connectionId} and kind = ${kind}
    ) l
    left join rollcall.scope s on s.workspace_id = ${tx.workspaceId} and s.connection_id = ${connectionId}
      and s.kind = ${kind} and s.parent = ${parent}`.execute(tx);
  const [state] = found.rows;
  if (state === undefined) throw new Error('an aggregate answers one row');
  return state;
}

/** Whether any listing of the connection was ever believed. */
export async function wasBelieved(tx: Tx, connectionId: ConnectionId): Promise<boolean> {
  const scope = await tx
    .selectFrom('scope')
    .select('kind')
    .where('workspace_id', '=', tx.workspaceId)
    .where('connection_id', '=', connectionId)
    .where('believed_at', 'is not', null)
    .limit(1)
    .executeTakeFirst();
  return scope !== undefined;
}

export interface ListingEnd {
  readonly scope: ScopeKey;
  readonly startedAt: Date;
  readonly result: KindResult;
  /** Null when the listing failed before it could be graded. */
  readonly certificate: Certificate | null;
  /** Digests of the settings it was read with. */
  readonly settings: Baseline['settings'];
  /** Changes that it shows and that were left to the next run. */
  readonly deferred: number;
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

async function updateScope(
  tx: Tx,
  { scope, startedAt, result, certificate, settings, deferred }: ListingEnd,
): Promise<void> {
  const believed = result.grade !== null && result.grade !== 'refused' ? result.grade : undefined;
  const seen =
    believed === undefined
      ? { attempted_at: startedAt, trouble: result.reason }
      : {
          attempted_at: startedAt,
          believed_at: startedAt,
          grade: believed,
          mapping_version: certificate?.mappingVersion ?? null,
          document_version: certificate?.documentVersion ?? null,
          settings: settings === null ? null : JSON.stringify(settings),
          trouble: null,
          ...(deferred === 0 && believesAbsence(believed) ? { whole_at: startedAt } : {}),
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
      document_version: null,
      settings: null,
      ...seen,
    })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'connection_id', 'kind', 'parent']).doUpdateSet(seen))
    .execute();
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

/** Gives every kind of a connection its scope, so that what was never listed is counted as such. */
export async function ensureScopes(
  tx: Tx,
  { connectionId, kinds }: { connectionId: ConnectionId; kinds: readonly string[] },
): Promise<void> {
  await tx
    .insertInto('scope')
    .values(
      kinds.map((kind) => ({
        workspace_id: tx.workspaceId,
        connection_id: connectionId,
        kind,
        parent: '',
        attempted_at: null,
        believed_at: null,
        grade: null,
        mapping_version: null,
        document_version: null,
        settings: null,
        trouble: 'not listed yet',
      })),
    )
    .onConflict((conflict) => conflict.columns(['workspace_id', 'connection_id', 'kind', 'parent']).doNothing())
    .execute();
}

/** Says of every scope of a connection that its newest attempt failed: the account could not be opened at all. */
export async function recordUnreachable(
  tx: Tx,
  { connectionId, reason }: { connectionId: ConnectionId; reason: string },
): Promise<void> {
  await tx
    .updateTable('scope')
    .set({ attempted_at: new Date(), trouble: reason })
    .where('workspace_id', '=', tx.workspaceId)
    .where('connection_id', '=', connectionId)
    .execute();
}
