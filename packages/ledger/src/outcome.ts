import type { RunOutcome } from '@rollcall/schema';

/** How one kind of a run ended. */
export type KindEnd =
  | { readonly end: 'believed' }
  | { readonly end: 'refused' }
  | { readonly end: 'failed' }
  /** Never readable with this credential, or not offered: shown in coverage, no fault of this run. */
  | { readonly end: 'out_of_reach' };

/** The outcome of a run that was not interrupted. `failed` when not one kind could be believed. */
export function outcomeOf(ends: readonly KindEnd[]): Extract<RunOutcome, 'complete' | 'partial' | 'failed'> {
  const bad = ends.filter(({ end }) => end === 'refused' || end === 'failed').length;
  if (bad === 0) return 'complete';
  return ends.some(({ end }) => end === 'believed') || ends.some(({ end }) => end === 'refused') ? 'partial' : 'failed';
}
