import { type RawBuilder, sql } from 'kysely';
import { claimed, ownerJoin, ownersRenamed } from './attribute.ts';
import { automatisms } from './automatism.ts';
import { cause, causeJoins } from './cause.ts';
import { isInGrace } from './creation-grace.ts';
import type { Tx } from './database.ts';
import type { Drift } from './drift.ts';
import { learnedSql } from './learned.ts';
import { isIn } from './looked.ts';

/**
 * The common table expressions that end in `explained`: one row a change, with its event's id, before and after, and
 * its cause. Pure reading; `recordDrift` writes what it says.
 */
export function classified(tx: Tx, drift: Drift, changes = changesOf): RawBuilder<unknown> {
  const { scope, lease, noise } = drift;
  const meaning = {
    before: sql`(c.attributes_before - ${[...noise]}::text[]) || jsonb_build_object('name', c.name_before)`,
    after: sql`(c.attributes - ${[...noise]}::text[]) || jsonb_build_object('name', c.name)`,
  };
  return sql`
    staged as materialized (
      select s.external_id, s.name, s.attributes::jsonb as attributes, s.digest, s.raw_digest
      from rollcall.stage_item s
      where s.workspace_id = ${tx.workspaceId} and s.run_id = ${lease.runId} and s.kind = ${scope.kind}
        and s.parent = ${scope.parent} and s.fence = ${lease.fence}
    ),
    ${automatisms(drift)}
    unseen as materialized (select decode(u, 'hex') as digest from unnest(${unseenOf(drift)}::text[]) u),
    renamed as materialized (${renamedOf(tx, drift)}),
    changes as (${changes(tx, drift)}),
    ${claimed(tx, drift)},
    ${ownersRenamed(tx, drift)}
    explained as materialized (
      select c.external_id, c.external_id_before, c.name, c.attributes, c.digest, c.raw_digest, c.version_before, c.version, c.presence,
        c.change, c.defers or y.is_young as defers, y.is_young,
        coalesce(c.operation_id, o.operation_id, c.owner_operation_id, c.learned_operation_id) as operation_id,
        c.operation_id is not null or o.cause is not null or c.owner_operation_id is not null
          or ${drift.isConfigured || drift.rebaseline?.selects === true} as explained,
        rollcall.uuid_v7() as event_id, clock_timestamp() as recorded_at, ${trueAfter(drift)} as true_after,
        ${trueFrom(tx, drift)} as true_from,
        case c.change
          when 'changed' then rollcall.fields_unlike(${meaning.before}, ${meaning.after}) || ${itsParent(drift, sql`c.parent_before`)}
          when 'renamed' then rollcall.fields_unlike(${meaning.before}, ${meaning.after})
            || jsonb_build_object('externalId', c.external_id_before, 'name', c.name_before)
          when 'appeared' then null else c.attributes_before end as before,
        case c.change
          when 'changed' then rollcall.fields_unlike(${meaning.after}, ${meaning.before}) || ${itsParent(drift, sql`${scope.parent}::text`)}
          when 'renamed' then rollcall.fields_unlike(${meaning.after}, ${meaning.before})
            || jsonb_build_object('externalId', c.external_id, 'name', c.name)
          when 'vanished' then null else c.attributes end as after,
        ${cause(drift)} as cause
      from claimed c ${ownerJoin(tx, drift)} ${causeJoins(drift)}
      cross join lateral (select coalesce(${isInGrace(tx, drift)}, false) as is_young) y
    )`;
}

/** What is listed under another parent than before tells each by its external id; the parent is none of its attributes. */
function itsParent({ scope }: Drift, parent: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`case when c.parent_before <> ${scope.parent} then jsonb_build_object('parent', ${parent}) else '{}' end`;
}

/**
 * When a change had happened at the latest: when the listing began that shows it. What the answer to an operation told may
 * be younger than that.
 */
function trueFrom(tx: Tx, { startedAt }: Drift): RawBuilder<unknown> {
  return sql`case when c.learned_operation_id is null then ${startedAt}::timestamptz else greatest(${startedAt}::timestamptz,
    (select p.answered_at from rollcall.operation p where p.workspace_id = ${tx.workspaceId}
      and p.operation_id = c.learned_operation_id)) end`;
}

/**
 * When a change had not happened yet: the newest listing that showed it otherwise, by its beginning. That is the newest whole
 * listing of the scope, or the one that the resource was last recorded from, where listings since may have missed it. Null
 * where no such listing looked there, and where the clocks of two daemons contradict each other.
 */
function trueAfter({ before, startedAt, rebaseline, lookedAt }: Drift): RawBuilder<unknown> {
  const whole = sql`${before.wholeAt}::timestamptz`;
  const latest =
    lookedAt === undefined
      ? whole
      : sql`case when ${isIn(lookedAt)} then greatest(${lookedAt.at}, ${whole}) else ${whole} end`;
  const looked = rebaseline?.selects === true ? sql`null::timestamptz` : latest;
  return sql`(select b.at from (select case when c.change = 'appeared' then ${looked}
    else greatest(c.true_from_before, ${latest}) end as at) b where b.at < ${startedAt}::timestamptz)`;
}

/** Live resources of the scope that the listing does not show any more. */
export function vanishedOf(tx: Tx, drift: Drift): RawBuilder<unknown> {
  return sql`
    select r.external_id, r.name, r.attributes, r.digest, r.raw_digest, r.name as name_before, r.attributes as attributes_before,
      r.version as version_before, r.version + 1 as version, 'missing' as presence, 'vanished' as change,
      null::text as external_id_before, r.missing_since, r.true_from as true_from_before,
      r.raw_digest as raw_digest_before, r.parent as parent_before, null::uuid as learned_operation_id,
      null::text as learned_evidence
    from rollcall.resource r
    where ${unshown(tx, drift)} and r.external_id not in (select x.external_id_before from renamed x)`;
}

/** Staged against the ledger, what was neither seen nor staged, and what an operation told. */
function changesOf(tx: Tx, drift: Drift): RawBuilder<unknown> {
  const learned = learnedSql(tx, drift);
  const { ofKind, past } = renamesOfKind(tx, drift);
  return sql`
    select s.external_id, s.name, ${learned.attributes} as attributes, s.digest, s.raw_digest, r.name as name_before,
      r.attributes as attributes_before, r.version as version_before,
      coalesce(r.version, case when exists (select from ${ofKind}) then ${past} end, 0) + 1 as version,
      'live' as presence,
      case when r.external_id is null then 'appeared' when r.presence <> 'live' then 'reappeared' else 'changed' end
        as change,
      null::text as external_id_before, r.missing_since, r.true_from as true_from_before,
      r.raw_digest as raw_digest_before, r.parent as parent_before, ${learned.operation}
    from staged s
    left join rollcall.resource r on ${knownAs(tx, drift)} and r.external_id = s.external_id
    ${learned.join}
    where s.external_id not in (select x.external_id from renamed x)
    union all
    select s.external_id, s.name, ${learned.attributesOfRenamed}, s.digest, s.raw_digest, r.name, r.attributes, r.version,
      greatest(r.version, ${past}) + 1, 'live', 'renamed', s.external_id_before, null, r.true_from,
      r.raw_digest, r.parent, ${learned.operation}
    from renamed s
    join rollcall.resource r on ${knownAs(tx, drift)} and r.external_id = s.external_id_before
    ${learned.join}
    ${learned.joinOfRenamed}
    union all
    ${vanishedOf(tx, drift)}
    ${learned.changes}`;
}

/**
 * The renames of this kind so far, and the last version that external id `s.external_id` had before it was renamed away: it
 * has versions and no resource, and what comes up under it counts on from there.
 */
function renamesOfKind(tx: Tx, { scope }: Drift): { ofKind: RawBuilder<unknown>; past: RawBuilder<unknown> } {
  const ofKind = sql`rollcall.resource_rename e where e.workspace_id = ${tx.workspaceId}
    and e.connection_id = ${scope.connectionId} and e.kind = ${scope.kind}`;
  return { ofKind, past: sql`(select max(e.from_version) from ${ofKind} and e.from_external_id = s.external_id)` };
}

function knownAs(tx: Tx, { scope }: Drift): RawBuilder<unknown> {
  return sql`r.workspace_id = ${tx.workspaceId} and r.connection_id = ${scope.connectionId} and r.kind = ${scope.kind}`;
}

/**
 * The pairs of a live resource that is not shown any more and an item of an external id that the ledger does not hold,
 * which are one: they have the same value of the attribute that a rename keeps, and no other of either has it.
 */
function renamedOf(tx: Tx, drift: Drift): RawBuilder<unknown> {
  const { renamedBy } = drift;
  if (renamedBy === undefined || !derivesAbsence(drift)) {
    return sql`
      select null::text as external_id_before, s.external_id, s.name, s.attributes, s.digest, s.raw_digest
      from staged s where false`;
  }
  const identity = sql`attributes -> ${renamedBy.attribute}`;
  return sql`
    select max(p.went) as external_id_before, max(p.came) as external_id, max(p.name) as name,
      (array_agg(p.attributes) filter (where p.came is not null))[1] as attributes,
      (array_agg(p.digest) filter (where p.came is not null))[1] as digest,
      (array_agg(p.raw_digest) filter (where p.came is not null))[1] as raw_digest
    from (
      select r.external_id as went, null as came, r.${identity} as identity, null as name, null::jsonb as attributes,
        null::bytea as digest, null::bytea as raw_digest
      from rollcall.resource r where ${unshown(tx, drift)}
      union all
      select null, s.external_id, s.${identity}, s.name, s.attributes, s.digest, s.raw_digest from staged s
      where not exists (select from rollcall.resource r where ${knownAs(tx, drift)} and r.external_id = s.external_id)
    ) p
    where p.identity <> 'null'
    group by p.identity having count(p.went) = 1 and count(p.came) = 1`;
}

/**
 * The condition on a resource `r`: it is live in the ledger, and the listing does not show it, nor does one of another scope
 * of the kind in this run, where it has moved to another parent. What stands in lists is looked up by hash, whatever the
 * planner takes their length to be: it knows nothing of the stage.
 */
function unshown(tx: Tx, drift: Drift): RawBuilder<unknown> {
  const { lease, scope } = drift;
  const movedTo =
    scope.parent === ''
      ? sql``
      : sql`and r.external_id not in (select s.external_id from rollcall.stage_item s
          where s.workspace_id = ${tx.workspaceId} and s.run_id = ${lease.runId} and s.kind = ${scope.kind}
            and s.fence = ${lease.fence} and s.parent <> ${scope.parent})`;
  const isUnseen =
    drift.unseen === 'all' ? sql`true` : sql`substring(r.digest from 1 for 16) in (select u.digest from unseen u)`;
  return sql`
    ${derivesAbsence(drift)} and ${knownAs(tx, drift)} and r.parent = ${drift.scope.parent}
      and r.presence = 'live' and ${isUnseen} and r.external_id not in (select s.external_id from staged s) ${movedTo}`;
}

function derivesAbsence({ believesAbsence, unseen }: Drift): boolean {
  return believesAbsence && (unseen === 'all' || unseen.length > 0);
}

function unseenOf({ unseen }: Drift): string[] {
  return unseen === 'all' ? [] : [...unseen];
}
