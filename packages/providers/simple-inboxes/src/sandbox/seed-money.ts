import type { Random } from '@rollcall/provider-kit/sandbox';
import { cents as centsOf, domainCents, inboxCents, major, master, type Order, type State } from './state.ts';

/** How many of each to make; without a number, as many invoices as the top-ups need and two more. */
interface Wanted {
  readonly invoice: number | undefined;
  readonly wallet: number;
  readonly wallet_transaction: number;
}

/**
 * What the orders cost, and how it was paid: each by a debit a period in the wallet of its workspace, and each wallet
 * filled by top-ups, which have invoices. Of sixty debits, one is booked twice and one names an order that there is not; one
 * states a balance that it did not leave, and before one there is money missing that nothing shows. As often one transfer
 * stands in both wallets and one in the first only, and a wallet charges the card three times at once. One top-up in ten has
 * no invoice.
 */
export function seedMoney(state: State, counts: Wanted, random: Random): void {
  seedPrices(state);
  if (counts.wallet > 0) seedWallets(state);
  seedTransactions(state, counts.wallet_transaction);
  seedInvoices(state, counts.invoice, random);
}

/** What each order costs that has no price yet. */
export function seedPrices(state: State): void {
  for (const order of state.orders.ordered()) {
    if (order.amount) continue;
    const price = inboxCents * (order.inboxCount ?? 0) + domainCents * (order.domains ?? []).length;
    state.orders.replace(order, { ...order, amount: major(price) });
  }
}

/** A wallet for everybody, and nothing in it. */
export function seedWallets(state: State): void {
  const autoRecharge = { enabled: true, threshold: 50, amount: major(topUpCents) };
  const shared = { balance: 0, currency: 'USD', autoRecharge };
  state.wallets.add({ workspaceId: null, name: master, billingMode: 'master', fallback: false, ...shared });
  for (const { id, name, billingMode = 'master', fallback = false } of state.workspaces.ordered()) {
    state.wallets.add({ workspaceId: id, name, billingMode, fallback, ...shared });
  }
}

const topUpCents = 20_000;
const dayMs = 86_400_000;
const bookedDays = 180;

/** A movement in a wallet. */
interface Booking {
  readonly type: 'credit' | 'debit';
  readonly cents: number;
  readonly description: string;
  readonly workspaceId: string | null;
  readonly orderId: string | null;
  /** It stands in the books at the same time as the one before it. */
  readonly isTogether?: true;
  /** What has left the wallet before it, though nothing shows it. */
  readonly lostCents?: number;
  /** What the balance that it states is too much by. */
  readonly misstatedCents?: number;
}

/** What the bookings so far came to, and the time of the next one. */
interface Books {
  readonly balances: Map<string | null, number>;
  atMs: number;
}

function seedTransactions(state: State, count: number): void {
  const timeOf = (index: number) => Math.floor((index * bookedDays * dayMs) / (count + 1)) - bookedDays * dayMs;
  const books: Books = { balances: new Map(), atMs: timeOf(0) };
  let index = 0;
  let lastMs = books.atMs;
  for (const booking of bookings(state, books)) {
    if (index >= count) break;
    const { type, cents, description, workspaceId, orderId, isTogether, lostCents = 0, misstatedCents = 0 } = booking;
    const balance = balanceOf(books, workspaceId) - lostCents + (type === 'credit' ? cents : -cents);
    books.balances.set(workspaceId, balance);
    if (isTogether !== true) lastMs = books.atMs;
    state.transactions.add({
      id: state.newId('transaction'),
      ...{ type, amount: major(cents), currency: 'USD', description, workspaceId, orderId },
      balanceAfter: major(balance + misstatedCents),
      createdAt: state.clock.at(lastMs),
    });
    index += 1;
    books.atMs = timeOf(index);
  }
  for (const [workspaceId, cents] of books.balances) {
    const wallet = state.wallets.get(workspaceId ?? master);
    if (wallet !== undefined) state.wallets.replace(wallet, { ...wallet, balance: major(cents) });
  }
}

/** Period after period, without end. */
function* bookings(state: State, books: Books): Generator<Booking> {
  const orders = state.orders.ordered();
  let debits = 0;
  for (;;) {
    const due = orders.filter((order) => (order.amount ?? 0) !== 0 && !hasEnded(state, order, books.atMs));
    if (due.length === 0) yield topUp(null, topUpCents);
    for (const order of due) {
      const debit = debitOf(state, order);
      // For two, and for what goes on beside it: it may be booked twice.
      const short = 2 * debit.cents + asideCents - balanceOf(books, debit.workspaceId);
      if (short > 0) yield topUp(debit.workspaceId, Math.ceil(short / topUpCents) * topUpCents);
      debits += 1;
      yield* around(state, debit, debits % 60);
    }
  }
}

/** What a transfer is of, and more than is lost. */
const asideCents = 2_500;

/** A debit, by its place among sixty, with what is wrong about it or goes on beside it. */
function* around(state: State, debit: Booking, place: number): Generator<Booking> {
  if (place === 8) yield { ...debit, misstatedCents: 100 };
  else if (place === 12) yield { ...debit, lostCents: 1_200 };
  else yield debit;
  if (place === 16) yield* transfer(state, { isWhole: true });
  if (place === 20) yield { ...debit, isTogether: true };
  if (place === 24) yield* transfer(state, { isWhole: false });
  if (place === 30) yield { ...debit, description: 'renewal', orderId: state.newId('lost-order') };
  if (place === 32) {
    const recharge = { ...topUp(debit.workspaceId, topUpCents), description: 'automatic top-up' };
    yield recharge;
    yield { ...recharge, isTogether: true };
    yield { ...recharge, isTogether: true };
  }
}

/** From the wallet that all pay from to that of the last workspace, in which nothing else goes on. */
function* transfer(state: State, { isWhole }: { readonly isWhole: boolean }): Generator<Booking> {
  const to = state.workspaces.ordered().at(-1);
  if (to === undefined) return;
  const moved = { cents: isWhole ? asideCents : 2_000, orderId: null };
  yield { ...moved, type: 'debit', description: 'transfer out', workspaceId: null };
  if (isWhole) yield { ...moved, type: 'credit', description: 'transfer in', workspaceId: to.id, isTogether: true };
}

/** A canceled order is charged no more, whatever became of its inboxes. */
function hasEnded(state: State, { cancelAt }: Order, atMs: number): boolean {
  return typeof cancelAt === 'string' && cancelAt < state.clock.at(atMs);
}

function debitOf(state: State, { id, workspaceId, amount, domains }: Order): Booking {
  const workspace = state.workspaces.get(workspaceId ?? '');
  return {
    type: 'debit',
    cents: centsOf(amount ?? 0),
    description: `renewal of ${domains?.[0] ?? 'an order without domains'}`,
    workspaceId: workspace?.billingMode === 'dedicated' ? workspace.id : null,
    orderId: id,
  };
}

function topUp(workspaceId: string | null, cents: number): Booking {
  return { type: 'credit', cents, description: 'top-up by card', workspaceId, orderId: null };
}

function balanceOf({ balances }: Books, workspaceId: string | null): number {
  return balances.get(workspaceId) ?? 0;
}

/** One for each top-up, which Stripe lists as well; then by turns one made by hand, still to be paid, and a subscription. */
function seedInvoices(state: State, wanted: number | undefined, random: Random): void {
  const topups = state.transactions
    .ordered()
    .filter(({ type, description }) => type === 'credit' && description !== 'transfer in')
    .filter((_, index) => index % 10 !== 5);
  const count = wanted ?? topups.length + 2;
  for (let index = 0; index < count; index += 1) {
    const topup = topups[index];
    const source = topup === undefined ? ((index - topups.length) % 2 === 0 ? 'custom' : 'stripe') : 'topup';
    const id = state.newId('invoice').replaceAll('-', '').slice(0, 24);
    state.invoices.add({
      id: source === 'custom' ? `inv_${id}` : `in_${id}`,
      source,
      status: source === 'custom' ? 'open' : 'paid',
      cents: topup === undefined ? 1000 * (1 + random.below(40)) : centsOf(topup.amount ?? 0),
      description: { topup: 'wallet top-up', custom: 'set-up by hand', stripe: 'subscription' }[source],
      transactionId: topup?.id ?? (source === 'custom' ? state.newId('billed-transaction') : null),
      createdAt: topup?.createdAt ?? state.clock.at(-random.below(180 * dayMs)),
    });
  }
}
