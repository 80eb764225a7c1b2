import { describe, expect, test } from 'vitest';
import { pageItemsMax, windowAfter } from '../src/pages.ts';
import { change, connect, held, names, pages, plant, requests, start } from './fixture.ts';

describe('the window after some items', () => {
  test.each([1, 2, 3, 199, 200, 201, 398, 997, 5000, 99_991])('begins with the last of %i, or before it', (counted) => {
    const { page, limit, overlap } = windowAfter(counted, pageItemsMax);
    expect((page - 1) * limit + overlap).toBe(counted);
    expect(overlap).toBeGreaterThan(0);
    expect(limit).toBeLessThanOrEqual(pageItemsMax);
  });

  test('shows nearly as many new items as its length, however far', () => {
    let counted = pageItemsMax;
    let count = 1;
    for (; counted < 100_000; count += 1) {
      const { limit, overlap } = windowAfter(counted, pageItemsMax);
      counted += limit - overlap;
    }
    expect(count / (100_000 / pageItemsMax)).toBeLessThan(1.1);
  });
});

describe('a listing of pages', () => {
  const sizes = { domain: 3, inbox: 500, alias: 0, forwarder: 0 };

  test('of two types stands at another place on each page, though pages of both have the same number', async () => {
    const read = await pages(connect(await start({ sizes: { ...sizes, alias: 500 } })), { kind: 'alias' });
    const places = read.map(({ evidence }) => evidence.cursor).filter((cursor) => cursor !== null);
    expect(places).toHaveLength(4);
    expect(new Set(places).size).toBe(places.length);
  });

  test('states the total on each, begins each where the one before ended, and asks for no passwords', async () => {
    const sandbox = await start({ sizes });
    const read = await pages(connect(sandbox), { kind: 'inbox' });
    expect(read.flatMap(({ items }) => items)).toHaveLength(500);
    expect(read.map(({ evidence }) => evidence.statedTotal)).toEqual([500, 500, 500]);
    expect(read.map(({ evidence }) => evidence.overlaps)).toEqual([null, true, true]);
    expect(read.map(({ evidence }) => evidence.end)).toEqual([null, null, 'no_next_cursor']);
    for (const request of await requests(sandbox)) {
      expect(request).toMatch(/^GET \/api\/principal\?types=individual&page=\d+&limit=\d+&fields=[a-zA-Z,]+$/);
      expect(request).not.toContain('secrets');
    }
  });

  test.each([
    { what: 'one before it was deleted', deletes: true, creates: [] },
    { what: 'one before it was created', deletes: false, creates: ['aaa@alder-mail.example'] },
    { what: 'one after it was created', deletes: false, creates: ['zzz@cedar-mail.example'] },
    {
      what: 'one before it was deleted and one after it created, which leaves the total as it was',
      ...{ deletes: true, creates: ['zzz@cedar-mail.example'] },
    },
  ])('notices that $what', async ({ deletes, creates }) => {
    const sandbox = await start({ sizes });
    const [first] = [...(await held(sandbox, 'inbox'))].sort();
    const read = await pages(connect(sandbox), { kind: 'inbox' }, async (page) => {
      if (page > 1) return;
      if (deletes) await change(sandbox, { do: 'delete', kind: 'inbox', name: first });
      for (const name of creates) await change(sandbox, { do: 'create', kind: 'inbox', name });
    });
    const { evidence, items } = read.at(-1) ?? {};
    expect({ pages: read.length, overlaps: evidence?.overlaps, items }).toEqual({
      pages: 2,
      overlaps: false,
      items: [],
    });
    expect(evidence?.end).not.toBeNull();
  });

  test.each([10, 100])('is whole when the server shows %i a page at most', async (max) => {
    const sandbox = await start({ sizes: { domain: 3, inbox: 120, alias: 5 } });
    await change(sandbox, { do: 'pages', max });
    const session = connect(sandbox);
    for (const kind of ['domain', 'inbox', 'alias', 'forwarder']) {
      expect((await names(session, kind)).toSorted()).toEqual((await held(sandbox, kind)).toSorted());
    }
  });

  test('of another type than the one asked for is not believed', async () => {
    const sandbox = await start();
    await change(sandbox, { do: 'edit', kind: 'inbox', first: 1, set: { type: 'group' } });
    await expect(names(connect(sandbox), 'inbox')).rejects.toMatchObject({ kind: 'unrecognised' });
  });

  test('whose total is not what was shown says so', async () => {
    const sandbox = await start({ sizes: { domain: 4 } });
    await plant(sandbox, { operation: '*', fault: 'missing_item', times: 0 });
    const read = await pages(connect(sandbox), { kind: 'domain' });
    expect(read.flatMap(({ items }) => items).length).toBeLessThan(4);
    expect(read.at(-1)?.evidence.statedTotal).toBe(4);
  });
});

describe('aliases and forwarders', () => {
  test('are counted against the totals of the lists and mailboxes they are among', async () => {
    const sandbox = await start();
    const session = connect(sandbox);
    for (const kind of ['alias', 'forwarder']) {
      const read = await pages(session, { kind });
      const count = read.flatMap(({ items }) => items).length;
      expect(count).toBe((await held(sandbox, kind)).length);
      expect(read.at(-1)?.evidence.statedTotal).toBe(count);
      expect(read.slice(0, -1).map(({ evidence }) => evidence.statedTotal)).toEqual(read.slice(0, -1).map(() => null));
    }
  });

  test.each(['alias', 'forwarder'])('of kind %s are not steady when a list is left out', async (kind) => {
    const sandbox = await start();
    await plant(sandbox, { operation: 'listPrincipals', fault: 'missing_item' });
    const read = await pages(connect(sandbox), { kind });
    expect(read.at(-1)?.evidence).toMatchObject({ overlaps: false, end: expect.any(String) });
  });
});
