import {
  type ComingChange,
  clearStage,
  countDisguisedDuplicates,
  countStaged,
  countVanishing,
  type Drift,
  type DriftCounts,
  forgetRawDigests,
  lostAttributes,
  operationsOnRecord,
  previewChanges,
  previewDrift,
  recordDrift,
  recordListing,
  recordSummed,
  type ScopeState,
  scopeState,
  type Tx,
} from '@rollcall/db';
import {
  believesAbsence,
  certify,
  claimsOf,
  creationGraceMs,
  historyAfter,
  type ListingEvidence,
  rebaselineOf,
  type Unasked,
} from '@rollcall/ledger';
import { identityOf, type KindSpec, noiseOf } from '@rollcall/provider-kit';
import type { Certificate, KindResult } from '@rollcall/schema';
import type { RunContext } from './context.ts';
import { keepCuts } from './keep-cuts.ts';
import type { Listed } from './list.ts';
import type { ReadListing } from './read.ts';
import { readWith } from './read-with.ts';

/** What was recorded of a listing, and how much of it nobody asked for. */
export interface Believed {
  readonly result: KindResult;
  readonly certificate: Certificate;
  readonly unasked: Unasked;
  /** SHA-256 of its changes, hex, where the run is rehearsed and there were any. */
  readonly checksum: string | null;
  /** How many of its changes are left to the next run. */
  readonly deferred: number;
}

/**
 * Certifies a listing and, when it is believed, records its drift: resources, versions, events and the certificate, in
 * the transaction of a caller that holds the run. A plan counts the drift and records the certificate alone. A ruling tells
 * what a person said of it: `refused`, why it is not believed whatever speaks for it; `approved`, that its changes count
 * against no limit.
 */
export async function believeListing(
  tx: Tx,
  run: RunContext,
  { read, ruling }: { read: ReadListing; ruling: Ruling },
): Promise<Believed> {
  const { key, listed } = read;
  await assertStageWhole(tx, run, read);
  const { drift, certificate: earned } = await judged(tx, run, read);
  const certificate: Certificate =
    ruling.refused === undefined ? earned : { ...earned, grade: 'refused', reason: ruling.refused };
  const refused = certificate.grade === 'refused';
  const { counts, checksum } = await recorded(tx, run, {
    drift,
    listed,
    refused,
    isSummed: ruling.isRehearsed === true,
  });
  const leaves = counts.deferred > 0 || (listed.unseen.length > 0 && !drift.believesAbsence);
  if (leaves && drift.rebaseline !== undefined && !refused && !run.lease.plan) {
    await forgetRawDigests(tx, { lease: run.lease, scope: key, unseen: listed.unseen });
  }
  const result = resultOf(certificate, { kind: key.kind, listed, drift, counts });
  const { startedAt } = listed;
  const { lost, altered, deferred } = counts;
  const unasked = { lost, altered };
  await recordListing(tx, run.lease, {
    ...{ scope: key, startedAt, result, certificate, deferred },
    ...keptOf(run, { drift, certificate }),
    ...(ruling.approved === true ? {} : { unasked }),
  });
  await keepCuts(tx, run, { read, certificate, deferred });
  if (listed.staged > 0) await clearStage(tx, { lease: run.lease, scope: key });
  return { result, certificate, unasked, checksum, deferred };
}

/** What was judged of the changes of a run. */
export interface Ruling {
  readonly refused?: string;
  readonly approved?: true;
  /** The run is rehearsed: its changes are summed. */
  readonly isRehearsed?: true;
}

/** What a listing that is yet to be recorded brings, takes away and renames. Nothing, if it is refused. Reads only. */
export async function changesToCome(tx: Tx, run: RunContext, read: ReadListing): Promise<readonly ComingChange[]> {
  const { drift, certificate } = await judged(tx, run, read);
  return certificate.grade === 'refused' ? [] : previewChanges(tx, drift);
}

/** Whether a listing shows just what the ledger holds: recording it changes nothing but how old the scope is. */
export async function isUnchanged(tx: Tx, { key, listed }: ReadListing): Promise<boolean> {
  if (listed.staged > 0 || listed.unseen.length > 0) return false;
  return (await scopeState(tx, key)).learned !== 'waiting';
}

/** The certificate of a listing, and its drift as far as that is believed. */
async function judged(
  tx: Tx,
  run: RunContext,
  read: ReadListing,
): Promise<{ drift: ListedDrift; certificate: Certificate }> {
  const drift = await driftOf(tx, run, read);
  const certificate = certify(await evidenceOf(tx, run, { read, drift }));
  const believed = believesAbsence(certificate.grade);
  const asBelieved = {
    ...drift,
    unseen: believed ? drift.unseen : [],
    believesAbsence: believed,
    gradedBecause: `${certificate.grade}: ${certificate.reason}`,
  };
  return { drift: asBelieved, certificate };
}

/** What later listings of the scope are held against. How many are in a window says nothing of how many there are. */
function keptOf(run: RunContext, { drift, certificate }: { drift: ListedDrift; certificate: Certificate }) {
  const { doubt, seen, window } = certificate;
  const { before, rebaseline } = drift;
  const counts =
    window === null
      ? historyAfter(before.counts, { seen, doubt, isRebaseline: rebaseline !== undefined })
      : before.counts;
  return { settings: readWith(run).settings, counts, actor: run.daemon.actor };
}

/** The stage is unlogged: a restart of PostgreSQL empties it, and what was staged would look vanished. */
async function assertStageWhole(tx: Tx, { lease }: RunContext, { key, listed }: ReadListing): Promise<void> {
  if (listed.staged === 0) return;
  const staged = await countStaged(tx, { lease, scope: key });
  if (staged === listed.staged) return;
  throw new Error(`the stage holds ${staged} of ${listed.staged} items: PostgreSQL was restarted meanwhile`);
}

/** A drift of what a listing shows; there is a listing, and so what it does not show is known. */
export type ListedDrift = Drift & { readonly unseen: readonly string[] };

/** The drift as far as it is known before the grade: its absences are believed for the time being. */
export async function driftOf(tx: Tx, run: RunContext, { scope, key, listed }: ReadListing): Promise<ListedDrift> {
  const before = await scopeState(tx, key);
  const { ownedBy, renamedBy, configured, shapedBy, final, incremental } = scope.spec;
  const operations = await operationsOnRecord(tx, run.connection.id, before.believedAt);
  const claims = claimsOf(operations, {
    kind: key.kind,
    ownerKind: ownedBy?.kind,
    startedAt: listed.startedAt.toISOString(),
    previousAt: before.believedAt?.toISOString() ?? null,
  });
  return {
    lease: run.lease,
    scope: key,
    startedAt: listed.startedAt,
    before,
    unseen: listed.unseen,
    believesAbsence: true,
    rebaseline: rebaselineOf(before, readWith(run), shapedBy),
    claims,
    ownedBy,
    renamedBy,
    isConfigured: configured === true,
    orphanedBy: undefined,
    final,
    lookedAt: lookedAtOf(before, incremental),
    childKinds: run.provider.kinds.filter(({ perParent }) => perParent === key.kind).map(({ kind }) => kind),
    noise: noiseOf(scope.spec),
    identity: identityOf(scope.spec),
    times: scope.spec.times,
    automatisms: scope.spec.automatisms ?? [],
    gradedBecause: '',
    actor: run.daemon.actor,
  };
}

/** What the grade of a listing is decided on. Reads only. */
export async function evidenceOf(
  tx: Tx,
  { provider, lease }: RunContext,
  { read, drift }: { read: ReadListing; drift: ListedDrift },
): Promise<ListingEvidence> {
  const { scope, listed, sampled } = read;
  const disguised = listed.staged === 0 ? 0 : await countDisguisedDuplicates(tx, drift);
  const { vanishing, explained } =
    listed.unseen.length === 0 ? { vanishing: 0, explained: 0 } : await countVanishing(tx, drift);
  return {
    runId: lease.runId,
    startedAt: listed.startedAt.toISOString(),
    restarts: listed.restarts,
    failure: null,
    explainedNew: explainedNew(drift),
    history: listed.window === null ? drift.before.counts : [],
    lost: mostChanged(listed, drift) ? await lostAttributes(tx, drift) : [],
    isRebaseline: drift.rebaseline !== undefined,
    earlier: drift.before.doubt,
    canAsk: scope.spec.readable,
    sampled: sampled ?? null,
    pages: listed.pages,
    seen: listed.seen,
    duplicates: listed.duplicates + disguised,
    knownLive: listed.knownLive,
    vanishing,
    explainedAbsent: explained,
    best: { grade: scope.spec.bestGrade, reason: scope.spec.gradeReason },
    secondPass: listed.secondPass,
    window: listed.window ?? undefined,
    documentVersion: provider.document.info.version,
    mappingVersion: provider.mappingVersion,
  };
}

/** What our operations were to bring, whether or not it is in this listing. */
function explainedNew({ claims }: ListedDrift): number {
  const brought = claims.filter(({ change }) => change === 'appeared');
  return brought.reduce((sum, { count }) => sum + Math.max(1, count), 0);
}

/** Fewer items with another meaning say nothing of a field that all had. */
const changedMin = 5;

/** Whether most of what the ledger holds is shown otherwise or not at all: only then may a field be lost to all. */
function mostChanged({ staged, unseen, knownLive }: Listed, { rebaseline }: ListedDrift): boolean {
  return rebaseline === undefined && staged >= changedMin && unseen.length * 2 > knownLive;
}

const none: DriftCounts = {
  appeared: 0,
  changed: 0,
  vanished: 0,
  reappeared: 0,
  deferred: 0,
  young: 0,
  lost: 0,
  altered: 0,
};

async function recorded(
  tx: Tx,
  run: RunContext,
  listing: { drift: ListedDrift; listed: Listed; refused: boolean; isSummed: boolean },
): Promise<{ counts: DriftCounts; checksum: string | null }> {
  const { drift, listed, refused, isSummed } = listing;
  const nothingNew = listed.staged === 0 && drift.unseen.length === 0 && drift.before.learned !== 'waiting';
  if (refused || nothingNew) return { counts: none, checksum: null };
  if (isSummed) return recordSummed(tx, drift);
  return { counts: await (run.lease.plan ? previewDrift(tx, drift) : recordDrift(tx, drift)), checksum: null };
}

function resultOf(
  { grade, reason }: Certificate,
  { kind, listed, drift, counts }: { kind: string; listed: Listed; drift: ListedDrift; counts: DriftCounts },
): KindResult {
  const { appeared, changed, vanished, reappeared } = counts;
  const { seen, fullBecause } = listed;
  const doubted = fullBecause === undefined ? '' : `; listed in full, for its newest part gave doubt: ${fullBecause}`;
  const rebaseline = drift.rebaseline === undefined ? '' : `; rebaseline: ${drift.rebaseline.evidence}`;
  return {
    kind,
    seen,
    appeared,
    changed,
    vanished,
    reappeared,
    unchanged: grade === 'refused' ? 0 : Math.max(0, seen - appeared - changed - reappeared),
    grade,
    reason: reason + rebaseline + doubted + leftOf(counts),
  };
}

/** What is left to the next run, and why. */
function leftOf({ deferred, young }: DriftCounts): string {
  const underWay = deferred - young;
  return [
    ...(underWay === 0 ? [] : [`; ${underWay} left to the next run: an operation was under way`]),
    ...(young === 0
      ? []
      : [`; ${young} left to the next run: made less than ${graceMinutes} minutes before, and not shown`]),
  ].join('');
}

const graceMinutes = creationGraceMs / 60_000;

/** What an incremental listing since the newest full one looked at, if there was one. */
function lookedAtOf({ windowSince, windowAt }: ScopeState, incremental: KindSpec['incremental']): Drift['lookedAt'] {
  if (incremental === undefined || windowSince === null || windowAt === null) return undefined;
  return { orderedBy: incremental.orderedBy, since: windowSince, at: windowAt };
}
