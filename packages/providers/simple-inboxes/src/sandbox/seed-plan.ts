import { type ClientDomain, clientDomain, clientName, type DomainUse } from '@rollcall/provider-kit/sandbox';

/** A domain to be, and which of the orders that have domains it came with. */
export interface PlannedDomain extends ClientDomain {
  readonly use: DomainUse;
  readonly order: number;
}

/** An order to be. What it holds follows from the domains that come with it, but for the two that are wrong. */
export interface PlannedOrder {
  readonly sort: 'regular' | 'canceled' | 'gone' | 'unused';
  readonly client: string;
  /** The domain of an order whose inboxes are gone, which is gone as well. */
  readonly past: string;
}

// Each block has a domain of every client for each of four uses, two to an order; then a trial with an order of its own;
// then two orders without domains.
const uses = ['team', 'mail', 'news', 'desk'] as const;
const clients = 3;
const regularDomains = clients * uses.length;
const domainsPerBlock = regularDomains + 1;
const regularOrders = regularDomains / 2;
const sorts = [...Array<'regular'>(regularOrders).fill('regular'), 'canceled', 'gone', 'unused'] as const;

/** How many orders go with so many domains. */
export function ordersFor(domains: number): number {
  return Math.ceil((domains * sorts.length) / domainsPerBlock);
}

/** Domain `index` of the account. */
export function plannedDomain(seed: number, index: number): PlannedDomain {
  const block = Math.floor(index / domainsPerBlock);
  const place = index % domainsPerBlock;
  const order = block * (regularOrders + 1) + Math.floor(place / 2);
  const use = place < regularDomains ? (uses[place % uses.length] ?? 'team') : 'trial';
  const client = Math.floor(place / uses.length);
  return { ...clientDomain(seed, use, use === 'trial' ? block : clients * block + client), use, order };
}

/** Order `index` of the account. */
export function plannedOrder(seed: number, index: number): PlannedOrder {
  const block = Math.floor(index / sorts.length);
  const place = index % sorts.length;
  const sort = sorts[place] ?? 'regular';
  const client = { regular: Math.floor(place / 2), canceled: block % clients, gone: 1, unused: 2 }[sort];
  const past = clientDomain(seed, 'past', clients * block + client).name;
  return { sort, client: clientName(seed, client), past };
}

/** Whether inboxes of the account are on a domain for this use; the others are served elsewhere. */
export function hasInboxes({ use }: PlannedDomain): boolean {
  return use === 'team' || use === 'trial';
}
