import type { DomainTerms } from '@rollcall/ledger';
import type { Provider } from '@rollcall/provider-kit';

/** What a provider declares that the DNS of its domains is read by; nothing, of one that this version does not know. */
export function domainTerms(providers: readonly Provider[], name: string): DomainTerms {
  const provider = providers.find((one) => one.name === name);
  const domain = provider?.kinds.find(({ kind }) => kind === 'domain');
  return { dns: provider?.dns ?? {}, madeBy: domain?.times?.made };
}
