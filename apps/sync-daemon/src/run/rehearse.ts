import { hash } from 'node:crypto';
import { applyHold, eventFloor, type HeldScope, type Plan, planMade, standingHolds, supersede } from '@rollcall/db';
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
 * is told by making the changes. They are kept when they are exactly those that a person approved.
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
      const approved = standing.find(({ state }) => state === 'approved');
      const floor = await eventFloor(tx);
      const ruling: Ruling = { isRehearsed: true, ...(approved === undefined ? {} : { approved: true }) };
      const scopes: Rehearsal['scopes'][number][] = [];
      for (const read of reads) {
        const believed = await believeListing(tx, run, { read, ruling: { ...ruling, ...rulingOf(read) } });
        scopes.push({ read, believed });
      }
      const sums = [...scopes.flatMap(sumOf), ...(await vanishOrphans(tx, run))];
      const ofRun = { connectionId: run.connection.id, runId: run.lease.runId, floor };
      const plan = { ...(await planMade(tx, ofRun)), checksum: checksumOf(run, sums) };
      const isApproved = approved !== undefined && approved.checksum === plan.checksum;
      rehearsal = { plan, scopes, applied: isApproved };
      // Whoever decided meanwhile is heard: what is not approved any more is not kept.
      const still = isApproved
        ? (await standingHolds(tx, run.connection.id, { locked: true })).find(({ id }) => id === approved.id)
        : undefined;
      if (still?.state !== 'approved') {
        rehearsal = { plan, scopes, applied: false };
        throw new Undone();
      }
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

/** The checksum of a scope's changes, if it has any. */
export function sumOf({ read: { key }, believed: { checksum } }: Rehearsal['scopes'][number]): readonly HeldScope[] {
  return checksum === null ? [] : [{ kind: key.kind, parent: key.parent, checksum }];
}

/** Of all scopes, in whatever order they were listed. */
function checksumOf({ connection }: RunContext, sums: readonly HeldScope[]): string {
  const lines = sums.map((sum) => JSON.stringify([sum.kind, sum.parent, sum.checksum])).sort();
  return hash('sha256', [connection.id, ...lines].join('\n'), 'hex');
}

/** Rolls a transaction back that went well. */
class Undone extends Error {
  override readonly name = 'Undone';
}
