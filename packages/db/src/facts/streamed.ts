import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../database.ts';

/** So many rows are in memory at a time. */
const rowsMax = 1_000;
/** A million rows are sorted in few files, or none: PostgreSQL's 4 MB would have them go through files again and again. */
const workMem = '64MB';

/**
 * The rows of one question, in pages, from a cursor of the transaction's: where all that is joined and grouped is worked out once,
 * and not for each page anew. `name` is a name of the question's own.
 */
export async function* streamed<Row>(
  tx: Tx,
  {
    name,
    question,
    byHash = false,
  }: {
    readonly name: string;
    readonly question: RawBuilder<Row> | RawBuilder<unknown>;
    /** Whether it is to be joined by hashes alone. */
    readonly byHash?: boolean;
  },
): AsyncGenerator<readonly Row[]> {
  // Planned to be read to its end: the planner would otherwise take what is quick to begin.
  await sql`select set_config('cursor_tuple_fraction', '1', true), set_config('work_mem', ${workMem}, true)`.execute(
    tx,
  );
  // Of what a `with` holds the planner knows no count: it may go through all of it for each row of another, or merge by connections
  // alone, which are few. Hashes are never far off.
  const others = byHash ? 'off' : 'on';
  await sql`select set_config('enable_nestloop', ${others}, true), set_config('enable_mergejoin', ${others}, true)`.execute(
    tx,
  );
  await sql`declare ${sql.id(name)} no scroll cursor for ${question}`.execute(tx);
  await sql`select set_config('enable_nestloop', 'on', true), set_config('enable_mergejoin', 'on', true)`.execute(tx);
  let isBroken = false;
  try {
    while (true) {
      const { rows } = await sql<Row>`fetch ${sql.lit(rowsMax)} from ${sql.id(name)}`.execute(tx);
      if (rows.length > 0) yield rows;
      if (rows.length < rowsMax) break;
    }
  } catch (error) {
    // Nothing more can be said in this transaction.
    isBroken = true;
    throw error;
  } finally {
    // Also for a reader who has seen enough: another may ask the same afterwards.
    if (!isBroken) await sql`close ${sql.id(name)}`.execute(tx);
  }
}
