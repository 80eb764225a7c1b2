import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';

const names = ['chromium', 'chromium-browser', 'google-chrome'];

/** Where a browser is; undefined when none is installed. */
export function chromiumPath(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find((path) => existsSync(path));
}

/** Gives a test file a browser of its own, without a window. */
export function useBrowser(executablePath: string | undefined): () => Browser {
  let browser: Browser | undefined;
  beforeAll(async () => {
    // Its own sandbox is not to be had where the tests run as root.
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: ['--no-sandbox'] });
  });
  afterAll(() => browser?.close());
  return () => {
    if (browser === undefined) throw new Error('the browser runs only while tests do');
    return browser;
  };
}
