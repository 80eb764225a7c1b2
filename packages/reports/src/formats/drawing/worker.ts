import type { ReportChart } from '@rollcall/schema';
import type { ShownReport } from '../shown-report.ts';

// What the thread does that draws. A library is loaded for the first that needs it.

export async function chart(given: ReportChart): Promise<string> {
  const { chartSvg } = await import('../chart/chart-svg.ts');
  return chartSvg(given);
}

export async function pdf(report: ShownReport): Promise<Uint8Array> {
  const { pdfDocument } = await import('../pdf/document.ts');
  return pdfDocument(report);
}
