import { asWritten, dnsMeaning, dnsName, type Item } from '@rollcall/provider-kit';
import type { DnsRecord, Forwarder, Principal } from './wire.ts';

/** Stalwart gives numeric ids to other principals after a deletion (up to 0.11), so each is known by its name. */
export function domainItem(domain: Principal): Item {
  const name = domainName(domain.name);
  return {
    externalId: name,
    name,
    attributes: { description: domain.description ?? null, providerId: domain.id ?? null },
  };
}

export function inboxItem(mailbox: Principal): Item {
  const name = principalName(mailbox.name);
  const emails = listed(mailbox.emails).map(principalName);
  return {
    externalId: name,
    name,
    attributes: {
      domain: domainOf(name) ?? domainOf(emails[0] ?? '') ?? null,
      description: mailbox.description ?? null,
      primaryEmail: emails[0] ?? null,
      quotaBytes: mailbox.quota ?? null,
      usedQuotaBytes: mailbox.usedQuota ?? null,
      // Stalwart leaves the field out where nothing is used.
      holdsMail: (mailbox.usedQuota ?? 0) > 0,
      roles: sorted(listed(mailbox.roles)),
      memberOf: sorted(listed(mailbox.memberOf)),
      providerId: mailbox.id ?? null,
      ...sending,
    },
  };
}

/** What the guide says of every mailbox, whatever the API's own host (2026-11-20). */
export const sending = {
  smtpHost: 'mail.mailbux.com',
  smtpPort: 587,
  smtpEncryption: 'starttls',
  imapHost: 'mail.mailbux.com',
  imapPort: 993,
  imapEncryption: 'tls',
  pop3Host: 'mail.mailbux.com',
  pop3Port: 995,
  pop3Encryption: 'tls',
  jmapHost: 'mail.mailbux.com',
  jmapPort: 443,
  jmapEncryption: 'https',
  sendingLimitPerHour: 300,
  sendingLimitPerDay: 7200,
} as const;

/** The addresses of a mailbox beside its own: each is an alias of it. */
export function mailboxAliases(mailbox: Principal): readonly Item[] {
  const target = principalName(mailbox.name);
  const addresses = new Set(listed(mailbox.emails).slice(1).map(principalName));
  addresses.delete(target);
  return [...addresses].map((name) =>
    aliasItem({ name, targets: [target], madeAs: 'mailbox_address', description: null }),
  );
}

/** A list is an alias while all its targets are the tenant's own, and a forwarder as soon as one is not. */
export function listItem(
  list: Principal,
  isOwn: (domain: string) => boolean,
): { readonly kind: 'alias' | 'forwarder'; readonly item: Item } {
  const { own, external } = targetsOf(list, isOwn);
  const name = principalName(list.name);
  const description = list.description ?? null;
  if (external.length === 0) {
    return { kind: 'alias', item: aliasItem({ name, targets: own, madeAs: 'list', description }) };
  }
  return { kind: 'forwarder', item: forwarderItem({ name, own, external, madeAs: 'list', description }) };
}

/** The targets of a list: those of the tenant, and those elsewhere. */
export function targetsOf(
  list: Principal,
  isOwn: (domain: string) => boolean,
): { readonly own: readonly string[]; readonly external: readonly string[] } {
  const members = (typeof list.members === 'number' ? [] : listed(list.members)).map(principalName);
  // A member that is no address is the name of a principal of the tenant.
  const isExternal = (member: string) => {
    const domain = domainOf(member);
    return domain !== undefined && !isOwn(domain);
  };
  const external = [...members.filter(isExternal), ...listed(list.externalMembers).map(principalName)];
  return { own: sorted(members.filter((member) => !isExternal(member))), external: sorted(external) };
}

/** The forwarders of a domain that stand beside the lists, one for each source: several targets may share one. */
export function keptForwarders(forwarders: readonly Forwarder[]): readonly Item[] {
  const bySource = Map.groupBy(forwarders, ({ source, from_email, fromEmail }) =>
    principalName(source ?? from_email ?? fromEmail ?? ''),
  );
  return [...bySource].map(([name, group]) =>
    forwarderItem({
      name,
      // The mailbox of that address goes on receiving.
      own: group.some(({ keep_copy, keepLocal }) => keep_copy ?? keepLocal ?? false) ? [name] : [],
      external: sorted(group.map(({ destination, to }) => principalName(destination ?? to ?? ''))),
      madeAs: 'forwarder',
      description: group.find(({ description }) => description)?.description ?? null,
    }),
  );
}

interface Delivery {
  readonly name: string;
  readonly madeAs: 'list' | 'mailbox_address' | 'forwarder';
  readonly description: string | null;
}

function aliasItem({ name, targets, madeAs, description }: Delivery & { readonly targets: readonly string[] }): Item {
  return {
    externalId: name,
    name,
    attributes: { domain: domainOf(name) ?? null, targets, madeAs, description },
  };
}

function forwarderItem(
  forwarder: Delivery & { readonly own: readonly string[]; readonly external: readonly string[] },
): Item {
  const { name, own, external, madeAs, description } = forwarder;
  return {
    externalId: name,
    name,
    attributes: { domain: domainOf(name) ?? null, targets: external, localTargets: own, madeAs, description },
  };
}

/** The DKIM key that a required record publishes; undefined for any other record. */
export function dkimItem(record: DnsRecord, domain: string): Item | undefined {
  const { type, name, content } = dnsMeaning(record);
  const [, selector] = /^(.+)\._domainkey\./.exec(name) ?? [];
  if (selector === undefined || type !== 'TXT') return undefined;
  const tags = new Map(
    content
      .split(';')
      .map((tag) => tag.trim().split(/\s*=\s*(.*)/s, 2))
      .map(([key = '', value = '']) => [key, value]),
  );
  return {
    externalId: name,
    name,
    attributes: {
      domain,
      selector,
      // RFC 6376: `k=` is rsa when it is left out.
      algorithm: tags.get('k') ?? 'rsa',
      publicKey: (tags.get('p') ?? '').replaceAll(/\s/g, ''),
    },
  };
}

/**
 * A record that the domain needs. It has no id, so what it means is its identity. Undefined for TLSA: it follows the
 * certificate of the mail server, which changes every few weeks by itself.
 */
export function expectationItem(record: DnsRecord, domain: string): Item | undefined {
  const { type, name, content, priority } = dnsMeaning(record);
  if (type === 'TLSA') return undefined;
  return {
    externalId: [type, name, ...(priority === null ? [] : [priority]), content].join(' '),
    name,
    attributes: { domain, type, content, priority, asWritten: asWritten(record) },
  };
}

/** Case and the root dot are not part of a domain's identity; an internationalised name is kept in its ASCII form. */
export const domainName = dnsName;

/** The name of any principal: an address is compared without case, its domain as a domain. */
export function principalName(name: string): string {
  const plain = name.trim().toLowerCase();
  const at = plain.lastIndexOf('@');
  return at < 0 ? domainName(plain) : `${plain.slice(0, at)}@${domainName(plain.slice(at + 1))}`;
}

/** The domain of an address; undefined when the name is none. */
export function domainOf(name: string): string | undefined {
  const at = name.lastIndexOf('@');
  return at < 0 ? undefined : domainName(name.slice(at + 1));
}

function listed(value: string | readonly string[] | null | undefined): readonly string[] {
  return [value ?? []].flat();
}

function sorted(values: readonly string[]): readonly string[] {
  return [...new Set(values)].sort();
}
