/** Orders that were taken and are not yet carried out. */
export interface Orders {
  /** How long an order takes. */
  delayMs: number;
  readonly pending: number;
  /** Takes an order; without a delay it is carried out at once. `names` are those that it will bring about. */
  place(order: Order): void;
  /** Whether an order that is pending will bring about this name. */
  awaits(name: string): boolean;
  /** Carries out what is due by `nowMs`, a time of `performance.now`. */
  settle(nowMs: number): void;
}

interface Order {
  readonly names: readonly string[];
  readonly carryOut: () => void;
}

export function createOrders(): Orders {
  let pending: (Order & { readonly dueMs: number })[] = [];
  const orders: Orders = {
    delayMs: 0,
    get pending() {
      return pending.length;
    },
    place(order) {
      if (orders.delayMs === 0) order.carryOut();
      else pending.push({ ...order, dueMs: performance.now() + orders.delayMs });
    },
    awaits: (name) => pending.some(({ names }) => names.some((awaited) => isSameName(awaited, name))),
    settle(nowMs) {
      const due = pending.filter(({ dueMs }) => dueMs <= nowMs);
      if (due.length === 0) return;
      pending = pending.filter(({ dueMs }) => dueMs > nowMs);
      for (const { carryOut } of due) carryOut();
    },
  };
  return orders;
}

function isSameName(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}
