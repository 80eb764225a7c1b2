import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { drawChart } from '../src/formats/drawing/pool.ts';

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
  expect(ended(refused)).toEqual({ status: 0, stderr: '' });
});

test('a thread that has drawn keeps no process from ending', () => {
  const drawing = `const { drawChart } = await import(${JSON.stringify(sourceOf('formats/drawing/pool.ts'))});
    await drawChart(${JSON.stringify(chart)});`;
  expect(ended(drawing)).toEqual({ status: 0, stderr: '' });
});

test('what cannot be drawn is an error, and the next is drawn', async () => {
  const unknown = Object.assign(structuredClone(chart), { type: 'clouds', series: null });
  await expect(drawChart(unknown)).rejects.toThrow();
  await expect(drawChart(chart)).resolves.toMatch(/^<svg /);
});

function sourceOf(path: string): string {
  return join(import.meta.dirname, '..', 'src', path);
}

/** Sooner than an idle thread would be ended. */
const endsMsMax = 25_000;

function ended(program: string): { readonly status: number | null; readonly stderr: string } {
  const words = ['--input-type=module', '--eval', program];
  const { status, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8', timeout: endsMsMax });
  return { status, stderr };
}
