import { defineSandbox, type Handlers, SandboxError } from '@rollcall/provider-kit/sandbox';
import { describe, expect, test } from 'vitest';
import { ask, control, definition, type Operations, type Shelf, startShelf } from './sandbox-fixture.ts';

describe('a request is answered as the document says', () => {
  test.each([
    { request: 'GET /books/b1', status: 200, says: 'Book 1', because: 'its path parameter is passed' },
    { request: 'GET /books/newest', status: 200, says: 'Book 3', because: 'a written-out path wins over a parameter' },
    { request: 'GET /books/b%31', status: 200, says: 'Book 1', because: 'paths are percent-decoded' },
    { request: 'GET /books/%zz', status: 404, says: 'no_route', because: 'a broken escape is no path' },
    { request: 'GET /books/zz', status: 404, says: 'no zz', because: 'the handler answers 404' },
    { request: 'GET /shelves', status: 404, says: 'no_route', because: 'nothing is documented there' },
    { request: 'DELETE /books/b1', status: 404, says: 'no_route', because: 'no such method is documented there' },
    { request: 'GET /books?limit=2', status: 200, says: '"b1"', because: 'a query is coerced to its type' },
    { request: 'GET /books?other=2', status: 200, says: '"b3"', because: 'a query that is not documented is dropped' },
    { request: 'GET /books?limit=0', status: 400, says: 'limit must be >= 1', because: 'a bound is kept' },
    { request: 'GET /books?limit=x', status: 400, says: 'limit must be integer', because: 'a type is kept' },
  ])('$request gets $status, since $because', async ({ request, status, says }) => {
    const answer = await ask(await startShelf(), request);
    expect(answer).toMatchObject({ status });
    expect(answer.text).toContain(says);
  });

  test.each([
    { body: { title: 'New', pages: 7 }, status: 200, says: '"pages":7' },
    { body: { title: 'New' }, status: 200, says: '"pages":1' },
    { body: { title: 'New', price: 3 }, status: 400, says: 'unknown field price' },
    { body: { title: 3 }, status: 400, says: 'body/title must be string' },
    { body: {}, status: 400, says: "required property 'title'" },
    { body: undefined, status: 400, says: 'body must be a JSON document' },
    { body: '{"title":', status: 400, says: 'not JSON' },
    { body: JSON.stringify({ title: 'x'.repeat(1_100_000) }), status: 400, says: 'too large' },
    { body: { title: 'crash' }, status: 500, says: 'failure' },
  ])('a body gets $status and "$says"', async ({ body, status, says }) => {
    const answer = await ask(await startShelf(), 'POST /books', { body });
    expect(answer).toMatchObject({ status });
    expect(answer.text).toContain(says);
  });

  test('a request without the credential is refused before anything else is looked at', async () => {
    const shelf = await startShelf();
    expect(await ask(shelf, 'POST /nowhere', { password: 'wrong', body: 'x' })).toMatchObject({ status: 401 });
  });

  test('a listing shows what was added since it was last written', async () => {
    const shelf = await startShelf();
    await ask(shelf, 'GET /books');
    await ask(shelf, 'POST /books', { body: { title: 'Added' } });
    expect((await ask(shelf, 'GET /books')).text).toContain('Added');
  });

  test('a mistake in a handler is an internal error, and the log holds its stack', async () => {
    const shelf = await startShelf();
    await ask(shelf, 'POST /books', { body: { title: 'crash' } });
    const failure = expect.stringContaining('a mistake in the sandbox');
    expect((await control(shelf, 'GET /log')).json).toMatchObject({
      requests: [{ status: 500, fault: null, failure }],
    });
  });
});

describe('a sandbox starts', () => {
  test('with the same bytes for the same seed, and others for another', async () => {
    const texts = [];
    for (const seed of [7, 7, 8]) texts.push((await ask(await startShelf({ seed }), 'GET /books')).text);
    expect(texts[0]).toBe(texts[1]);
    expect(texts[0]).not.toBe(texts[2]);
  });

  test('on loopback, with the base path, and says how much of each kind it holds', async () => {
    const shelf = await startShelf({ books: 3 });
    expect(shelf.baseUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v9$/);
    expect(shelf.controlUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/_sandbox$/);
    expect(shelf).toMatchObject({ sizes: { book: 3 }, credential: { password: 'open' } });
  });

  test.each([
    { options: { seed: 1, now: '2026-02-30' }, says: '"Now" must be a day such as 2026-06-01' },
    { options: { seed: 0.5 }, says: 'The seed must be a whole number' },
    { options: { seed: 1, sizes: { shelf: 2 } }, says: 'There is no size for shelf: choose from book' },
    { options: { seed: 1, sizes: { book: -1 } }, says: 'The size of book must be a whole number, 0 or more' },
    { options: { seed: 1, sizes: { book: 1_000_001 } }, says: 'The size of book may be 1,000,000 at most' },
  ])('but not when $says', async ({ options, says }) => {
    const starting = defineSandbox(definition)(options);
    await expect(starting).rejects.toThrow(says);
    await expect(starting).rejects.toBeInstanceOf(SandboxError);
  });

  test('but not on a port that is taken, and says so', async () => {
    const { baseUrl } = await startShelf();
    const port = Number(new URL(baseUrl).port);
    await expect(defineSandbox(definition)({ seed: 1, port })).rejects.toThrow(`Port ${port} cannot be listened on`);
  });
});

describe('a sandbox stops', () => {
  test('when it is closed, with requests hanging, and twice is no harm', async () => {
    const shelf = await startShelf();
    await control(shelf, 'POST /faults', { operation: '*', fault: 'hang' });
    const hanging = expect(ask(shelf, 'GET /books')).rejects.toThrow();
    await expect.poll(async () => (await control(shelf, 'GET /log')).text).toContain('"fault":"hang"');
    await shelf.close();
    await shelf.close();
    await hanging;
    await expect(ask(shelf, 'GET /books')).rejects.toThrow();
  });

  test('when the control interface says so, once it has answered', async () => {
    const shelf = await startShelf();
    expect(await control(shelf, 'POST /shutdown')).toMatchObject({ status: 200, json: { stopping: true } });
    await shelf.closed;
    await expect(ask(shelf, 'GET /books')).rejects.toThrow();
  });
});

describe('rate limits', () => {
  test('answer 429 with Retry-After past the burst, for each caller alone', async () => {
    const shelf = await startShelf({ limits: true });
    for (let count = 0; count < 5; count += 1) expect(await ask(shelf, 'GET /books')).toMatchObject({ status: 200 });
    const refused = await ask(shelf, 'GET /books/b1');
    expect(refused).toMatchObject({ status: 429, json: { retryAfterSeconds: 1 } });
    expect(await ask(shelf, 'GET /books', { password: 'another open' })).toMatchObject({ status: 200 });
  });

  test('do not hold for an operation without a bucket', async () => {
    const shelf = await startShelf({ limits: true });
    for (let count = 0; count < 9; count += 1) {
      expect(await ask(shelf, 'POST /books', { body: { title: `T${count}` } })).toMatchObject({ status: 200 });
    }
  });

  test('can be left out', async () => {
    const shelf = await startShelf({ limits: false });
    for (let count = 0; count < 9; count += 1) expect(await ask(shelf, 'GET /books')).toMatchObject({ status: 200 });
  });
});

test('a handler whose answer is not what the document says does not compile', () => {
  const handlers: Partial<Handlers<Operations, Shelf>> = {
    // @ts-expect-error A book has pages.
    getBook: () => ({ status: 200, body: { books: { id: 'b1', title: 'Book 1' } } }),
    // @ts-expect-error A list is not one book.
    newestBook: ({ state }) => ({ status: 200, body: { books: [...state.books.values()] } }),
    // @ts-expect-error 418 is not documented.
    listBooks: () => ({ status: 418, body: { problem: 'teapot' } }),
    // @ts-expect-error The listing of one key is not that of another.
    addBook: ({ state }) => ({ status: 200, body: state.books.listing() }),
  };
  expect(Object.keys(handlers)).toHaveLength(4);
});
