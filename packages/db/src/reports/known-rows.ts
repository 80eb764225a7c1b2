import type { ConnectionId } from '@rollcall/schema';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../database.ts';
import { knownThen } from '../moment.ts';

/** A kind of a connection. */
export interface KindOf {
  readonly connectionId: ConnectionId;
  readonly kind: string;
}

/** Of what rows are told, and what is worked out of each. */
export interface KnownRows extends KindOf {
  readonly knownAt: Date;
  /** Rows that are worked out of these rows, one by one. It stands where several processes of PostgreSQL share the work. */
  readonly each?: (rows: RawBuilder<unknown>) => RawBuilder<unknown>;
}

/**
 * What the ledger held of a kind, by all that it knew at a moment, as rows: `external_id`, `name`, `presence`, `version`,
 * `attributes`, `first_seen_at`. What has not changed since is read from the present; only of what has, and of external ids that
 * were renamed away, the newest version of then is looked up, by the primary key of versions.
 */
export function knownRows(
  tx: Tx,
  { connectionId, kind, knownAt, each = (rows) => rows }: KnownRows,
): RawBuilder<unknown> {
  const moment = { asOf: knownAt, knownAt };
  const unchanged = knownThen('r', moment, 'last_changed_at');
  const resources = sql`rollcall.resource r
    where r.workspace_id = ${tx.workspaceId} and r.connection_id = ${connectionId} and r.kind = ${kind}`;
  const ofThePresent = sql`
    select r.external_id, r.name, r.presence, r.version, r.attributes, r.first_seen_at from ${resources} and ${unchanged}`;
  const ofThePast = sql`
    select n.external_id, n.name, n.presence, n.version, n.attributes, coalesce(o.first_seen_at, n.recorded_at) as first_seen_at
    from (
      select r.external_id, r.first_seen_at from ${resources} and not ${unchanged}
      union all
      select distinct e.from_external_id, null::timestamptz from rollcall.resource_rename e
      where e.workspace_id = ${tx.workspaceId} and e.connection_id = ${connectionId} and e.kind = ${kind}
        and not exists (select from ${resources} and r.external_id = e.from_external_id)
    ) o
    cross join lateral (
      select v.* from rollcall.resource_version v
      where v.workspace_id = ${tx.workspaceId} and v.connection_id = ${connectionId} and v.kind = ${kind}
        and v.external_id = o.external_id and ${knownThen('v', moment)}
      order by v.version desc limit 1
    ) n
    where not exists (
      select from rollcall.resource_rename e where e.workspace_id = ${tx.workspaceId} and e.connection_id = ${connectionId}
        and e.kind = ${kind} and e.from_external_id = n.external_id and e.from_version >= n.version and ${knownThen('e', moment)})`;
  return sql`(${each(ofThePresent)}) union all (${each(ofThePast)})`;
}
