import {
  type DnsAnswer,
  type DnsAuthority,
  type DnsDomain,
  type Instant,
  RollcallError,
  rulesOfFamily,
} from '@rollcall/schema';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../database.ts';
import { instant, instantOrNull } from '../json.ts';

interface Row {
  readonly domain: string;
  readonly checked_at: Date | null;
  readonly due_at: Date;
  readonly unanswered: number;
  readonly findings: number;
  readonly authority: DnsAuthority | null;
  readonly since: Date | null;
  readonly resolver: { readonly answers: readonly DnsAnswer[] } | null;
}

/** The domains that are asked about, by name. A key that is limited to connections sees those that these have. */
export async function listDnsDomains(
  tx: Tx,
  { after, limit }: { readonly after: string | undefined; readonly limit: number },
): Promise<readonly DnsDomain[]> {
  const { rows } = await sql<Row>`
    select ${domainColumns(tx)} from (
      select d.* from rollcall.dns_domain d
      where d.workspace_id = ${tx.workspaceId} and d.domain > ${after ?? ''} and ${isHeld(tx)} order by d.domain limit ${limit}
    ) d ${sides} order by d.domain`.execute(tx);
  return rows.map(dnsDomain);
}

/** What is known of one of them. */
export interface AskedDomain {
  readonly domain: DnsDomain;
  /** Null where it was not asked about yet. */
  readonly told: {
    readonly authority: DnsAuthority;
    readonly since: Instant;
    readonly resolver: readonly DnsAnswer[];
  } | null;
}

/** Throws `RollcallError` (`not_found`) for one that is not asked about, or that a limited key does not see. */
export async function dnsOfDomain(tx: Tx, domain: string): Promise<AskedDomain> {
  const { rows } = await sql<Row>`
    select ${domainColumns(tx)}, a.said as authority, a.since, r.said as resolver
    from rollcall.dns_domain d ${sides}
    where d.workspace_id = ${tx.workspaceId} and d.domain = ${domain} and ${isHeld(tx)}`.execute(tx);
  const [row] = rows;
  if (row === undefined) {
    throw new RollcallError(
      'not_found',
      `DNS is not asked about ${domain}: "dns" lists the domains that it is asked about.`,
    );
  }
  const { authority, since, resolver } = row;
  const told =
    authority === null || since === null || resolver === null
      ? null
      : { authority, since: instant(since), resolver: resolver.answers };
  return { domain: dnsDomain(row), told };
}

function domainColumns(tx: Tx): RawBuilder<unknown> {
  return sql`d.domain, d.checked_at, d.due_at,
    coalesce(jsonb_array_length(jsonb_path_query_array(a.said, '$.answers[*] ? (@.state == "unknown")')), 0)
      + coalesce(jsonb_array_length(jsonb_path_query_array(r.said, '$.answers[*] ? (@.state == "unknown")')), 0) as unanswered,
    (select count(*)::int from rollcall.finding f where f.workspace_id = ${tx.workspaceId} and f.state <> 'resolved'
      and f.rule = any (${[...rulesOfFamily.deliverability]}) and f.subject_kind = 'domain'
      and f.subject_name = d.domain) as findings`;
}

const sides = sql`
  left join rollcall.dns_side a on a.workspace_id = d.workspace_id and a.domain = d.domain and a.side = 'authority'
  left join rollcall.dns_side r on r.workspace_id = d.workspace_id and r.domain = d.domain and r.side = 'resolver'`;

/** Whether a connection has it that the caller may see: row-level security hides the others. Rides `resource_by_name`. */
function isHeld(tx: Tx): RawBuilder<boolean> {
  return sql<boolean>`exists (select from rollcall.resource x where x.workspace_id = ${tx.workspaceId} and x.kind = 'domain'
    and x.name = d.domain and x.presence = 'live')`;
}

function dnsDomain({ domain, checked_at, due_at, unanswered, findings }: Row): DnsDomain {
  return { domain, checkedAt: instantOrNull(checked_at), dueAt: instant(due_at), unanswered, findings };
}
