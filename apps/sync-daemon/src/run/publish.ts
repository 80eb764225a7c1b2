import { noteUses, recordListing, refreshStatistics, scopeState } from '@rollcall/db';
import { certify, type KindEnd, type ListingEvidence } from '@rollcall/ledger';
import type { Doubt, KindResult } from '@rollcall/schema';
import { inSpan } from '@rollcall/telemetry';
import { asHolder } from './as-holder.ts';
import { type Believed, believeListing, type Ruling } from './believe.ts';
import type { RunContext } from './context.ts';
import type { Descent } from './descend.ts';
import type { FailedRead, ReadListing, ScopeRead } from './read.ts';

/** How a scope ended, and of one that may have taken something down the presence ladder, what is needed for that. */
export interface Recorded {
  readonly end: KindEnd;
  readonly descent: Descent | undefined;
}

/**
 * Records what reading a scope came to: the drift of a listing that is believed, and what makes one not believed. A scope
 * that failed changes nothing and is said so.
 */
export async function publishScope(run: RunContext, read: ScopeRead, ruling: Ruling = {}): Promise<Recorded> {
  if (read.error !== undefined) return { end: await recordFailure(run, read), descent: undefined };
  return inSpan({ name: 'record', attributes: { 'rollcall.kind': read.key.kind } }, async (span) => {
    const believed = await asHolder(run, async (tx) => {
      const { connectionId, kind } = read.key;
      if (!run.lease.plan) await noteUses(tx, { connectionId, kind }, read.listed.uses);
      return believeListing(tx, run, { read, ruling });
    });
    const { grade, appeared, changed, vanished } = believed.result;
    span.setAttributes({ 'rollcall.grade': grade ?? 'none', 'rollcall.changes': appeared + changed + vanished });
    return recordedAs(run, read, believed);
  });
}

/** What follows on a listing that is recorded: what it still does not show is to go down the presence ladder. */
export async function recordedAs(
  run: RunContext,
  { scope, key, startedAt, listed }: ReadListing,
  { result, deferred }: Pick<Believed, 'result' | 'deferred'>,
): Promise<Recorded> {
  run.log.info({ ...result, parent: key.parent }, 'listed');
  if (result.grade === 'refused') return { end: { end: 'refused' }, descent: undefined };
  if (!run.lease.plan) await refreshStatistics(run.daemon.db, result);
  const believed = result.grade === 'proven' || result.grade === 'corroborated';
  // What our own settings stopped naming was not looked for, and is on no way to be gone. What is left to the next run may
  // be back already.
  const descends = believed && deferred === 0 && scope.spec.configured !== true && !run.lease.plan;
  return { end: { end: 'believed' }, descent: descends ? { scope, key, startedAt, window: listed.window } : undefined };
}

async function recordFailure(run: RunContext, read: FailedRead): Promise<KindEnd> {
  const { key, startedAt, error, trail } = read;
  run.log.warn({ kind: key.kind, parent: key.parent, reason: error.kind, err: error }, 'listing failed');
  const reason = `${error.kind}: ${error.message}`;
  const nothing = { seen: 0, appeared: 0, changed: 0, vanished: 0, reappeared: 0, unchanged: 0 };
  const result: KindResult = { kind: key.kind, ...nothing, grade: null, reason };
  const outOfReach = error.kind === 'forbidden' || error.kind === 'not_supported';
  return asHolder(run, async (tx): Promise<KindEnd> => {
    const { believedAt, doubt } = await scopeState(tx, key);
    const certificate = certify(failedEvidence(run, read, doubt));
    await recordListing(tx, run.lease, {
      ...{ scope: key, startedAt, result, certificate, settings: null, deferred: 0, counts: [] },
      actor: run.daemon.actor,
    });
    // What was never readable with this credential is no fault of this run; what was readable before, if only a page, is.
    const never = believedAt === null && trail.pages.length === 0;
    return { end: outOfReach && never ? 'out_of_reach' : 'failed' };
  });
}

/** What there is to say of a listing that failed: what it had shown by then, and nothing of what is missing there. */
function failedEvidence(
  { provider, lease }: RunContext,
  { scope, startedAt, error, trail }: FailedRead,
  earlier: Doubt | null,
): ListingEvidence {
  return {
    ...{ runId: lease.runId, startedAt: startedAt.toISOString(), failure: `${error.kind}: ${error.message}` },
    ...{ pages: trail.pages, restarts: trail.restarts, knownLive: trail.knownLive, earlier },
    seen: trail.pages.reduce((sum, { count }) => sum + count, 0),
    ...{ duplicates: 0, vanishing: 0, explainedAbsent: 0, explainedNew: 0, history: [], lost: [] },
    ...{ isRebaseline: false, canAsk: scope.spec.readable, sampled: null, secondPass: null },
    best: { grade: scope.spec.bestGrade, reason: scope.spec.gradeReason },
    documentVersion: provider.document.info.version,
    mappingVersion: provider.mappingVersion,
  };
}
