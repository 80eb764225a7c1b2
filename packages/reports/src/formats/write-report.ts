import { type ReportFormat, RollcallError } from '@rollcall/schema';
import { csv } from './csv.ts';
import { html } from './html.ts';
import { json } from './json.ts';
import { markdown } from './markdown.ts';
import type { WrittenReport } from './written-report.ts';

const writers: Readonly<Partial<Record<ReportFormat, (report: WrittenReport) => AsyncIterable<string | Uint8Array>>>> =
  {
    html,
    csv,
    json,
    markdown,
  };

/** Writes a report in a format, part by part. */
export async function* writeReport(report: WrittenReport, format: ReportFormat): AsyncGenerator<Uint8Array, void> {
  const write = writers[format];
  if (write === undefined) throw new RollcallError('not_supported', `Reports are not written as ${format} yet.`);
  for await (const part of write(report)) yield typeof part === 'string' ? Buffer.from(part) : part;
}
