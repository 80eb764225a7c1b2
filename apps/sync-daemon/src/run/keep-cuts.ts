import { recordCuts, type Tx } from '@rollcall/db';
import type { Certificate } from '@rollcall/schema';
import type { RunContext } from './context.ts';
import type { ReadListing } from './read.ts';

/** Keeps the cut that a listing stands between, in the transaction that recorded it. One that is refused cuts nothing. */
export async function keepCuts(
  tx: Tx,
  run: RunContext,
  of: { readonly read: ReadListing; readonly certificate: Certificate; readonly deferred: number },
): Promise<void> {
  const { read, certificate, deferred } = of;
  const { moves, kind } = read.scope.spec;
  if (moves === undefined || read.balances === undefined || certificate.grade === 'refused') return;
  const moving = { connectionId: read.key.connectionId, kind, moves };
  const listedSince = certificate.window?.since ?? null;
  const trouble = troubleOf(certificate, deferred);
  await recordCuts(tx, run.lease, { moving, balances: read.balances, trouble, listedSince });
}

/** Why the ledger does not hold just what was there, in words; null where it does. */
function troubleOf({ grade, reason }: Certificate, deferred: number): string | null {
  if (grade === 'plausible') return `the listing is no more than plausible: ${reason}`;
  return deferred === 0 ? null : `${deferred} changes of the listing were left to the next run`;
}
