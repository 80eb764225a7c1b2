import type { Presence, WorkspaceId } from '@rollcall/schema';
import { type RawBuilder, sql } from 'kysely';
import { askInWorkspace, type Db } from './database.ts';
import { freshness } from './freshness.ts';

/** Where a page of resources ended: kind, name, connection id, external id. */
export type ResourcePosition = readonly [kind: string, name: string, connectionId: string, externalId: string];

export interface ResourceFilter {
  /** A connection's name. */
  readonly connection?: string | undefined;
  readonly kind?: string | undefined;
  /** Undefined for everything that is not gone. */
  readonly presence?: Presence | 'any' | undefined;
  /** The beginning of a name. */
  readonly namePrefix?: string | undefined;
  readonly after?: ResourcePosition | undefined;
  readonly limit: number;
}

/** One page, as the JSON that PostgreSQL wrote. */
export interface ResourcePage {
  /** A list of `Resource`. */
  readonly data: string;
  /** A `Freshness`. */
  readonly freshness: string;
  /** Where the next page begins; null on the last. */
  readonly last: ResourcePosition | null;
  /** The provider of the connection that was asked for; null when there is no such connection, or none was named. */
  readonly provider: string | null;
}

/**
 * A page of resources by kind and name, read in one round trip. Rides `resource_by_name` or, for one connection,
 * `resource_of_connection_by_name`.
 */
export async function readResources(db: Db, workspaceId: WorkspaceId, filter: ResourceFilter): Promise<ResourcePage> {
  const { connection, kind } = filter;
  // As a literal: with a parameter PostgreSQL cannot know how little is wanted, and plans anew each time.
  const limit = sql.lit(filter.limit);
  const limitAndOne = sql.lit(filter.limit + 1);
  return askInWorkspace<ResourcePage>(db, workspaceId, {
    with: sql`
      page as materialized (
        select row_number() over (order by r.kind, r.name, r.connection_id, r.external_id) as nth, r.*,
          c.name as connection, c.provider
        from rollcall.resource r ${ofConnection}
        where r.workspace_id = ${workspaceId} and ${matching(workspaceId, filter)}
        order by r.kind, r.name, r.connection_id, r.external_id limit ${limitAndOne}
      )`,
    select: sql`
      (select coalesce(json_agg(${resource} order by r.nth), '[]')::text from page r where r.nth <= ${limit}) as data,
      ${freshness(workspaceId, { connectionName: connection, kind })}::text as freshness,
      (select json_build_array(r.kind, r.name, r.connection_id, r.external_id) from page r
        where r.nth = ${limit} and exists (select from page more where more.nth > ${limit})) as last,
      ${providerOf(workspaceId, connection)} as provider`,
  });
}

/** One resource with its freshness, in one round trip. `data` is null when the ledger has never seen it. */
export async function readResource(
  db: Db,
  workspaceId: WorkspaceId,
  { connection, kind, externalId }: { connection: string; kind: string; externalId: string },
): Promise<{ data: string | null; freshness: string; provider: string | null }> {
  return askInWorkspace(db, workspaceId, {
    select: sql`
      (select ${resource}::text
        from (select r.*, c.name as connection, c.provider from rollcall.resource r ${ofConnection}
          where r.workspace_id = ${workspaceId} and r.connection_id = ${idOf(workspaceId, connection)}
            and r.kind = ${kind} and r.external_id = ${externalId}) r) as data,
      ${freshness(workspaceId, { connectionName: connection, kind })}::text as freshness,
      ${providerOf(workspaceId, connection)} as provider`,
  });
}

const ofConnection = sql`
  join rollcall.connection c on c.workspace_id = r.workspace_id and c.connection_id = r.connection_id
    and c.state <> 'removed'`;

/** A `Resource`, from a row `r` that also has `connection` and `provider`. */
const resource = sql`json_build_object(
  'connection', r.connection, 'provider', r.provider, 'kind', r.kind, 'externalId', r.external_id, 'name', r.name,
  'presence', r.presence, 'attributes', r.attributes, 'firstSeenAt', rollcall.instant(r.first_seen_at),
  'lastChangedAt', rollcall.instant(r.last_changed_at))`;

function matching(workspaceId: WorkspaceId, filter: ResourceFilter): RawBuilder<unknown> {
  const { connection, kind, presence, namePrefix, after } = filter;
  const conditions: RawBuilder<unknown>[] = [];
  if (connection !== undefined) conditions.push(sql`r.connection_id = ${idOf(workspaceId, connection)}`);
  if (kind !== undefined) conditions.push(sql`r.kind = ${kind}`);
  if (presence === undefined) conditions.push(sql`r.presence <> 'gone'`);
  else if (presence !== 'any') conditions.push(sql`r.presence = ${presence}`);
  if (namePrefix !== undefined) conditions.push(namesFrom(sql`r.name`, namePrefix));
  if (after !== undefined) {
    conditions.push(sql`(r.kind, r.name, r.connection_id, r.external_id) > (${sql.join([...after])})`);
  }
  return conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `);
}

function idOf(workspaceId: WorkspaceId, name: string): RawBuilder<unknown> {
  return sql`(select n.connection_id from rollcall.connection n where n.workspace_id = ${workspaceId}
    and n.name = ${name} and n.state <> 'removed')`;
}

function providerOf(workspaceId: WorkspaceId, name: string | undefined): RawBuilder<unknown> {
  if (name === undefined) return sql`null`;
  return sql`(select n.provider from rollcall.connection n where n.workspace_id = ${workspaceId}
    and n.name = ${name} and n.state <> 'removed')`;
}

/** Names with this prefix, as a range instead of LIKE, which is not leakproof: under row-level security no index would serve it. */
export function namesFrom(name: RawBuilder<unknown>, prefix: string): RawBuilder<unknown> {
  const end = afterPrefix(prefix);
  return end === undefined ? sql`${name} >= ${prefix}` : sql`${name} >= ${prefix} and ${name} < ${end}`;
}

/** The first text after every text with this prefix, in code point order; undefined when there is none. */
function afterPrefix(prefix: string): string | undefined {
  const points = [...prefix];
  while (points.length > 0) {
    const last = points.pop()?.codePointAt(0) ?? 0;
    // Surrogates are no characters of their own: the step goes over them.
    if (last < 0x10ffff) return points.join('') + String.fromCodePoint(last === 0xd7ff ? 0xe000 : last + 1);
  }
  return undefined;
}
