import type { State } from './state.ts';

/** The part of a list that is asked for, under the cap of pages if there is one. */
export function pageOf<Row>(
  { pageCap }: State,
  rows: readonly Row[],
  { limit, offset }: { readonly limit: number; readonly offset: number },
): Row[] {
  return rows.slice(offset, offset + Math.min(limit, pageCap));
}
