import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Report, ReportFormat, type ReportHead } from '@rollcall/schema';
import { beforeAll, expect, test } from 'vitest';
import { writeReport } from '../src/formats/write-report.ts';
import { longReport, nasty, nastyReport } from './support/nasty-report.ts';
import { bytesOf } from './support/written.ts';

const formats = ReportFormat.options;

/** The report in each format, written once for all tests: nothing was written before it. */
const written = new Map<ReportFormat, Buffer>();
beforeAll(async () => {
  for (const format of formats) written.set(format, await bytesOf(nastyReport(), format));
}, 120_000);
const textIn = (format: ReportFormat) => String(written.get(format));

test('the same report is the same bytes, also after others, and in another process', { timeout: 120_000 }, async () => {
  const script = join(import.meta.dirname, 'support', 'digests.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [script, ...formats]);
  const digests = [...written].map(([format, bytes]) => [format, createHash('sha256').update(bytes).digest('hex')]);
  expect(JSON.parse(stdout)).toEqual(Object.fromEntries(digests));
});

test.each(formats)('of 100,000 rows as %s, a page is read when the one before is written', async (format) => {
  const report = longReport(100_000);
  let [size, parts, ahead, end] = [0, 0, 0, ''];
  for await (const part of writeReport(report, format)) {
    [size, parts, end] = [size + part.length, parts + 1, end.slice(-20_000) + String(Buffer.from(part))];
    ahead = Math.max(ahead, report.asked() - parts);
  }
  expect(ahead).toBeLessThanOrEqual(1);
  // Formats for people read no more than they show.
  const whole = format === 'csv' || format === 'json';
  expect(report.asked()).toBe(whole ? 200 : 1);
  expect(size).toBeGreaterThan(whole ? 5_000_000 : 5_000);
  if (!whole && format !== 'pdf') expect(end).toContain('The first 200 of 100,000 rows');
});

test('a table that has other rows than it said makes no report', async () => {
  const { head, sections } = longReport(10, { said: 11 });
  await expect(bytesOf({ head, sections }, 'csv')).rejects.toThrow(
    'A table of the report has 10 rows, and was said to have 11.',
  );
});

test('JSON is the report whole, as its schema has it', () => {
  const text = textIn('json');
  expect(text.endsWith('}\n')).toBe(true);
  const { head, sections } = nastyReport();
  const read = Report.parse(JSON.parse(text));
  expect(read).toMatchObject({ ...head, sections: sections.map(({ id, title }) => ({ id, title })) });
  expect(read.sections[1]?.table?.rows.map((row) => row['name'])).toEqual(Object.values(nasty));
});

test('what the headline says is not said a second time as a reason', async () => {
  const { head, sections } = longReport(1);
  const sentence = 'Nothing was listed in the period.';
  const remedy = 'Have it listed.';
  const twice: ReportHead = {
    ...{ ...head, reasons: [{ sentence, remedy }] },
    headline: [{ severity: 'alarm', sentence, remedy, cost: null }],
  };
  for (const format of ['html', 'markdown'] as const) {
    expect(String(await bytesOf({ head: twice, sections }, format)).split(sentence)).toHaveLength(2);
  }
});

test('nothing that somebody named becomes more than text in HTML', () => {
  const text = textIn('html');
  expect(text).not.toMatch(/<script|<img|<\/style><p>"/);
  expect(text.match(/<style>/g)).toHaveLength(1);
  expect(text).not.toMatch(/[\p{Cf}\p{Cc}](?<![\n\u200d])/u);
  expect(text).toContain('⟨U+202E⟩gpj.exe␇');
  expect(text).toContain(nasty.written);
  expect(text).toContain("default-src 'none'");
  // What is said first: what is wrong, what it costs, what to do, and what it stands on.
  const first = text.slice(text.indexOf('<header>'), text.indexOf('</header>'));
  for (const said of ['12.50 USD of wallet', 'Compare it with <code>rollcall', '412 of 430 scopes proven'])
    expect(first).toContain(said);
  expect(text).toMatch(/<td class="n was">1,000\.00 USD<\/td><td class="n">987\.50 USD<\/td><td>Transaction tx_881 /);
  for (const standing of ['12 of 120,456 events', '9f'.repeat(32), 'cd'.repeat(32), '2026-11-03 10:12 UTC'])
    expect(text).toContain(standing);
});

test('CSV has each table, exact amounts, and no formula', () => {
  const text = textIn('csv');
  const [names = [], ...rows] = cellsOf(text);
  expect(new Set(rows.map(({ length }) => length))).toEqual(new Set([names.length]));
  const read = rows.map((cells) => Object.fromEntries(names.map((name, index) => [name, cells[index] ?? ''])));
  const sections = ['headline', 'reasons', 'standing', 'changes', 'figures', 'transactions', 'wide'];
  expect([...new Set(read.map((row) => row['section']))]).toEqual(sections);
  expect(new Set(read.map((row) => row['report_coverage']))).toEqual(
    new Set(['412 of 430 scopes proven, 18 never believed']),
  );
  const value = (figure: string) => {
    const found = read.find((row) => row['figure'] === figure);
    return [found?.['value'], found?.['value_currency'], found?.['value_unit']];
  };
  expect(value('opening')).toEqual(['1234567.89', 'USD', 'confirmed']);
  expect(value('assumed')).toEqual(['-500.00', 'USD', 'assumed']);
  expect(value('yen')).toEqual(['1234567', 'JPY', 'confirmed']);
  expect(value('raw')).toEqual(['1250.5', '', 'unknown']);
  expect(value('fees')).toEqual(['', '', '']);
  const named = read.filter((row) => row['section'] === 'transactions').map((row) => row['name']);
  expect(named.slice(0, 3)).toEqual([nasty.tag, `'${nasty.formula}`, nasty.cell]);
});

test('Markdown has no link, tag or cell of somebody’s making', () => {
  const text = textIn('markdown');
  expect(text).not.toMatch(/(?<!\\)[<[]|(?<!\\):\/\/|\bwww\./);
  const lines = text.split('\n').filter((line) => line.includes('tx'));
  expect(text).toContain('| 2026-10-14 12:30 | a \\| b␍␊c, "d" | -0.74 USD | **alarm** unmatched | proven |');
  expect(lines.join('\n')).toContain('| 1,000.00 USD | 987.50 USD | Transaction tx\\_881 ');
});

/** The cells of CSV as RFC 4180 has it. */
function cellsOf(text: string): readonly (readonly string[])[] {
  return [...text.matchAll(/(?:(?:"(?:[^"]|"")*"|[^",\r\n]*)(?:,|\r\n))*?(?:"(?:[^"]|"")*"|[^",\r\n]*)\r\n/g)].map(
    ([line]) =>
      [...line.matchAll(/("(?:[^"]|"")*"|[^",\r\n]*)(?:,|\r\n)/g)].map(([, cell = '']) =>
        cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell,
      ),
  );
}
