import { type DraftTable, isStreamed, rowsShownMax } from '@rollcall/ledger';
import type { ReportColumn, ReportRow } from '@rollcall/schema';
import { valueText } from './values.ts';

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

/** As much of a table as people are shown. */
export interface ShownTable {
  readonly columns: readonly ReportColumn[];
  readonly rows: readonly ReportRow[];
  /** How many rows there are in all. */
  readonly count: number;
}

/** No more rows are read than are shown. */
export async function shownTable(table: DraftTable): Promise<ShownTable> {
  const rows: ReportRow[] = [];
  for await (const page of isStreamed(table) ? table.pages(rowsShownMax) : [table.rows]) {
    rows.push(...page.slice(0, rowsShownMax - rows.length));
    if (rows.length >= rowsShownMax) break;
  }
  return { columns: table.columns, rows, count: countOf(table) };
}

/** What a table that is cut says below it; undefined of one that is shown whole. */
export function restSentence({ rows, count }: ShownTable): string | undefined {
  if (count <= rows.length) return undefined;
  return `The first ${rows.length} of ${valueText(count, 'count')} rows. All of them are in this report as CSV and as JSON.`;
}
