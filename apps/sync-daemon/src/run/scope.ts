import { holdRun, inWorkspace, recordListing, refreshStatistics, type ScopeKey, scopeState } from '@rollcall/db';
import type { KindEnd } from '@rollcall/ledger';
import { ProviderError, remedies } from '@rollcall/provider-kit';
import type { KindResult } from '@rollcall/schema';
import { believeListing } from './believe.ts';
import type { RunContext, ScopeContext } from './context.ts';
import { descendPresence } from './descend.ts';
import { listScope } from './list.ts';

/** Scopes in a row that the provider had no answer for, over all that are listed side by side. */
export interface Outage {
  inARow: number;
  error: ProviderError | undefined;
}

/** So many scopes in a row without an answer are an outage: the rest of them are not waited for one by one. */
const outageAfter = 3;

/** Lists one scope and records what it shows. A scope that fails changes nothing and is said so. */
export async function syncScope(run: RunContext, scope: ScopeContext, outage: Outage): Promise<KindEnd> {
  const { kind } = scope.spec;
  const key: ScopeKey = { connectionId: run.connection.id, kind, parent: scope.parent?.externalId ?? '' };
  const startedAt = run.daemon.now();
  if (outage.error !== undefined && outage.inARow >= outageAfter) {
    return recordFailure(run, { key, startedAt, error: outage.error });
  }
  try {
    const listed = await listScope(run, scope, key);
    outage.inARow = 0;
    const result = await believeListing(run, { scope, key, listed });
    run.log.info({ ...result, parent: key.parent }, 'listed');
    if (result.grade === 'refused') return { end: 'refused' };
    if (!run.lease.plan) await refreshStatistics(run.daemon.db, result);
    const believed = result.grade === 'proven' || result.grade === 'corroborated';
    // What our own settings stopped naming was not looked for, and is on no way to be gone.
    const descends = believed && scope.spec.configured !== true;
    if (descends && !run.lease.plan) await descendPresence(run, { scope, key, startedAt: listed.startedAt });
    return { end: 'believed' };
  } catch (error) {
    if (!(error instanceof ProviderError) || run.signal.aborted) throw error;
    outage.inARow = remedies[error.kind] === 'later' ? outage.inARow + 1 : 0;
    outage.error = error;
    return recordFailure(run, { key, startedAt, error });
  }
}

async function recordFailure(
  run: RunContext,
  { key, startedAt, error }: { key: ScopeKey; startedAt: Date; error: ProviderError },
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
  return inWorkspace(run.daemon.db, run.workspaceId, async (tx) => {
    if (!(await holdRun(tx, run.lease))) return { end: 'failed' };
    // What was never readable with this credential is no fault of this run; what was readable before is.
    const { believedAt } = await scopeState(tx, key);
    await recordListing(tx, run.lease, { scope: key, startedAt, result, certificate: null, settings: null });
    return { end: outOfReach && believedAt === null ? 'out_of_reach' : 'failed' };
  });
}
