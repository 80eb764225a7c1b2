import { type ConnectionId, Resource } from '@rollcall/schema';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from './database.ts';
import { resourceHistory } from './history.ts';
import { inForce, type Moment } from './moment.ts';
import { namesFrom, type ResourceFilter, type ResourcePosition } from './resources.ts';

/** A filter of the past: its connection is known by its id. */
export type PastFilter = Omit<ResourceFilter, 'connection'> & { readonly connectionId?: ConnectionId | undefined };

export interface PastPage {
  readonly data: readonly Resource[];
  /** Where the next page begins; null on the last. */
  readonly last: ResourcePosition | null;
}

/**
 * A page of what the ledger held at a moment, by kind and name as they were then. Each connection is walked by
 * `resource_version_by_name` as far as one page, and what was in force of it is told by the primary key.
 */
export async function pastResources(tx: Tx, filter: PastFilter, moment: Moment): Promise<PastPage> {
  const limit = sql.lit(filter.limit + 1);
  const page = sql`
    select w.connection_id, w.kind, w.external_id, w.version
    from rollcall.connection o
    cross join lateral (
      select v.connection_id, v.kind, v.name, v.external_id, v.version from rollcall.resource_version v
      where v.workspace_id = ${tx.workspaceId} and v.connection_id = o.connection_id
        and ${matching(filter)} and ${inForce(tx, moment)}
      order by v.kind, v.name, v.external_id limit ${limit}
    ) w
    where o.workspace_id = ${tx.workspaceId} and o.state <> 'removed'
      ${filter.connectionId === undefined ? sql`` : sql`and o.connection_id = ${filter.connectionId}`}
    order by w.kind, w.name, w.connection_id, w.external_id limit ${limit}`;
  const rows = await described(tx, page);
  const shown = rows.slice(0, filter.limit);
  const end = shown.at(-1);
  const last: ResourcePosition | null =
    rows.length > filter.limit && end !== undefined
      ? [end.resource.kind, end.resource.name, end.connectionId, end.resource.externalId]
      : null;
  return { data: shown.map(({ resource }) => resource), last };
}

/**
 * The resource that bore this external id at that moment, or that bears it since; undefined when there was none. It answers
 * with the external id that it had then.
 */
export async function pastResource(
  tx: Tx,
  one: { connectionId: ConnectionId; kind: string; externalId: string },
  moment: Moment,
): Promise<Resource | undefined> {
  const newest = (await resourceHistory(tx, one, moment)).at(-1);
  if (newest === undefined) return undefined;
  const found = await described(
    tx,
    sql`select v.connection_id, v.kind, v.external_id, v.version from rollcall.resource_version v
      where v.workspace_id = ${tx.workspaceId} and v.connection_id = ${one.connectionId} and v.kind = ${one.kind}
        and v.external_id = ${newest.externalId} and v.version = ${newest.version} and ${inForce(tx, moment)}`,
  );
  return found[0]?.resource;
}

/** These versions as resources of then, by kind and name. */
async function described(
  tx: Tx,
  versions: RawBuilder<unknown>,
): Promise<readonly { readonly connectionId: string; readonly resource: Resource }[]> {
  const { rows } = await sql<{ connection_id: string }>`
    with page as materialized (${versions})
    select v.connection_id, c.name as connection, c.provider, v.kind, v.external_id as "externalId", v.name, v.presence,
      v.version, v.attributes, rollcall.instant(${firstSeenAt(tx)}) as "firstSeenAt", rollcall.instant(v.recorded_at) as "lastChangedAt"
    from page p
    join rollcall.resource_version v on v.workspace_id = ${tx.workspaceId} and v.connection_id = p.connection_id
      and v.kind = p.kind and v.external_id = p.external_id and v.version = p.version
    join rollcall.connection c on c.workspace_id = v.workspace_id and c.connection_id = v.connection_id
    order by v.kind, v.name, v.connection_id, v.external_id`.execute(tx);
  return rows.map(({ connection_id, ...row }) => ({ connectionId: connection_id, resource: Resource.parse(row) }));
}

/** That of the resource which version `v` has become, by way of its renames since. Versions that told it may be gone. */
export function firstSeenAt(tx: Tx): RawBuilder<unknown> {
  return sql`(
    with recursive bearer as (
      select v.external_id, v.version
      union all
      select n.external_id, n.version from bearer b cross join lateral (
        select e.external_id, e.version from rollcall.resource_rename e
        where e.workspace_id = ${tx.workspaceId} and e.connection_id = v.connection_id and e.kind = v.kind
          and e.from_external_id = b.external_id and e.from_version >= b.version
        order by e.from_version limit 1
      ) n
    )
    select r.first_seen_at from bearer b
    join rollcall.resource r on r.workspace_id = ${tx.workspaceId} and r.connection_id = v.connection_id
      and r.kind = v.kind and r.external_id = b.external_id
    order by b.version desc limit 1)`;
}

function matching({ kind, presence, namePrefix, after }: PastFilter): RawBuilder<unknown> {
  const conditions: RawBuilder<unknown>[] = [];
  if (kind !== undefined) conditions.push(sql`v.kind = ${kind}`);
  if (presence === undefined) conditions.push(sql`v.presence <> 'gone'`);
  else if (presence !== 'any') conditions.push(sql`v.presence = ${presence}`);
  if (namePrefix !== undefined) conditions.push(namesFrom(sql`v.name`, namePrefix));
  if (after !== undefined) {
    const [afterKind, name] = after;
    // The first is what the index begins at; the second leaves out what of it was on the page before.
    conditions.push(sql`(v.kind, v.name) >= (${afterKind}, ${name})`);
    conditions.push(sql`(v.kind, v.name, v.connection_id, v.external_id) > (${sql.join([...after])})`);
  }
  return conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `);
}
