import { type ClientDomain, clientDomain, clientName, type DomainUse } from '@rollcall/provider-kit/sandbox';

/** Which plan: of the agency of a seed, with what is wrong there on purpose or without. */
export interface Plan {
  readonly seed: number;
  readonly clean: boolean;
}

/** A domain to be, and which of the orders that have domains it came with. */
export interface PlannedDomain extends ClientDomain {
  readonly use: DomainUse;
  readonly order: number;
  /** What is wrong with its zone alone, beside its flaw; null where nothing is. */
  readonly zoneFlaw: ZoneFlaw | null;
}

/**
 * What is wrong with a zone on purpose. `spf_twice`: two SPF records. `spf_malformed`: none that can be evaluated. `spf_open`: one
 * that lets everybody send. `spf_void`: one that asks for names that there are not. `dkim_other`: another key than is signed with.
 * `mx_besides`: mail goes elsewhere first. `setup`: a record for mail programs is not there. `unserved`: one that is listed is not
 * served. `remembered`: resolvers answer with a mail server that is gone.
 */
export type ZoneFlaw = (typeof zoneFlaws)[keyof typeof zoneFlaws];

/** By the place of the domain in its block. */
const zoneFlaws = {
  0: 'spf_twice',
  1: 'dkim_other',
  3: 'spf_malformed',
  5: 'setup',
  8: 'unserved',
  9: 'mx_besides',
  10: 'remembered',
  11: 'spf_open',
  12: 'spf_void',
} as const;

/** An order to be. What it holds follows from the domains that come with it, but for the two that are wrong. */
export interface PlannedOrder {
  readonly sort: 'regular' | 'canceled' | 'gone' | 'unused';
  readonly client: string;
  /** The last of the regular ones has yet to be paid. */
  readonly isUnpaid: boolean;
  /** The domain of an order whose inboxes are gone, which is gone as well. */
  readonly past: string;
}

// Each block has a domain of every client for each of four uses, two to an order; then a trial with an order of its own;
// then two orders without domains.
const uses = ['team', 'mail', 'news', 'desk'] as const;
const clients = 3;
const regularDomains = clients * uses.length;
const regularOrders = regularDomains / 2;
const sortsClean = Array<'regular'>(regularOrders).fill('regular');
const sortsUsual = [...sortsClean, 'canceled', 'gone', 'unused'] as const;

/** What a block holds; where nothing is wrong, the regular part of it. */
function blockOf(clean: boolean) {
  return clean
    ? { domains: regularDomains, orders: regularOrders, sorts: sortsClean }
    : { domains: regularDomains + 1, orders: regularOrders + 1, sorts: sortsUsual };
}

/** How many orders go with so many domains. */
export function ordersFor(domains: number, { clean }: Plan): number {
  const block = blockOf(clean);
  return Math.ceil((domains * block.sorts.length) / block.domains);
}

/** Domain `index` of the account. */
export function plannedDomain({ seed, clean }: Plan, index: number): PlannedDomain {
  const { domains, orders } = blockOf(clean);
  const block = Math.floor(index / domains);
  const place = index % domains;
  const order = block * orders + Math.floor(place / 2);
  const use = place < regularDomains ? (uses[place % uses.length] ?? 'team') : 'trial';
  const client = Math.floor(place / uses.length);
  const domain = clientDomain(seed, use, use === 'trial' ? block : clients * block + client);
  const found = Object.entries(zoneFlaws).find(([flawed]) => Number(flawed) === place)?.[1] ?? null;
  return { ...domain, flaw: clean ? null : domain.flaw, use, order, zoneFlaw: clean ? null : found };
}

/** Order `index` of the account. */
export function plannedOrder({ seed, clean }: Plan, index: number): PlannedOrder {
  const { sorts } = blockOf(clean);
  const block = Math.floor(index / sorts.length);
  const place = index % sorts.length;
  const sort = sorts[place] ?? 'regular';
  const client = { regular: Math.floor(place / 2), canceled: block % clients, gone: 1, unused: 2 }[sort];
  const past = clientDomain(seed, 'past', clients * block + client).name;
  return { sort, client: clientName(seed, client), isUnpaid: !clean && place === regularOrders - 1, past };
}

/** Whether inboxes of the account are on a domain for this use; the others are served elsewhere. */
export function hasInboxes({ use }: PlannedDomain): boolean {
  return use === 'team' || use === 'trial';
}
