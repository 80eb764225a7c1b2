import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ReportChart } from '@rollcall/schema';
import type { ShownReport } from '../shown-report.ts';

/** What a thread is told to draw. */
export type Drawing =
  | { readonly what: 'charts'; readonly charts: readonly ReportChart[] }
  | { readonly what: 'pdf'; readonly report: ShownReport };

/** Charts as SVG, in their order. */
export async function drawCharts(charts: readonly ReportChart[]): Promise<readonly string[]> {
  if (charts.length === 0) return [];
  const drawn = await inTurn({ what: 'charts', charts });
  return Array.isArray(drawn) ? drawn.map(String) : [];
}

/** A report as PDF. */
export async function drawPdf(report: ShownReport): Promise<Uint8Array> {
  const drawn = await inTurn({ what: 'pdf', report });
  if (!(drawn instanceof Uint8Array)) throw new Error('The thread that draws gave no document.');
  return drawn;
}

/** Many times what the largest takes: whoever waits for a thread that hangs has a session of the database meanwhile. */
const drawingMsMax = 30_000;
let last: Promise<unknown> = Promise.resolve();

/** One after the other: each has a heap of its own. */
function inTurn(drawing: Drawing): Promise<unknown> {
  const drawn = last.then(() => draw(drawing));
  last = drawn.catch(() => {});
  return drawn;
}

/**
 * In a thread of its own: a document takes a second of the processor, in which a gateway would answer nobody, and libraries that nobody
 * else loads.
 */
function draw(drawing: Drawing): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const thread = new Worker(join(import.meta.dirname, 'worker.ts'), { workerData: drawing });
  const timer = setTimeout(() => {
    reject(new Error(`To draw took longer than ${drawingMsMax / 1_000} s.`));
    void thread.terminate();
  }, drawingMsMax);
  thread
    .once('message', resolve)
    .once('error', reject)
    .once('exit', (code) => reject(new Error(`The thread that draws ended with ${code}.`)));
  return promise.finally(() => clearTimeout(timer));
}
