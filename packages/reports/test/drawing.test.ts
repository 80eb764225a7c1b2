import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { drawCharts } from '../src/formats/drawing/draw.ts';

const chart = {
  ...{ title: 'Transactions', unit: 'a day', type: 'bar' as const },
  ...{ categories: ['Monday', 'Tuesday'], series: [{ name: 'all', values: [1, 2] }] },
};

test('what draws is loaded by the thread alone', () => {
  const refused = `import { registerHooks } from 'node:module';
    registerHooks({ resolve: (name, context, next) => {
      if (/^(vega|pdfmake|fontkit)\\b/.test(name)) throw new Error(name + ' is loaded');
      return next(name, context);
    } });
    await import(${JSON.stringify(sourceOf('index.ts'))});`;
  expect(ended(refused)).toEqual({ status: 0, stdout: '', stderr: '' });
});

test('what cannot be drawn is an error, and who waits behind it is served', async () => {
  const unknown = Object.assign(structuredClone(chart), { type: 'clouds', series: null });
  const [failed, drawn] = await Promise.allSettled([drawCharts([chart, unknown]), drawCharts([chart])]);
  expect(failed).toMatchObject({ status: 'rejected', reason: expect.any(TypeError) });
  expect(drawn).toMatchObject({ status: 'fulfilled', value: [expect.stringMatching(/^<svg /)] });
});

test('a thread that ends or hangs before it has drawn is an error, and who waits behind it is served', () => {
  // By what they load, the first ends and the second hangs; no more than half a second of its 30 is waited for.
  const drawing = `import { syncBuiltinESMExports } from 'node:module';
    import threads from 'node:worker_threads';
    const { Worker } = threads;
    let nth = 0;
    const later = globalThis.setTimeout;
    globalThis.setTimeout = (call, ms, ...more) => later(call, ms === 30_000 && nth === 2 ? 500 : ms, ...more);
    const loads = ['process.exit(3)', 'await new Promise(() => setInterval(() => {}, 1_000))'];
    threads.Worker = class extends Worker {
      constructor(file, options) {
        nth += 1;
        const load = loads.shift();
        super(file, { ...options, execArgv: load === undefined ? [] : ['--import', 'data:text/javascript,' + encodeURIComponent(load)] });
      }
    };
    syncBuiltinESMExports();
    const { drawCharts } = await import(${JSON.stringify(sourceOf('formats/drawing/draw.ts'))});
    const charts = ${JSON.stringify([chart])};
    const ends = await Promise.allSettled([drawCharts(charts), drawCharts(charts), drawCharts(charts)]);
    console.log(JSON.stringify(ends.map(({ status, reason }) => [status, reason?.message ?? null])));`;
  const { status, stdout } = ended(drawing);
  // What hung keeps the process from ending no longer, either.
  expect([status, JSON.parse(stdout)]).toEqual([
    0,
    [
      ['rejected', 'The thread that draws ended with 3.'],
      ['rejected', 'To draw took longer than 30 s.'],
      ['fulfilled', null],
    ],
  ]);
});

function sourceOf(path: string): string {
  return join(import.meta.dirname, '..', 'src', path);
}

function ended(program: string): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  const words = ['--input-type=module', '--eval', program];
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8', timeout: 30_000 });
  return { status, stdout, stderr };
}
