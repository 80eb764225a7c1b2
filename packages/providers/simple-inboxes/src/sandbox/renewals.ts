import { book, cents, type Order, pay, type State, type Transaction, walletOf } from './state.ts';

const dayMs = 86_400_000;
/** An order is charged for so many days at a time. */
export const periodDays = 30;

/** Charges the orders whose period is over, for the next one; what cannot be paid is tried again the next day. */
export function renewDue(state: State): void {
  const now = state.clock.at(0);
  for (const order of state.orders.ordered()) {
    const { status, autoRenew, renewsAt } = order;
    if (status !== 'active' || autoRenew === false || renewsAt == null || renewsAt > now) continue;
    if (chargeRenewal(state, order, () => state.clock.next()) === undefined) continue;
    const next = new Date(Date.parse(renewsAt) + periodDays * dayMs).toISOString();
    state.orders.replace(order, { ...order, renewsAt: next });
  }
}

/** Takes the price of a period; a wallet that would hold too little then is filled up first, as its owner has set it. */
export function chargeRenewal(state: State, order: Order, newTime: () => string): Transaction | undefined {
  const { id, workspaceId = null, amount, domains } = order;
  const price = cents(amount ?? 0);
  const workspace = state.workspaces.get(workspaceId ?? '');
  const payer = workspace?.billingMode === 'dedicated' ? workspace.id : null;
  const { autoRecharge, balance } = walletOf(state, payer);
  const short = price + cents(autoRecharge?.threshold ?? 0) - cents(balance);
  const portion = cents(autoRecharge?.amount ?? 0);
  if (autoRecharge?.enabled === true && portion > 0 && short > 0) {
    topUp(state, { workspaceId: payer, cents: Math.ceil(short / portion) * portion, createdAt: newTime() });
  }
  const description = `renewal of ${domains?.[0] ?? 'an order without domains'}`;
  return pay(state, { workspaceId, cents: price, description, orderId: id, createdAt: newTime() });
}

/** A top-up by card comes with its invoice. */
function topUp(state: State, credit: { workspaceId: string | null; cents: number; createdAt: string }): void {
  const booked = book(state, { ...credit, description: 'top-up by card' });
  if (booked === undefined) return;
  state.invoices.add({
    id: `in_${state.newId('invoice').replaceAll('-', '').slice(0, 24)}`,
    source: 'topup',
    status: 'paid',
    cents: credit.cents,
    description: 'wallet top-up',
    transactionId: booked.id,
    createdAt: credit.createdAt,
  });
}
