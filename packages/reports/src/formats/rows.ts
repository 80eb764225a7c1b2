import { type DraftTable, isStreamed } from '@rollcall/ledger';
import type { ReportRow } from '@rollcall/schema';

/** How many rows a table has in all. */
export function countOf(table: DraftTable): number {
  return isStreamed(table) ? table.count : table.rows.length;
}

/** All rows of a table, a page at a time. Throws where it has others than it said: a report must not be cut without a word. */
export async function* allRows(table: DraftTable): AsyncGenerator<readonly ReportRow[]> {
  if (!isStreamed(table)) {
    yield table.rows;
    return;
  }
  let read = 0;
  for await (const rows of table.pages()) {
    read += rows.length;
    yield rows;
  }
  if (read !== table.count)
    throw new Error(
      `A table of the report has ${read} rows, and was said to have ${table.count}. Make the report again.`,
    );
}
