import { applyHold, eventFloor, type OpenHold, type Plan, planMade } from '@rollcall/db';
import { type Believed, believeListing } from './believe.ts';
import type { RunContext } from './context.ts';
import { asHolder } from './hold.ts';
import { vanishOrphans } from './orphans.ts';
import type { ReadListing } from './read.ts';

/** What recording the listings of a run comes to, whether it was kept or undone. */
export interface Rehearsal {
  readonly plan: Plan;
  /** In the order of the listings. */
  readonly scopes: readonly { readonly read: ReadListing; readonly believed: Believed }[];
  /** Whether it was kept: the plan is the one that was approved. */
  readonly applied: boolean;
}

/**
 * Records all of these listings, parents before children, in one transaction, and undoes it again: what a run would change
 * is told by making the changes. They are kept when they are exactly those of the hold that a person approved.
 */
export async function rehearse(
  run: RunContext,
  reads: readonly ReadListing[],
  open: OpenHold | undefined,
): Promise<Rehearsal> {
  const { daemon, lease, connection } = run;
  let rehearsal: Rehearsal | undefined;
  try {
    await asHolder(run, async (tx) => {
      const floor = await eventFloor(tx);
      const ruling = open?.state === 'approved' ? { approved: true as const } : {};
      const scopes = [];
      for (const read of reads) scopes.push({ read, believed: await believeListing(tx, run, { read, ruling }) });
      await vanishOrphans(tx, run);
      const plan = await planMade(tx, { connectionId: connection.id, runId: lease.runId, floor });
      const applied = open?.state === 'approved' && open.checksum === plan.checksum;
      rehearsal = { plan, scopes, applied };
      if (!applied) throw new Undone();
      await applyHold(tx, { lease, connection: connection.name, actor: daemon.actor }, open);
    });
  } catch (error) {
    if (!(error instanceof Undone)) throw error;
  }
  if (rehearsal === undefined) throw new Error('a rehearsal that was not broken off has come to its end');
  return rehearsal;
}

/** Rolls a transaction back that went well. */
class Undone extends Error {
  override readonly name = 'Undone';
}
