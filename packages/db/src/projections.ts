import type { ConnectionId } from '@rollcall/schema';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from './database.ts';

/** A resource whose row is not what a rebuild from its versions would make of it. */
export interface ProjectionMismatch {
  readonly connectionId: string;
  readonly kind: string;
  readonly externalId: string;
  /** `without a version`, `without a resource`, `an older version`, or the fields that differ: `presence, attributes`. */
  readonly mismatch: string;
}

/**
 * Up to `most` resources whose row differs from their newest version, or lacks one, and versions that lead to no resource.
 * None, in a ledger that is well. Compares all of a connection, or of the workspace; retention takes nothing that counts here.
 */
export async function projectionMismatches(
  tx: Tx,
  { connectionId, most }: { connectionId?: ConnectionId; most: number },
): Promise<readonly ProjectionMismatch[]> {
  const only = (row: string) => sql`${sql.ref(`${row}.workspace_id`)} = ${tx.workspaceId}
    ${connectionId === undefined ? sql`` : sql`and ${sql.ref(`${row}.connection_id`)} = ${connectionId}`}`;
  // Versions of an external id that a rename has left lead to another one, unless somebody has come up under it since.
  const { rows } = await sql<ProjectionMismatch>`
    with newest as (
      select distinct on (v.connection_id, v.kind, v.external_id) v.connection_id, v.kind, v.external_id, v.version
      from rollcall.resource_version v where ${only('v')}
      order by v.connection_id desc, v.kind desc, v.external_id desc, v.version desc
    )
    ${mismatches(tx, sql`rollcall.resource r`, only('r'))}
    union all
    select n.connection_id, n.kind, n.external_id, 'without a resource' from newest n
    where not exists (select from rollcall.resource r where r.workspace_id = ${tx.workspaceId}
        and r.connection_id = n.connection_id and r.kind = n.kind and r.external_id = n.external_id)
      and not exists (select from rollcall.resource_rename e where e.workspace_id = ${tx.workspaceId}
        and e.connection_id = n.connection_id and e.kind = n.kind and e.from_external_id = n.external_id
        and e.from_version >= n.version)
    limit ${most}`.execute(tx);
  return rows;
}

/**
 * The same of the resources that the newest events tell of, `events` of them: what a fault of ours breaks, it breaks where
 * something has just changed. A query for `examine`; it rides the primary keys.
 */
export function recentProjectionMismatches(tx: Tx, events: number): RawBuilder<ProjectionMismatch> {
  return sql<ProjectionMismatch>`
    with recent as materialized (
      select distinct e.connection_id, e.subject_kind, e.subject_id
      from (select * from rollcall.audit_event a where a.workspace_id = ${tx.workspaceId}
        order by a.event_id desc limit ${events}) e
      where e.type like 'resource.%'
    )
    ${mismatches(
      tx,
      sql`recent e join rollcall.resource r on r.workspace_id = ${tx.workspaceId} and r.connection_id = e.connection_id
        and r.kind = e.subject_kind and r.external_id = e.subject_id collate "C"`,
      sql`true`,
    )}`;
}

/** Resources `r` that are not as their newest version says. */
function mismatches(tx: Tx, from: RawBuilder<unknown>, condition: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    select m.connection_id as "connectionId", m.kind, m.external_id as "externalId", m.mismatch from (
      select r.connection_id, r.kind, r.external_id,
        case when v.version is null then 'without a version' when v.version <> r.version then 'an older version'
          else nullif(concat_ws(', ', case when r.name <> v.name then 'name' end,
            case when r.presence <> v.presence then 'presence' end,
            case when r.attributes <> v.attributes then 'attributes' end,
            case when r.true_from is distinct from v.true_from then 'interval' end,
            case when r.last_changed_at <> v.recorded_at then 'last change' end), '') end as mismatch
      from ${from}
      left join lateral (
        select v.version, v.name, v.presence, v.attributes, v.true_from, v.recorded_at
        from rollcall.resource_version v
        where v.workspace_id = ${tx.workspaceId} and v.connection_id = r.connection_id and v.kind = r.kind
          and v.external_id = r.external_id
        order by v.version desc limit 1
      ) v on true
      where ${condition}
    ) m
    where m.mismatch is not null`;
}
