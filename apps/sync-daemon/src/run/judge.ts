import {
  brakeOverrides,
  countAllLive,
  countStagedKnown,
  holdFor,
  inWorkspace,
  type RecentLosses,
  recentLosses,
  recordListing,
  type ScopeKey,
  type StandingHold,
  standingHolds,
  supersede,
  type Tx,
  total,
} from '@rollcall/db';
import { brake, brakeLimits, brakeWindowMs, type Loss, type Unasked } from '@rollcall/ledger';
import type { BrakeLimits } from '@rollcall/schema';
import { asHolder } from './as-holder.ts';
import type { Ruling } from './believe.ts';
import type { RunContext } from './context.ts';
import type { ReadListing } from './read.ts';
import { lineOf, type Rehearsal, rehearse, sumOf } from './rehearse.ts';
import { type Speaks, speaker } from './speaker.ts';

/** What becomes of the listings of a run that show a change. */
export type Judgement =
  /** Each is to be recorded, under its ruling. `refused` says whether a person's word keeps some of them from that. */
  | { readonly verdict: 'record'; readonly rulingOf: (read: ReadListing) => Ruling; readonly refused: boolean }
  /** They were recorded, as the plan that a person approved. */
  | { readonly verdict: 'applied'; readonly rehearsal: Rehearsal }
  /** Nothing of the run is recorded: it waits for a person. */
  | { readonly verdict: 'held'; readonly reason: string; readonly trouble: string };

/**
 * Judges what a run would change. What passes no limit is recorded. Otherwise it is recorded if a person approved exactly
 * these changes, and held if not. Scopes whose changes a person rejected are refused for as long as they show just these,
 * and the rest is judged without them. Holds whose changes this run does not find any more are superseded.
 */
export async function judgeRun(
  run: RunContext,
  { reads, failed }: { reads: readonly ReadListing[]; failed: readonly ScopeKey[] },
): Promise<Judgement> {
  const speaks = speaker(run, failed);
  const facts = await inWorkspace(run.daemon.db, run.workspaceId, (tx) => factsOf(tx, run));
  // What was rejected is refused wherever it is found, also by a run that cannot say that all of the hold stands.
  const decided = facts.holds.filter(
    (hold) => hold.state === 'rejected' || (hold.state === 'approved' && speaks(hold)),
  );
  const atMost = decided.length > 0 ? [] : await passedLimits(run, facts, await unaskedAtMost(run, reads));
  if (decided.length === 0 && atMost.length === 0) return recordAll(run, { refused: new Set(), speaks });
  const rejected = new Set(
    decided.filter(({ state }) => state === 'rejected').flatMap(({ scopes }) => scopes.map(lineOf)),
  );
  const refused = new Set<ReadListing>();
  for (;;) {
    const rulingOf = (read: ReadListing) => rulingFor(run, read, refused);
    const rehearsal = await rehearse(run, reads, { rulingOf, speaks });
    if (rehearsal.applied) return { verdict: 'applied', rehearsal };
    const again = rehearsal.scopes.filter(
      (scope) => !refused.has(scope.read) && sumOf(scope).some((sum) => rejected.has(lineOf(sum))),
    );
    for (const { read } of again) refused.add(read);
    // What is left is another plan without them: it is rehearsed anew.
    if (again.length > 0) continue;
    const found = rehearsal.scopes.map(({ read, believed }) => ({ read, unasked: believed.unasked }));
    const reasons = await passedLimits(run, facts, found);
    if (reasons.length === 0) return recordAll(run, { refused, speaks });
    return asHolder(run, (tx) => hold(tx, run, { rehearsal, reasons, refused, speaks }));
  }
}

/** What a person rejected and the run found again, and over which holds it decides. */
interface Decided {
  readonly refused: ReadonlySet<ReadListing>;
  readonly speaks: Speaks;
}

interface Facts {
  readonly holds: readonly StandingHold[];
  readonly recent: RecentLosses;
  readonly limits: BrakeLimits;
}

async function factsOf(tx: Tx, { connection, daemon }: RunContext): Promise<Facts> {
  const since = new Date(daemon.now().getTime() - brakeWindowMs);
  const { workspace, connection: own } = await brakeOverrides(tx, connection.id);
  return {
    holds: await standingHolds(tx, connection.id, { locked: false }),
    recent: await recentLosses(tx, { connectionId: connection.id, since }),
    limits: brakeLimits(workspace, own),
  };
}

/** What a person rejected is refused, and so is what is listed by parents of which that is true. */
function rulingFor({ provider }: RunContext, read: ReadListing, refused: ReadonlySet<ReadListing>): Ruling {
  if (refused.has(read)) return { refused: 'a person rejected these changes' };
  const parents = new Set([...refused].map(({ key }) => key.kind));
  const parentKind = provider.kinds.find(({ kind }) => kind === read.key.kind)?.perParent;
  if (parentKind === undefined || !parents.has(parentKind)) return {};
  return { refused: `a person rejected what was found of its ${parentKind}s` };
}

interface Found {
  readonly read: ReadListing;
  readonly unasked: Unasked;
}

/**
 * What is not shown any more may have vanished, unless it is shown otherwise, and what is staged and known in whatever scope may
 * have changed: it cannot be more than that.
 */
async function unaskedAtMost(run: RunContext, reads: readonly ReadListing[]): Promise<readonly Found[]> {
  const hasStaged = reads.some(({ listed }) => listed.staged > 0);
  const known = hasStaged
    ? await inWorkspace(run.daemon.db, run.workspaceId, (tx) => countStagedKnown(tx, run.lease))
    : [];
  const counts = new Map(known.map((scope) => [scopeName(scope), scope]));
  return reads.map((read) => {
    const { known: altered, liveHere } = counts.get(scopeName(read.key)) ?? { known: 0, liveHere: 0 };
    return { read, unasked: { lost: Math.max(0, read.listed.unseen.length - liveHere), altered } };
  });
}

function scopeName({ kind, parent }: { readonly kind: string; readonly parent: string }): string {
  return JSON.stringify([kind, parent]);
}

async function passedLimits(
  run: RunContext,
  { recent, limits }: Facts,
  found: readonly Found[],
): Promise<readonly string[]> {
  const earlier = new Map(recent.scopes.map((scope) => [scopeName(scope), scope]));
  const now = total(found.map(({ unasked }) => unasked));
  const wide = [
    { extent: 'connection', name: run.connection.name, now, before: recent.connection },
    { extent: 'workspace', name: 'as a whole', now, before: recent.workspace },
  ] as const;
  const live = wide.some((loss) => mayPass(loss, limits))
    ? await inWorkspace(run.daemon.db, run.workspaceId, (tx) => countAllLive(tx, run.connection.id))
    : { connection: 0, workspace: 0 };
  const scopes = found.map(({ read: { key, scope, listed }, unasked }): Loss => {
    const name = scope.parent === undefined ? key.kind : `${key.kind} of ${scope.parent.name}`;
    const before = earlier.get(scopeName(key)) ?? { lost: 0, altered: 0 };
    // Of an incremental listing, what it did not look at is live all the same.
    const live = listed.knownLive + (listed.window?.older ?? 0);
    return { extent: 'scope', name, live, now: unasked, before };
  });
  return brake([...scopes, ...wide.map((loss) => ({ ...loss, live: live[loss.extent] }))], limits);
}

/** Whether a count is high enough for its share of all that is live to matter: only then that is counted. */
function mayPass({ extent, now, before }: Omit<Loss, 'live'>, limits: BrakeLimits): boolean {
  return (['lost', 'altered'] as const).some((sort) => {
    const { absolute, min } = limits[sort][extent];
    return now[sort] > 0 && now[sort] + before[sort] >= Math.min(min, absolute + 1);
  });
}

/** Has all be recorded but what is refused, and closes the holds that the run speaks of and does not find any more. */
async function recordAll(run: RunContext, { refused, speaks }: Decided): Promise<Judgement> {
  await asHolder(run, async (tx) => {
    for (const hold of await standingHolds(tx, run.connection.id, { locked: true })) {
      if (!speaks(hold)) continue;
      const stands = hold.state === 'rejected' && standsFor(hold, refused);
      if (!stands) await supersede(tx, heldRun(run), { hold, note: 'a later run found no change that passes a limit' });
    }
  });
  return { verdict: 'record', rulingOf: (read) => rulingFor(run, read, refused), refused: refused.size > 0 };
}

/** Whether some of what was refused is what a person rejected with this hold. */
function standsFor({ scopes }: StandingHold, refused: ReadonlySet<ReadListing>): boolean {
  const names = new Set([...refused].map(({ key }) => scopeName(key)));
  return scopes.some((scope) => names.has(scopeName(scope)));
}

async function hold(
  tx: Tx,
  run: RunContext,
  { rehearsal, reasons, refused, speaks }: Decided & { rehearsal: Rehearsal; reasons: readonly string[] },
): Promise<Judgement> {
  const { plan } = rehearsal;
  const holds = (await standingHolds(tx, run.connection.id, { locked: true })).filter(speaks);
  const same = holds.find(({ state, checksum }) => state !== 'rejected' && checksum === plan.checksum);
  for (const other of holds) {
    if (other === same || (other.state === 'rejected' && standsFor(other, refused))) continue;
    await supersede(tx, heldRun(run), { hold: other, note: 'a later run would change something else' });
  }
  const braked = rehearsal.scopes.filter(({ believed: { unasked } }) => unasked.lost + unasked.altered > 0);
  const id = await holdFor(tx, heldRun(run), { plan, reasons, scopes: braked.flatMap(sumOf), same });
  const trouble = `held: its run awaits a decision ("holds show ${id}")`;
  await tellHeld(tx, run, { rehearsal, trouble });
  return {
    verdict: 'held',
    reason: `${reasons.join('; ')}. "holds show ${id}" has the plan; approve it with "holds approve ${plan.checksum.slice(0, 12)}"`,
    trouble,
  };
}

/** Keeps what was listed, with its certificate, and says of each scope that it is held; one that nobody would believe says that. */
async function tellHeld(
  tx: Tx,
  run: RunContext,
  { rehearsal, trouble }: { rehearsal: Rehearsal; trouble: string },
): Promise<void> {
  for (const { read, believed } of rehearsal.scopes) {
    // The ledger knows no such parent yet, and so no such scope.
    if (read.scope.parent?.isNew === true) continue;
    const { result, certificate } = believed;
    const ofScope = { settings: null, deferred: 0, counts: [], actor: run.daemon.actor };
    await recordListing(tx, run.lease, {
      ...{ scope: read.key, startedAt: read.startedAt, result, certificate, ...ofScope },
      ...(result.grade === 'refused' ? {} : { held: trouble }),
    });
  }
}

function heldRun({ lease, connection, daemon }: RunContext) {
  return { lease, connection: connection.name, actor: daemon.actor };
}
