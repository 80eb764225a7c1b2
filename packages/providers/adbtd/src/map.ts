import { dnsName, type Item } from '@rollcall/provider-kit';
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
      reputationFlags: flagNames(ip.reputationFlags),
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

/** Case and the root dot are not part of a domain's identity, and letters beyond ASCII have one ASCII form. */
export const domainName = dnsName;

/** No mail server in use tells addresses apart by case. */
export function inboxName(email: string): string {
  const at = email.lastIndexOf('@');
  return `${email.slice(0, at).toLowerCase()}@${domainName(email.slice(at + 1))}`;
}

/**
 * The names of the flags, sorted; null where there is nothing to report. The provider does not describe them, so nothing
 * but names is kept: what stands inside an undescribed object may be anything, a secret included.
 */
function flagNames(flags: unknown): readonly string[] | null {
  if (flags === null) return null;
  if (typeof flags === 'string') return [flags];
  if (Array.isArray(flags)) return [...new Set(flags.flatMap((flag) => flagNames(flag) ?? []))].sort();
  if (typeof flags !== 'object') return [];
  return Object.entries(flags)
    .filter(([, value]) => value !== false && value !== null)
    .map(([name]) => name)
    .sort();
}
