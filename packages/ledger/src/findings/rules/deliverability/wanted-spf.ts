import type { DnsFacts, DnsHolder } from '../../facts/dns.ts';

/** What lets a connection's mail pass, as terms of an SPF record. */
export function termsOf({ spfIncludes, expected }: DnsHolder, domain: string): readonly string[] {
  const asked = expected.find(({ type, name, content }) => type === 'TXT' && name === domain && isSpf(content));
  const terms = (asked?.content.split(/\s+/).slice(1) ?? []).filter((term) =>
    /^\+?(a|mx|ip4|ip6|include|exists)(?=$|[:/])/i.test(term),
  );
  return [...spfIncludes.map((include) => `include:${include}`), ...terms];
}

function isSpf(text: string): boolean {
  return /^v=spf1(?: |$)/i.test(text);
}

/** The record with all that the connections of the domain need, in place of this one. */
export function wantedSpf(facts: DnsFacts, record: string | null): string {
  const own = record === null ? ['~all'] : record.trim().split(/\s+/).slice(1);
  const needed = facts.holders.flatMap((holder) => termsOf(holder, facts.domain));
  const missing = needed.filter((term) => own.every((one) => one.toLowerCase() !== term.toLowerCase()));
  // Behind `all`, nothing counts.
  return ['v=spf1', ...new Set(missing), ...own].join(' ');
}
