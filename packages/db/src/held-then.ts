import { type RawBuilder, sql } from 'kysely';
import type { Tx } from './database.ts';
import { knownThen, type Moment } from './moment.ts';
import { type CountFilter, only } from './only.ts';

export interface HeldFilter extends CountFilter {
  /** These kinds alone. */
  readonly kinds?: readonly string[] | undefined;
  /** Whether `name`, `attributes` and `since` are told as well, for which an index of versions does not hold all it takes. */
  readonly withState?: boolean | undefined;
}

/**
 * Which version of each resource was in force at a moment: that of the present where nothing has changed since, and else the newest
 * of then, by the primary key of versions, which holds all it takes.
 */
export function heldThen(tx: Tx, filter: HeldFilter, moment: Moment): RawBuilder<unknown> {
  const { kinds, withState = false } = filter;
  const ofFilter = (row: string) => sql`${only(row, filter)}
    ${kinds === undefined ? sql`` : sql`and ${sql.ref(`${row}.kind`)} = any (${[...kinds]}::text[])`}`;
  const state = (row: string, recorded: string) =>
    withState
      ? sql`, ${sql.ref(`${row}.name`)}, ${sql.ref(`${row}.attributes`)},
          coalesce(${sql.ref(`${row}.true_from`)}, ${sql.ref(`${row}.${recorded}`)}) as since`
      : sql``;
  const resources = sql`rollcall.resource r where r.workspace_id = ${tx.workspaceId} ${ofFilter('r')}`;
  const unchanged = knownThen('r', moment, 'last_changed_at');
  return sql`
    select r.connection_id, r.kind, r.external_id, r.version, r.presence${state('r', 'last_changed_at')}
    from ${resources} and ${unchanged}
    union all
    select n.connection_id, n.kind, n.external_id, n.version, n.presence${withState ? sql`, n.name, n.attributes, n.since` : sql``}
    from (
      select r.connection_id, r.kind, r.external_id from ${resources} and not ${unchanged}
      union all
      select distinct e.connection_id, e.kind, e.from_external_id from rollcall.resource_rename e
      where e.workspace_id = ${tx.workspaceId} ${ofFilter('e')}
        and not exists (select from rollcall.resource r where r.workspace_id = ${tx.workspaceId}
          and r.connection_id = e.connection_id and r.kind = e.kind and r.external_id = e.from_external_id)
    ) o
    cross join lateral (
      select v.connection_id, v.kind, v.external_id, v.version, v.presence${state('v', 'recorded_at')}
      from rollcall.resource_version v
      where v.workspace_id = ${tx.workspaceId} and v.connection_id = o.connection_id and v.kind = o.kind
        and v.external_id = o.external_id and ${knownThen('v', moment)}
      order by v.version desc limit 1
    ) n
    where not exists (
      select from rollcall.resource_rename e where e.workspace_id = ${tx.workspaceId} and e.connection_id = n.connection_id
        and e.kind = n.kind and e.from_external_id = n.external_id and e.from_version >= n.version and ${knownThen('e', moment)})`;
}
