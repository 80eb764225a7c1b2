import type { InventoryChange, NoChange } from './inventory-change.ts';

/** How many resources became what between two moments. */
export type InventoryTally = Readonly<Record<InventoryChange['change'] | NoChange, number>>;

export const emptyTally: InventoryTally = {
  ...{ appeared: 0, changed: 0, renamed: 0, vanished: 0 },
  ...{ came_and_went: 0, as_before: 0, still_absent: 0 },
};

/** With one more. */
export function tallied(tally: InventoryTally, change: InventoryChange | NoChange): InventoryTally {
  const what = typeof change === 'string' ? change : change.change;
  return { ...tally, [what]: tally[what] + 1 };
}
