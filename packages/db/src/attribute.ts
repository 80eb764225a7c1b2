import { type RawBuilder, sql } from 'kysely';
import type { Tx } from './database.ts';
import type { Drift } from './drift.ts';
import { isAnother } from './identity.ts';
import { isAs } from './meaning.ts';
import { explainsAbsence } from './owner.ts';

/** Binds each change to the operation that explains it: by id or name, by its owner, or for orders by number. */
export function claimed(tx: Tx, drift: Drift): RawBuilder<unknown> {
  const { claims, scope, ownedBy } = drift;
  if (claims.length === 0) return unclaimed;
  const countsSome = claims.some(({ count }) => count > 0);
  const changesSome = claims.some(({ change }) => change === 'changed');
  const describesSome = claims.some(({ name, attributes }) => name !== null && attributes !== null);
  return sql`
    claim as materialized (
      select row_number() over () as nth, c.*, o.name as owner_name
      from jsonb_to_recordset(${JSON.stringify(claims)}::jsonb) as c("operationId" uuid, change text, "externalId" text,
        name text, "ownerExternalId" text, attributes jsonb, count int, defers boolean, evidence text, confidence text)
      left join rollcall.resource o on o.workspace_id = ${tx.workspaceId} and o.connection_id = ${scope.connectionId}
        and o.kind = ${ownedBy?.kind ?? ''} and o.external_id = c."ownerExternalId"
    ),
    by_id as (select distinct on ("externalId") * from claim where change = 'vanished' and "externalId" is not null
      order by "externalId", nth desc),
    by_name as (select distinct on (name) * from claim where name is not null order by name, nth desc),
    by_owner as (select distinct on (owner_name) * from claim where owner_name is not null order by owner_name, nth desc),
    named as (
      select c.*, coalesce(n."operationId", i."operationId", m."operationId", b."operationId") as operation_id,
        coalesce(n.evidence, i.evidence, m.evidence, b.evidence) as claim_evidence,
        coalesce(n.confidence, i.confidence, m.confidence, b.confidence) as claim_confidence,
        w."operationId" as owner_operation_id, w.evidence as owner_evidence, w.confidence as owner_confidence,
        coalesce(n.defers, i.defers, m.defers, b.defers, w.defers, false) as defers
      from changes c
      left join by_id i on i."externalId" = case c.change when 'vanished' then c.external_id
        when 'renamed' then c.external_id_before end
      ${describesSome ? joinByNameAndMeaning(drift) : sql`left join by_name n on n.name = c.name and ${cameToItsName(drift)}`}
      ${changesSome ? joinByMeaning : sql`left join claim m on false`}
      ${countsSome ? joinBrought(tx, drift) : sql`left join claim b on false`}
      left join by_owner w on c.change = 'vanished' and w.owner_name = c.attributes_before ->> ${ownedBy?.attribute ?? ''}
    ),
    ${countsSome ? boundByNumber(tx, drift) : sql`claimed as (select * from named)`}`;
}

/**
 * What bears a name that it did not bear before, is another one than bore it before, or was deleted by an operation before
 * claim `n` was sent, so that nobody saw it gone.
 */
function cameToItsName(drift: Drift): RawBuilder<boolean> {
  return sql`(c.change in ('appeared', 'reappeared', 'renamed') or ${isAnother(drift)}
        or (c.change = 'changed' and (c.name <> c.name_before
          or exists (select from by_id t where t."externalId" = c.external_id and t.nth < n.nth))))`;
}

/** The newest claim on its name whose attributes it has; where a claim names none, the name will do. */
const joinByNameAndMeaning = (drift: Drift) => sql`
      left join lateral (
        select * from claim n
        where ${cameToItsName(drift)} and n.name = c.name
          and (n.attributes is null or ${isAs(sql`c.attributes`, sql`n.attributes`)})
        order by n.nth desc limit 1
      ) n on true`;

/** The newest claim on a changed resource whose attributes it now has; where a claim names none, any will do. */
const joinByMeaning = sql`
      left join lateral (
        select * from claim m
        where c.change = 'changed' and m.change = 'changed' and m."externalId" = c.external_id
          and (m.attributes is null or ${isAs(sql`c.attributes`, sql`m.attributes`)})
        order by m.nth desc limit 1
      ) m on true`;

/** What an order has brought is its own until the order is confirmed: also what becomes of it. */
function joinBrought(tx: Tx, { scope }: Drift): RawBuilder<unknown> {
  return sql`
      left join lateral (
        select k.* from claim k
        join rollcall.audit_event e on e.workspace_id = ${tx.workspaceId} and e.connection_id = ${scope.connectionId}
          and e.operation_id = k."operationId" and e.subject_kind = ${scope.kind} and e.subject_id = c.external_id
          and e.type = 'resource.appeared'
        where c.change = 'changed' and k.count > 0
        order by k.nth desc limit 1
      ) b on true`;
}

const unclaimed = sql`
  claimed as (
    select c.*, null::uuid as operation_id, null::text as claim_evidence, null::text as claim_confidence,
      null::uuid as owner_operation_id, null::text as owner_evidence, null::text as owner_confidence, false as defers
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
      select n.external_id, n.external_id_before, n.name, n.attributes, n.digest, n.raw_digest, n.name_before, n.attributes_before,
        n.version_before, n.version, n.presence, n.change, n.missing_since, n.true_from_before,
        n.learned_operation_id, n.learned_evidence, n.raw_digest_before, n.parent_before,
        coalesce(n.operation_id, p."operationId") as operation_id,
        coalesce(n.claim_evidence, p.evidence) as claim_evidence,
        coalesce(n.claim_confidence, p.confidence) as claim_confidence, n.owner_operation_id, n.owner_evidence,
        n.owner_confidence,
        n.defers or coalesce(p.defers, false) as defers
      from (select *, row_number() over (partition by change, operation_id is null order by external_id) as place
        from named) n
      left join place p on n.operation_id is null and p.change = n.change and p.place = n.place
    )`;
}

/**
 * The renames of owners since the scope was last believed: what bears the name of its owner changes with it. Few at most, and
 * read once; asked for row by row, they would be found by way of all events.
 */
export function ownersRenamed(tx: Tx, { scope, ownedBy, before, orphanedBy }: Drift): RawBuilder<unknown> {
  return sql`
    owner_renamed as materialized (
      select distinct on (e.before ->> 'name', e.subject_name) e.before ->> 'name' as name_before, e.subject_name as name,
        e.cause, e.operation_id
      from rollcall.resource_rename o
      join rollcall.audit_event e on e.workspace_id = o.workspace_id and e.event_id = o.event_id
      where ${ownedBy !== undefined && orphanedBy === undefined} and o.workspace_id = ${tx.workspaceId}
        and o.connection_id = ${scope.connectionId} and o.kind = ${ownedBy?.kind ?? ''}
        and o.recorded_at >= ${before.believedAt}::timestamptz
      order by e.before ->> 'name', e.subject_name, o.recorded_at desc
    ),`;
}

/**
 * What happened to the owner of a resource, whose own cause explains what happened to the resource: the owner went and
 * took it along, came back with it, or was renamed, and nothing else of the resource changed.
 */
export function ownerJoin(tx: Tx, drift: Drift): RawBuilder<unknown> {
  const { scope, ownedBy, before, orphanedBy, noise } = drift;
  if (orphanedBy !== undefined) return parentJoin(tx, drift);
  if (ownedBy === undefined) {
    return sql`left join (select null::text as name, null::jsonb as cause, null::uuid as operation_id, null::text as fate) o
      on false`;
  }
  const { kind, attribute } = ownedBy;
  // What is no drift by itself is none of what else changed.
  const still = [attribute, ...noise];
  const owner = sql`o.workspace_id = ${tx.workspaceId} and o.connection_id = ${scope.connectionId} and o.kind = ${kind}`;
  return sql`
    left join lateral (
      (select o.name, e.cause, e.operation_id, 'is gone' as fate
      from rollcall.resource o ${itsVersions}
      where c.change = 'vanished' and ${owner} and o.name = c.attributes_before ->> ${attribute} and v.presence = 'missing'
        and ${explainsAbsence(sql`${before.believedAt}::timestamptz`)}
      order by v.recorded_at desc limit 1)
      union all
      (select o.name, e.cause, e.operation_id, 'is back'
      from rollcall.resource o ${itsVersions}
      where c.change = 'reappeared' and ${owner} and o.name = c.attributes ->> ${attribute}
        and e.type = 'resource.reappeared' and v.recorded_at >= c.missing_since
      order by v.recorded_at desc limit 1)
      union all
      select o.name, o.cause, o.operation_id, 'was renamed' from owner_renamed o
      where c.change = 'changed' and o.name_before = c.attributes_before ->> ${attribute}
        and o.name = c.attributes ->> ${attribute} and c.name = c.name_before
        and c.attributes - ${still}::text[] = c.attributes_before - ${still}::text[]
    ) o on true`;
}

/** A scope whose parent is gone is not listed any more: what made the parent vanish made its resources vanish. */
function parentJoin(tx: Tx, { scope, orphanedBy }: Drift): RawBuilder<unknown> {
  return sql`
    left join lateral (
      select o.name, e.cause, e.operation_id, 'is gone' as fate
      from rollcall.resource o ${itsVersions}
      where o.workspace_id = ${tx.workspaceId} and o.connection_id = ${scope.connectionId} and o.kind = ${orphanedBy}
        and o.external_id = ${scope.parent} and v.presence = 'missing'
      order by v.version desc limit 1
    ) o on true`;
}

const itsVersions = sql`
  join rollcall.resource_version v on v.workspace_id = o.workspace_id and v.connection_id = o.connection_id
    and v.kind = o.kind and v.external_id = o.external_id
  join rollcall.audit_event e on e.workspace_id = v.workspace_id and e.event_id = v.event_id`;
