import type { ScopeKey, StandingHold } from '@rollcall/db';
import type { RunContext } from './context.ts';

/** Tells of a hold whether the run listed all that it is about: only then what the run found decides over it. */
export type Speaks = (hold: Pick<StandingHold, 'brakedKinds' | 'scopes'>) => boolean;

/** Of a run whose listings of these scopes failed. */
export function speaker({ lease: { kinds } }: Pick<RunContext, 'lease'>, failed: readonly ScopeKey[]): Speaks {
  const inVain = new Set(failed.map(nameOf));
  return ({ brakedKinds, scopes }) =>
    (kinds === null || brakedKinds.every((kind) => kinds.includes(kind))) &&
    !scopes.some((scope) => inVain.has(nameOf(scope)));
}

function nameOf({ kind, parent }: Pick<ScopeKey, 'kind' | 'parent'>): string {
  return JSON.stringify([kind, parent]);
}
