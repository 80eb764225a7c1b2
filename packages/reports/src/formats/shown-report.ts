import { type DraftSection, type DraftTable, isStreamed, rowsShownMax } from '@rollcall/ledger';
import type { ReportColumn, ReportHead, ReportRow } from '@rollcall/schema';
import { countOf } from './rows.ts';
import { valueText } from './values.ts';
import type { WrittenReport } from './written-report.ts';

/** As much of a table as people are shown. */
export interface ShownTable {
  readonly columns: readonly ReportColumn[];
  readonly rows: readonly ReportRow[];
  /** How many rows there are in all. */
  readonly count: number;
}

/** As much of a section as people are shown. */
export interface ShownSection extends Omit<DraftSection, 'table'> {
  readonly table?: ShownTable;
}

/** As much of a report as people are shown. It is there whole, and holds nothing but values, so that a thread can be given it. */
export interface ShownReport {
  readonly head: ReportHead;
  readonly sections: readonly ShownSection[];
}

/** Reads the first rows of each table, and no more. */
export async function shownReport({ head, sections }: WrittenReport): Promise<ShownReport> {
  const shown: ShownSection[] = [];
  for (const { table, ...section } of sections) {
    shown.push(table === undefined ? section : { ...section, table: await shownTable(table) });
  }
  return { head, sections: shown };
}

/** What a table that is cut says below it; undefined of one that is shown whole. */
export function restSentence({ rows, count }: ShownTable): string | undefined {
  if (count <= rows.length) return undefined;
  return `The first ${rows.length} of ${valueText(count, 'count')} rows. All of them are in this report as CSV and as JSON.`;
}

async function shownTable(table: DraftTable): Promise<ShownTable> {
  const rows: ReportRow[] = [];
  for await (const page of isStreamed(table) ? table.pages(rowsShownMax) : [table.rows]) {
    rows.push(...page.slice(0, rowsShownMax - rows.length));
    if (rows.length >= rowsShownMax) break;
  }
  return { columns: table.columns, rows, count: countOf(table) };
}
