import type { HeldThen, InventoryConnection, InventoryCount, InventoryPair, InventoryState } from '@rollcall/ledger';
import { ConnectionId, type Presence } from '@rollcall/schema';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../database.ts';
import { streamed } from '../facts/streamed.ts';
import { heldThen } from '../held-then.ts';
import { instant } from '../json.ts';
import { inForce, knownThen, type Moment, pastMillisecond } from '../moment.ts';
import type { CountFilter } from '../only.ts';
import { firstSeenAt } from '../past.ts';

/**
 * How many resources the ledger held at a moment, by connection, kind and presence, with a mark of which. As `countPastResources`
 * counts, but of removed connections as well.
 */
export async function inventoryCounts(tx: Tx, filter: CountFilter, moment: Moment): Promise<readonly InventoryCount[]> {
  // Of a text's MD5, since that is the same in every version of PostgreSQL. The order does not matter to a sum by xor.
  const mark = sql`bit_xor(('x' || left(md5(n.external_id || ' ' || n.version), 16))::bit(64)::bigint)`;
  const { rows } = await sql<Omit<InventoryCount, 'connectionId'> & { connection_id: string }>`
    select n.connection_id, n.kind, n.presence, count(*)::int as count, ${mark}::text as mark
    from (${heldThen(tx, filter, moment)}) n
    group by n.connection_id, n.kind, n.presence
    order by n.connection_id, n.kind collate "C", n.presence collate "C"`.execute(tx);
  return rows.map(({ connection_id, ...row }) => ({ ...row, connectionId: ConnectionId.parse(connection_id) }));
}

/** The connections that had been added when the moment was known, by name. */
export async function inventoryConnections(
  tx: Tx,
  { connectionId }: Pick<CountFilter, 'connectionId'>,
  knownAt: Date,
): Promise<readonly InventoryConnection[]> {
  const known = pastMillisecond(knownAt);
  const { rows } = await sql<{ id: string; name: string; provider: string; removed_at: Date | null }>`
    select c.connection_id as id, c.name, c.provider, case when c.removed_at < ${known}::timestamptz then c.removed_at end as removed_at
    from rollcall.connection c
    where c.workspace_id = ${tx.workspaceId} and c.created_at < ${known}::timestamptz
      ${connectionId === undefined ? sql`` : sql`and c.connection_id = ${connectionId}`}
    order by c.name, c.connection_id`.execute(tx);
  return rows.map(({ id, removed_at, ...row }) => ({ ...row, id: ConnectionId.parse(id), removedAt: removed_at }));
}

/** What a connection had at a moment and what was not gone by then, by kind, name and external id. */
export async function* inventoryOf(
  tx: Tx,
  filter: CountFilter & { readonly connectionId: ConnectionId },
  moment: Moment,
): AsyncGenerator<readonly HeldThen[]> {
  const question = sql`
    select v.kind, v.external_id, v.name, v.presence, v.attributes, v.recorded_at, ${firstSeenAt(tx)} as first_seen_at
    from (
      select v.* from (${heldThen(tx, filter, moment)}) n
      join rollcall.resource_version v on v.workspace_id = ${tx.workspaceId} and v.connection_id = n.connection_id
        and v.kind = n.kind and v.external_id = n.external_id and v.version = n.version
      where n.presence <> 'gone'
      -- Sorted before more is asked of each: whoever shows the first of them asks for no others.
      order by v.kind collate "C", v.name, v.external_id
    ) v`;
  for await (const rows of streamed<HeldRow>(tx, { name: 'inventory', question })) yield rows.map(heldOf);
}

interface HeldRow {
  readonly kind: string;
  readonly external_id: string;
  readonly name: string;
  readonly presence: Presence;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly recorded_at: Date;
  readonly first_seen_at: Date;
}

function heldOf({ external_id, recorded_at, first_seen_at, ...row }: HeldRow): HeldThen {
  const [lastChangedAt, firstSeenAt] = [instant(recorded_at), instant(first_seen_at)];
  return { ...row, externalId: external_id, firstSeenAt, lastChangedAt };
}

/** Two moments, by what was known at one time. */
export interface Between {
  readonly from: Date;
  readonly to: Date;
  readonly knownAt: Date;
}

/**
 * The resources of a connection of which something became true after `from` and not after `to`, each as it was at either moment,
 * also where it was renamed in between; by kind, name and external id. Rides `resource_version_by_truth`, and looks up nothing but
 * what has changed.
 */
export async function* inventoryPairs(
  tx: Tx,
  { connectionId, kind }: CountFilter & { readonly connectionId: ConnectionId },
  between: Between,
): AsyncGenerator<readonly InventoryPair[]> {
  const then: Moment = { asOf: between.from, knownAt: between.knownAt };
  const now: Moment = { asOf: between.to, knownAt: between.knownAt };
  const [after, until] = [then.asOf, now.asOf].map(pastMillisecond);
  const question = sql`
    with touched as materialized (
      select distinct v.connection_id, v.kind, v.external_id from rollcall.resource_version v
      where v.workspace_id = ${tx.workspaceId} and v.connection_id = ${connectionId}
        ${kind === undefined ? sql`` : sql`and v.kind = ${kind}`}
        and v.version > 0 and coalesce(v.true_from, v.recorded_at) >= ${after}::timestamptz
        and coalesce(v.true_from, v.recorded_at) < ${until}::timestamptz and ${knownThen('v', now)}
    ),
    ended as materialized (
      select v.connection_id, v.kind, v.external_id, v.version
      from touched t cross join lateral (
        select v.connection_id, v.kind, v.external_id, v.version, v.recorded_at, v.true_from from rollcall.resource_version v
        where v.workspace_id = ${tx.workspaceId} and v.connection_id = t.connection_id and v.kind = t.kind
          and v.external_id = t.external_id and ${knownThen('v', now)}
        order by v.version desc limit 1
      ) v
      where ${inForce(tx, now)}
    )
    select n.kind, ${stateOf('n')} as now, case when b.external_id is not null then ${stateOf('b')} end as before,
      n.recorded_at as changed_at
    from ended v
    join rollcall.resource_version n on n.workspace_id = ${tx.workspaceId} and n.connection_id = v.connection_id
      and n.kind = v.kind and n.external_id = v.external_id and n.version = v.version
    left join lateral (${originOf(tx, { then, now })}) o on true
    left join rollcall.resource_version b on b.workspace_id = ${tx.workspaceId} and b.connection_id = v.connection_id
      and b.kind = v.kind and b.external_id = o.external_id and b.version = o.version
    order by n.kind collate "C", n.name, n.external_id`;
  for await (const rows of streamed<PairRow>(tx, { name: 'inventory_pairs', question })) {
    yield rows.map(({ changed_at, ...row }) => ({ ...row, changedAt: instant(changed_at) }));
  }
}

interface PairRow {
  readonly kind: string;
  readonly before: InventoryState | null;
  readonly now: InventoryState;
  readonly changed_at: Date;
}

function stateOf(row: string): RawBuilder<unknown> {
  const of = (column: string) => sql.ref(`${row}.${column}`);
  return sql`jsonb_build_object('externalId', ${of('external_id')}, 'name', ${of('name')}, 'presence', ${of('presence')},
    'attributes', ${of('attributes')})`;
}

/**
 * The version that was in force `then` of the resource whose version `v` is `now`: back along the renames that came between. An
 * external id that another resource bore before leads nowhere: that one left it by a rename of its own.
 */
function originOf(tx: Tx, { then, now }: { readonly then: Moment; readonly now: Moment }): RawBuilder<unknown> {
  const renames = sql`rollcall.resource_rename e
    where e.workspace_id = ${tx.workspaceId} and e.connection_id = v.connection_id and e.kind = v.kind`;
  const left = (
    id: RawBuilder<unknown>,
    from: RawBuilder<unknown>,
    to: RawBuilder<unknown>,
  ) => sql`exists (select from ${renames}
    and e.from_external_id = ${id} and e.from_version >= ${from} and e.from_version < ${to} and ${knownThen('e', now)})`;
  return sql`
    with recursive life as (
      select v.external_id, v.version, 0 as step
      union all
      select a.from_external_id, a.from_version, l.step + 1 from life l cross join lateral (
        select e.version, e.from_external_id, e.from_version, e.recorded_at, e.true_from from ${renames}
          and e.external_id = l.external_id and e.version <= l.version and ${knownThen('e', now)}
        order by e.version desc limit 1
      ) a
      where not ${knownThen('a', then)} and not ${left(sql`l.external_id`, sql`a.version`, sql`l.version`)}
    )
    select w.external_id, w.version
    from (select l.external_id, l.version from life l order by l.step desc limit 1) l
    cross join lateral (
      select w.external_id, w.version from rollcall.resource_version w
      where w.workspace_id = ${tx.workspaceId} and w.connection_id = v.connection_id and w.kind = v.kind
        and w.external_id = l.external_id and w.version <= l.version and ${knownThen('w', then)}
      order by w.version desc limit 1
    ) w
    where not ${left(sql`w.external_id`, sql`w.version`, sql`l.version`)}`;
}
