import type { Sandbox } from '@rollcall/provider-kit/sandbox';
import { describe, expect, test } from 'vitest';
import { type Answer, ask, control, startShelf } from './sandbox-fixture.ts';

const ids = (answer: Answer): unknown => [...answer.text.matchAll(/"id":"(b\d+)"/g)].map((match) => match[1]);

async function plant(shelf: Sandbox, fault: Readonly<Record<string, unknown>>): Promise<void> {
  expect(await control(shelf, 'POST /faults', { operation: '*', ...fault })).toMatchObject({ status: 200 });
}

async function titles(shelf: Sandbox): Promise<string> {
  return (await control(shelf, 'GET /state')).text;
}

describe('a fault that spoils what a list says', () => {
  test.each([
    { fault: { fault: 'empty_list' }, want: [] },
    { fault: { fault: 'missing_item' }, want: ['b1', 'b2', 'b3'] },
    { fault: { fault: 'missing_item', index: 1, count: 2 }, want: ['b0', 'b3'] },
    { fault: { fault: 'duplicate_item' }, want: ['b0', 'b1', 'b2', 'b3', 'b0'] },
    { fault: { fault: 'duplicate_item', index: 2 }, want: ['b0', 'b1', 'b2', 'b3', 'b2'] },
    { fault: { fault: 'malformed' }, want: ['b1', 'b2', 'b3'] },
    { fault: { fault: 'malformed', index: 3, field: 'id', value: 'b9' }, want: ['b0', 'b1', 'b2', 'b9'] },
  ])('$fault leaves $want, once', async ({ fault, want }) => {
    const shelf = await startShelf();
    await plant(shelf, fault);
    expect(ids(await ask(shelf, 'GET /books'))).toEqual(want);
    expect(ids(await ask(shelf, 'GET /books'))).toEqual(['b0', 'b1', 'b2', 'b3']);
  });

  test.each([
    { fault: { fault: 'malformed', field: 'pages' }, want: { id: 'b0', title: 'Book 0' } },
    { fault: { fault: 'malformed', field: 'pages', value: null }, want: { id: 'b0', title: 'Book 0', pages: null } },
    { fault: { fault: 'malformed', field: 'title', value: 3 }, want: { id: 'b0', title: 3, pages: 87 } },
  ])('$fault leaves the first item as $want', async ({ fault, want }) => {
    const shelf = await startShelf({ seed: 1, books: 2 });
    await plant(shelf, fault);
    const { json } = await ask(shelf, 'GET /books');
    expect(json).toEqual({ books: [want, expect.objectContaining({ id: 'b1', title: 'Book 1' })] });
  });

  test('malformed spoils the object of an answer without a list', async () => {
    const shelf = await startShelf();
    await plant(shelf, { operation: 'getBook', fault: 'malformed', field: 'title', value: false });
    expect((await ask(shelf, 'GET /books/b1')).json).toMatchObject({ books: { id: 'b1', title: false } });
  });

  test('extra_fields are planted in every object, and take the place of none', async () => {
    const shelf = await startShelf({ books: 2 });
    await plant(shelf, { fault: 'extra_fields', fields: { canary: 'tweet', title: 'taken' } });
    expect((await ask(shelf, 'GET /books')).json).toMatchObject({
      canary: 'tweet',
      books: [
        { canary: 'tweet', title: 'Book 0' },
        { canary: 'tweet', title: 'Book 1' },
      ],
    });
  });

  test('waits for a good answer', async () => {
    const shelf = await startShelf();
    await plant(shelf, { fault: 'extra_fields' });
    expect((await ask(shelf, 'GET /books/zz')).json).toEqual({ problem: 'no zz' });
    expect((await ask(shelf, 'GET /books/b1')).json).toMatchObject({ undocumented: 'planted by the sandbox' });
  });

  test('waits for an answer that it can spoil', async () => {
    const shelf = await startShelf();
    await plant(shelf, { fault: 'missing_item' });
    expect(await ask(shelf, 'GET /books/b1')).toMatchObject({ status: 200, json: { books: { id: 'b1' } } });
    expect(await ask(shelf, 'GET /books/zz')).toMatchObject({ status: 404 });
    expect(ids(await ask(shelf, 'GET /books'))).toEqual(['b1', 'b2', 'b3']);
  });
});

describe('a fault in place of an answer', () => {
  test.each([
    { fault: { fault: 'status', status: 503 }, want: { status: 503, json: { problem: 'planted' } } },
    { fault: { fault: 'status', status: 429, code: 'slow' }, want: { status: 429, json: { problem: 'slow' } } },
    { fault: { fault: 'status', status: 204 }, want: { status: 204, text: '' } },
  ])('$fault is answered, and nothing applied', async ({ fault, want }) => {
    const shelf = await startShelf();
    await plant(shelf, fault);
    expect(await ask(shelf, 'POST /books', { body: { title: 'Lost' } })).toMatchObject(want);
    expect(await titles(shelf)).not.toContain('Lost');
  });

  test.each([
    { retryAfter: 7, want: '7' },
    { retryAfter: 'Wed, 21 Oct 2026 07:28:00 GMT', want: 'Wed, 21 Oct 2026 07:28:00 GMT' },
    { retryAfter: undefined, want: null },
  ])('Retry-After is $want', async ({ retryAfter, want }) => {
    const shelf = await startShelf();
    await plant(shelf, { fault: 'status', status: 429, retryAfter });
    expect((await ask(shelf, 'GET /books')).headers.get('retry-after')).toBe(want);
  });

  test('drop breaks the connection, and nothing is applied', async () => {
    const shelf = await startShelf();
    await plant(shelf, { fault: 'drop' });
    await expect(ask(shelf, 'POST /books', { body: { title: 'Lost' } })).rejects.toThrow('fetch failed');
    expect(await titles(shelf)).not.toContain('Lost');
  });

  test('hang never answers, and nothing is applied', async () => {
    const shelf = await startShelf();
    await plant(shelf, { fault: 'hang' });
    const asked = ask(shelf, 'POST /books', { body: { title: 'Lost' }, timeoutMs: 200 });
    await expect(asked).rejects.toThrow('timeout');
    expect(await titles(shelf)).not.toContain('Lost');
  });
});

describe('a fault after the request was applied', () => {
  test.each([
    { fault: 'apply_then_drop', error: 'fetch failed' },
    { fault: 'apply_then_hang', error: 'timeout' },
    { fault: 'truncate', error: 'terminated' },
  ])('$fault loses the answer and keeps the effect', async ({ fault, error }) => {
    const shelf = await startShelf();
    await plant(shelf, { fault });
    await expect(ask(shelf, 'POST /books', { body: { title: 'Kept' }, timeoutMs: 300 })).rejects.toThrow(error);
    expect(await titles(shelf)).toContain('Kept');
  });

  test('a quiet truncate ends half a body as though it were whole', async () => {
    const shelf = await startShelf();
    const whole = await ask(shelf, 'GET /books');
    await plant(shelf, { fault: 'truncate', quietly: true });
    const half = await ask(shelf, 'GET /books');
    expect(half).toMatchObject({ status: 200, json: undefined, text: whole.text.slice(0, whole.text.length / 2) });
  });

  test('not_json answers a web page', async () => {
    const shelf = await startShelf();
    await plant(shelf, { fault: 'not_json', status: 502 });
    const answer = await ask(shelf, 'POST /books', { body: { title: 'Kept' } });
    expect(answer).toMatchObject({ status: 502, json: undefined });
    expect(answer.headers.get('content-type')).toContain('text/html');
    expect(await titles(shelf)).toContain('Kept');
  });

  test('delay answers late, and whole', async () => {
    const shelf = await startShelf();
    await plant(shelf, { fault: 'delay', ms: 150 });
    const began = performance.now();
    expect(await ask(shelf, 'GET /books')).toMatchObject({ status: 200 });
    expect(performance.now() - began).toBeGreaterThanOrEqual(149);
  });
});

describe('a fault meets', () => {
  test('only its operation', async () => {
    const shelf = await startShelf();
    await plant(shelf, { operation: 'getBook', fault: 'status', status: 500 });
    expect(await ask(shelf, 'GET /books')).toMatchObject({ status: 200 });
    expect(await ask(shelf, 'GET /books/b1')).toMatchObject({ status: 500 });
  });

  test('as many requests as it says, after as many as it lets pass', async () => {
    const shelf = await startShelf();
    await plant(shelf, { fault: 'status', status: 500, times: 2, after: 1 });
    const statuses = [];
    for (let count = 0; count < 5; count += 1) statuses.push((await ask(shelf, 'GET /books')).status);
    expect(statuses).toEqual([200, 500, 500, 200, 200]);
  });

  test('every request until it is cleared, when times is 0', async () => {
    const shelf = await startShelf();
    await plant(shelf, { fault: 'status', status: 500, times: 0 });
    for (let count = 0; count < 4; count += 1) expect(await ask(shelf, 'GET /books')).toMatchObject({ status: 500 });
    expect((await control(shelf, 'DELETE /faults')).json).toEqual({ cleared: 1 });
    expect(await ask(shelf, 'GET /books')).toMatchObject({ status: 200 });
  });

  test('in the order they were planted, one a request', async () => {
    const shelf = await startShelf();
    await plant(shelf, { fault: 'status', status: 501 });
    await plant(shelf, { fault: 'status', status: 502 });
    expect((await control(shelf, 'GET /faults')).json).toMatchObject({
      faults: [{ left: 1, fault: { status: 501, operation: '*', times: 1 } }, { fault: { status: 502 } }],
    });
    expect(await ask(shelf, 'GET /books')).toMatchObject({ status: 501 });
    expect(await ask(shelf, 'GET /books')).toMatchObject({ status: 502 });
    expect((await control(shelf, 'GET /faults')).json).toEqual({ faults: [] });
  });
});

test.each([
  { fault: {}, says: '"fault" must be one of status, hang, drop, delay, apply_then_drop' },
  { fault: { fault: 'explode', operation: '*' }, says: '"fault" must be one of' },
  { fault: { fault: 'constructor', operation: '*' }, says: '"fault" must be one of' },
  { fault: { fault: 'hang', operation: 'burn' }, says: '"operation" must be * or one of getBook, newestBook' },
  { fault: { fault: 'status', operation: '*' }, says: 'The fault status: "status": is missing' },
  { fault: { fault: 'status', operation: '*', status: 99 }, says: '>=200' },
  { fault: { fault: 'hang', operation: '*', ms: 3 }, says: 'The fault hang: Unrecognized key: "ms"' },
  { fault: { fault: 'hang', operation: '*', times: -1 }, says: 'The fault hang: "times"' },
])('$fault is refused: $says', async ({ fault, says }) => {
  const answer = await control(await startShelf(), 'POST /faults', fault);
  expect(answer).toMatchObject({ status: 400 });
  expect(JSON.stringify(answer.json).replaceAll('\\"', '"')).toContain(says);
});
