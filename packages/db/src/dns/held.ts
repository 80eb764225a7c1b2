import type { HeldDomain } from '@rollcall/ledger';
import { ConnectionId } from '@rollcall/schema';
import { sql } from 'kysely';
import type { Tx } from '../database.ts';

interface Row {
  readonly domain: string;
  readonly connection_id: string;
  readonly connection: string;
  readonly provider: string;
  readonly external_id: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly children: HeldDomain['children'] | null;
  readonly believed: readonly string[] | null;
}

/**
 * These domains as the ledger holds them live at active connections, with what is listed by them of DNS. Rides
 * `resource_by_name`, `resource_of_parent` and the key of scopes. In these, parents are in the order of the database: an external id,
 * which is compared by its bytes, would not ride them.
 */
export async function heldDomains(
  tx: Tx,
  domains: readonly string[],
): Promise<ReadonlyMap<string, readonly HeldDomain[]>> {
  const kinds = sql`('dns_record', 'dns_expectation', 'dkim', 'nameserver_state')`;
  const { rows } = await sql<Row>`
    select r.name as domain, r.connection_id, c.name as connection, c.provider, r.external_id, r.attributes, k.children,
      k.believed
    from unnest(${[...domains]}::text[]) as d(domain)
    join rollcall.resource r on r.workspace_id = ${tx.workspaceId} and r.kind = 'domain' and r.name = d.domain
      and r.presence = 'live'
    join rollcall.connection c on c.workspace_id = r.workspace_id and c.connection_id = r.connection_id and c.state = 'active'
    cross join lateral (
      select (
        select jsonb_agg(jsonb_build_object('kind', x.kind, 'name', x.name, 'attributes', x.attributes)
          order by x.kind, x.external_id)
        from rollcall.resource x where x.workspace_id = r.workspace_id and x.connection_id = r.connection_id
          and x.kind in ${kinds} and x.parent = r.external_id collate "default" and x.parent <> '' and x.presence = 'live'
      ) as children, (
        select array_agg(s.kind order by s.kind) from rollcall.scope s
        where s.workspace_id = r.workspace_id and s.connection_id = r.connection_id and s.kind in ${kinds}
          and s.parent = r.external_id collate "default" and s.grade is not null and s.trouble is null
      ) as believed
    ) k
    order by r.name, c.name`.execute(tx);
  const held = rows.map((row) => ({
    domain: row.domain,
    held: {
      connectionId: ConnectionId.parse(row.connection_id),
      ...{
        connection: row.connection,
        provider: row.provider,
        externalId: row.external_id,
        attributes: row.attributes,
      },
      ...{ children: row.children ?? [], believed: row.believed ?? [] },
    },
  }));
  const byDomain = Map.groupBy(held, ({ domain }) => domain);
  return new Map([...byDomain].map(([domain, of]) => [domain, of.map((one) => one.held)]));
}
