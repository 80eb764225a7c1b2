import type { ConnectionId, Presence } from '@rollcall/schema';
import { sql } from 'kysely';
import type { Tx } from './database.ts';

/** A resource that a caller may mean. */
export interface Meant {
  readonly externalId: string;
  readonly name: string;
  readonly presence: Presence;
  /** External id of the parent; null for kinds that are not listed per parent. */
  readonly parent: string | null;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** More are not worth telling apart for a person. */
const meantMax = 100;

/**
 * The resources of a kind that have this external id or one of these names, in any presence. Rides the primary key and
 * `resource_of_connection_by_name`.
 */
export async function resourcesMeant(
  tx: Tx,
  of: { connectionId: ConnectionId; kind: string; externalId: string; names: readonly string[] },
): Promise<readonly Meant[]> {
  const rows = await tx
    .selectFrom('resource')
    .select(['external_id', 'name', 'presence', 'parent', 'attributes'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('connection_id', '=', of.connectionId)
    .where('kind', '=', of.kind)
    .where((eb) => eb.or([eb('external_id', '=', of.externalId), eb('name', 'in', [...of.names])]))
    .orderBy((eb) => eb('external_id', '=', of.externalId), 'desc')
    .orderBy((eb) => eb('presence', '=', 'live'), 'desc')
    .orderBy('external_id')
    .limit(meantMax)
    .execute();
  return rows.map(({ external_id, name, presence, parent, attributes }) => ({
    ...{ externalId: external_id, name, presence, attributes },
    parent: parent === '' ? null : parent,
  }));
}

/** How many live resources of one kind have the same owner, and some of their names. */
export interface Owned {
  readonly kind: string;
  readonly count: number;
  readonly names: readonly string[];
}

const ownedNamesMax = 5;

/**
 * What goes with an owner of this name: the live resources whose attribute names it. Reads all of these kinds, which
 * takes some 20 ms for 20,000.
 */
export async function ownedBy(
  tx: Tx,
  of: {
    connectionId: ConnectionId;
    name: string;
    kinds: readonly { readonly kind: string; readonly attribute: string }[];
  },
): Promise<readonly Owned[]> {
  const { rows } = await sql<Owned>`
    select o.kind, count(*)::int as count, (array_agg(r.name order by r.name))[1:${sql.lit(ownedNamesMax)}] as names
    from jsonb_to_recordset(${JSON.stringify(of.kinds)}::jsonb) as o(kind text, attribute text)
    join rollcall.resource r on r.workspace_id = ${tx.workspaceId} and r.connection_id = ${of.connectionId}
      and r.kind = o.kind and r.presence = 'live' and r.attributes ->> o.attribute = ${of.name}
    group by o.kind order by o.kind`.execute(tx);
  return rows;
}
