import {
  holdRun,
  inWorkspace,
  liveParents,
  recordListing,
  refreshStatistics,
  type ScopeKey,
  scopeState,
} from '@rollcall/db';
import type { KindEnd } from '@rollcall/ledger';
import { type KindSpec, ProviderError } from '@rollcall/provider-kit';
import type { KindResult } from '@rollcall/schema';
import { believeListing } from './believe.ts';
import type { RunContext, ScopeContext } from './context.ts';
import { descendPresence } from './descend.ts';
import { listScope } from './list.ts';

/** Lists every scope of a kind, one after the other. A scope that fails changes nothing and is said so. */
export async function syncKind(run: RunContext, spec: KindSpec): Promise<readonly KindEnd[]> {
  const ends: KindEnd[] = [];
  for (const parent of await parentsOf(run, spec)) ends.push(await syncScope(run, { spec, parent }));
  return ends;
}

async function parentsOf(run: RunContext, spec: KindSpec): Promise<readonly ScopeContext['parent'][]> {
  const { perParent } = spec;
  if (perParent === undefined) return [undefined];
  return inWorkspace(run.daemon.db, run.workspaceId, (tx) =>
    liveParents(tx, { connectionId: run.connection.id, kind: perParent }),
  );
}

async function syncScope(run: RunContext, scope: ScopeContext): Promise<KindEnd> {
  const { kind } = scope.spec;
  const key: ScopeKey = { connectionId: run.connection.id, kind, parent: scope.parent?.externalId ?? '' };
  const startedAt = new Date();
  try {
    const listed = await listScope(run, scope, key);
    const result = await believeListing(run, { scope, key, listed });
    run.log.info({ ...result, parent: key.parent }, 'listed');
    if (result.grade === 'refused') return { end: 'refused' };
    if (!run.lease.plan) await refreshStatistics(run.daemon.db, result);
    const believed = result.grade === 'proven' || result.grade === 'corroborated';
    if (believed && !run.lease.plan) await descendPresence(run, { scope, key, startedAt: listed.startedAt });
    return { end: 'believed' };
  } catch (error) {
    if (!(error instanceof ProviderError) || run.signal.aborted) throw error;
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
    await recordListing(tx, run.lease, { scope: key, startedAt, result, certificate: null });
    return { end: outOfReach && believedAt === null ? 'out_of_reach' : 'failed' };
  });
}
