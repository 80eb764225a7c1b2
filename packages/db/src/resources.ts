import {
  type ConnectionId,
  type Coverage,
  type Freshness,
  type Presence,
  type Resource,
  ResourceVersion,
} from '@rollcall/schema';
import { sql } from 'kysely';
import type { Tx } from './database.ts';
import { instant, instantOrNull } from './json.ts';

/** Where a page of resources ended. */
export interface ResourcePosition {
  readonly kind: string;
  readonly name: string;
  readonly connectionId: string;
  readonly externalId: string;
}

export interface ResourceFilter {
  readonly connectionId?: ConnectionId | undefined;
  readonly kind?: string | undefined;
  /** Undefined for everything that is not gone. */
  readonly presence?: Presence | 'any' | undefined;
  /** The beginning of a name. */
  readonly namePrefix?: string | undefined;
  readonly after?: ResourcePosition | undefined;
  readonly limit: number;
}

const columns = [
  'connection.name as connection',
  'connection.provider as provider',
  'resource.kind',
  'resource.external_id',
  'resource.name',
  'resource.presence',
  'resource.attributes',
  'resource.first_seen_at',
  'resource.last_changed_at',
  'resource.connection_id',
] as const;

/** A page of resources by kind and name. Rides `resource_by_name` or `resource_of_connection_by_name`. */
export async function listResources(
  tx: Tx,
  filter: ResourceFilter,
): Promise<readonly { resource: Resource; position: ResourcePosition }[]> {
  let query = rows(tx)
    .orderBy('resource.kind')
    .orderBy('resource.name')
    .orderBy('resource.connection_id')
    .orderBy('resource.external_id')
    .limit(filter.limit);
  if (filter.connectionId !== undefined) query = query.where('resource.connection_id', '=', filter.connectionId);
  if (filter.kind !== undefined) query = query.where('resource.kind', '=', filter.kind);
  if (filter.presence === undefined) query = query.where('resource.presence', '<>', 'gone');
  else if (filter.presence !== 'any') query = query.where('resource.presence', '=', filter.presence);
  if (filter.namePrefix !== undefined) {
    // A range instead of LIKE, which is not leakproof: under row-level security no index would serve it.
    query = query.where('resource.name', '>=', filter.namePrefix);
    const end = afterPrefix(filter.namePrefix);
    if (end !== undefined) query = query.where('resource.name', '<', end);
  }
  if (filter.after !== undefined) {
    const { kind, name, connectionId, externalId } = filter.after;
    query = query.where(
      sql<boolean>`(resource.kind, resource.name, resource.connection_id, resource.external_id)
        > (${kind}, ${name}, ${connectionId}, ${externalId})`,
    );
  }
  return (await query.execute()).map((row) => ({
    resource: resourceOf(row),
    position: { kind: row.kind, name: row.name, connectionId: row.connection_id, externalId: row.external_id },
  }));
}

/** One resource; undefined when the ledger has never seen it. Rides the primary key. */
export async function findResource(
  tx: Tx,
  { connectionId, kind, externalId }: { connectionId: ConnectionId; kind: string; externalId: string },
): Promise<Resource | undefined> {
  const row = await rows(tx)
    .where('resource.connection_id', '=', connectionId)
    .where('resource.kind', '=', kind)
    .where('resource.external_id', '=', externalId)
    .executeTakeFirst();
  return row === undefined ? undefined : resourceOf(row);
}

/** Every version of a resource, oldest first, each with the event that made it. */
export async function resourceHistory(
  tx: Tx,
  { connectionId, kind, externalId }: { connectionId: ConnectionId; kind: string; externalId: string },
): Promise<readonly ResourceVersion[]> {
  const found = await tx
    .selectFrom('resource_version as v')
    .innerJoin('audit_event as e', (join) =>
      join.onRef('e.workspace_id', '=', 'v.workspace_id').onRef('e.event_id', '=', 'v.event_id'),
    )
    .select([
      'v.version',
      'v.name',
      'v.presence',
      'v.attributes',
      'v.recorded_at',
      'v.run_id',
      'v.event_id',
      'e.type',
      'e.cause',
    ])
    .where('v.workspace_id', '=', tx.workspaceId)
    .where('v.connection_id', '=', connectionId)
    .where('v.kind', '=', kind)
    .where('v.external_id', '=', externalId)
    .orderBy('v.version')
    .execute();
  return found.map((row) =>
    ResourceVersion.parse({
      version: row.version,
      name: row.name,
      presence: row.presence,
      attributes: row.attributes,
      recordedAt: instant(row.recorded_at),
      runId: row.run_id,
      eventId: row.event_id,
      eventType: row.type,
      cause: row.cause,
    }),
  );
}

/** How old and how complete what the ledger says of these scopes is. */
export async function freshnessOf(
  tx: Tx,
  { connectionId, kind }: { connectionId?: ConnectionId | undefined; kind?: string | undefined },
): Promise<Freshness> {
  let query = tx
    .selectFrom('scope')
    .innerJoin('connection', (join) =>
      join
        .onRef('connection.workspace_id', '=', 'scope.workspace_id')
        .onRef('connection.connection_id', '=', 'scope.connection_id'),
    )
    .select(['scope.grade', 'scope.trouble', 'scope.believed_at'])
    .where('scope.workspace_id', '=', tx.workspaceId)
    .where('connection.state', '<>', 'removed');
  if (connectionId !== undefined) query = query.where('scope.connection_id', '=', connectionId);
  if (kind !== undefined) query = query.where('scope.kind', '=', kind);
  const coverage: Coverage = { proven: 0, corroborated: 0, plausible: 0, stale: 0, failed: 0 };
  let oldest: Date | null = null;
  for (const scope of await query.execute()) {
    if (scope.grade === null) coverage.failed += 1;
    else if (scope.trouble !== null) coverage.stale += 1;
    else coverage[scope.grade] += 1;
    if (scope.believed_at !== null && (oldest === null || scope.believed_at < oldest)) oldest = scope.believed_at;
  }
  return { asOf: instantOrNull(oldest), coverage };
}

function rows(tx: Tx) {
  return tx
    .selectFrom('resource')
    .innerJoin('connection', (join) =>
      join
        .onRef('connection.workspace_id', '=', 'resource.workspace_id')
        .onRef('connection.connection_id', '=', 'resource.connection_id'),
    )
    .select(columns)
    .where('resource.workspace_id', '=', tx.workspaceId);
}

function resourceOf(row: {
  connection: string;
  provider: string;
  kind: string;
  external_id: string;
  name: string;
  presence: Presence;
  attributes: Record<string, unknown>;
  first_seen_at: Date;
  last_changed_at: Date;
}): Resource {
  return {
    connection: row.connection,
    provider: row.provider,
    kind: row.kind,
    externalId: row.external_id,
    name: row.name,
    presence: row.presence,
    attributes: row.attributes,
    firstSeenAt: instant(row.first_seen_at),
    lastChangedAt: instant(row.last_changed_at),
  };
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
