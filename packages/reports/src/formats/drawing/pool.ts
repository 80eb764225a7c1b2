import { join } from 'node:path';
import type { ReportChart } from '@rollcall/schema';
import { Piscina } from 'piscina';
import type { ShownReport } from '../shown-report.ts';

/**
 * A thread that draws: a document takes a second of the processor, in which a gateway would answer nobody. It is started for the first
 * and ended when nothing was asked of it for a while, with the libraries that draw, which nobody else loads.
 */
const pool = new Piscina<ReportChart | ShownReport, string | Uint8Array>({
  filename: join(import.meta.dirname, 'worker.ts'),
  ...{ minThreads: 0, maxThreads: 1, idleTimeout: 30_000 },
  // To wait for the next by blocking is for tasks of microseconds.
  atomics: 'disabled',
});

/** A chart as SVG. */
export async function drawChart(chart: ReportChart): Promise<string> {
  return String(await pool.run(chart, { name: 'chart' }));
}

/** A report as PDF. */
export async function drawPdf(report: ShownReport): Promise<Uint8Array> {
  return Buffer.from(await pool.run(report, { name: 'pdf' }));
}
