import type { Item } from '@rollcall/provider-kit';
import type { Domain, Ip, Mailbox } from './wire.ts';

/** A dedicated IP. Its id is its identity: a released address goes to another workspace after a cooldown. */
export function hostItem(ip: Ip): Item {
  return {
    externalId: ip.id,
    name: ip.address,
    attributes: {
      status: ip.status,
      allocatedAt: ip.allocatedAt,
      lastReputationAt: ip.lastReputationAt,
      reputationFlags: withSortedKeys(ip.reputationFlags),
    },
  };
}

export function domainItem(domain: Domain): Item {
  return {
    externalId: domain.id,
    name: domainName(domain.name),
    attributes: {
      mode: domain.mode,
      status: domain.status,
      spfOk: domain.spfOk,
      dkimOk: domain.dkimOk,
      dmarcOk: domain.dmarcOk,
      mxOk: domain.mxOk,
      dkimSelector: domain.dkimSelector,
      createdAt: domain.createdAt,
      lastVerifiedAt: domain.lastVerifiedAt,
    },
  };
}

export function inboxItem(mailbox: Mailbox): Item {
  const name = inboxName(mailbox.email);
  return {
    externalId: mailbox.id,
    name,
    attributes: {
      domain: domainName(name.slice(name.lastIndexOf('@') + 1)),
      status: mailbox.status,
      smtpHost: mailbox.smtpHost,
      submissionPort: mailbox.submissionPort,
      imapHost: mailbox.imapHost,
      imapPort: mailbox.imapPort,
      createdAt: mailbox.createdAt,
    },
  };
}

/** Case and the root dot are not part of a domain's identity. */
export function domainName(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}

/** No mail server in use tells addresses apart by case. */
export function inboxName(email: string): string {
  return email.toLowerCase();
}

/** The provider does not describe the reputation flags; in any order of their keys they mean the same. */
function withSortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withSortedKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]): [string, unknown] => [key, withSortedKeys(inner)]);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
