import type { HeldDomain } from '@rollcall/ledger';
import type { DnsAnswer, DnsAuthority, Instant } from '@rollcall/schema';
import { sql } from 'kysely';
import type { Tx } from '../database.ts';
import { heldDomains } from '../dns/held.ts';
import { instant } from '../json.ts';
import { pagesOf } from './pages.ts';

/** A domain whose DNS was asked about, with what its connections hold of it. */
export interface CheckedHeldDomain {
  readonly domain: string;
  readonly held: readonly HeldDomain[];
  readonly checkedAt: Instant;
  readonly authority: DnsAuthority;
  readonly authoritySince: Instant;
  readonly resolver: readonly DnsAnswer[];
}

interface Row {
  readonly domain: string;
  readonly checked_at: Date;
  readonly authority: DnsAuthority;
  readonly since: Date;
  readonly resolver: { readonly answers: readonly DnsAnswer[] };
}

/** Answers of a hundred domains are a megabyte: more are read in turns. */
const domainsMax = 500;

/** The domains that were asked about, in pages. Rides the primary keys of `dns_domain` and `dns_side`. */
export function dnsFacts(tx: Tx): AsyncIterable<readonly CheckedHeldDomain[]> {
  return pagesOf<CheckedHeldDomain, string>({
    pageMax: domainsMax,
    keyOf: ({ domain }) => domain,
    async page(after, limit) {
      const { rows } = await sql<Row>`
        select d.domain, d.checked_at, a.said as authority, a.since, r.said as resolver
        from rollcall.dns_domain d
        join rollcall.dns_side a on a.workspace_id = d.workspace_id and a.domain = d.domain and a.side = 'authority'
        join rollcall.dns_side r on r.workspace_id = d.workspace_id and r.domain = d.domain and r.side = 'resolver'
        where d.workspace_id = ${tx.workspaceId} and d.checked_at is not null and d.domain > ${after ?? ''}
        order by d.domain limit ${limit}`.execute(tx);
      const held = await heldDomains(
        tx,
        rows.map(({ domain }) => domain),
      );
      return rows.map((row) => ({
        ...{ domain: row.domain, held: held.get(row.domain) ?? [], checkedAt: instant(row.checked_at) },
        ...{ authority: row.authority, authoritySince: instant(row.since), resolver: row.resolver.answers },
      }));
    },
  });
}
