import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../database.ts';

/** So many rows are in memory at a time. */
const pageMax = 5_000;

/**
 * The answers to a question that is worked out once, such as one that sorts a million rows, in pages. Another page could not be
 * asked for by a key without working all of it out again. The name is the transaction's own; what breaks the transaction ends it.
 */
export async function* cursorOf<Row>(
  tx: Tx,
  name: string,
  question: RawBuilder<unknown>,
): AsyncGenerator<readonly Row[]> {
  const cursor = sql.id(name);
  await sql`declare ${cursor} no scroll cursor for ${question}`.execute(tx);
  while (true) {
    const { rows } = await sql<Row>`fetch forward ${sql.lit(pageMax)} from ${cursor}`.execute(tx);
    if (rows.length > 0) yield rows;
    if (rows.length < pageMax) break;
  }
  await sql`close ${cursor}`.execute(tx);
}
