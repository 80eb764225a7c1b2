import { type RawBuilder, sql } from 'kysely';
import type { Tx } from './database.ts';
import { knownThen, type Moment } from './moment.ts';
import { type CountFilter, only } from './only.ts';

/**
 * Which version of each resource was in force at a moment: that of the present where nothing has changed since, and else the newest
 * of then, by the primary key of versions, which holds all it takes.
 */
export function heldThen(tx: Tx, filter: CountFilter, moment: Moment): RawBuilder<unknown> {
  const resources = sql`rollcall.resource r where r.workspace_id = ${tx.workspaceId} ${only('r', filter)}`;
  const unchanged = knownThen('r', moment, 'last_changed_at');
  return sql`
    select r.connection_id, r.kind, r.external_id, r.version, r.presence from ${resources} and ${unchanged}
    union all
    select n.connection_id, n.kind, n.external_id, n.version, n.presence
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
        and e.kind = n.kind and e.from_external_id = n.external_id and e.from_version >= n.version and ${knownThen('e', moment)})`;
}
