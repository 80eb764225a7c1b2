import { drawPdf } from './drawing/draw.ts';
import { shownReport } from './shown-report.ts';
import type { WrittenReport } from './written-report.ts';

/** A report as PDF, on A4. Long tables are cut, as in HTML, so that all of it fits into memory. */
export async function* pdf(report: WrittenReport): AsyncGenerator<Uint8Array> {
  yield await drawPdf(await shownReport(report));
}
