import type { PlannedItem, PlanTotals } from '@rollcall/schema';
import type { Doomed } from './affected.ts';

/** What all items of a plan come to. A resource that several of them destroy is counted once. */
export function planTotals(
  items: readonly { readonly shown: PlannedItem; readonly destroys: readonly Doomed[] }[],
): PlanTotals {
  const totals = {
    procedures: new Map<string, number>(),
    creates: new Map<string, number>(),
    changes: new Map<string, number>(),
    warnings: new Map<string, number>(),
  };
  const cost = { none: 0, charge: 0, refund: 0, unknown: 0 };
  const undo = { yes: 0, no: 0, partly: 0 };
  const known = new Map<string, bigint>();
  const doomed = new Map<string, string>();
  for (const { shown, destroys } of items) {
    add(totals.procedures, shown.procedure, 1);
    for (const { kind, count } of shown.creates) add(totals.creates, kind, count);
    for (const { kind } of shown.changes) add(totals.changes, kind, 1);
    for (const { kind, externalId } of destroys) doomed.set(`${shown.connection} ${kind} ${externalId}`, kind);
    for (const code of new Set(shown.warnings.map((warning) => warning.code))) add(totals.warnings, code, 1);
    const { effect, amount } = shown.cost;
    cost[effect] += 1;
    if (amount !== null) {
      const minor = BigInt(amount.minor);
      known.set(amount.currency, (known.get(amount.currency) ?? 0n) + (effect === 'refund' ? -minor : minor));
    }
    undo[shown.undo.possible] += 1;
  }
  const destroys = new Map<string, number>();
  for (const kind of doomed.values()) add(destroys, kind, 1);
  return {
    items: items.length,
    procedures: Object.fromEntries(totals.procedures),
    creates: Object.fromEntries(totals.creates),
    changes: Object.fromEntries(totals.changes),
    destroys: Object.fromEntries(destroys),
    cost: { items: cost, known: [...known].map(([currency, minor]) => ({ minor: String(minor), currency })) },
    undo,
    warnings: Object.fromEntries(totals.warnings),
  };
}

function add(counts: Map<string, number>, key: string, count: number): void {
  counts.set(key, (counts.get(key) ?? 0) + count);
}
