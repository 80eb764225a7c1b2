import { type AskedDomain, dnsOfDomain, heldDomains, listDnsDomains, requestDnsCheck } from '@rollcall/db';
import { type DnsHolder, dnsHolder, type SaidRecord } from '@rollcall/ledger';
import { dnsName, domainTermsOf } from '@rollcall/provider-kit';
import { providers } from '@rollcall/provider-registry';
import type { DnsDomain, DnsName, DnsSaid, DnsView } from '@rollcall/schema';
import { z } from 'zod';
import { positionOf } from '../cursor.ts';
import { pageInput, pageOf } from '../page.ts';
import { procedureFor, router } from '../trpc.ts';
import { dnsRecords } from './common.ts';

const nameMax = 253;
const Domain = z.strictObject({ domain: z.string().min(1).max(nameMax).transform(dnsName) });

/** What DNS is asked, and what all sides say; and the operations that change records at providers. */
export const dns = router({
  ...dnsRecords,

  list: procedureFor({
    scope: 'inventory:read',
    cost: 'page',
    audit: 'none',
    rest: 'GET /dns',
    summary: 'Lists the domains whose DNS is asked about, and how they fare.',
  })
    .input(z.strictObject(pageInput))
    .query(({ ctx, input: { cursor, limit } }) => {
      const after = cursor === undefined ? undefined : positionOf(cursor, {}, z.string().max(nameMax));
      return ctx.inWorkspace(async (tx) => {
        const rows = await listDnsDomains(tx, { after, limit: limit + 1 });
        return pageOf<DnsDomain>(rows, { limit, filter: {}, position: ({ domain }) => domain });
      });
    }),

  get: procedureFor({
    scope: 'inventory:read',
    cost: 'page',
    audit: 'none',
    rest: 'GET /dns/{domain}',
    summary: 'Shows what the four sides say of the DNS of a domain.',
  })
    .input(Domain)
    .query(({ ctx, input: { domain } }) =>
      ctx.inWorkspace(async (tx) => {
        const asked = await dnsOfDomain(tx, domain);
        const held = (await heldDomains(tx, [domain])).get(domain) ?? [];
        const holders = held.map((one) => dnsHolder(domain, one, domainTermsOf(providers[one.provider])));
        return { data: viewOf(asked, holders) };
      }),
    ),

  check: procedureFor({
    scope: 'connections:admin',
    cost: 'change',
    audit: 'change',
    rest: 'POST /dns/{domain}/check',
    summary: 'Has DNS asked about a domain now, by a daemon, and puts on record who asked.',
  })
    .input(Domain)
    .mutation(({ ctx, input: { domain } }) =>
      ctx.inWorkspace(async (tx) => {
        // Said of one that is not there, or not the key's to see.
        await dnsOfDomain(tx, domain);
        await requestDnsCheck(tx, { domain, actor: ctx.caller.actor });
        return { data: (await dnsOfDomain(tx, domain)).domain };
      }),
    ),
});

function viewOf({ domain, told }: AskedDomain, holders: readonly DnsHolder[]): DnsView {
  return {
    ...domain,
    assigned: holders.flatMap(({ connection, nameservers }) =>
      nameservers === null ? [] : [{ connection, nameservers: [...nameservers] }],
    ),
    names: namesOf(told, holders),
    authoritySince: told?.since ?? null,
    delegation: told?.authority.delegation ?? null,
    spf: told?.authority.spf ?? null,
    dkim: told?.authority.dkim ?? null,
    dmarc: told?.authority.dmarc ?? null,
  };
}

function namesOf(told: AskedDomain['told'], holders: readonly DnsHolder[]): DnsName[] {
  const answers = [...(told?.authority.answers ?? []), ...(told?.resolver ?? [])];
  const said = holders.flatMap(({ published, expected }) => [...(published ?? []), ...expected]);
  const keys = new Map([...answers, ...said].map(({ name, type }) => [`${name} ${type}`, { name, type }]));
  return [...keys.values()]
    .sort((a, b) => compare(a.name, b.name) || compare(a.type, b.type))
    .map(({ name, type }) => {
      const isThis = (one: { name: string; type: string }) => one.name === name && one.type === type;
      return {
        ...{ name, type },
        published: saidBy(holders, (holder) => (holder.published ?? []).filter(isThis)),
        expected: saidBy(holders, (holder) => holder.expected.filter(isThis)),
        authority: (told?.authority.answers ?? []).filter(isThis),
        resolver: (told?.resolver ?? []).filter(isThis),
      };
    });
}

function saidBy(holders: readonly DnsHolder[], of: (holder: DnsHolder) => readonly SaidRecord[]): DnsSaid[] {
  return holders.flatMap((holder) => {
    const records = of(holder).map(({ content, priority }) => ({ content, priority }));
    return records.length === 0 ? [] : [{ connection: holder.connection, records }];
  });
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
