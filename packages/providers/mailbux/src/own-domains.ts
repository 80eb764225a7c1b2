import type { MailbuxClient } from './client.ts';
import { domainName, domainOf, principalName } from './map.ts';
import { allPrincipals } from './pages.ts';
import type { Principal } from './wire.ts';

/** Says of a domain whether it is the tenant's own. */
export type IsOwn = (domain: string) => boolean;

/**
 * Tells the tenant's own domains from others, for the lists that are shown to it. The domains are read once, and only
 * when a list delivers to another domain than its own. Throws `ProviderError` (`unavailable`) when they change meanwhile.
 */
export function ownDomains(
  client: MailbuxClient,
  { kind }: { readonly kind: string },
  signal: AbortSignal,
): (lists: readonly Principal[]) => Promise<IsOwn> {
  let known: ReadonlySet<string> | undefined;
  return async (lists) => {
    if (known === undefined && lists.some(leavesItsDomain)) known = await readDomains(client, { kind }, signal);
    const ofLists = new Set(lists.map(({ name }) => domainOf(principalName(name))));
    return (domain) => (known ?? ofLists).has(domain);
  };
}

function leavesItsDomain({ name, members }: Principal): boolean {
  const home = domainOf(principalName(name));
  const targets = typeof members === 'number' ? [] : [members ?? []].flat();
  return targets.some((target) => (domainOf(target) ?? home) !== home);
}

/** The names of all domains of the tenant. */
export async function readDomains(
  client: MailbuxClient,
  { kind }: { readonly kind: string },
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  for await (const { name } of allPrincipals(client, { kind, type: 'domain', fields: ['name', 'type'] }, signal)) {
    names.add(domainName(name));
  }
  return names;
}
