import { chargeRenewal, periodDays } from './renewals.ts';
import { seedPrices, seedWallets } from './seed-money.ts';
import type { Order, State } from './state.ts';

const dayMs = 86_400_000;
const periods = 6;

/** What the orders cost, each charged once a period on its day, and every top-up with its invoice. */
export function seedCleanMoney(state: State): void {
  seedPrices(state);
  seedWallets(state);
  const charges = state.orders.ordered().flatMap((order, index) => chargesOf(order, index));
  for (const { order, atMs } of charges.toSorted((one, other) => one.atMs - other.atMs)) {
    let timeMs = atMs;
    chargeRenewal(state, order, () => {
      timeMs += 500;
      return new Date(timeMs).toISOString();
    });
  }
}

/** The times of its charges: those of different orders are seconds apart, so that books have one order only. */
function chargesOf(order: Order, index: number): readonly { readonly order: Order; readonly atMs: number }[] {
  const renewsMs = Date.parse(order.renewsAt ?? '');
  if (Number.isNaN(renewsMs)) return [];
  return Array.from({ length: periods }, (_, period) => ({
    order,
    atMs: renewsMs - (periods - period) * periodDays * dayMs + index * 2_000,
  }));
}
