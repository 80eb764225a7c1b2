import { type Claim, createDigestSet, digestOf, type Meaning, rebaselineOf } from '@rollcall/ledger';
import { Certificate, type RunId } from '@rollcall/schema';
import {
  countDisguisedDuplicates,
  type Drift,
  type DriftCounts,
  finishRun,
  holdRun,
  liveDigests,
  previewDrift,
  type RunLease,
  recordDrift,
  recordListing,
  type ScopeKey,
  type StagedItem,
  scopeState,
  stageItems,
  type Tx,
} from '../../src/index.ts';
import { daemonActor, type GivenConnection, givenRun } from './given.ts';
import type { Store } from './store.ts';

/** What a listing showed, and what it is believed to be. */
export interface Showing {
  readonly items: readonly (Meaning & { readonly rawDigest?: string })[];
  readonly kind?: string;
  readonly parent?: string;
  /** Whether absences are derived from it. */
  readonly believed?: boolean;
  readonly claims?: readonly Claim[];
  readonly ownedBy?: Drift['ownedBy'];
  readonly renamedBy?: Drift['renamedBy'];
  readonly childKinds?: readonly string[];
  readonly isConfigured?: boolean;
  readonly mappingVersion?: number;
  readonly documentVersion?: string;
  readonly settings?: Readonly<Record<string, string>>;
  readonly noise?: readonly string[];
  readonly identity?: Drift['identity'];
  readonly times?: Drift['times'];
  readonly automatisms?: Drift['automatisms'];
  readonly startedAt?: Date;
  readonly plan?: boolean;
}

export interface Rolled {
  readonly runId: RunId;
  readonly startedAt: Date;
  readonly counts: DriftCounts;
  /** Items that the listing showed more than once. */
  readonly duplicates: number;
}

/** One whole run of one kind, as the daemon does it: probe the digests, stage what is unknown, record the drift. */
export async function roll(store: Store, connection: GivenConnection, showing: Showing): Promise<Rolled> {
  const lease = await givenRun(store, connection, { plan: showing.plan ?? false });
  const staged = await stage(store, { lease, showing });
  const { counts, disguised } = await store.asDaemon(async (tx) => {
    if (!(await holdRun(tx, lease))) throw new Error('the run is held by another');
    const drift = await driftOf(tx, { lease, showing, staged });
    const duplicates = await countDisguisedDuplicates(tx, drift);
    const counted = await (lease.plan ? previewDrift(tx, drift) : recordDrift(tx, drift));
    await recordBelief(tx, { lease, drift, showing, counts: counted });
    return { counts: counted, disguised: duplicates };
  });
  await finish(store, lease);
  return { runId: lease.runId, startedAt: staged.startedAt, counts, duplicates: staged.duplicates + disguised };
}

/** A listing that waits in the stage. */
export interface Staged {
  readonly scope: ScopeKey;
  readonly startedAt: Date;
  readonly unseen: readonly string[];
  readonly duplicates: number;
}

/** Lists into the stage, and leaves it there. */
export async function stage(store: Store, { lease, showing }: { lease: RunLease; showing: Showing }): Promise<Staged> {
  const { kind = 'inbox', parent = '', startedAt = new Date() } = showing;
  const scope = { connectionId: lease.connectionId, kind, parent };
  const known = createDigestSet(0);
  await store.asDaemon(async (tx) => {
    for await (const packed of liveDigests(tx, scope)) known.addPacked(packed);
  });
  const noise = new Set(showing.noise ?? []);
  const unknown: StagedItem[] = [];
  let duplicates = 0;
  for (const item of showing.items) {
    const digest = digestOf(item, noise);
    const shown = known.show(digest);
    if (shown === 'again') duplicates += 1;
    if (shown === 'unknown')
      unknown.push({ ...item, attributes: JSON.stringify(item.attributes), digest, rawDigest: item.rawDigest ?? null });
  }
  const staged = await store.asDaemon((tx) => stageItems(tx, { lease, scope }, unknown));
  return { scope, startedAt, unseen: known.unseen(), duplicates: duplicates + unknown.length - staged };
}

/** The drift of what was staged. */
export async function driftOf(
  tx: Tx,
  { lease, showing, staged }: { lease: RunLease; showing: Showing; staged: Staged },
): Promise<Drift & { readonly unseen: readonly string[] }> {
  const { scope, startedAt, unseen } = staged;
  const believed = showing.believed ?? true;
  const before = await scopeState(tx, scope);
  return {
    lease,
    scope,
    startedAt,
    before,
    unseen: believed ? unseen : [],
    believesAbsence: believed,
    rebaseline: rebaselineOf(before, baselineOf(showing), undefined),
    claims: showing.claims ?? [],
    ownedBy: showing.ownedBy,
    renamedBy: showing.renamedBy,
    isConfigured: showing.isConfigured ?? false,
    orphanedBy: undefined,
    final: undefined,
    lookedAt: undefined,
    childKinds: showing.childKinds ?? [],
    noise: showing.noise ?? [],
    identity: showing.identity ?? [],
    times: showing.times,
    automatisms: showing.automatisms ?? [],
    gradedBecause: 'proven: it is whole',
    actor: daemonActor,
  };
}

function baselineOf({ mappingVersion = 1, documentVersion = '1', settings = {} }: Showing) {
  return { mappingVersion, documentVersion, settings };
}

export async function finish(store: Store, lease: RunLease): Promise<void> {
  const end = { outcome: 'complete', reason: null, actor: daemonActor } as const;
  await store.asDaemon((tx) => finishRun(tx, lease, end));
}

async function recordBelief(
  tx: Tx,
  { lease, drift, showing, counts }: { lease: RunLease; drift: Drift; showing: Showing; counts: DriftCounts },
): Promise<void> {
  const { appeared, changed, vanished, reappeared } = counts;
  const { mappingVersion, documentVersion, settings } = baselineOf(showing);
  const seen = showing.items.length;
  const grade = drift.believesAbsence ? 'proven' : 'plausible';
  const reason = 'it is whole';
  await recordListing(tx, lease, {
    scope: drift.scope,
    startedAt: drift.startedAt,
    result: { kind: drift.scope.kind, seen, appeared, changed, vanished, reappeared, unchanged: 0, grade, reason },
    certificate: Certificate.parse({
      ...{ grade, reason, pages: [], seen, duplicates: 0, knownLive: 0, vanishing: 0, explainedAbsent: 0 },
      ...{ mappingVersion, documentVersion },
    }),
    counts: [seen],
    actor: daemonActor,
    settings,
    deferred: counts.deferred,
  });
}
