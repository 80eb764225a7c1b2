import { hash } from 'node:crypto';
import type { Change } from '@rollcall/schema';
import { type RawBuilder, sql } from 'kysely';
import { classified, vanishedOf } from './classify.ts';
import type { Db, Tx } from './database.ts';
import type { Drift, DriftCounts } from './drift.ts';
import { learnedTaken } from './learned.ts';
import { saidOf } from './severity.ts';

/**
 * The one place that changes the ledger: classifies what is staged and what was not seen, and in one statement writes
 * resources, their versions and the audit events. Writes nothing when nothing changed. The caller holds the run.
 */
export async function recordDrift(tx: Tx, drift: Drift): Promise<DriftCounts> {
  return countsOf(await record(tx, drift, countsBy()));
}

/** Does the same, and answers what it did with a checksum: SHA-256 over all that a person is shown of it, hex. */
export async function recordSummed(tx: Tx, drift: Drift): Promise<{ counts: DriftCounts; checksum: string }> {
  const rows = await record(tx, drift, countsBy(sumOf(drift)));
  const sums = rows.flatMap(({ change, defers, sum }) => (defers || sum === null ? [] : [`${change} ${sum}`]));
  return { counts: countsOf(rows), checksum: hash('sha256', sums.sort().join('\n'), 'hex') };
}

async function record(tx: Tx, drift: Drift, counts: RawBuilder<unknown>): Promise<readonly CountRow[]> {
  const said = saidOf(tx, drift);
  const counted = await sql<CountRow>`
    with ${classified(tx, drift)},
    written as (
      insert into rollcall.resource (workspace_id, connection_id, kind, external_id, parent, name, presence, attributes,
        digest, raw_digest, version, first_seen_at, last_changed_at, missing_since, true_from)
      select ${tx.workspaceId}, ${drift.scope.connectionId}, ${drift.scope.kind}, d.external_id, ${drift.scope.parent},
        d.name, d.presence, d.attributes, d.digest, d.raw_digest, d.version, d.recorded_at, d.recorded_at,
        case when d.change = 'vanished' then ${drift.startedAt}::timestamptz end, d.true_from
      from explained d where not d.defers and d.change <> 'renamed'
      -- What stands in the order of the key is written, and read again, page by page instead of all over the table.
      order by d.external_id
      on conflict (workspace_id, connection_id, kind, external_id) do update set
        parent = excluded.parent, name = excluded.name, presence = excluded.presence, attributes = excluded.attributes,
        digest = excluded.digest, raw_digest = excluded.raw_digest, version = excluded.version,
        last_changed_at = excluded.last_changed_at, missing_since = excluded.missing_since, true_from = excluded.true_from
    ),
    told as (
      insert into rollcall.audit_event (workspace_id, event_id, recorded_at, type, connection_id, actor, subject_kind,
        subject_id, subject_name, severity, cause, before, after, run_id, operation_id, true_after, true_from)
      select ${tx.workspaceId}, d.event_id, d.recorded_at, 'resource.' || d.change, ${drift.scope.connectionId},
        ${JSON.stringify(drift.actor)}::jsonb, ${drift.scope.kind}, d.external_id, d.name, ${said.severity}, ${said.cause},
        d.before, d.after, ${drift.lease.runId}, d.operation_id, d.true_after, d.true_from
      from explained d where not d.defers
    ),
    versioned as (
      insert into rollcall.resource_version (workspace_id, connection_id, kind, external_id, version, name, presence,
        attributes, recorded_at, run_id, event_id, true_after, true_from)
      select ${tx.workspaceId}, ${drift.scope.connectionId}, ${drift.scope.kind}, d.external_id, d.version, d.name,
        d.presence, d.attributes, d.recorded_at, ${drift.lease.runId}, d.event_id, d.true_after, d.true_from
      from explained d where not d.defers order by d.external_id
    ),
    ${renamesTaken(tx, drift)}
    ${learnedTaken(tx, drift)}
    counted as (${counts})
    select * from counted`.execute(tx);
  return counted.rows;
}

/**
 * Has nothing known by its bytes that a listing read in another way than before left as it was: what it did not show and what
 * waits for an operation. What these bytes mean now, nobody has read. Changes nothing that the ledger holds to be true. To be called
 * before the stage is cleared.
 */
export async function forgetRawDigests(
  tx: Tx,
  { lease, scope, unseen }: Pick<Drift, 'lease' | 'scope'> & { readonly unseen: readonly string[] },
): Promise<void> {
  await sql`
    update rollcall.resource r set raw_digest = null
    where r.workspace_id = ${tx.workspaceId} and r.connection_id = ${scope.connectionId} and r.kind = ${scope.kind}
      and r.parent = ${scope.parent} and r.presence = 'live' and r.raw_digest is not null
      and (substring(r.digest from 1 for 16) in (select decode(u, 'hex') from unnest(${[...unseen]}::text[]) u)
        or r.external_id in (select s.external_id from rollcall.stage_item s
          where s.workspace_id = ${tx.workspaceId} and s.run_id = ${lease.runId} and s.kind = ${scope.kind}
            and s.parent = ${scope.parent} and s.fence = ${lease.fence} and s.digest <> r.digest))`.execute(tx);
}

/**
 * So many changed rows make the planner's statistics worthless; fewer are left to autovacuum, unless they are a tenth of all:
 * of a table that was never looked at, the planner thinks that it has a handful of rows, and compares each with each.
 */
const statisticsAfter = { rows: 5_000, rowsOfFew: 200 };

/** Brings the planner's statistics up to date after a large change. To be called once it is committed. */
export async function refreshStatistics(db: Db, counts: { appeared: number; changed: number }): Promise<void> {
  const rows = counts.appeared + counts.changed;
  if (rows < statisticsAfter.rowsOfFew) return;
  await sql`
    select rollcall.refresh_statistics() from pg_class c
    where c.oid = 'rollcall.resource'::regclass and (${rows}::int >= ${statisticsAfter.rows}::int or ${rows}::int * 10 >= c.reltuples)`.execute(
    db,
  );
}

/**
 * How many live resources of the scope a listing does not show any more, and how many of those for a reason on record.
 * Asked before the listing is graded, as if its absences were believed. Reads only.
 */
export async function countVanishing(tx: Tx, drift: Drift): Promise<{ vanishing: number; explained: number }> {
  const counted = await sql<{ vanishing: number; explained: number }>`
    with ${classified(tx, { ...drift, believesAbsence: true }, vanishedOf)}
    select count(*)::int as vanishing, (count(*) filter (where d.explained))::int as explained from explained d`.execute(
    tx,
  );
  return counted.rows[0] ?? { vanishing: 0, explained: 0 };
}

/** What `recordDrift` would do. Reads only. */
export async function previewDrift(tx: Tx, drift: Drift): Promise<DriftCounts> {
  const counted = await sql<CountRow>`with ${classified(tx, drift)} ${countsBy()}`.execute(tx);
  return countsOf(counted.rows);
}

/** A resource that comes, goes or goes on under another external id. */
export interface ComingChange {
  readonly change: Change | 'renamed';
  readonly externalId: string;
  /** The external id it had; null unless it is renamed. */
  readonly externalIdBefore: string | null;
  readonly name: string;
}

/** Which resources `recordDrift` would bring, take away and rename. Reads only. */
export async function previewChanges(tx: Tx, drift: Drift): Promise<readonly ComingChange[]> {
  const found = await sql<ComingChange>`with ${classified(tx, drift)}
    select d.change, d.external_id as "externalId", d.external_id_before as "externalIdBefore", d.name
    from explained d where not d.defers and (d.change <> 'changed' or d.before ? 'name')`.execute(tx);
  return found.rows;
}

/**
 * How many live resources a listing shows neither as they were nor otherwise. They would vanish, or go on under another
 * external id. Reads only.
 */
export async function countUnshown(
  tx: Tx,
  { lease, scope, unseen }: Pick<Drift, 'lease' | 'scope'> & { readonly unseen: readonly string[] },
): Promise<number> {
  const found = await sql<{ count: number }>`
    select count(*)::int as count from rollcall.resource r
    where r.workspace_id = ${tx.workspaceId} and r.connection_id = ${scope.connectionId} and r.kind = ${scope.kind}
      and r.presence = 'live'
      and substring(r.digest from 1 for 16) in (select decode(u, 'hex') from unnest(${[...unseen]}::text[]) u)
      and r.external_id not in (select s.external_id from rollcall.stage_item s where s.workspace_id = ${tx.workspaceId}
        and s.run_id = ${lease.runId} and s.kind = ${scope.kind} and s.parent = ${scope.parent} and s.fence = ${lease.fence})`.execute(
    tx,
  );
  return found.rows[0]?.count ?? 0;
}

/**
 * How many staged items bear the id of a live resource that the listing also showed unchanged: the listing names those
 * twice.
 */
export async function countDisguisedDuplicates(
  tx: Tx,
  drift: Pick<Drift, 'lease' | 'scope'> & { readonly unseen: readonly string[] },
): Promise<number> {
  const { lease, scope, unseen } = drift;
  const found = await sql<{ count: number }>`
    select count(*)::int as count
    from rollcall.stage_item s
    join rollcall.resource r on r.workspace_id = s.workspace_id and r.connection_id = ${scope.connectionId}
      and r.kind = s.kind and r.external_id = s.external_id
    where s.workspace_id = ${tx.workspaceId} and s.run_id = ${lease.runId} and s.kind = ${scope.kind}
      and s.parent = ${scope.parent} and s.fence = ${lease.fence} and r.presence = 'live' and r.parent = s.parent
      and substring(r.digest from 1 for 16) not in (select decode(u, 'hex') from unnest(${[...unseen]}::text[]) u)`.execute(
    tx,
  );
  return found.rows[0]?.count ?? 0;
}

interface CountRow {
  change: Change | 'renamed';
  defers: boolean;
  count: number;
  unasked: number;
  young: number;
  sum: string | null;
}

function countsBy(summed: RawBuilder<unknown> = sql`null::text`): RawBuilder<unknown> {
  return sql`
    select d.change, d.defers, count(*)::int as count,
      (count(*) filter (where d.cause ->> 'kind' = 'out_of_band' and not d.explained))::int as unasked,
      (count(*) filter (where d.is_young))::int as young, ${summed} as sum
    from explained d group by d.change, d.defers`;
}

/** Of what a change is, and what makes it. Times, evidence and attributes that make no drift are no part of it. */
function sumOf({ noise }: Drift): RawBuilder<unknown> {
  const meaning = (side: RawBuilder<unknown>) => sql`${side} - ${[...noise]}::text[]`;
  return sql`encode(sha256(string_agg(sha256(convert_to(jsonb_build_array(d.external_id, d.external_id_before, d.name,
    ${meaning(sql`d.before`)}, ${meaning(sql`d.after`)}, d.cause ->> 'kind', d.operation_id)::text, 'UTF8')),
    ''::bytea order by d.external_id)), 'hex')`;
}

function countsOf(rows: readonly CountRow[]): DriftCounts {
  const sum = { appeared: 0, changed: 0, vanished: 0, reappeared: 0, deferred: 0, young: 0, lost: 0, altered: 0 };
  for (const { change, defers, count, unasked, young } of rows) {
    sum.young += young;
    sum[defers ? 'deferred' : change === 'renamed' ? 'changed' : change] += count;
    if (defers) continue;
    if (change === 'vanished') sum.lost += unasked;
    if (change === 'changed' || change === 'renamed') sum.altered += unasked;
  }
  return sum;
}

/** Has the resource go on under its new external id, its versions lead back to the old one, and its scopes follow it. */
function renamesTaken(tx: Tx, { renamedBy, scope, childKinds }: Drift): RawBuilder<unknown> {
  if (renamedBy === undefined) return sql``;
  const ofDrift = sql`d.change = 'renamed' and not d.defers`;
  const children = (alias: string) => sql`${sql.ref(alias)}.workspace_id = ${tx.workspaceId}
    and ${sql.ref(alias)}.connection_id = ${scope.connectionId} and ${sql.ref(alias)}.kind = any(${[...childKinds]}::text[])
    and ${sql.ref(alias)}.parent = d.external_id_before`;
  return sql`
    moved as (
      update rollcall.resource r set external_id = d.external_id, name = d.name, attributes = d.attributes,
        digest = d.digest, raw_digest = d.raw_digest, version = d.version, last_changed_at = d.recorded_at, true_from = d.true_from
      from explained d
      where ${ofDrift} and r.workspace_id = ${tx.workspaceId} and r.connection_id = ${scope.connectionId}
        and r.kind = ${scope.kind} and r.external_id = d.external_id_before
    ),
    linked as (
      insert into rollcall.resource_rename (workspace_id, connection_id, kind, external_id, version, from_external_id,
        from_version, event_id, recorded_at, true_from)
      select ${tx.workspaceId}, ${scope.connectionId}, ${scope.kind}, d.external_id, d.version, d.external_id_before,
        d.version_before, d.event_id, d.recorded_at, d.true_from
      from explained d where ${ofDrift}
    ),
    children_moved as (
      update rollcall.resource k set parent = d.external_id from explained d where ${ofDrift} and ${children('k')}
    ),
    -- A scope of that name tells of another parent, or of an attempt that came before the rename was recorded.
    scopes_replaced as (
      delete from rollcall.scope t using explained d, rollcall.scope k
      where ${ofDrift} and ${children('k')} and t.workspace_id = k.workspace_id and t.connection_id = k.connection_id
        and t.kind = k.kind and t.parent = d.external_id
      returning t.parent
    ),
    scopes_moved as (
      update rollcall.scope k set parent = d.external_id from explained d
      where ${ofDrift} and ${children('k')} and (select count(*) from scopes_replaced) >= 0
    ),`;
}
