import { setTimeout as sleep } from 'node:timers/promises';
import { RollcallError } from '@rollcall/schema';
import { sql } from 'kysely';
import { type Db, databaseError } from '../database.ts';

/** Longer than this, something large is being recorded. */
const settleMsMax = 15_000;
const lookMs = 20;

/**
 * The newest moment of which nothing can become known any more: whatever was recorded by then is committed. Waits for those
 * that were writing to this database when it was asked. Throws `overloaded` when that takes too long.
 */
export async function settledMoment(db: Db): Promise<Date> {
  try {
    const asked = await sql<{ at: Date }>`
      select date_trunc('milliseconds', clock_timestamp()) - interval '1 ms' as at`.execute(db);
    const [row] = asked.rows;
    if (row === undefined) throw new Error('a moment is one row');
    const writing = await writers(db);
    const until = performance.now() + settleMsMax;
    while (performance.now() < until) {
      const still = writing.length === 0 ? [] : await writers(db);
      if (!writing.some((one) => still.includes(one))) return row.at;
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

/** The transactions that write to this database: each holds the lock of its own id until it ends. */
async function writers(db: Db): Promise<readonly string[]> {
  const { rows } = await sql<{ transaction: string }>`
    select l.virtualtransaction as transaction from pg_locks l join pg_stat_activity a on a.pid = l.pid
    where l.locktype = 'transactionid' and l.mode = 'ExclusiveLock' and l.granted and a.datname = current_database()`.execute(
    db,
  );
  return rows.map(({ transaction }) => transaction);
}
