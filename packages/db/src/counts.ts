import { type ConnectionId, ResourceCount } from '@rollcall/schema';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from './database.ts';
import { knownThen, type Moment } from './moment.ts';

export interface CountFilter {
  readonly connectionId?: ConnectionId | undefined;
  readonly kind?: string | undefined;
}

/** How many resources the ledger holds, by connection, kind and presence. Reads the whole of what it counts. */
export async function countResources(tx: Tx, filter: CountFilter): Promise<readonly ResourceCount[]> {
  return counted(
    tx,
    sql`select r.connection_id, r.kind, r.presence from rollcall.resource r
      where r.workspace_id = ${tx.workspaceId} ${only('r', filter)}`,
  );
}

/**
 * The same at a moment. What has not changed since is as the present says; only of what has, and of external ids that were
 * renamed away, the newest version of then is looked up, by the primary key of versions, which holds all it takes. So it takes
 * the longer the more has changed since.
 */
export async function countPastResources(
  tx: Tx,
  filter: CountFilter,
  moment: Moment,
): Promise<readonly ResourceCount[]> {
  const resources = sql`rollcall.resource r where r.workspace_id = ${tx.workspaceId} ${only('r', filter)}`;
  const unchanged = knownThen('r', moment, 'last_changed_at');
  return counted(
    tx,
    sql`select r.connection_id, r.kind, r.presence from ${resources} and ${unchanged}
      union all
      select n.connection_id, n.kind, n.presence
      from (
        select r.connection_id, r.kind, r.external_id from ${resources} and not ${unchanged}
        union all
        select distinct e.connection_id, e.kind, e.from_external_id from rollcall.resource_rename e
        where e.workspace_id = ${tx.workspaceId} ${only('e', filter)}
          and not exists (select from rollcall.resource r where r.workspace_id = ${tx.workspaceId}
            and r.connection_id = e.connection_id and r.kind = e.kind and r.external_id = e.from_external_id)
      ) o
      cross join lateral (
        select v.connection_id, v.kind, v.external_id, v.version, v.presence from rollcall.resource_version v
        where v.workspace_id = ${tx.workspaceId} and v.connection_id = o.connection_id and v.kind = o.kind
          and v.external_id = o.external_id and ${knownThen('v', moment)}
        order by v.version desc limit 1
      ) n
      where not exists (
        select from rollcall.resource_rename e where e.workspace_id = ${tx.workspaceId} and e.connection_id = n.connection_id
          and e.kind = n.kind and e.from_external_id = n.external_id and e.from_version >= n.version
          and ${knownThen('e', moment)})`,
  );
}

async function counted(tx: Tx, resources: RawBuilder<unknown>): Promise<readonly ResourceCount[]> {
  const { rows } = await sql<unknown>`
    select c.name as connection, c.provider, n.kind, n.presence, n.count
    from (select r.connection_id, r.kind, r.presence, count(*)::int as count from (${resources}) r group by 1, 2, 3) n
    join rollcall.connection c on c.workspace_id = ${tx.workspaceId} and c.connection_id = n.connection_id
      and c.state <> 'removed'
    order by c.name, n.kind, array_position(array['live', 'missing', 'suspect', 'gone'], n.presence)`.execute(tx);
  return ResourceCount.array().parse(rows);
}

function only(row: string, { connectionId, kind }: CountFilter): RawBuilder<unknown> {
  return sql`
    ${connectionId === undefined ? sql`` : sql`and ${sql.ref(`${row}.connection_id`)} = ${connectionId}`}
    ${kind === undefined ? sql`` : sql`and ${sql.ref(`${row}.kind`)} = ${kind}`}`;
}
