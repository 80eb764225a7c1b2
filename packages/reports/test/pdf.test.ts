import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nastyReport } from './support/nasty-report.ts';
import { bytesOf } from './support/written.ts';

const there = spawnSync('pdftotext', ['-v']).error === undefined;
const where = there ? '' : ': skipped, since there is no pdftotext ("apt-get install poppler-utils")';

describe.skipIf(!there)(`a PDF, read by another program${where}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-pdf-'));
  const file = join(folder, 'report.pdf');
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  beforeAll(async () => writeFileSync(file, await bytesOf(nastyReport(), 'pdf')), 120_000);

  const said = (program: string, ...args: readonly string[]) => spawnSync(program, args, { encoding: 'utf8' });

  test('says what it is, and was made when the report was known', () => {
    const { stdout } = said('pdfinfo', '-isodates', file);
    expect(stdout).toMatch(/^Title: +Wallets, 2026-10-01 to 2026-11-01$/m);
    expect(stdout).toMatch(/^CreationDate: +2026-11-03T10:12:33/m);
    expect(stdout).toMatch(/^Page size: .*\(A4\)$/m);
  });

  test('has its fonts with it', () => {
    const { stdout } = said('pdffonts', file);
    const fonts = stdout.trim().split('\n').slice(2);
    expect(fonts.length).toBeGreaterThan(0);
    for (const font of fonts) expect(font).toMatch(/Roboto.* yes yes yes /);
  });

  test('has all that is said, numbers its pages, and repeats the heads of tables', () => {
    const pages = said('pdftotext', '-layout', file, '-').stdout.split('\f').slice(0, -1);
    for (const [index, page] of pages.entries()) {
      expect(page).toContain(`${index + 1} of ${pages.length}`);
      expect(page).toContain('known at 2026-11-03 10:12 UTC · digest cdcdcdcdcdcdcdcd');
    }
    const heads = pages.filter((page) => /connection-\d/.test(page));
    expect(heads.length).toBeGreaterThan(2);
    for (const page of heads) expect(page).toMatch(/connection +kind +recorded +observed/);
    const text = pages.join('\n');
    for (const part of [
      '1,234,567.89 USD',
      'Ελλάδα Россия [U+4E2D]',
      '[U+202E]gpj.exe[U+0007]',
      '987.50 USD',
      'inboxes',
    ])
      expect(text).toContain(part);
    expect(text).toContain('The first 200 of 250 rows. All of them are in this report as CSV and as JSON.');
  });

  test('shows no text beyond its pages', () => {
    const { stdout } = said('pdftotext', '-bbox', file, '-');
    const pages = [...stdout.matchAll(/<page width="([\d.]+)" height="([\d.]+)">(.*?)<\/page>/gs)];
    const outside = pages.flatMap(([, width, height, page = '']) =>
      [...page.matchAll(/xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*)<\/word>/g)]
        .filter(
          ([, left, top, right, bottom]) =>
            Number(left) < 30 ||
            Number(top) < 30 ||
            Number(right) > Number(width) - 30 ||
            Number(bottom) > Number(height),
        )
        .map(([, , , , , word]) => word),
    );
    expect(pages.length).toBeGreaterThan(3);
    expect(outside).toEqual([]);
  });
});
