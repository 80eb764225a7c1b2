import type { DraftSection } from '@rollcall/ledger';
import { type ReportFormat, type ReportHead, RollcallError } from '@rollcall/schema';
import { json } from './json.ts';

/** A report as it is written: its long tables are read meanwhile. */
export interface WrittenReport {
  readonly head: ReportHead;
  readonly sections: readonly DraftSection[];
}

const writers: Readonly<Partial<Record<ReportFormat, (report: WrittenReport) => AsyncIterable<string | Uint8Array>>>> =
  {
    json,
  };

/** Writes a report in a format, part by part. */
export async function* writeReport(report: WrittenReport, format: ReportFormat): AsyncGenerator<Uint8Array, void> {
  const write = writers[format];
  if (write === undefined) throw new RollcallError('not_supported', `Reports are not written as ${format} yet.`);
  for await (const part of write(report)) yield typeof part === 'string' ? Buffer.from(part) : part;
}
