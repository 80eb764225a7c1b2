import type { Random } from '@rollcall/provider-kit/sandbox';
import { domainCents, inboxCents, major, type State } from './state.ts';

/** How many of each to make. */
type Wanted = Readonly<Record<'invoice' | 'wallet' | 'wallet_transaction', number>>;

/**
 * What the orders cost, and how it was paid: every order by debits in the wallet of its workspace, every wallet filled by
 * credits before. One debit in forty names an order that there is not.
 */
export function seedMoney(state: State, counts: Wanted, random: Random): void {
  for (const order of state.orders.ordered()) {
    const price = inboxCents * (order.inboxCount ?? 0) + domainCents * (order.domains ?? []).length;
    state.orders.replace(order, { ...order, amount: major(price) });
  }
  if (counts.wallet > 0) seedWallets(state);
  seedTransactions(state, counts, random);
  seedInvoices(state, counts, random);
}

function seedWallets(state: State): void {
  const autoRecharge = { enabled: true, threshold: 50, amount: 200 };
  const shared = { balance: 0, currency: 'USD', autoRecharge };
  state.wallets.add({ workspaceId: null, name: 'master', billingMode: 'master', fallback: false, ...shared });
  for (const { id, name, billingMode = 'master', fallback = false } of state.workspaces.ordered()) {
    state.wallets.add({ workspaceId: id, name, billingMode, fallback, ...shared });
  }
}

const dayMs = 86_400_000;

function seedTransactions(state: State, counts: Wanted, random: Random): void {
  const orders = state.orders.ordered();
  const balances = new Map<string | null, number>();
  for (let index = 0; index < counts.wallet_transaction; index += 1) {
    const order = orders[index % Math.max(orders.length, 1)];
    const workspace = state.workspaces.get(order?.workspaceId ?? '');
    const workspaceId = workspace?.billingMode === 'dedicated' ? workspace.id : null;
    const before = balances.get(workspaceId) ?? 0;
    const price = inboxCents * (1 + random.below(10));
    const isCredit = before < price;
    const cents = isCredit ? 20_000 : -price;
    balances.set(workspaceId, before + cents);
    const orderId = index % 40 === 39 ? state.newId('lost-order') : (order?.id ?? null);
    state.transactions.add({
      id: state.newId('transaction'),
      type: isCredit ? 'credit' : 'debit',
      amount: major(Math.abs(cents)),
      currency: 'USD',
      description: isCredit ? `top-up ${index + 1}` : `renewal ${index + 1}`,
      workspaceId,
      orderId: isCredit ? null : orderId,
      balanceAfter: major(before + cents),
      createdAt: state.clock.at(-180 * dayMs + Math.floor((index * 180 * dayMs) / (counts.wallet_transaction + 1))),
    });
  }
  for (const [workspaceId, cents] of balances) {
    const wallet = state.wallets.get(workspaceId ?? 'master');
    if (wallet !== undefined) state.wallets.replace(wallet, { ...wallet, balance: major(cents) });
  }
}

/** A third top-ups, which Stripe lists as well, a third made by hand, and the rest subscriptions. */
function seedInvoices(state: State, counts: Wanted, random: Random): void {
  const topups = state.transactions.ordered().filter(({ type }) => type === 'credit');
  for (let index = 0; index < counts.invoice; index += 1) {
    const source = (['topup', 'custom', 'stripe'] as const)[index % 3] ?? 'stripe';
    const topup = source === 'topup' ? topups[Math.floor(index / 3) % Math.max(topups.length, 1)] : undefined;
    const id = state.newId('invoice').replaceAll('-', '').slice(0, 24);
    state.invoices.add({
      id: source === 'custom' ? `inv_${id}` : `in_${id}`,
      source,
      status: index % 8 === 7 ? 'open' : 'paid',
      cents: source === 'topup' ? 20_000 : 1000 * (1 + random.below(40)),
      description: { topup: 'wallet top-up', custom: 'set-up by hand', stripe: 'subscription' }[source],
      transactionId: topup?.id ?? (source === 'custom' ? state.newId('billed-transaction') : null),
      createdAt: state.clock.at(-random.below(180 * dayMs)),
    });
  }
}
