import type { SandboxClock } from '@rollcall/provider-kit/sandbox';
import type { components } from '../generated/types.ts';
import { nameserverPairs } from './names.ts';
import { type Table, type Under, under } from './table.ts';
import type { Work } from './work.ts';

type Schemas = components['schemas'];
type Action = Schemas['Action'];
type ApiKey = Schemas['ApiKey'];
export type DnsRecord = Schemas['DnsRecord'];
export type Domain = Schemas['Domain'];
export type Inbox = Schemas['Inbox'];
export type InboxMutation = Schemas['InboxMutation'];
export type NameserverState = Schemas['NameserverState'];
export type Order = Schemas['Order'];
export type RecoveryEntry = Schemas['RecoveryEntry'];
export type Transaction = Schemas['WalletTransaction'];
export type Wallet = Schemas['OverviewWallet'];
export type Workspace = Schemas['Workspace'];

/** A saved credential; its secrets are kept beside what the list shows. */
export type SendingToolCredential = Schemas['SendingToolCredential'];

/** An invoice as the account has it, whichever lists show it. */
export interface StoredInvoice {
  readonly id: string;
  readonly source: 'topup' | 'custom' | 'stripe';
  readonly status: string;
  readonly cents: number;
  readonly description: string;
  readonly transactionId: string | null;
  readonly createdAt: string;
}

/** The forms that answers may have; the provider's page shows none of them. */
export interface Dialect {
  readonly fields: 'camel' | 'snake';
  /** How a canceled order is spelled. */
  readonly canceled: 'canceled' | 'cancelled';
  /** Where the list stands: under `data`, `data.items`, `data.<plural>` or `<plural>`. */
  readonly list: 'data' | 'items' | 'named' | 'root';
  /** Pages that state a total, pages that state nothing, or everything in every answer. */
  readonly paging: 'total' | 'silent' | 'whole';
  /** Amounts in the major unit, in the minor unit, or in the major unit as text. */
  readonly money: 'major' | 'minor' | 'text';
  /** Which transaction a wallet lists first. */
  readonly transactions: 'newest' | 'oldest';
}

/** One agency account of the provider: what its API shows, and what is set in its dashboard. */
export interface State {
  readonly token: string;
  readonly clock: SandboxClock;
  readonly work: Work;
  /** A new id of this sort. */
  readonly newId: (sort: string) => string;
  readonly newSecret: () => string;
  readonly workspaces: Table<Workspace>;
  readonly wallets: Table<Wallet>;
  readonly transactions: Table<Transaction>;
  readonly invoices: Table<StoredInvoice>;
  readonly orders: Table<Order>;
  readonly domains: Table<Domain>;
  readonly nameservers: Table<NameserverRow>;
  readonly actions: Table<Under<Action>>;
  readonly dns: Table<Under<DnsRecord>>;
  /** The ids of records that are listed as published, and that no server answers with. */
  readonly unserved: Set<string>;
  /** By domain, a record that resolvers still answer with. */
  readonly remembered: Map<string, Pick<DnsRecord, 'type' | 'name' | 'content'> & Partial<DnsRecord>>;
  readonly inboxes: Table<Under<Inbox>>;
  readonly passwords: Map<string, string>;
  readonly mutations: Table<InboxMutation>;
  readonly recovery: Table<RecoveryEntry>;
  /** Under the id of the client's workspace. */
  readonly credentials: Table<Under<SendingToolCredential>>;
  readonly keys: Table<ApiKey>;
  /** The inboxes of each canceled order, which come back with it. */
  readonly parked: Map<string, readonly Under<Inbox>[]>;
  readonly defaults: Map<string, readonly string[]>;
  readonly billingDetails: Map<string, Schemas['BillingDetails']>;
  dialect: Dialect;
  /** Whether API keys may create and revoke API keys. */
  keyWrites: 'allowed' | 'session_only';
}

/** The nameservers of a domain, by the domain's name. */
export interface NameserverRow extends NameserverState {
  readonly [under]: string;
}

/** What the master wallet is filed under. */
export const master = 'master';

export const inboxCents = 350;
export const domainCents = 1200;

/** Cents as the API shows money. */
export function major(cents: number): number {
  return Math.round(cents) / 100;
}

export function cents(amount: number | string): number {
  return Math.round(Number(amount) * 100);
}

/** The domain of an address, in lower case. */
export function domainOf(email: string): string {
  return email.slice(email.lastIndexOf('@') + 1).toLowerCase();
}

export function walletOf(state: State, workspaceId: string | null): Wallet {
  const known = state.wallets.get(workspaceId ?? master);
  if (known !== undefined) return known;
  const wallet = { workspaceId, name: workspaceId === null ? master : null, balance: 0, currency: 'USD' };
  state.wallets.add(wallet);
  return wallet;
}

/** A movement of money. */
interface Booking {
  readonly workspaceId: string | null;
  readonly cents: number;
  readonly description: string;
  readonly orderId?: string;
  /** Just now when left out. */
  readonly createdAt?: string;
}

/** Moves money in or out of a wallet. Undefined, and nothing moved, when there is not enough in it. */
export function book(state: State, entry: Booking): Transaction | undefined {
  const wallet = walletOf(state, entry.workspaceId);
  const after = cents(wallet.balance) + entry.cents;
  if (after < 0) return undefined;
  state.wallets.replace(wallet, { ...wallet, balance: major(after) });
  const transaction: Transaction = {
    id: state.newId('transaction'),
    type: entry.cents < 0 ? 'debit' : 'credit',
    amount: major(Math.abs(entry.cents)),
    currency: 'USD',
    description: entry.description,
    workspaceId: entry.workspaceId,
    orderId: entry.orderId ?? null,
    balanceAfter: major(after),
    createdAt: entry.createdAt ?? state.clock.next(),
  };
  state.transactions.add(transaction);
  return transaction;
}

/** Takes the price of something from whoever pays for a workspace: its own wallet, or the master's. */
export function pay(state: State, charge: Booking): Transaction | undefined {
  const workspace = state.workspaces.get(charge.workspaceId ?? '');
  const own = workspace?.billingMode === 'dedicated' ? workspace.id : null;
  const debit = { ...charge, cents: -charge.cents };
  const paid = book(state, { ...debit, workspaceId: own });
  if (paid !== undefined || own === null || workspace?.fallback !== true) return paid;
  return book(state, { ...debit, workspaceId: null });
}

/** Adds a domain just now, with its nameservers and the records that mail needs. */
export function addDomain(state: State, name: string, own: Partial<Domain> = {}): Domain {
  const now = own.createdAt ?? state.clock.next();
  const domain: Domain = {
    id: state.newId('domain'),
    domain: name,
    status: 'active',
    interimStatus: null,
    provider: 'google',
    source: 'buy',
    nameservers: [...nameserversFor(name)],
    nameserversMoved: true,
    cloudflareZoneId: state.newId('zone').replaceAll('-', ''),
    workspaceId: null,
    clientName: null,
    orderId: null,
    inboxCount: 0,
    forwardingUrl: null,
    createdAt: now,
    updatedAt: now,
    ...own,
  };
  state.domains.add(domain);
  const { nameservers = [], nameserversMoved = false } = domain;
  state.nameservers.add({ nameservers, propagated: nameserversMoved, checkedAt: now, [under]: name.toLowerCase() });
  return domain;
}

/** Adds a DNS record just now. */
export function addRecord(
  state: State,
  domain: string,
  own: Pick<DnsRecord, 'type' | 'name' | 'content'> & Partial<DnsRecord>,
): DnsRecord {
  const record = {
    ...{ id: state.newId('record'), ttl: 1, priority: null, proxied: false, synced: true },
    createdAt: own.createdAt ?? state.clock.next(),
    ...own,
    [under]: domain.toLowerCase(),
  };
  state.dns.add(record);
  return record;
}

/** Adds an inbox just now. */
export function addInbox(state: State, own: Pick<Inbox, 'email'> & Partial<Inbox>): Under<Inbox> {
  const now = own.createdAt ?? state.clock.next();
  const domain = state.domains.named(domainOf(own.email));
  const inbox: Under<Inbox> = {
    id: state.newId('inbox'),
    status: 'active',
    ...{ firstName: null, lastName: null, displayName: null },
    provider: domain?.provider ?? 'google',
    domainId: domain?.id ?? null,
    domain: domain?.domain ?? domainOf(own.email),
    orderId: domain?.orderId ?? null,
    workspaceId: domain?.workspaceId ?? null,
    createdAt: now,
    updatedAt: now,
    ...own,
    [under]: domainOf(own.email),
  };
  state.inboxes.add(inbox);
  state.passwords.set(inbox.id, state.newSecret());
  recount(state, domainOf(own.email));
  return inbox;
}

export function removeInbox(state: State, inbox: Under<Inbox>): void {
  state.inboxes.remove(inbox);
  state.passwords.delete(inbox.id);
  recount(state, domainOf(inbox.email));
}

/** Removes a domain with all that is on it; answers its inboxes. */
export function removeDomain(state: State, domain: Domain): readonly Under<Inbox>[] {
  const name = domain.domain.toLowerCase();
  const inboxes = state.inboxes.under(name);
  for (const inbox of inboxes) removeInbox(state, inbox);
  for (const record of state.dns.under(name)) state.dns.remove(record);
  for (const action of state.actions.under(name)) state.actions.remove(action);
  const nameservers = state.nameservers.get(name);
  if (nameservers !== undefined) state.nameservers.remove(nameservers);
  state.domains.remove(domain);
  return inboxes;
}

export function nameserversFor(domain: string): readonly [string, string] {
  const sum = Array.from(domain).reduce((total, letter) => total + (letter.codePointAt(0) ?? 0), 0);
  return nameserverPairs[sum % nameserverPairs.length] ?? ['ada.ns.cloudflare.com', 'rick.ns.cloudflare.com'];
}

function recount(state: State, name: string): void {
  const domain = state.domains.named(name);
  if (domain === undefined) return;
  const inboxCount = state.inboxes.under(name).length;
  state.domains.replace(domain, { ...domain, inboxCount });
}
