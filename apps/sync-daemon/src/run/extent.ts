import { inWorkspace, newestPart, type ScopeKey, scopeState } from '@rollcall/db';
import { doubtOfWindow, olderMin, overlapItemsMin, rebaselineOf, whyFull } from '@rollcall/ledger';
import type { ReadWindow, RunContext, ScopeContext } from './context.ts';
import { type Listed, listScope, type Trail } from './list.ts';
import { readWith } from './read-with.ts';
import { OrderBroken } from './window.ts';

/**
 * Lists as much of a scope as is needed: its newest part, where the provider shows the newest first and a full listing was
 * believed not long ago, else all of it. An incremental listing that is to be doubted is followed by a full one at once,
 * which says why. Throws `ProviderError`.
 */
export async function listAsNeeded(
  run: RunContext,
  scope: ScopeContext,
  { key, trail }: { key: ScopeKey; trail: Trail },
): Promise<Listed> {
  const window = await windowFor(run, scope, key);
  if (window === undefined) return listScope(run, scope, { key, trail });
  const newest = await listNewest(run, { ...scope, window }, { key, trail });
  if (typeof newest !== 'string') return newest;
  run.log.warn(
    { kind: key.kind, parent: key.parent, doubt: newest },
    'an incremental listing is doubted: all is listed',
  );
  return { ...(await listScope(run, scope, { key, trail })), fullBecause: newest };
}

/** The window that an incremental listing would have now; undefined where the whole scope is to be listed. */
async function windowFor(run: RunContext, { spec }: ScopeContext, key: ScopeKey): Promise<ReadWindow | undefined> {
  const { incremental } = spec;
  if (incremental === undefined) return undefined;
  const { orderedBy, overlapDays } = incremental;
  return inWorkspace(run.daemon.db, run.workspaceId, async (tx) => {
    const state = await scopeState(tx, key);
    const isRebaseline = rebaselineOf(state, readWith(run), spec.shapedBy) !== undefined;
    const extent = { ...state, incremental, isRebaseline, isFull: run.lease.full, at: run.daemon.now() };
    const why = whyFull(extent);
    // What an operation told may be of any item, old ones included.
    if (why !== undefined || state.learned !== 'nothing') {
      run.log.debug({ kind: key.kind, why }, 'listed in full');
      return undefined;
    }
    const part = await newestPart(tx, key, { orderedBy, overlapDays, overlapItems: overlapItemsMin });
    return part === undefined || part.older < olderMin ? undefined : { ...part, orderedBy };
  });
}

/** Lists the newest part of a scope; answers why that is not to be trusted, where something speaks against it. */
async function listNewest(
  run: RunContext,
  scope: ScopeContext & { readonly window: ReadWindow },
  { key, trail }: { key: ScopeKey; trail: Trail },
): Promise<Listed | string> {
  const { since, older } = scope.window;
  try {
    const listed = await listScope(run, scope, { key, trail });
    const doubt = doubtOfWindow({
      window: { since: since.toISOString(), older },
      known: listed.knownLive,
      matched: listed.knownLive - listed.unseen.length,
      seen: listed.seen,
      passed: listed.pages.at(-1)?.end === 'window_passed',
      statedTotals: listed.pages.map(({ statedTotal }) => statedTotal).filter((total) => total !== null),
    });
    return doubt ?? listed;
  } catch (error) {
    if (error instanceof OrderBroken) return error.message;
    throw error;
  }
}
