import type { Handlers } from '@rollcall/provider-kit/sandbox';
import type { operations } from '../generated/types.ts';
import { domainName } from '../names.ts';
import { failure, notFound, ok } from './answers.ts';
import { checkNameservers, nameserversOf } from './domains.ts';
import { type InboxChange, queueMutation } from './mutations.ts';
import { persona } from './names.ts';
import { paged } from './paged.ts';
import { periodDays } from './renewals.ts';
import {
  addDomain,
  addInbox,
  cents,
  domainCents,
  inboxCents,
  major,
  type Order,
  pay,
  removeInbox,
  type State,
} from './state.ts';

export const orders: Pick<
  Handlers<operations, State>,
  | 'listOrders'
  | 'placeOrder'
  | 'getOrder'
  | 'getPromoStatus'
  | 'getInboxCounts'
  | 'listUnpaidOrders'
  | 'setOrderAutoRenew'
  | 'cancelOrder'
  | 'revertOrderCancellation'
  | 'reactivateOrder'
  | 'createInboxMutation'
  | 'listInboxMutations'
  | 'getInboxMutation'
  | 'checkNameservers'
  | 'recheckAllNameservers'
> = {
  listOrders: ({ state, query }) => {
    const { client, workspaceId, status } = query;
    const found = state.orders
      .ordered()
      .filter((order) => client === undefined || order.clientName === client)
      .filter((order) => workspaceId === undefined || order.workspaceId === workspaceId)
      .filter((order) => status === undefined || order.status === status);
    return paged(state, found, query);
  },

  placeOrder: ({ state, body }) => {
    const workspace = workspaceFor(state, body);
    if (workspace === undefined) return notFound('Workspace');
    const names = body.domains.map(({ domain }) => domainName(domain));
    const taken = names.find((name, index) => state.domains.named(name) !== undefined || names.indexOf(name) !== index);
    if (taken !== undefined) return failure(409, `The domain ${taken} is in the account already`);
    const perDomain = body.inboxesPerDomain ?? 3;
    const bought = body.domains.filter(({ source = 'buy' }) => source === 'buy').length;
    const price = inboxCents * perDomain * names.length + domainCents * bought;
    const order: Order = {
      id: state.newId('order'),
      status: 'pending',
      provider: body.provider ?? 'google',
      ...{ workspaceId: workspace.id, clientName: workspace.name, domains: names, inboxCount: 0 },
      autoRenew: body.autoRenew ?? true,
      ...{ amount: major(price), currency: 'USD', createdAt: state.clock.next(), renewsAt: null, cancelAt: null },
    };
    const charge = { workspaceId: workspace.id, cents: price, description: `order for ${names[0]}`, orderId: order.id };
    if (pay(state, charge) === undefined) return poor();
    state.orders.add(order);
    state.work.place({ finish: () => provision(state, order.id, { ...body, inboxesPerDomain: perDomain }) });
    return ok(state.orders.get(order.id) ?? order);
  },

  getOrder: ({ state, path }) => {
    const order = state.orders.get(path.orderId);
    if (order === undefined) return notFound('Order');
    return ok({ ...order, inboxes: state.inboxes.ordered().filter(({ orderId }) => orderId === order.id) });
  },

  getPromoStatus: () => ok({ eligible: false, description: null, endsAt: null }),

  getInboxCounts: ({ state }) => {
    const count = (wanted: readonly string[]) =>
      state.inboxes.ordered().filter(({ status }) => wanted.includes(status)).length;
    const canceled = [...state.parked.values()].reduce((sum, inboxes) => sum + inboxes.length, 0);
    return ok({ active: count(['active']), pending: count(['pending', 'provisioning']), canceled });
  },

  listUnpaidOrders: ({ state, query }) => {
    const unpaid = state.orders.ordered().filter(({ status }) => status === 'unpaid');
    return paged(state, unpaid, query);
  },

  setOrderAutoRenew: ({ state, path, body }) => changed(state, path.orderId, { autoRenew: body.autoRenew }),

  cancelOrder: ({ state, path }) => {
    const order = state.orders.get(path.orderId);
    if (order !== undefined && order.status !== 'active') return failure(409, `The order is ${order.status}`);
    return changed(state, path.orderId, { status: 'queued_for_cancellation', cancelAt: order?.renewsAt ?? null });
  },

  revertOrderCancellation: ({ state, path }) => {
    const order = state.orders.get(path.orderId);
    if (order !== undefined && order.status !== 'queued_for_cancellation') {
      return failure(409, 'No cancellation is queued');
    }
    return changed(state, path.orderId, { status: 'active', cancelAt: null });
  },

  reactivateOrder: ({ state, path }) => {
    const order = state.orders.get(path.orderId);
    if (order === undefined) return notFound('Order');
    if (order.status !== 'canceled') return failure(409, `The order is ${order.status}`);
    const { id, workspaceId = null, amount = 0 } = order;
    if (
      pay(state, { workspaceId, cents: cents(amount), description: `reactivation of ${id}`, orderId: id }) === undefined
    ) {
      return poor();
    }
    for (const inbox of state.parked.get(id) ?? []) {
      if (state.inboxes.get(inbox.id) === undefined) addInbox(state, { ...inbox, status: 'active' });
    }
    state.parked.delete(id);
    setDomains(state, order, 'active');
    return changed(state, id, { status: 'active', cancelAt: null });
  },

  createInboxMutation: ({ state, body }) => {
    const changes: readonly InboxChange[] = body.items;
    const named = { domain: body.domain ?? null, orderId: body.orderId ?? null };
    return ok(queueMutation(state, changes, named));
  },

  listInboxMutations: ({ state, query }) => paged(state, state.mutations.ordered(), query),

  getInboxMutation: ({ state, path }) => {
    const mutation = state.mutations.get(path.id);
    return mutation === undefined ? notFound('Inbox mutation') : ok(mutation);
  },

  checkNameservers: ({ state, body }) => {
    const row = nameserversOf(state, body.domain);
    if (row === undefined) return notFound('Domain');
    return ok(checkNameservers(state, row));
  },

  recheckAllNameservers: ({ state }) => {
    const rows = state.nameservers.ordered();
    state.work.place({
      finish: () => {
        for (const row of rows) checkNameservers(state, row);
      },
    });
    return ok({ queued: rows.length });
  },
};

/** Ends the orders whose cancellation is queued; answers how many. Their inboxes go, and come back with the order. */
export function endCanceledOrders(state: State): number {
  const due = state.orders.ordered().filter(({ status }) => status === 'queued_for_cancellation');
  for (const order of due) {
    const inboxes = state.inboxes.ordered().filter(({ orderId }) => orderId === order.id);
    state.parked.set(order.id, inboxes);
    for (const inbox of inboxes) removeInbox(state, inbox);
    setDomains(state, order, 'canceled');
    state.orders.replace(order, { ...order, status: 'canceled' });
  }
  return due.length;
}

/** The first workspace where none is named. */
function workspaceFor(state: State, { workspaceId, client }: { workspaceId?: string; client?: string }) {
  if (workspaceId !== undefined) return state.workspaces.get(workspaceId);
  return client === undefined ? state.workspaces.ordered()[0] : state.workspaces.named(client);
}

type Placed = operations['placeOrder']['requestBody']['content']['application/json'];

/** Brings about what was ordered, as far as it has not come about in another way. */
function provision(state: State, orderId: string, placed: Placed & { readonly inboxesPerDomain: number }): void {
  const order = state.orders.get(orderId);
  if (order === undefined) return;
  let inboxCount = 0;
  for (const { domain, source = 'buy' } of placed.domains) {
    const name = domainName(domain);
    const { provider = 'google', workspaceId = null, clientName = null } = order;
    if (state.domains.named(name) === undefined) {
      const nameserversMoved = source === 'buy';
      const forwardingUrl = placed.forwardingUrl ?? null;
      addDomain(state, name, { provider, source, nameserversMoved, workspaceId, clientName, orderId, forwardingUrl });
    }
    for (let index = 0; index < placed.inboxesPerDomain; index += 1) {
      const given = placed.names?.[index];
      const { username, ...invented } = persona(index);
      const { firstName, lastName } = { ...invented, ...given };
      const local = given === undefined ? username : `${firstName}.${lastName}`.toLowerCase();
      if (state.inboxes.named(`${local}@${name}`) === undefined) {
        addInbox(state, { email: `${local}@${name}`, firstName, lastName, displayName: `${firstName} ${lastName}` });
        inboxCount += 1;
      }
    }
  }
  const renewsAt = state.clock.at(periodDays * 86_400_000);
  state.orders.replace(order, { ...order, status: 'active', inboxCount, renewsAt });
}

function setDomains(state: State, order: Order, status: string): void {
  for (const name of order.domains ?? []) {
    const domain = state.domains.named(name);
    if (domain !== undefined) state.domains.replace(domain, { ...domain, status });
  }
}

function changed(state: State, orderId: string, fields: Partial<Order>) {
  const order = state.orders.get(orderId);
  if (order === undefined) return notFound('Order');
  const next = { ...order, ...fields };
  state.orders.replace(order, next);
  return ok(next);
}

function poor() {
  return failure(402, 'The wallet does not hold enough');
}
