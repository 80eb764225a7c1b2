import { type Baseline, believesAbsence, type Unasked } from '@rollcall/ledger';
import type { Actor, Certificate, ConnectionId, Doubt, KindResult } from '@rollcall/schema';
import { sql } from 'kysely';
import type { Tx } from './database.ts';
import type { RunLease } from './runs.ts';
import { type ScopeTeller, tellScopes } from './tell-scopes.ts';

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
  /** When the newest full listing that was believed began; null before the first. Never later than `believedAt`. */
  readonly fullAt: Date | null;
  /**
   * Since when items were looked at by the newest incremental listing that was whole as far as it went, and when that
   * began; null where no such one came after the newest full one.
   */
  readonly windowSince: Date | null;
  readonly windowAt: Date | null;
  /** Why the newest listing was not believed; null when it was. */
  readonly trouble: string | null;
  /** Whether operations told anything of resources of this kind that no listing shows; `waiting`: not all is recorded. */
  readonly learned: 'nothing' | 'recorded' | 'waiting';
  /** How many items its believed listings showed, the newest last. */
  readonly counts: readonly number[];
  /** What its newest listing was suspicious for, believed or not. */
  readonly doubt: Doubt | null;
}

export async function scopeState(tx: Tx, { connectionId, kind, parent }: ScopeKey): Promise<ScopeState> {
  const found = await sql<ScopeState>`
    select s.believed_at as "believedAt", s.whole_at as "wholeAt", s.full_at as "fullAt", s.window_since as "windowSince",
      s.window_at as "windowAt", s.trouble, s.mapping_version as "mappingVersion",
      s.document_version as "documentVersion", s.settings, l.learned, coalesce(s.counts, '{}') as counts, s.doubt
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
  /** Null when nothing was listed, and there is nothing to certify. */
  readonly certificate: Certificate | null;
  /** Digests of the settings it was read with. */
  readonly settings: Baseline['settings'];
  /** Changes that it shows and that were left to the next run. */
  readonly deferred: number;
  /** The counts of the scope's believed listings with this one, should it be believed. */
  readonly counts: readonly number[];
  readonly actor: Actor;
  /** Of what it recorded: how much nobody asked for, or approved. */
  readonly unasked?: Unasked;
  /** Why it is not believed for now, though nothing speaks against it: its run is held. */
  readonly held?: string;
}

/**
 * Stores how a listing ended, and what that makes of its scope: one row each, and an event where it is believed no more or
 * again. A plan leaves the scope alone.
 */
export async function recordListing(tx: Tx, lease: RunLease, end: ListingEnd): Promise<void> {
  const { scope, result, certificate, startedAt } = end;
  // What a plan would lose is not lost, and counts towards no limit.
  const unasked = lease.plan || end.unasked === undefined ? { lost: 0, altered: 0 } : end.unasked;
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
      ...unasked,
      ...row,
    })
    .onConflict((conflict) =>
      // A run that is taken over lists anew; what it had recorded by then counts all the same.
      conflict.columns(['workspace_id', 'run_id', 'kind', 'parent']).doUpdateSet((old) => ({
        ...row,
        lost: old('listing.lost', '+', unasked.lost),
        altered: old('listing.altered', '+', unasked.altered),
      })),
    )
    .execute();
  if (!lease.plan) await updateScope(tx, lease, end);
}

async function updateScope(tx: Tx, lease: RunLease, end: ListingEnd): Promise<void> {
  const { scope, startedAt, result, certificate, settings, deferred, counts, actor, held } = end;
  const grade = held !== undefined || result.grade === null || result.grade === 'refused' ? null : result.grade;
  const believed = grade !== null;
  const trouble = believed ? null : (held ?? result.reason);
  const isWhole = believed && deferred === 0 && believesAbsence(grade);
  const since = certificate?.window?.since;
  await sql`
    with before as materialized (
      select s.kind, s.parent, s.believed_at, s.grade, s.trouble as trouble_before, ${trouble}::text as trouble
      from rollcall.scope s
      where s.workspace_id = ${tx.workspaceId} and s.connection_id = ${scope.connectionId} and s.kind = ${scope.kind}
        and s.parent = ${scope.parent}
    ),
    written as (
      insert into rollcall.scope as s (workspace_id, connection_id, kind, parent, attempted_at, trouble, doubt, believed_at,
        grade, mapping_version, document_version, settings, counts, believed_run_id, whole_at,
        full_at)
      values (${tx.workspaceId}, ${scope.connectionId}, ${scope.kind}, ${scope.parent}, ${startedAt}, ${trouble},
        ${jsonOrNull(certificate?.doubt)}::jsonb, ${believed ? startedAt : null}::timestamptz, ${grade},
        ${believed ? (certificate?.mappingVersion ?? null) : null}::int,
        ${believed ? (certificate?.documentVersion ?? null) : null}, ${believed ? jsonOrNull(settings) : null}::jsonb,
        ${believed ? [...counts] : []}::int[], ${believed ? lease.runId : null}::uuid,
        ${isWhole && since === undefined ? startedAt : null}::timestamptz,
        ${believed && since === undefined ? startedAt : null}::timestamptz)
      on conflict (workspace_id, connection_id, kind, parent) do update set
        attempted_at = excluded.attempted_at, trouble = excluded.trouble
        -- What later listings have confirmed and is held is not to be doubted anew, until somebody decides.
        ${certificate === null || (held !== undefined && certificate.doubt?.confirmed === true) ? sql`` : sql`, doubt = excluded.doubt`}
        ${believed ? takenOver : sql``}
        ${believed && since === undefined ? sql`, full_at = excluded.full_at, window_since = null, window_at = null` : sql``}
        ${isWhole && since === undefined ? sql`, whole_at = excluded.whole_at` : sql``}
        ${isWhole && since !== undefined ? sql`, window_since = ${since}, window_at = excluded.attempted_at` : sql``}
    )
    ${tellScopes(tx, { lease, actor }, sql`select * from before`)}`.execute(tx);
}

const takenOver = sql`, believed_at = excluded.believed_at, grade = excluded.grade,
  mapping_version = excluded.mapping_version, document_version = excluded.document_version, settings = excluded.settings,
  counts = excluded.counts, believed_run_id = excluded.believed_run_id`;

function jsonOrNull(value: unknown): string | null {
  return value === undefined || value === null ? null : JSON.stringify(value);
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
export async function recordUnreachable(tx: Tx, teller: ScopeTeller, reason: string): Promise<void> {
  const ofConnection = sql`s.workspace_id = ${tx.workspaceId} and s.connection_id = ${teller.lease.connectionId}`;
  await sql`
    with before as materialized (
      select s.kind, s.parent, s.believed_at, s.grade, s.trouble as trouble_before, ${reason}::text as trouble
      from rollcall.scope s where ${ofConnection}
    ),
    written as (
      update rollcall.scope s set attempted_at = ${new Date()}, trouble = ${reason} where ${ofConnection}
    )
    ${tellScopes(tx, teller, sql`select * from before`)}`.execute(tx);
}
