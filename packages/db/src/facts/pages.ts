import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../database.ts';

/** So many facts are in memory at a time, where they are small. */
const pageMaxUsual = 5_000;

/** A question that is asked page by page, each of which begins after the key of the last fact of the one before it. */
interface PagedQuestion<Fact, Key> {
  readonly pageMax?: number;
  page(after: Key | undefined, limit: number): Promise<readonly Fact[]>;
  keyOf(fact: Fact): Key;
}

/** The answers, in pages of so many that memory stays flat however much there is. A short page is the last. */
export async function* pagesOf<Fact, Key>({
  page,
  keyOf,
  pageMax = pageMaxUsual,
}: PagedQuestion<Fact, Key>): AsyncGenerator<readonly Fact[]> {
  let after: Key | undefined;
  while (true) {
    const facts = await page(after, pageMax);
    if (facts.length > 0) yield facts;
    const last = facts.at(-1);
    if (last === undefined || facts.length < pageMax) return;
    after = keyOf(last);
  }
}

/**
 * The rows of one statement that joins and groups too much to be asked anew for each page: it is carried out once, by a cursor, and
 * its rows are taken page by page. One at a time in a transaction.
 */
export async function* rowsInPages<Row>(tx: Tx, query: RawBuilder<Row>): AsyncGenerator<readonly Row[]> {
  // All of it is wanted: a plan for its first rows would be the slowest for the last.
  await sql`select set_config('cursor_tuple_fraction', '1', true)`.execute(tx);
  await sql`declare facts no scroll cursor for ${query}`.execute(tx);
  while (true) {
    const { rows } = await sql<Row>`fetch ${sql.lit(pageMaxUsual)} from facts`.execute(tx);
    if (rows.length > 0) yield rows;
    if (rows.length < pageMaxUsual) break;
  }
  // Where whoever takes the pages breaks off, it goes with the transaction.
  await sql`close facts`.execute(tx);
}
