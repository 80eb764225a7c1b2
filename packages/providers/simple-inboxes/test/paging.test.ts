import { describe, expect, test } from 'vitest';
import { answering, change, itemsOf, pagesOf, startWithSession } from './support.ts';

const order = (id: number) => ({ id: `order-${id}`, status: 'active' });
const orders = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => order(from + index));

/** The page that was asked for. */
function pageOf(path: string): { page: number; limit: number } {
  const query = new URL(path, 'http://x').searchParams;
  return { page: Number(query.get('page')), limit: Number(query.get('limit')) };
}

/** What a listing of orders shows when each request is answered with this. */
async function listed(answer: (asked: { page: number; limit: number }) => unknown) {
  const { session, requests } = await answering((path) => JSON.stringify(answer(pageOf(path))));
  const pages = await pagesOf(session, { kind: 'order' });
  return {
    count: pages.reduce((sum, { items }) => sum + items.length, 0),
    requests: requests.length,
    ends: pages.map(({ evidence }) => evidence.end),
    totals: pages.map(({ evidence }) => evidence.statedTotal),
    overlaps: pages.map(({ evidence }) => evidence.overlaps),
  };
}

describe('where a total is stated, as many are read, and every page says so', () => {
  test.each([
    { name: 'pagination.total', frame: { pagination: { total: 130 } } },
    { name: 'pagination.total_count', frame: { pagination: { total_count: 130 } } },
    { name: 'meta.total', frame: { meta: { total: 130 } } },
    { name: 'page.totalItems', frame: { page: { totalItems: 130 } } },
    { name: 'total', frame: { total: 130 } },
  ])('as $name', async ({ frame }) => {
    const all = orders(1, 130);
    const outcome = await listed(({ page, limit }) => ({
      ...{ success: true, ...frame },
      data: all.slice((page - 1) * limit, page * limit),
    }));
    expect(outcome).toMatchObject({ count: 130, requests: 2, ends: [null, 'short_page'], totals: [130, 130] });
  });

  test('also when the pages are smaller than asked for', async () => {
    const all = orders(1, 60);
    const outcome = await listed(({ page }) => ({
      data: all.slice((page - 1) * 25, page * 25),
      pagination: { page, limit: 25, total: 60 },
    }));
    expect(outcome).toMatchObject({ count: 60, requests: 3, totals: [60, 60, 60] });
  });

  test('fewer than stated end in an empty page, and the total stands against them', async () => {
    const outcome = await listed(({ page }) => ({ data: page === 1 ? orders(1, 3) : [], pagination: { total: 5 } }));
    expect(outcome).toMatchObject({ count: 3, requests: 2, ends: [null, 'empty_page'], totals: [5, 5] });
  });

  test('a page that comes twice is shown twice, so that the count cannot match by mistake', async () => {
    const outcome = await listed(() => ({ data: orders(1, 3), pagination: { total: 5 } }));
    expect(outcome).toMatchObject({ count: 6, totals: [5, 5] });
  });
});

describe('where no total is stated, no page is taken for the last one, and nothing in the evidence proves an absence', () => {
  test.each([
    {
      what: 'short pages',
      answer: ({ page }: { page: number }) => ({ data: page === 1 ? orders(1, 3) : [] }),
      want: { count: 3, requests: 2, ends: [null, 'empty_page'] },
    },
    {
      what: 'pages capped below what was asked for',
      answer: ({ page }: { page: number }) => ({ data: page <= 2 ? orders(page * 50 - 49, page * 50) : [] }),
      want: { count: 100, requests: 3, ends: [null, null, 'empty_page'] },
    },
    {
      what: 'everything in every answer',
      answer: () => ({ data: orders(1, 250) }),
      want: { count: 250, requests: 2, ends: [null, 'no_next_cursor'] },
    },
    {
      what: 'the last page over and over',
      answer: ({ page }: { page: number }) => ({ data: page === 1 ? orders(1, 100) : orders(101, 110) }),
      want: { count: 110, requests: 3, ends: [null, null, 'short_page'] },
    },
    {
      what: 'nothing at all',
      answer: () => ({ data: [] }),
      want: { count: 0, requests: 2, ends: [null, 'empty_page'] },
    },
    {
      what: 'a page count without a total',
      answer: () => ({ data: orders(1, 3), pagination: { page: 1, totalPages: 1 } }),
      want: { count: 3, requests: 2 },
    },
  ])('$what', async ({ answer, want }) => {
    const outcome = await listed(answer);
    expect(outcome).toMatchObject(want);
    // No total and no overlap: what the engine reads a second time.
    expect(outcome.totals).toEqual(outcome.totals.map(() => null));
    expect(outcome.overlaps).toEqual(outcome.overlaps.map(() => null));
    expect(outcome.ends.length).toBeGreaterThan(1);
    expect(outcome.ends).not.toContain('whole_document');
  });
});

test('a list that never ends is given up', async () => {
  const { session } = await answering((path) => JSON.stringify({ data: [order(pageOf(path).page)] }));
  await expect(pagesOf(session, { kind: 'order' })).rejects.toThrow('the list has not ended');
}, 60_000);

/** More than a page of inboxes. */
const sizes = { inbox: 130 };

test.each(['data', 'items', 'named', 'root'])('a list under "%s" is found', async (list) => {
  const { sandbox, session } = await startWithSession({ sizes });
  const before = await itemsOf(session, 'inbox');
  await change(sandbox, { do: 'dialect', list });
  expect(await itemsOf(session, 'inbox')).toEqual(before);
  expect(before).toHaveLength(130);
});

test.each(['total', 'silent', 'whole'])('the same is listed whether pages are "%s"', async (paging) => {
  const { sandbox, session } = await startWithSession({ sizes });
  const before = await itemsOf(session, 'inbox');
  await change(sandbox, { do: 'dialect', paging });
  expect(await itemsOf(session, 'inbox')).toEqual(before);
  const totals = (await pagesOf(session, { kind: 'inbox' })).map(({ evidence }) => evidence.statedTotal);
  expect(new Set(totals)).toEqual(new Set([paging === 'total' ? 130 : null]));
});

test('a page that shifts while it is read is seen in the total', async () => {
  const { sandbox, session } = await startWithSession({ sizes });
  const totals: (number | null)[] = [];
  for await (const { items, evidence } of session.list({ kind: 'inbox' }, new AbortController().signal)) {
    totals.push(evidence.statedTotal);
    for (const _item of items);
    if (totals.length === 1) await change(sandbox, { do: 'delete', kind: 'inbox', first: 1 });
  }
  expect(totals).toEqual([130, 129]);
});

describe('invoices, which come from three lists', () => {
  const lists = (answers: Readonly<Record<string, unknown>>) => (path: string) =>
    JSON.stringify(answers[new URL(path, 'http://x').pathname]);
  const invoice = (id: string) => ({ id, amount: 5, currency: 'USD' });
  const bill = (id: string) => ({ id, amountDue: 500, currency: 'usd' });
  const sources = {
    '/billing/topup-invoices': { data: [invoice('in_1'), invoice('in_2')], pagination: { total: 2 } },
    '/billing/custom-invoices': { data: [invoice('inv_1')], pagination: { total: 1 } },
    '/billing/invoices': { data: [bill('in_1'), bill('in_2'), bill('in_3')], pagination: { total: 3 } },
  };

  test('are shown once each, with their source, and one total for all of them', async () => {
    const { session } = await answering(lists(sources));
    const pages = await pagesOf(session, { kind: 'invoice' });
    const shown = pages
      .flatMap(({ items }) => items)
      .map(({ externalId, attributes }) => [externalId, attributes['source']]);
    expect(shown).toEqual([
      ['in_1', 'topup'],
      ['in_2', 'topup'],
      ['inv_1', 'custom'],
      ['in_3', 'stripe'],
    ]);
    expect(pages.map(({ evidence }) => evidence.statedTotal)).toEqual([null, null, 4]);
    expect(pages.map(({ evidence }) => evidence.end)).toEqual([null, null, 'short_page']);
  });

  test('have no total when one list has none', async () => {
    const custom = { data: [invoice('inv_1')] };
    const { session } = await answering(lists({ ...sources, '/billing/custom-invoices': custom }));
    const pages = await pagesOf(session, { kind: 'invoice' });
    expect(pages.map(({ evidence }) => evidence.statedTotal)).toEqual(pages.map(() => null));
  });

  test('have another total than their number when one list misses one and another has one too many', async () => {
    const { session } = await answering(
      lists({
        ...sources,
        '/billing/topup-invoices': { data: [invoice('in_1'), invoice('in_2')], pagination: { total: 1 } },
        '/billing/custom-invoices': { data: [invoice('inv_1')], pagination: { total: 2 } },
      }),
    );
    const pages = await pagesOf(session, { kind: 'invoice' });
    const count = pages.flatMap(({ items }) => items).length;
    expect(pages.at(-1)?.evidence.statedTotal).toBeGreaterThan(count);
  });
});
