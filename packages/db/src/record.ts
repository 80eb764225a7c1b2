import type { Claim } from '@rollcall/ledger';
import type { Actor, Change } from '@rollcall/schema';
import { type RawBuilder, sql } from 'kysely';
import type { Db, Tx } from './database.ts';
import type { ScopeKey, ScopeState } from './listings.ts';
import { explainsAbsence } from './owner.ts';
import type { RunLease } from './runs.ts';

/** A certified listing, staged, and what explains its changes. */
export interface Drift {
  readonly lease: RunLease;
  readonly scope: ScopeKey;
  readonly startedAt: Date;
  readonly before: ScopeState;
  /** 32 hex digits each: live digests that the listing did not show. */
  readonly unseen: readonly string[];
  /** Whether the grade allows absences to be derived. */
  readonly believesAbsence: boolean;
  readonly mappingVersion: number;
  readonly claims: readonly Claim[];
  readonly ownedBy: { readonly kind: string; readonly attribute: string } | undefined;
  /** Attributes that change by themselves: no part of what a change says before and after. */
  readonly volatile: readonly string[];
  /** Why the listing is believed: it stands in the evidence of each change. */
  readonly gradedBecause: string;
  readonly actor: Actor;
}

export type DriftCounts = Readonly<Record<Change, number>> & {
  /** Left to the next run: an operation of ours was under way while the listing was read. */
  readonly deferred: number;
};

/**
 * The one place that changes the ledger: classifies what is staged and what was not seen, and in one statement writes
 * resources, their versions and the audit events. Writes nothing when nothing changed. The caller holds the run.
 */
export async function recordDrift(tx: Tx, drift: Drift): Promise<DriftCounts> {
  const counted = await sql<CountRow>`
    with ${classified(tx, drift)},
    written as (
      insert into rollcall.resource (workspace_id, connection_id, kind, external_id, parent, name, presence, attributes,
        digest, version, first_seen_at, last_changed_at, missing_since)
      select ${tx.workspaceId}, ${drift.scope.connectionId}, ${drift.scope.kind}, d.external_id, ${drift.scope.parent},
        d.name, d.presence, d.attributes, d.digest, d.version, d.recorded_at, d.recorded_at,
        case when d.change = 'vanished' then ${drift.startedAt}::timestamptz end
      from explained d where not d.defers
      on conflict (workspace_id, connection_id, kind, external_id) do update set
        parent = excluded.parent, name = excluded.name, presence = excluded.presence, attributes = excluded.attributes,
        digest = excluded.digest, version = excluded.version, last_changed_at = excluded.last_changed_at,
        missing_since = excluded.missing_since
    ),
    told as (
      insert into rollcall.audit_event (workspace_id, event_id, recorded_at, type, connection_id, actor, subject_kind,
        subject_id, subject_name, cause, before, after, run_id, operation_id)
      select ${tx.workspaceId}, d.event_id, d.recorded_at, 'resource.' || d.change, ${drift.scope.connectionId},
        ${JSON.stringify(drift.actor)}::jsonb, ${drift.scope.kind}, d.external_id, d.name, d.cause, d.before, d.after,
        ${drift.lease.runId}, d.operation_id
      from explained d where not d.defers
    ),
    versioned as (
      insert into rollcall.resource_version (workspace_id, connection_id, kind, external_id, version, name, presence,
        attributes, recorded_at, run_id, event_id)
      select ${tx.workspaceId}, ${drift.scope.connectionId}, ${drift.scope.kind}, d.external_id, d.version, d.name,
        d.presence, d.attributes, d.recorded_at, ${drift.lease.runId}, d.event_id
      from explained d where not d.defers
    )
    ${counts}`.execute(tx);
  return countsOf(counted.rows);
}

/** So many changed rows make the planner's statistics worthless; fewer are left to autovacuum. */
const statisticsAfter = 5_000;

/** Brings the planner's statistics up to date after a large change. To be called once it is committed. */
export async function refreshStatistics(db: Db, counts: { appeared: number; changed: number }): Promise<void> {
  if (counts.appeared + counts.changed < statisticsAfter) return;
  await sql`select rollcall.refresh_statistics()`.execute(db);
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
  const counted = await sql<CountRow>`with ${classified(tx, drift)} ${counts}`.execute(tx);
  return countsOf(counted.rows);
}

/**
 * How many staged items bear the id of a live resource that the listing also showed unchanged: the listing names those
 * twice.
 */
export async function countDisguisedDuplicates(
  tx: Tx,
  drift: Pick<Drift, 'lease' | 'scope' | 'unseen'>,
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
  change: Change;
  defers: boolean;
  count: number;
}

const counts = sql`select d.change, d.defers, count(*)::int as count from explained d group by d.change, d.defers`;

function countsOf(rows: readonly CountRow[]): DriftCounts {
  const sum = { appeared: 0, changed: 0, vanished: 0, reappeared: 0, deferred: 0 };
  for (const row of rows) sum[row.defers ? 'deferred' : row.change] += row.count;
  return sum;
}

/**
 * The common table expressions that end in `explained`: one row a change, with its event's id, before and after, and
 * its cause. Pure reading; `recordDrift` writes what it says.
 */
function classified(tx: Tx, drift: Drift, changes = changesOf): RawBuilder<unknown> {
  const { scope, lease, volatile } = drift;
  const meaning = {
    before: sql`(c.attributes_before - ${[...volatile]}::text[]) || jsonb_build_object('name', c.name_before)`,
    after: sql`(c.attributes - ${[...volatile]}::text[]) || jsonb_build_object('name', c.name)`,
  };
  return sql`
    staged as materialized (
      select s.external_id, s.name, s.attributes::jsonb as attributes, s.digest
      from rollcall.stage_item s
      where s.workspace_id = ${tx.workspaceId} and s.run_id = ${lease.runId} and s.kind = ${scope.kind}
        and s.parent = ${scope.parent} and s.fence = ${lease.fence}
    ),
    unseen as materialized (select decode(u, 'hex') as digest from unnest(${[...drift.unseen]}::text[]) u),
    changes as (${changes(tx, drift)}),
    ${claimed(tx, drift)},
    explained as materialized (
      select c.external_id, c.name, c.attributes, c.digest, c.version, c.presence, c.change, c.defers,
        coalesce(c.operation_id, o.operation_id, c.owner_operation_id) as operation_id,
        c.operation_id is not null or o.cause is not null or c.owner_operation_id is not null as explained,
        rollcall.uuid_v7() as event_id, clock_timestamp() as recorded_at,
        case c.change
          when 'changed' then rollcall.fields_unlike(${meaning.before}, ${meaning.after})
          when 'appeared' then null else c.attributes_before end as before,
        case c.change
          when 'changed' then rollcall.fields_unlike(${meaning.after}, ${meaning.before})
          when 'vanished' then null else c.attributes end as after,
        ${cause(drift)} as cause
      from claimed c ${ownerJoin(tx, drift)}
    )`;
}

/** Staged against the ledger, and what was neither seen nor staged. */
function changesOf(tx: Tx, drift: Drift): RawBuilder<unknown> {
  const { scope } = drift;
  return sql`
    select s.external_id, s.name, s.attributes, s.digest, r.name as name_before, r.attributes as attributes_before,
      coalesce(r.version, 0) + 1 as version, 'live' as presence,
      case when r.external_id is null then 'appeared' when r.presence <> 'live' then 'reappeared' else 'changed' end
        as change
    from staged s
    left join rollcall.resource r on r.workspace_id = ${tx.workspaceId} and r.connection_id = ${scope.connectionId}
      and r.kind = ${scope.kind} and r.external_id = s.external_id
    union all
    ${vanishedOf(tx, drift)}`;
}

function vanishedOf(tx: Tx, { scope, believesAbsence, unseen }: Drift): RawBuilder<unknown> {
  return sql`
    select r.external_id, r.name, r.attributes, r.digest, r.name as name_before, r.attributes as attributes_before,
      r.version + 1 as version, 'missing' as presence, 'vanished' as change
    from rollcall.resource r
    where ${believesAbsence && unseen.length > 0} and r.workspace_id = ${tx.workspaceId}
      and r.connection_id = ${scope.connectionId} and r.kind = ${scope.kind} and r.parent = ${scope.parent}
      and r.presence = 'live' and substring(r.digest from 1 for 16) in (select u.digest from unseen u)
      and not exists (select from staged s where s.external_id = r.external_id)`;
}

/** Binds each change to the operation that explains it: by id or name, by its owner, or for orders by number. */
function claimed(tx: Tx, drift: Drift): RawBuilder<unknown> {
  const { claims, scope, ownedBy } = drift;
  if (claims.length === 0) return unclaimed;
  const countsSome = claims.some(({ count }) => count > 0);
  return sql`
    claim as materialized (
      select row_number() over () as nth, c.*, o.name as owner_name
      from jsonb_to_recordset(${JSON.stringify(claims)}::jsonb) as c("operationId" uuid, change text, "externalId" text,
        name text, "ownerExternalId" text, count int, defers boolean, evidence text)
      left join rollcall.resource o on o.workspace_id = ${tx.workspaceId} and o.connection_id = ${scope.connectionId}
        and o.kind = ${ownedBy?.kind ?? ''} and o.external_id = c."ownerExternalId"
    ),
    by_id as (select distinct on ("externalId") * from claim where "externalId" is not null order by "externalId", nth desc),
    by_name as (select distinct on (name) * from claim where name is not null order by name, nth desc),
    by_owner as (select distinct on (owner_name) * from claim where owner_name is not null order by owner_name, nth desc),
    named as (
      select c.*, coalesce(i."operationId", n."operationId") as operation_id, coalesce(i.evidence, n.evidence) as claim_evidence,
        w."operationId" as owner_operation_id, w.evidence as owner_evidence,
        coalesce(i.defers, n.defers, w.defers, false) as defers
      from changes c
      left join by_id i on c.change = 'vanished' and i."externalId" = c.external_id
      left join by_name n on c.change in ('appeared', 'reappeared') and n.name = c.name
      left join by_owner w on c.change = 'vanished' and w.owner_name = c.attributes_before ->> ${ownedBy?.attribute ?? ''}
    ),
    ${countsSome ? boundByNumber(tx, drift) : sql`claimed as (select * from named)`}`;
}

const unclaimed = sql`
  claimed as (
    select c.*, null::uuid as operation_id, null::text as claim_evidence, null::uuid as owner_operation_id,
      null::text as owner_evidence, false as defers
    from changes c
  )`;

/** An order of three explains three of what no other operation explains, less those that it has brought already. */
function boundByNumber(tx: Tx, { scope }: Drift): RawBuilder<unknown> {
  return sql`
    brought as (
      select k.nth, count(e.event_id)::int as count from claim k
      left join rollcall.audit_event e on e.workspace_id = ${tx.workspaceId} and e.connection_id = ${scope.connectionId}
        and e.operation_id = k."operationId" and e.subject_kind = ${scope.kind} and e.type = 'resource.appeared'
      where k.count > 0 group by k.nth
    ),
    place as (
      select k.*, row_number() over (partition by k.change order by k.nth) as place
      from claim k join brought b using (nth) cross join lateral generate_series(1, k.count - b.count)
    ),
    claimed as (
      select n.external_id, n.name, n.attributes, n.digest, n.name_before, n.attributes_before, n.version, n.presence,
        n.change, coalesce(n.operation_id, p."operationId") as operation_id,
        coalesce(n.claim_evidence, p.evidence) as claim_evidence, n.owner_operation_id, n.owner_evidence,
        n.defers or coalesce(p.defers, false) as defers
      from (select *, row_number() over (partition by change, operation_id is null order by external_id) as place
        from named) n
      left join place p on n.operation_id is null and p.change = n.change and p.place = n.place
    )`;
}

/** The owner that took a vanished resource with it: its own cause explains that, too. */
function ownerJoin(tx: Tx, { scope, ownedBy, before }: Drift): RawBuilder<unknown> {
  if (ownedBy === undefined) {
    return sql`left join (select null::text as name, null::jsonb as cause, null::uuid as operation_id) o on false`;
  }
  return sql`
    left join lateral (
      select o.name, e.cause, e.operation_id
      from rollcall.resource o
      join rollcall.resource_version v on v.workspace_id = o.workspace_id and v.connection_id = o.connection_id
        and v.kind = o.kind and v.external_id = o.external_id and v.presence = 'missing'
      join rollcall.audit_event e on e.workspace_id = v.workspace_id and e.event_id = v.event_id
      where c.change = 'vanished' and o.workspace_id = ${tx.workspaceId} and o.connection_id = ${scope.connectionId}
        and o.kind = ${ownedBy.kind} and o.name = c.attributes_before ->> ${ownedBy.attribute}
        and ${explainsAbsence(sql`${before.believedAt}::timestamptz`)}
      order by v.recorded_at desc limit 1
    ) o on true`;
}

function cause(drift: Drift): RawBuilder<unknown> {
  const { before, startedAt, gradedBecause } = drift;
  const lastSeen = before.believedAt === null ? '' : `; last seen ${before.believedAt.toISOString()}`;
  const absence = `the listing of ${startedAt.toISOString()} does not show it (${gradedBecause})${lastSeen}`;
  const nobody = 'no operation of ours asked for it';
  const remapped = before.mappingVersion !== null && before.mappingVersion !== drift.mappingVersion;
  return sql`
    case
      when c.operation_id is not null then
        jsonb_build_object('kind', 'operation', 'operationId', c.operation_id, 'evidence', c.claim_evidence
          || case c.change when 'vanished' then ${`; ${absence}`} else '' end)
      when o.cause is not null then
        o.cause || jsonb_build_object('evidence', ${`its ${drift.ownedBy?.kind ?? 'owner'} `} || o.name || ' is gone: '
          || (o.cause ->> 'evidence'))
      when c.owner_operation_id is not null then
        jsonb_build_object('kind', 'operation', 'operationId', c.owner_operation_id, 'evidence',
          c.owner_evidence || ${`; ${absence}`})
      when ${before.believedAt === null} and c.change = 'appeared' then
        jsonb_build_object('kind', 'first_sight', 'evidence', 'the first believed listing of its scope shows it')
      when ${remapped} and c.change = 'changed' then
        jsonb_build_object('kind', 'rollcall', 'evidence',
          ${`our mapping went from version ${before.mappingVersion} to ${drift.mappingVersion}`}::text)
      when c.change = 'vanished' then
        jsonb_build_object('kind', 'out_of_band', 'evidence', ${`${absence}; ${nobody}`}::text)
      else
        jsonb_build_object('kind', 'out_of_band', 'evidence',
          ${`the listing of ${startedAt.toISOString()} shows it${lastSeen === '' ? '' : `, the one of ${before.believedAt?.toISOString()} did not`}; ${nobody}`}::text)
    end`;
}
