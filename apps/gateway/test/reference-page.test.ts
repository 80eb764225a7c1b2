import { providers } from '@rollcall/provider-registry';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath, useBrowser } from './support/browser.ts';
import { useGateway } from './support/gateway.ts';
import { routes } from './support/rest.ts';

const gateway = useGateway();

test.each([
  { path: '/docs', type: 'text/html; charset=utf-8', holds: 'id="reference"' },
  { path: '/docs/reference.js', type: 'text/javascript; charset=utf-8', holds: '/v1/openapi.json' },
  { path: '/docs/swagger-ui.js', type: 'text/javascript; charset=utf-8', holds: 'SwaggerUIBundle' },
  { path: '/docs/swagger-ui.css', type: 'text/css', holds: '.swagger-ui' },
])('$path is read without a key, and again only when it is another', async ({ path, type, holds }) => {
  const answer = await fetch(gateway.url + path);
  const { status, headers } = answer;
  expect({ status, type: headers.get('content-type') }).toEqual({ status: 200, type });
  expect(await answer.text()).toContain(holds);
  expect(headers.get('content-security-policy')).toMatch(/^default-src 'none';script-src 'self';style-src 'self';/);
  const etag = headers.get('etag') ?? '';
  expect((await fetch(gateway.url + path, { headers: { 'if-none-match': etag } })).status).toBe(304);
});

test('there is nothing else below /docs', async () => {
  expect((await gateway.request('/docs/swagger-ui.js.map')).status).toBe(404);
  expect((await gateway.request('/docs/..%2fpackage.json')).status).toBe(404);
});

/** The page reads the whole document before it shows anything: seconds, and more of them where others compute, too. */
const patienceMs = 90_000;
const program = chromiumPath();
const where = program === undefined ? ': skipped, since there is none ("apt-get install chromium")' : '';

describe.skipIf(program === undefined)(`the page in a browser${where}`, () => {
  const browser = useBrowser(program);

  /** What the page complained of, and whom else it asked. */
  const wrong: string[] = [];
  let page: Page;
  beforeAll(async () => {
    page = await browser().newPage();
    page.setDefaultTimeout(patienceMs);
    page.on('console', (message) => {
      // An answer that is a refusal is told there, too.
      if (['error', 'warning'].includes(message.type()) && !/status of 401/.test(message.text()))
        wrong.push(message.text());
    });
    page.on('pageerror', (error) => wrong.push(String(error)));
    page.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(gateway.url) && !url.startsWith('data:')) wrong.push(`asks ${url}`);
    });
    await page.goto(`${gateway.url}/docs`);
    await page.locator('.opblock-tag').first().waitFor();
  }, patienceMs);
  afterAll(() => expect(wrong).toEqual([]));

  /** Opens what an operation takes and answers. */
  async function open(tag: string, id: string) {
    const operation = page.locator(`[id="operations-${tag}-${id}"]`);
    if ((await operation.count()) === 0) await page.locator(`[id="operations-tag-${tag}"]`).click();
    await operation.locator('.opblock-summary-control').click();
    await operation.locator('.opblock-body').waitFor();
    return operation;
  }

  async function tried(operation: Awaited<ReturnType<typeof open>>) {
    await operation.getByRole('button', { name: 'Execute' }).click();
    const answer = operation.locator('.live-responses-table');
    await answer.waitFor();
    return answer;
  }

  test('lists everything by what it is about', async () => {
    const tags = await page.locator('.opblock-tag').evaluateAll((found) => found.map(({ id }) => id));
    expect(tags).toContain('operations-tag-resources');
    // Each provider's own come behind what is common to all.
    const own = Object.values(providers)
      .map(({ name }) => `operations-tag-${name}`)
      .toSorted();
    expect(tags.slice(-own.length)).toEqual(own);
    await page.locator('[id="operations-tag-keys"]').click();
    await page.locator('[id="operations-keys-keys_create"]').waitFor();
    const listed = await page.locator('[id^="operations-keys-"]').count();
    expect(listed).toBe(routes.filter(({ procedure }) => procedure.startsWith('keys.')).length);
  });

  test(
    'shows what an operation takes and answers, and asks it with the key that it is given',
    async () => {
      const operation = await open('connections', 'connections_list');
      expect(await operation.locator('.responses-table').first().textContent()).toContain('nextCursor');
      const { width = 0, height = 0 } = page.viewportSize() ?? {};
      await page.setViewportSize({ width: 380, height });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(380);
      await page.setViewportSize({ width, height });
      await operation.getByRole('button', { name: 'Try it out' }).click();
      expect(await (await tried(operation)).textContent()).toContain('unauthenticated');

      await page.locator('.auth-wrapper .authorize').first().click();
      await page.locator('.auth-container input').fill(gateway.adminKey);
      await page.locator('.auth-container .authorize').click();
      await page.locator('.auth-btn-wrapper .btn-done').click();
      await expect.poll(async () => (await tried(operation)).textContent()).toContain('"coverage"');
    },
    patienceMs,
  );
});
