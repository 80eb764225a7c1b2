import type { HeldDomain, HeldDomainThen, SaidThen } from '@rollcall/ledger';
import { ConnectionId, type DnsAnswer, type DnsAuthority } from '@rollcall/schema';
import { sql } from 'kysely';
import type { Tx } from '../../database.ts';
import { streamed } from '../../facts/streamed.ts';
import { instant, instantOrNull } from '../../json.ts';
import { inForce, type Moment } from '../../moment.ts';

interface SideRow {
  readonly domain: string;
  readonly authority: DnsAuthority;
  readonly authority_since: Date;
  readonly resolver: { readonly answers: readonly DnsAnswer[] };
  readonly resolver_since: Date;
}

/** Of these domains; those that had not been asked about by then are left out. Rides the primary keys. */
export async function saidThen(
  tx: Tx,
  { domains, asOf }: { readonly domains: readonly string[]; readonly asOf: Date },
): Promise<ReadonlyMap<string, SaidThen>> {
  const side = (name: string) => sql`
    cross join lateral (
      select t.said, t.since from (
        select s.said, s.since from rollcall.dns_side s
        where s.workspace_id = ${tx.workspaceId} and s.domain = d.domain and s.side = ${name}
        union all
        select p.said, p.since from rollcall.dns_side_past p
        where p.workspace_id = ${tx.workspaceId} and p.domain = d.domain and p.side = ${name}
      ) t
      where t.since < ${new Date(asOf.getTime() + 1)}::timestamptz order by t.since desc limit 1
    )`;
  const { rows } = await sql<SideRow>`
    select d.domain, a.said as authority, a.since as authority_since, r.said as resolver, r.since as resolver_since
    from unnest(${[...domains]}::text[]) as d(domain) ${side('authority')} a ${side('resolver')} r`.execute(tx);
  return new Map(
    rows.map(({ domain, authority, authority_since, resolver, resolver_since }) => [
      domain,
      {
        ...{ authority, authoritySince: instant(authority_since) },
        ...{ resolver: resolver.answers, resolverSince: instant(resolver_since) },
      },
    ]),
  );
}

interface HeldRow {
  readonly domain: string;
  readonly connection_id: string;
  readonly connection: string;
  readonly provider: string;
  readonly external_id: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly children: HeldDomain['children'] | null;
  /** When the newest listing of each of these kinds began, where it was believed. */
  readonly believed: Readonly<Record<string, string>> | null;
  readonly since: Date | null;
}

/**
 * The domains that were live at a moment, by what was known then, with what was listed by them of DNS, in pages and in the order of
 * their names. Reads all versions of these kinds once. What hangs on a domain is told by where it hangs now, or hung last.
 */
export async function* heldDomainsThen(
  tx: Tx,
  moment: Moment & { readonly connectionId?: ConnectionId | undefined },
): AsyncGenerator<readonly HeldDomainThen[]> {
  const { connectionId, asOf, knownAt } = moment;
  const kinds = sql`('dns_record', 'dns_expectation', 'dkim', 'nameserver_state')`;
  const ofKind = (kind: ReturnType<typeof sql>) => sql`
    from rollcall.connection c
    join rollcall.resource_version v on v.workspace_id = c.workspace_id and v.connection_id = c.connection_id and ${kind}
      and v.presence = 'live' and ${inForce(tx, moment)}`;
  const ofWorkspace = sql`c.workspace_id = ${tx.workspaceId}
    ${connectionId === undefined ? sql`` : sql`and c.connection_id = ${connectionId}`}`;
  const question = sql<HeldRow>`
    with domain as materialized (
      select v.connection_id, c.name as connection, c.provider, v.name as domain, v.external_id, v.attributes
      ${ofKind(sql`v.kind = 'domain'`)} where ${ofWorkspace}
    ),
    child as materialized (
      select v.connection_id, r.parent, jsonb_agg(jsonb_build_object('kind', v.kind, 'name', v.name, 'attributes', v.attributes)
        order by v.kind, v.external_id collate "C") as children, max(coalesce(v.true_from, v.recorded_at)) as since
      ${ofKind(sql`v.kind in ${kinds}`)}
      join rollcall.resource r on r.workspace_id = v.workspace_id and r.connection_id = v.connection_id and r.kind = v.kind
        and r.external_id = v.external_id and r.parent <> ''
      where ${ofWorkspace} group by 1, 2
    )
    select d.*, k.children, k.since, (
      select jsonb_object_agg(x.kind, rollcall.instant(n.started_at))
      from unnest(array['dns_record', 'dns_expectation', 'dkim', 'nameserver_state']) as x(kind)
      cross join lateral (
        select l.started_at, l.grade <> 'refused' and r.outcome is distinct from 'held' as is_believed from rollcall.listing l
        join rollcall.run r on r.workspace_id = l.workspace_id and r.run_id = l.run_id and not r.plan
        where l.workspace_id = ${tx.workspaceId} and l.connection_id = d.connection_id and l.kind = x.kind
          and l.parent = d.external_id and l.started_at <= ${asOf}::timestamptz and l.finished_at <= ${knownAt}::timestamptz
        order by l.started_at desc limit 1
      ) n
      where n.is_believed
    ) as believed
    from domain d left join child k on k.connection_id = d.connection_id and k.parent = d.external_id
    order by d.domain, d.connection collate "C", d.external_id`;
  for await (const rows of streamed<HeldRow>(tx, { name: 'dns_held_then', question })) yield rows.map(heldOf);
}

function heldOf(row: HeldRow): HeldDomainThen {
  return {
    domain: row.domain,
    held: {
      connectionId: ConnectionId.parse(row.connection_id),
      ...{
        connection: row.connection,
        provider: row.provider,
        externalId: row.external_id,
        attributes: row.attributes,
      },
      ...{ children: row.children ?? [], believed: Object.keys(row.believed ?? {}) },
    },
    listedAt:
      Object.values(row.believed ?? {})
        .sort()
        .at(-1) ?? null,
    since: instantOrNull(row.since),
  };
}
