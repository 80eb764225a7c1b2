import type { DnsTerms } from '@rollcall/schema';

const source = 'https://elasticemail.com/support/guides/your-domain/, read 2026-11-28';

/** The same for every domain: no answer of the API has them. */
export const dnsTerms: DnsTerms = {
  spfIncludes: [{ value: '_spf.elasticemail.com', source }],
  dkimSelectors: [{ value: 'api', source }],
  records: [{ value: { name: 'tracking', type: 'CNAME', content: 'api.elasticemail.com' }, source }],
  bounceDomainBy: 'bouncesDomain',
};
