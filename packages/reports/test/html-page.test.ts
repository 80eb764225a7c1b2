import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nastyReport } from './support/nasty-report.ts';
import { bytesOf } from './support/written.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome'];
const [program] = names.flatMap((name) => spawnSync('which', [name], { encoding: 'utf8' }).stdout.trim() || []);
const where = program === undefined ? ': skipped, since there is none ("apt-get install chromium")' : '';
const patienceMs = 120_000;

describe.skipIf(program === undefined)(`a report in a browser${where}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-html-'));
  /** What the page complained of, and whom it asked beside itself. */
  const wrong: string[] = [];
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    const file = join(folder, 'report.html');
    writeFileSync(file, await bytesOf(nastyReport(), 'html'));
    // Its own sandbox is not to be had where the tests run as root.
    browser = await chromium.launch({ executablePath: program ?? '', args: ['--no-sandbox'], timeout: patienceMs });
    page = await browser.newPage();
    page.on('console', (message) => wrong.push(message.text()));
    page.on('pageerror', (error) => wrong.push(String(error)));
    page.on('dialog', (dialog) => wrong.push(dialog.message()));
    page.on('request', (request) => {
      if (request.url() !== pathToFileURL(file).href) wrong.push(`asks ${request.url()}`);
    });
    await page.goto(pathToFileURL(file).href);
  }, patienceMs);
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
    expect(wrong).toEqual([]);
  });

  test.each([1280, 380])('is no wider than a screen of %i', { timeout: patienceMs }, async (width) => {
    await page.setViewportSize({ width, height: 800 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    expect(await page.locator('.headline li').first().isVisible()).toBe(true);
  });

  test('is printed to A4 with nothing beyond the paper, and with its picture', { timeout: patienceMs }, async () => {
    await page.emulateMedia({ media: 'print' });
    // An upright page between its margins, in pixels of paper; what lies is wider.
    await page.setViewportSize({ width: 680, height: 900 });
    const wide = await page.evaluate(
      "[...document.querySelectorAll('main *')].filter((one) => !one.closest('.lying, svg, .vh') && one.getBoundingClientRect().right > 681).map((one) => one.outerHTML.slice(0, 200))",
    );
    expect(wide).toEqual([]);
    expect(await page.locator('svg[role=img]').count()).toBe(2);
    const pdf = await page.pdf({ preferCSSPageSize: true });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  });
});
