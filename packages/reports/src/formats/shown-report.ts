import type { DraftSection } from '@rollcall/ledger';
import type { ReportHead } from '@rollcall/schema';
import { type ShownTable, shownTable } from './rows.ts';
import type { WrittenReport } from './written-report.ts';

/** As much of a section as people are shown. */
export interface ShownSection extends Omit<DraftSection, 'table'> {
  readonly table?: ShownTable;
}

/** As much of a report as people are shown. It is there whole, and holds nothing but values, so that a thread can be given it. */
export interface ShownReport {
  readonly head: ReportHead;
  readonly sections: readonly ShownSection[];
}

/** Reads the first rows of each table. */
export async function shownReport({ head, sections }: WrittenReport): Promise<ShownReport> {
  const shown: ShownSection[] = [];
  for (const { table, ...section } of sections) {
    shown.push(table === undefined ? section : { ...section, table: await shownTable(table) });
  }
  return { head, sections: shown };
}
