import { hash } from 'node:crypto';
import {
  applyHold,
  eventFloor,
  type HeldScope,
  type Plan,
  planMade,
  type StandingHold,
  standingHolds,
  supersede,
} from '@rollcall/db';
import { asHolder } from './as-holder.ts';
import { type Believed, believeListing, type Ruling } from './believe.ts';
import type { RunContext } from './context.ts';
import { vanishOrphans } from './orphans.ts';
import type { ReadListing } from './read.ts';
import type { Speaks } from './speaker.ts';

/** What recording the listings of a run comes to, whether it was kept or undone. */
export interface Rehearsal {
  readonly plan: Plan;
  /** In the order of the listings. */
  readonly scopes: readonly { readonly read: ReadListing; readonly believed: Believed }[];
  /** Whether it was kept: the plan is one that was approved. */
  readonly applied: boolean;
}

/**
 * Records all of these listings, parents before children, in one transaction, and undoes it again: what a run would change
 * is told by making the changes. They are kept when they are exactly those that a person approved, and none of them was
 * rejected since.
 */
export async function rehearse(
  run: RunContext,
  reads: readonly ReadListing[],
  { rulingOf, speaks }: { rulingOf: (read: ReadListing) => Ruling; speaks: Speaks },
): Promise<Rehearsal> {
  let rehearsal: Rehearsal | undefined;
  try {
    await asHolder(run, async (tx) => {
      const standing = await standingHolds(tx, run.connection.id, { locked: false });
      const isAnyApproved = standing.some(({ state }) => state === 'approved');
      const floor = await eventFloor(tx);
      const ruling: Ruling = { isRehearsed: true, ...(isAnyApproved ? { approved: true } : {}) };
      const scopes: Rehearsal['scopes'][number][] = [];
      for (const read of reads) {
        const believed = await believeListing(tx, run, { read, ruling: { ...ruling, ...rulingOf(read) } });
        scopes.push({ read, believed });
      }
      const shown = scopes.flatMap(sumOf);
      const sums = [...shown, ...(await vanishOrphans(tx, run))];
      const ofRun = { connectionId: run.connection.id, runId: run.lease.runId, floor };
      const plan = { ...(await planMade(tx, ofRun)), checksum: checksumOf(run, sums) };
      const found = { checksum: plan.checksum, shown };
      // Whoever decided meanwhile is heard: what is not approved any more is not kept.
      const still =
        approvalOf(standing, found) && approvalOf(await standingHolds(tx, run.connection.id, { locked: true }), found);
      rehearsal = { plan, scopes, applied: still !== undefined };
      if (still === undefined) throw new Undone();
      const ofHold = { lease: run.lease, connection: run.connection.name, actor: run.daemon.actor };
      await applyHold(tx, ofHold, still);
      // What another hold waits for is not what the ledger would come to from here.
      for (const hold of await standingHolds(tx, run.connection.id, { locked: true })) {
        if (hold.state === 'rejected' || !speaks(hold)) continue;
        await supersede(tx, ofHold, { hold, note: 'a run applied another plan' });
      }
    });
  } catch (error) {
    if (!(error instanceof Undone)) throw error;
  }
  if (rehearsal === undefined) throw new Error('a rehearsal that was not broken off has come to its end');
  return rehearsal;
}

/**
 * The hold by which a person approved the plan of this checksum, unless some of what its scopes show was rejected with
 * another plan, and not before: the last word on a change decides.
 */
function approvalOf(
  holds: readonly StandingHold[],
  { checksum, shown }: { checksum: string; shown: readonly HeldScope[] },
): StandingHold | undefined {
  const approved = holds.find((hold) => hold.state === 'approved' && hold.checksum === checksum);
  const since = approved?.decidedAt?.getTime() ?? 0;
  const lines = new Set(shown.map(lineOf));
  const isOverruled = holds.some(
    ({ state, decidedAt, scopes }) =>
      state === 'rejected' && (decidedAt?.getTime() ?? 0) >= since && scopes.some((scope) => lines.has(lineOf(scope))),
  );
  return isOverruled ? undefined : approved;
}

/** The checksum of a scope's changes, if it has any. */
export function sumOf({ read: { key }, believed: { checksum } }: Rehearsal['scopes'][number]): readonly HeldScope[] {
  return checksum === null ? [] : [{ kind: key.kind, parent: key.parent, checksum }];
}

/** Of all scopes, in whatever order they were listed. */
function checksumOf({ connection }: RunContext, sums: readonly HeldScope[]): string {
  const lines = sums.map(lineOf).sort();
  return hash('sha256', [connection.id, ...lines].join('\n'), 'hex');
}

/** The changes of a scope, as a text that no others have. */
export function lineOf({ kind, parent, checksum }: HeldScope): string {
  return JSON.stringify([kind, parent, checksum]);
}

/** Rolls a transaction back that went well. */
class Undone extends Error {
  override readonly name = 'Undone';
}
