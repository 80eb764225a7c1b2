import { setTimeout as sleep } from 'node:timers/promises';
import { RollcallError } from '@rollcall/schema';
import { sql } from 'kysely';
import { type Db, databaseError } from '../database.ts';

/** Longer than this, something large is being recorded. */
const settleMsMax = 15_000;
const lookMs = 20;

/**
 * The newest moment of which nothing can become known any more: whatever is recorded at or before it is committed. Waits for
 * what was being written when it was asked. Throws `overloaded` when that takes too long.
 */
export async function settledMoment(db: Db): Promise<Date> {
  try {
    const asked = await sql<{ at: Date; next: string }>`
      select date_trunc('milliseconds', clock_timestamp()) - interval '1 ms' as at,
        pg_snapshot_xmax(pg_current_snapshot())::text as next`.execute(db);
    const [row] = asked.rows;
    if (row === undefined) throw new Error('a moment is one row');
    const until = performance.now() + settleMsMax;
    while (performance.now() < until) {
      const { rows } = await sql<{ over: boolean }>`
        select pg_snapshot_xmin(pg_current_snapshot()) >= ${row.next}::xid8 as over`.execute(db);
      if (rows[0]?.over === true) return row.at;
      await sleep(lookMs);
    }
  } catch (error) {
    throw databaseError(error);
  }
  throw new RollcallError(
    'overloaded',
    'Something large is being recorded, and a report must not say half of it: ask again in a minute.',
    { details: { retryAfterMs: 60_000 } },
  );
}
