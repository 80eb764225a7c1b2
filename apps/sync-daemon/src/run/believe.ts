import {
  clearStage,
  countDisguisedDuplicates,
  countExplainedAbsent,
  type Drift,
  type DriftCounts,
  holdRun,
  inWorkspace,
  operationsOnRecord,
  previewDrift,
  recordDrift,
  recordListing,
  type ScopeKey,
  scopeState,
  type Tx,
} from '@rollcall/db';
import { believesAbsence, type Claim, certify, claimsOf } from '@rollcall/ledger';
import type { Certificate, KindResult } from '@rollcall/schema';
import type { RunContext, ScopeContext } from './context.ts';
import { RunInterrupted } from './heartbeat.ts';
import type { Listed } from './list.ts';

/**
 * Certifies a listing and, when it is believed, records its drift: resources, versions, events and the certificate in
 * one transaction. A plan counts the drift and records the certificate alone.
 */
export async function believeListing(
  run: RunContext,
  { scope, key, listed }: { scope: ScopeContext; key: ScopeKey; listed: Listed },
): Promise<KindResult> {
  return inWorkspace(run.daemon.db, run.workspaceId, async (tx) => {
    if (!(await holdRun(tx, run.lease))) throw new RunInterrupted('another worker holds this run');
    const before = await scopeState(tx, key);
    const claims = await claimsFor(tx, run, { kind: key.kind, listed, previousAt: before.believedAt });
    const certificate = await certificateFor(tx, run, { scope, key, listed, claims });
    const drift: Drift = {
      lease: run.lease,
      scope: key,
      startedAt: listed.startedAt,
      before,
      unseen: believesAbsence(certificate.grade) ? listed.unseen : [],
      believesAbsence: believesAbsence(certificate.grade),
      mappingVersion: run.provider.mappingVersion,
      claims,
      ownedBy: scope.spec.ownedBy,
      gradedBecause: `${certificate.grade}: ${certificate.reason}`,
      actor: run.daemon.actor,
    };
    const counts = await countsFor(tx, run, { drift, listed, refused: certificate.grade === 'refused' });
    const result = resultOf(certificate, { kind: key.kind, seen: listed.seen, counts });
    await recordListing(tx, run.lease, { scope: key, startedAt: listed.startedAt, result, certificate });
    if (listed.staged > 0) await clearStage(tx, { lease: run.lease, scope: key });
    return result;
  });
}

async function claimsFor(
  tx: Tx,
  run: RunContext,
  { kind, listed, previousAt }: { kind: string; listed: Listed; previousAt: Date | null },
): Promise<readonly Claim[]> {
  const operations = await operationsOnRecord(tx, run.connection.id, previousAt);
  return claimsOf(operations, {
    kind,
    startedAt: listed.startedAt.toISOString(),
    previousAt: previousAt?.toISOString() ?? null,
  });
}

async function certificateFor(
  tx: Tx,
  run: RunContext,
  { scope, key, listed, claims }: { scope: ScopeContext; key: ScopeKey; listed: Listed; claims: readonly Claim[] },
): Promise<Certificate> {
  const { lease, provider } = run;
  const externalIds = claims.flatMap(({ change, externalId }) =>
    change === 'vanished' && externalId !== null ? [externalId] : [],
  );
  const disguised =
    listed.staged === 0 ? 0 : await countDisguisedDuplicates(tx, { lease, scope: key, unseen: listed.unseen });
  const explainedAbsent =
    listed.unseen.length === 0 ? 0 : await countExplainedAbsent(tx, key, { externalIds, ownedBy: scope.spec.ownedBy });
  return certify({
    pages: listed.pages,
    seen: listed.seen,
    duplicates: listed.duplicates + disguised,
    knownLive: listed.knownLive,
    explainedAbsent,
    best: { grade: scope.spec.bestGrade, reason: scope.spec.gradeReason },
    documentVersion: provider.document.info.version,
    mappingVersion: provider.mappingVersion,
  });
}

const none: DriftCounts = { appeared: 0, changed: 0, vanished: 0, reappeared: 0, deferred: 0 };

async function countsFor(
  tx: Tx,
  run: RunContext,
  { drift, listed, refused }: { drift: Drift; listed: Listed; refused: boolean },
): Promise<DriftCounts> {
  const nothingNew = listed.staged === 0 && drift.unseen.length === 0;
  if (refused || nothingNew) return none;
  return run.lease.plan ? previewDrift(tx, drift) : recordDrift(tx, drift);
}

function resultOf(
  { grade, reason }: Certificate,
  { kind, seen, counts }: { kind: string; seen: number; counts: DriftCounts },
): KindResult {
  const { appeared, changed, vanished, reappeared, deferred } = counts;
  const left = deferred === 0 ? '' : `; ${deferred} left to the next run: an operation was under way`;
  return {
    kind,
    seen,
    appeared,
    changed,
    vanished,
    reappeared,
    unchanged: grade === 'refused' ? 0 : Math.max(0, seen - appeared - changed - reappeared),
    grade,
    reason: reason + left,
  };
}
