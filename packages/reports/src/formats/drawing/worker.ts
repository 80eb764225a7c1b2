import { parentPort, workerData } from 'node:worker_threads';
import type { Drawing } from './draw.ts';

// Draws what it is told, and ends. A library is loaded where it is needed.
parentPort?.postMessage(await drawn(workerData));

async function drawn(drawing: Drawing): Promise<readonly string[] | Uint8Array> {
  if (drawing.what === 'pdf') {
    const { pdfDocument } = await import('../pdf/document.ts');
    return pdfDocument(drawing.report);
  }
  const { chartSvg } = await import('../chart/chart-svg.ts');
  const svgs: string[] = [];
  for (const chart of drawing.charts) svgs.push(await chartSvg(chart));
  return svgs;
}
