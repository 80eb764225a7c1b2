import { sql } from 'kysely';
import type { Tx } from '../../src/index.ts';

/** What `work` inserted, updated and deleted in each table, by PostgreSQL's own count; untouched tables are left out. */
export async function touchedBy(tx: Tx, work: () => Promise<unknown>): Promise<Record<string, string>> {
  const before = await counts(tx);
  await work();
  const after = await counts(tx);
  const touched = Object.entries(after).map(([table, now]): [string, readonly number[]] => [
    table,
    now.map((count, at) => count - (before[table]?.[at] ?? 0)),
  ]);
  return Object.fromEntries(
    touched
      .filter(([, delta]) => delta.some((count) => count > 0))
      .map(([table, [ins, upd, del]]) => [table, `+${ins} ~${upd} -${del}`]),
  );
}

/** The session's counts that are not yet summed up: what other sessions do is no part of them. */
async function counts(tx: Tx): Promise<Record<string, readonly number[]>> {
  const { rows } = await sql<{ table: string; counts: number[] }>`
    select relname as table, array[n_tup_ins, n_tup_upd, n_tup_del]::int[] as counts
    from pg_stat_xact_user_tables where schemaname = 'rollcall'`.execute(tx);
  return Object.fromEntries(rows.map(({ table, counts: now }) => [table, now]));
}
