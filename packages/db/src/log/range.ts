import type { Tx } from '../database.ts';
import { tailOf } from '../sealing.ts';

/**
 * The sequence of the first event that was sealed at that time or later; one behind the tail where none was. Sequences are
 * given out as time goes, so that halving finds it: some 20 looks among a million. Rides the primary key.
 */
export async function firstSealedSince(tx: Tx, since: Date): Promise<number> {
  let low = 1;
  let high = (await tailOf(tx)) + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const row = await tx
      .selectFrom('sealed_event')
      .select('sealed_at')
      .where('workspace_id', '=', tx.workspaceId)
      .where('seq', '>=', `${middle}`)
      .orderBy('seq')
      .limit(1)
      .executeTakeFirst();
    if (row === undefined || row.sealed_at >= since) high = middle;
    else low = middle + 1;
  }
  return low;
}
