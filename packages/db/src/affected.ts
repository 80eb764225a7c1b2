import type { ConnectionId, Grade } from '@rollcall/schema';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from './database.ts';
import type { Meant } from './targets.ts';

/** A resource as the ledger holds it now. */
export interface Held extends Meant {
  readonly kind: string;
  readonly version: number;
}

/** What a caller wrote, at its place among others, and how else it may be listed. */
export interface SoughtText {
  readonly at: number;
  readonly text: string;
  readonly names: readonly string[];
}

/**
 * The resources of a kind that each of these texts may mean, in any presence: as `resourcesMeant`, for thousands at once.
 * Rides the primary key and `resource_of_connection_by_name`.
 */
export async function resourcesMeantByEach(
  tx: Tx,
  of: { connectionId: ConnectionId; kind: string; sought: readonly SoughtText[] },
): Promise<ReadonlyMap<number, readonly Held[]>> {
  const wanted = of.sought.flatMap(({ at, text, names }) => [
    { at, kind: of.kind, externalId: text },
    ...names.map((name) => ({ at, kind: of.kind, name })),
  ]);
  return heldByPlace(tx, { connectionId: of.connectionId, wanted });
}

/** Which resources, each at its place: by external id, or by name. */
export interface WantedResource {
  readonly at: number;
  readonly kind: string;
  readonly externalId?: string;
  readonly name?: string;
}

/** The resources of these external ids and names, each under the places that asked for it. Rides the same indexes. */
export async function heldByPlace(
  tx: Tx,
  { connectionId, wanted }: { connectionId: ConnectionId; wanted: readonly WantedResource[] },
): Promise<ReadonlyMap<number, readonly Held[]>> {
  if (wanted.length === 0) return new Map();
  const { rows } = await sql<HeldRow>`
    with wanted as materialized (
      select w.at, w.kind, w."externalId" as external_id, w.name
      from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) as w(at int, kind text, "externalId" text, name text)
    )
    select w.at, ${heldColumns} from wanted w
      join rollcall.resource r on ${ofConnection(tx, connectionId)} and r.kind = w.kind
        and r.external_id = w.external_id collate "C"
    union
    select w.at, ${heldColumns} from wanted w
      join rollcall.resource r on ${ofConnection(tx, connectionId)} and r.kind = w.kind and r.name = w.name
    order by 1, 2`.execute(tx);
  return byPlace(rows.map((row) => [row.at, heldOf(row)]));
}

/** How resources of a kind are tied to their owner: by its name in an attribute, or as what is listed under it. */
export interface OwnerLink {
  readonly kind: string;
  readonly ownerKind: string;
  /** Null where its listing is that of the owner. */
  readonly attribute: string | null;
}

export interface PlacedOwner {
  readonly at: number;
  readonly kind: string;
  readonly externalId: string;
  readonly name: string;
}

/** A live resource that goes with its owner. */
export interface OwnedResource {
  readonly kind: string;
  readonly externalId: string;
  readonly name: string;
  readonly version: number;
  readonly isPart: boolean;
}

/**
 * Everything live that goes with each of these owners, one step down. Reads all resources of the linked kinds, whatever
 * the number of owners.
 */
export async function ownedByEach(
  tx: Tx,
  of: { connectionId: ConnectionId; owners: readonly PlacedOwner[]; links: readonly OwnerLink[] },
): Promise<ReadonlyMap<number, readonly OwnedResource[]>> {
  if (of.owners.length === 0 || of.links.length === 0) return new Map();
  const { rows } = await sql<OwnedResource & { readonly at: number }>`
    with owners as materialized (
      select o.at, o.kind, o."externalId" as external_id, o.name
      from jsonb_to_recordset(${JSON.stringify(of.owners)}::jsonb) as o(at int, kind text, "externalId" text, name text)
    ),
    linked as materialized (
      select r.kind, r.external_id, r.name, r.version, l."ownerKind" as owner_kind, l.attribute is null as is_part,
        case when l.attribute is null then r.parent else r.attributes ->> l.attribute end as owner
      from jsonb_to_recordset(${JSON.stringify(of.links)}::jsonb) as l(kind text, "ownerKind" text, attribute text)
      join rollcall.resource r on ${ofConnection(tx, of.connectionId)} and r.kind = l.kind and r.presence = 'live'
    )
    select distinct on (o.at, l.kind, l.external_id) o.at, l.kind, l.external_id as "externalId", l.name, l.version,
      l.is_part as "isPart"
    from linked l
    join (
      select o.at, o.kind, o.name as owner, false as is_part from owners o
      union all
      select o.at, o.kind, o.external_id, true from owners o
    ) o on o.kind = l.owner_kind and o.is_part = l.is_part and o.owner = l.owner
    order by o.at, l.kind, l.external_id, l.is_part`.execute(tx);
  return byPlace(rows.map(({ at, ...owned }) => [at, owned]));
}

/** How far what the ledger holds of a kind can be believed, over all scopes of it. */
export interface KindCoverage {
  readonly kind: string;
  /** The lowest; null where some scope was never believed. */
  readonly grade: Exclude<Grade, 'refused'> | null;
  /** Why the newest listing of some scope was not believed; null where all were. */
  readonly trouble: string | null;
}

/** The coverage of each kind of a connection that was ever asked for. Rides the primary key of scopes. */
export async function kindCoverage(tx: Tx, connectionId: ConnectionId): Promise<ReadonlyMap<string, KindCoverage>> {
  const { rows } = await sql<KindCoverage>`
    select s.kind, min(s.trouble) as trouble,
      case when bool_or(s.grade is null) then null
        when bool_or(s.grade = 'plausible') then 'plausible'
        when bool_or(s.grade = 'corroborated') then 'corroborated'
        else 'proven' end as grade
    from rollcall.scope s
    where s.workspace_id = ${tx.workspaceId} and s.connection_id = ${connectionId} group by s.kind`.execute(tx);
  return new Map(rows.map((row) => [row.kind, row]));
}

interface HeldRow {
  readonly at: number;
  readonly external_id: string;
  readonly kind: string;
  readonly name: string;
  readonly presence: Held['presence'];
  readonly parent: string;
  readonly attributes: Held['attributes'];
  readonly version: number;
}

const heldColumns = sql`r.external_id, r.kind, r.name, r.presence, r.parent, r.attributes, r.version`;

function ofConnection(tx: Tx, connectionId: ConnectionId): RawBuilder<unknown> {
  return sql`r.workspace_id = ${tx.workspaceId} and r.connection_id = ${connectionId}`;
}

function heldOf({ at: _, external_id: externalId, parent, ...row }: HeldRow): Held {
  return { ...row, externalId, parent: parent === '' ? null : parent };
}

function byPlace<Value>(placed: readonly (readonly [number, Value])[]): ReadonlyMap<number, readonly Value[]> {
  const found = new Map<number, Value[]>();
  for (const [at, value] of placed) {
    const list = found.get(at);
    if (list === undefined) found.set(at, [value]);
    else list.push(value);
  }
  return found;
}
