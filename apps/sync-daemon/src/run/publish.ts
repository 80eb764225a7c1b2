import { recordListing, refreshStatistics, scopeState } from '@rollcall/db';
import type { KindEnd } from '@rollcall/ledger';
import type { ProviderError } from '@rollcall/provider-kit';
import type { KindResult } from '@rollcall/schema';
import { believeListing } from './believe.ts';
import type { RunContext } from './context.ts';
import { descendPresence } from './descend.ts';
import { asHolder } from './hold.ts';
import type { ReadListing, ScopeRead } from './read.ts';

/**
 * Records what reading a scope came to: the drift of a listing that is believed, and what makes one not believed. A scope
 * that failed changes nothing and is said so.
 */
export async function publishScope(run: RunContext, read: ScopeRead): Promise<KindEnd> {
  return read.error === undefined ? publishListing(run, read) : recordFailure(run, read);
}

async function publishListing(run: RunContext, read: ReadListing): Promise<KindEnd> {
  const { db } = run.daemon;
  const result = await asHolder(run, (tx) => believeListing(tx, run, read));
  run.log.info({ ...result, parent: read.key.parent }, 'listed');
  if (result.grade === 'refused') return { end: 'refused' };
  if (!run.lease.plan) await refreshStatistics(db, result);
  const believed = result.grade === 'proven' || result.grade === 'corroborated';
  // What our own settings stopped naming was not looked for, and is on no way to be gone.
  if (believed && read.scope.spec.configured !== true && !run.lease.plan)
    await descendPresence(run, { ...read, window: read.listed.window });
  return { end: 'believed' };
}

async function recordFailure(
  run: RunContext,
  { key, startedAt, error }: ScopeRead & { readonly error: ProviderError },
): Promise<KindEnd> {
  run.log.warn({ kind: key.kind, parent: key.parent, reason: error.kind, err: error }, 'listing failed');
  const result: KindResult = {
    kind: key.kind,
    seen: 0,
    appeared: 0,
    changed: 0,
    vanished: 0,
    reappeared: 0,
    unchanged: 0,
    grade: null,
    reason: `${error.kind}: ${error.message}`,
  };
  const outOfReach = error.kind === 'forbidden' || error.kind === 'not_supported';
  return asHolder(run, async (tx): Promise<KindEnd> => {
    // What was never readable with this credential is no fault of this run; what was readable before is.
    const { believedAt } = await scopeState(tx, key);
    await recordListing(tx, run.lease, {
      scope: key,
      startedAt,
      result,
      certificate: null,
      settings: null,
      deferred: 0,
      counts: [],
      actor: run.daemon.actor,
    });
    return { end: outOfReach && believedAt === null ? 'out_of_reach' : 'failed' };
  });
}
