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
 * The same at a moment. Walks the primary key of versions backward, which holds all it takes, and keeps the newest of each
 * external id; what had gone on under another one by then counts there.
 */
export async function countPastResources(
  tx: Tx,
  filter: CountFilter,
  moment: Moment,
): Promise<readonly ResourceCount[]> {
  return counted(
    tx,
    sql`select n.connection_id, n.kind, n.presence
      from (
        select distinct on (v.connection_id, v.kind, v.external_id) v.connection_id, v.kind, v.external_id, v.version,
          v.presence
        from rollcall.resource_version v
        where v.workspace_id = ${tx.workspaceId} ${only('v', filter)} and ${knownThen('v', moment)}
        order by v.connection_id desc, v.kind desc, v.external_id desc, v.version desc
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
