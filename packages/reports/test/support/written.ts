import type { ReportFormat } from '@rollcall/schema';
import { writeReport } from '../../src/formats/write-report.ts';
import type { WrittenReport } from '../../src/formats/written-report.ts';

/** A report in a format, whole. */
export async function bytesOf(report: WrittenReport, format: ReportFormat): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of writeReport(report, format)) parts.push(part);
  return Buffer.concat(parts);
}

export async function textOf(report: WrittenReport, format: ReportFormat): Promise<string> {
  return (await bytesOf(report, format)).toString();
}
