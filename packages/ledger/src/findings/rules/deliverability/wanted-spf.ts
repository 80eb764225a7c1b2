import type { DnsFacts, DnsHolder, SaidRecord } from '../../facts/dns.ts';

/** What lets a connection's mail pass, as terms of an SPF record. */
export function termsOf({ spfIncludes, expected }: DnsHolder, domain: string): readonly string[] {
  const asked = expected.find((record) => isSpfOf(domain, record));
  const terms = (asked?.content.split(/\s+/).slice(1) ?? []).filter((term) =>
    /^\+?(a|mx|ip4|ip6|include|exists)(?=$|[:/])/i.test(term),
  );
  return [...spfIncludes.map((include) => `include:${include}`), ...terms];
}

export function isSpfOf(domain: string, { type, name, content }: SaidRecord): boolean {
  return type === 'TXT' && name === domain && /^v=spf1(?: |$)/i.test(content);
}

/** What is left where nobody is known to send. */
export const denyingAll = 'v=spf1 ~all';

/** The record with all that the connections of the domain need, in place of this one. */
export function wantedSpf(facts: DnsFacts, record: string | null): string {
  const own = record === null ? ['~all'] : record.trim().split(/\s+/).slice(1);
  const needed = facts.holders.flatMap((holder) => termsOf(holder, facts.domain));
  const missing = needed.filter((term) => own.every((one) => one.toLowerCase() !== term.toLowerCase()));
  // Behind `all`, nothing counts.
  return ['v=spf1', ...new Set(missing), ...own].join(' ');
}
