import type { Rows, SandboxClock } from '@rollcall/provider-kit/sandbox';
import type { components } from '../generated/types.ts';
import type { Mail } from './mail.ts';
import type { Orders } from './orders.ts';

export type Ip = components['schemas']['Ip'];
export type Domain = components['schemas']['Domain'];
export type Mailbox = components['schemas']['Mailbox'];

/** One workspace of the provider: what its API shows, and what is set in its dashboard. */
export interface State {
  readonly token: string;
  readonly apiKey: components['schemas']['ApiKeyName'];
  readonly clock: SandboxClock;
  readonly ips: Rows<Ip>;
  readonly domains: Rows<Domain>;
  readonly mailboxes: Rows<Mailbox>;
  /** The address that each domain's mail leaves from, by the domain's id. */
  readonly hosts: Map<string, string>;
  readonly mail: Mail;
  readonly orders: Orders;
  /** A new id of this sort. */
  readonly newId: (prefix: IdPrefix) => string;
  /** The next address of the provider's stock. Released ones are cooling down and do not come back. */
  readonly newAddress: () => string;
  workspace: components['schemas']['Workspace'];
  /** Addresses that can still be ordered. */
  freeAddresses: number;
  /** Whether orders are refused for want of a way to pay, and where the answer says how to add one. */
  payment: { readonly required: boolean; readonly checkoutUrl: 'inside' | 'beside' };
}

export const idPrefixes = ['ws', 'key', 'ip', 'dom', 'mb', 'ord', 'msg'] as const;
type IdPrefix = (typeof idPrefixes)[number];

/** The most that the provider can be told to have in stock. */
export const freeAddressesMax = 1000;

/** Adds a dedicated IP that was assigned just now. */
export function addIp(state: State, address: string): Ip {
  const ip: Ip = {
    id: state.newId('ip'),
    address,
    status: 'assigned',
    allocatedAt: state.clock.next(),
    lastReputationAt: null,
    reputationFlags: null,
  };
  state.ips.add(ip);
  return ip;
}

/** Adds a domain just now. One's own has yet to be pointed at the provider; a bought one comes with its records. */
export function addDomain(state: State, name: string, mode: 'byo' | 'buy'): Domain {
  const createdAt = state.clock.next();
  const ready = mode === 'buy';
  const domain: Domain = {
    id: state.newId('dom'),
    name,
    mode,
    ...recordsLacking(ready ? [] : recordFlags),
    createdAt,
    lastVerifiedAt: ready ? createdAt : null,
  };
  state.domains.add(domain);
  return domain;
}

/** Adds a mailbox just now, without messages. */
export function addMailbox(state: State, email: string, host: string): Mailbox {
  const mailbox = mailboxOf({ id: state.newId('mb'), email, host, createdAt: state.clock.next() });
  state.mailboxes.add(mailbox);
  state.mail.start(mailbox.id);
  return mailbox;
}

export function removeMailbox(state: State, mailbox: Mailbox): void {
  state.mailboxes.remove(mailbox);
  state.mail.end(mailbox.id);
}

/** Removes a domain and its mailboxes; answers the latter. */
export function removeDomain(state: State, domain: Domain): readonly Mailbox[] {
  const name = domain.name.toLowerCase();
  const mailboxes = Array.from(state.mailboxes.values()).filter(({ email }) => domainOf(email) === name);
  for (const mailbox of mailboxes) removeMailbox(state, mailbox);
  state.domains.remove(domain);
  state.hosts.delete(domain.id);
  return mailboxes;
}

/** The address that a domain's mail leaves from; a domain without one is given the next in turn, if there is any. */
export function hostFor(state: State, domain: Domain): string | undefined {
  const known = state.hosts.get(domain.id);
  if (known !== undefined && state.ips.named(known) !== undefined) return known;
  const ips = Array.from(state.ips.values());
  const host = ips[state.hosts.size % ips.length]?.address;
  if (host !== undefined) state.hosts.set(domain.id, host);
  return host;
}

/** The domain of an address, in lower case. */
export function domainOf(email: string): string {
  return email.slice(email.lastIndexOf('@') + 1).toLowerCase();
}

/** A mailbox as the API shows it. */
export function mailboxOf({ host, ...own }: Pick<Mailbox, 'id' | 'email' | 'createdAt'> & { host: string }): Mailbox {
  const { id, email, createdAt } = own;
  return { id, email, smtpHost: host, imapHost: host, submissionPort: 587, imapPort: 993, status: 'active', createdAt };
}

export const recordFlags = ['spfOk', 'dkimOk', 'dmarcOk', 'mxOk'] as const;

/** What a domain shows of its DNS. The provider's page names no status but `verified`; the other word is ours. */
export function recordsLacking(
  missing: readonly (typeof recordFlags)[number][],
): Pick<Domain, 'status' | 'dkimSelector' | (typeof recordFlags)[number]> {
  return {
    status: missing.length === 0 ? 'verified' : 'pending',
    spfOk: !missing.includes('spfOk'),
    dkimOk: !missing.includes('dkimOk'),
    dmarcOk: !missing.includes('dmarcOk'),
    mxOk: !missing.includes('mxOk'),
    dkimSelector: 'adbtd-2026',
  };
}
