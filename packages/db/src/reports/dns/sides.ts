import type { HeldDomain, HeldDomainThen, SaidThen } from '@rollcall/ledger';
import { ConnectionId, type DnsAnswer, type DnsAuthority } from '@rollcall/schema';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../database.ts';
import { streamed } from '../../facts/streamed.ts';
import { heldThen } from '../../held-then.ts';
import { instant, instantOrNull } from '../../json.ts';
import { heldBy } from '../../listed-then.ts';
import { type Moment, pastMillisecond } from '../../moment.ts';

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
      where t.since < ${pastMillisecond(asOf)}::timestamptz order by t.since desc limit 1
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

/** What is listed by domains of their DNS. */
const childKinds = ['dns_record', 'dns_expectation', 'dkim', 'nameserver_state'] as const;

/**
 * The domains that were live at a moment, by what was known then, with what was listed by them of DNS, in pages and in the order of
 * their names. Reads all resources of these kinds once, and the versions of those that have changed since. What hangs on a domain is
 * told by where it hangs now, or hung last.
 */
export async function* heldDomainsThen(
  tx: Tx,
  moment: Moment & { readonly connectionId?: ConnectionId | undefined },
): AsyncGenerator<readonly HeldDomainThen[]> {
  const { connectionId } = moment;
  const held = (kinds: readonly string[]) => heldThen(tx, { connectionId, kinds, withState: true }, moment);
  const question = sql<HeldRow>`
    with domain as materialized (
      select h.connection_id, c.name as connection, c.provider, h.name as domain, h.external_id, h.attributes
      from (${held(['domain'])}) h
      join rollcall.connection c on c.workspace_id = ${tx.workspaceId} and c.connection_id = h.connection_id
      where h.presence = 'live'
    ),
    child as materialized (
      select h.connection_id, r.parent, jsonb_agg(jsonb_build_object('kind', h.kind, 'name', h.name, 'attributes', h.attributes)
        order by h.kind, h.external_id collate "C") as children, max(h.since) as since
      from (${held(childKinds)}) h
      join rollcall.resource r on r.workspace_id = ${tx.workspaceId} and r.connection_id = h.connection_id and r.kind = h.kind
        and r.external_id = h.external_id and r.parent <> ''
      where h.presence = 'live' group by 1, 2
    )
    select d.*, k.children, k.since, (${believedThen(tx, moment)}) as believed
    from domain d left join child k on k.connection_id = d.connection_id and k.parent = d.external_id
    order by d.domain, d.connection collate "C", d.external_id`;
  for await (const rows of streamed<HeldRow>(tx, { name: 'dns_held_then', question, byHash: true }))
    yield rows.map(heldOf);
}

/**
 * When the newest listing of each kind began that was listed by the domain `d`, where it was believed. Each is one step in
 * `listing_of_scope`, whose parents are in the order of the database: an external id, which is compared by its bytes, would
 * not ride it. Runs are looked up one by one, and not joined: they would be joined anew for each domain.
 */
function believedThen(tx: Tx, { asOf, knownAt }: Moment): RawBuilder<unknown> {
  const ofRun = (what: RawBuilder<unknown>) => sql`(select ${what} from rollcall.run r
    where r.workspace_id = ${tx.workspaceId} and r.run_id = l.run_id)`;
  return sql`
    select jsonb_object_agg(x.kind, rollcall.instant(l.started_at))
    from unnest(${[...childKinds]}::text[]) as x(kind)
    cross join lateral (
      select l.started_at, l.run_id, l.grade from rollcall.listing l
      where l.workspace_id = ${tx.workspaceId} and l.connection_id = d.connection_id and l.kind = x.kind
        and l.parent = d.external_id collate "default" and l.started_at <= ${asOf}::timestamptz
        and l.finished_at <= ${knownAt}::timestamptz and not ${ofRun(sql`r.plan`)}
      order by l.started_at desc limit 1
    ) l
    where l.grade <> 'refused' and not ${ofRun(heldBy(knownAt))}`;
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
