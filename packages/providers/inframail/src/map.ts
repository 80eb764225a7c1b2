import { domainToASCII } from 'node:url';
import type { Item } from '@rollcall/provider-kit';
import type { EmailAccount } from './wire.ts';

/** A host that the connection's configuration names; the provider has no request that lists hosts. */
export function hostItem(hostOrderId: string): Item {
  return { externalId: hostOrderId, name: hostOrderId, attributes: { configured: true } };
}

/** An e-mail account of a host. It has no id, so its address is its identity. */
export function inboxItem(account: EmailAccount, hostOrderId: string): Item {
  const name = inboxName(account.email);
  return {
    externalId: name,
    name,
    attributes: {
      domain: domainOf(account.email),
      hostOrderId,
      displayName: account.name ?? null,
      status: account.status ?? null,
      createdAt: account.createdAt ?? null,
    },
  };
}

/**
 * The domain of an e-mail account. It says no more than that an account of this domain was listed: which hosts it has
 * accounts on is left out, since an account that a listing lacks would then change its domain.
 */
export function domainItem(account: EmailAccount): Item {
  const name = domainOf(account.email);
  return { externalId: name, name, attributes: { derived: true } };
}

/** The address in lower case, its domain in ASCII: no mail server in use tells addresses apart by case. */
export function inboxName(email: string): string {
  return `${localPartOf(email).toLowerCase()}@${domainOf(email)}`;
}

/** The domain of an address, as a domain is called. */
export function domainOf(email: string): string {
  const name = email.slice(email.lastIndexOf('@') + 1).toLowerCase();
  return asciiDomain(name.replace(/\.$/, '')) ?? name;
}

/** The address as it is sent: its domain in ASCII. Undefined when the domain is none. */
export function sentEmail(email: string): string | undefined {
  const domain = asciiDomain(domainOf(email));
  return domain === undefined ? undefined : `${localPartOf(email)}@${domain}`;
}

function localPartOf(email: string): string {
  return email.slice(0, email.lastIndexOf('@'));
}

/** Names in other scripts have one ASCII form (IDNA); names that are ASCII already are left as they are. */
function asciiDomain(name: string): string | undefined {
  if (/^[\x21-\x7e]+$/.test(name)) return name;
  return domainToASCII(name) || undefined;
}
