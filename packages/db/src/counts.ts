import { ResourceCount } from '@rollcall/schema';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from './database.ts';
import { heldThen } from './held-then.ts';
import type { Moment } from './moment.ts';
import { type CountFilter, only } from './only.ts';

/** How many resources the ledger holds, by connection, kind and presence. Reads the whole of what it counts. */
export async function countResources(tx: Tx, filter: CountFilter): Promise<readonly ResourceCount[]> {
  return counted(
    tx,
    sql`select r.connection_id, r.kind, r.presence from rollcall.resource r
      where r.workspace_id = ${tx.workspaceId} ${only('r', filter)}`,
  );
}

/** The same at a moment. It takes the longer the more has changed since. */
export async function countPastResources(
  tx: Tx,
  filter: CountFilter,
  moment: Moment,
): Promise<readonly ResourceCount[]> {
  return counted(tx, heldThen(tx, filter, moment));
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
