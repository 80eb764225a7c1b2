import type { DnsTerms } from '@rollcall/schema';
import type { Provider } from './provider.ts';

/** What the DNS of a provider's domains is read by. */
export interface DomainTerms {
  readonly dns: DnsTerms;
  /** The attribute of a domain that holds when it came there. */
  readonly madeBy: string | undefined;
}

/** What a provider declares of them; nothing, where this version does not know it. */
export function domainTermsOf(provider: Provider | undefined): DomainTerms {
  const domain = provider?.kinds.find(({ kind }) => kind === 'domain');
  return { dns: provider?.dns ?? {}, madeBy: domain?.times?.made };
}
