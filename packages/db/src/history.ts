import { type ConnectionId, ResourceVersion } from '@rollcall/schema';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from './database.ts';
import { knownThen, type Moment } from './moment.ts';
import { standingOf } from './standing.ts';

/**
 * Every version of a resource, oldest first, each with the event that made it; of a renamed one those under its former
 * external ids, too. An external id that was renamed away and came up again is another resource since: its history begins
 * there. At a moment: the versions that were known and true by then, of the resource that bore the external id then or bears
 * it since.
 */
export async function resourceHistory(
  tx: Tx,
  { connectionId, kind, externalId }: { connectionId: ConnectionId; kind: string; externalId: string },
  moment?: Moment,
): Promise<readonly ResourceVersion[]> {
  const renames = sql`rollcall.resource_rename e
    where e.workspace_id = ${tx.workspaceId} and e.connection_id = ${connectionId} and e.kind = ${kind}`;
  // A life is the time that a resource was known by one external id: a range of its versions. It begins where the last
  // rename before its end arrived at this external id, or left it for another.
  const lifeUntil = (id: ReturnType<typeof sql>, last: ReturnType<typeof sql>) => sql`
    select ${id} as external_id, ${last} as last, arrived.version as first, arrived.from_external_id, arrived.from_version,
      (select max(e.from_version) + 1 from ${renames} and e.from_external_id = ${id} and e.from_version < ${last}) as left_at
    from (select) one
    left join lateral (
      select e.version, e.from_external_id, e.from_version from ${renames} and e.external_id = ${id} and e.version <= ${last}
      order by e.version desc limit 1
    ) arrived on true`;
  const known = moment === undefined ? sql`` : sql`and ${knownThen('v', moment)}`;
  const boreItThen =
    moment === undefined
      ? sql``
      : sql`(select max(v.version) from rollcall.resource_version v where v.workspace_id = ${tx.workspaceId}
          and v.connection_id = ${connectionId} and v.kind = ${kind} and v.external_id = ${externalId} ${known}),`;
  const found = await sql<unknown>`
    with recursive newest as (
      select coalesce(${boreItThen}
        (select r.version from rollcall.resource r where r.workspace_id = ${tx.workspaceId}
          and r.connection_id = ${connectionId} and r.kind = ${kind} and r.external_id = ${externalId}),
        (select max(e.from_version) from ${renames} and e.from_external_id = ${externalId})) as last
    ),
    life as (
      select l.* from newest n cross join lateral (${lifeUntil(sql`${externalId}::text collate "C"`, sql`n.last`)}) l
      union all
      select b.* from life l
      cross join lateral (${lifeUntil(sql`l.from_external_id`, sql`l.from_version`)}) b
      where l.first >= coalesce(l.left_at, 0)
    )
    select v.version, v.external_id as "externalId", v.name, v.presence, v.attributes,
      rollcall.instant(v.recorded_at) as "recordedAt", ${interval} as interval, v.run_id as "runId", v.event_id as "eventId",
      e.type as "eventType", e.cause, b.cause as "boundCause",
      ${moment === undefined ? standingOf(tx, 'e') : sql`null`} as standing
    from life l
    join rollcall.resource_version v on v.workspace_id = ${tx.workspaceId} and v.connection_id = ${connectionId}
      and v.kind = ${kind} and v.external_id = l.external_id
      and v.version between greatest(l.first, l.left_at, 0) and l.last ${known}
    join rollcall.audit_event e on e.workspace_id = v.workspace_id and e.event_id = v.event_id
    left join lateral (
      select a.cause from rollcall.audit_event a where a.workspace_id = e.workspace_id and a.about_event_id = e.event_id
        and a.type = 'resource.attributed' ${boundBy(moment)}
      order by a.event_id desc limit 1
    ) b on true
    order by v.version`.execute(tx);
  return ResourceVersion.array().parse(found.rows);
}

const interval = sql`case when v.true_from is not null then
  json_build_object('after', rollcall.instant(v.true_after), 'notAfter', rollcall.instant(v.true_from)) end`;

/** Evidence that came later than what was known then is left out. */
function boundBy(moment: Moment | undefined): RawBuilder<unknown> {
  return moment === undefined ? sql`` : sql`and a.recorded_at <= ${moment.knownAt}::timestamptz`;
}
