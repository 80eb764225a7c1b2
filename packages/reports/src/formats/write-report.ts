import type { ReportFormat } from '@rollcall/schema';
import { csv } from './csv.ts';
import { html } from './html.ts';
import { json } from './json.ts';
import { markdown } from './markdown.ts';
import { pdf } from './pdf.ts';
import type { WrittenReport } from './written-report.ts';

const writers: Readonly<Record<ReportFormat, (report: WrittenReport) => AsyncIterable<string | Uint8Array>>> = {
  ...{ html, csv, json, markdown, pdf },
};

/** Writes a report in a format, part by part. */
export async function* writeReport(report: WrittenReport, format: ReportFormat): AsyncGenerator<Uint8Array, void> {
  for await (const part of writers[format](report)) yield typeof part === 'string' ? Buffer.from(part) : part;
}
