import { describe, expect, test } from 'vitest';
import { ask, control, startShelf } from './sandbox-fixture.ts';

describe('a change behind everyone’s back', () => {
  test('creates, and gives fields values that nobody could give', async () => {
    const shelf = await startShelf({ books: 1 });
    const change = { do: 'create', kind: 'book', name: 'Secret', set: { pages: 'many' } };
    const made = { kind: 'book', id: 'b1', name: 'Secret' };
    expect(await control(shelf, 'POST /change', change)).toMatchObject({ status: 200, json: { changed: [made] } });
    expect((await ask(shelf, 'GET /books/b1')).json).toEqual({ books: { id: 'b1', title: 'Secret', pages: 'many' } });
  });

  test.each([
    { target: { id: 'b1' }, changed: ['b1'] },
    { target: { name: 'book 1' }, changed: ['b1'] },
    { target: { first: 2 }, changed: ['b0', 'b1'] },
  ])('edits and deletes by $target', async ({ target, changed }) => {
    const shelf = await startShelf({ books: 3 });
    const items = { changed: changed.map((id) => expect.objectContaining({ kind: 'book', id })) };
    const edit = { do: 'edit', kind: 'book', ...target, set: { pages: -1 } };
    expect((await control(shelf, 'POST /change', edit)).json).toEqual(items);
    const { text } = await ask(shelf, 'GET /books');
    expect(text.match(/"pages":-1/g)).toHaveLength(changed.length);

    expect((await control(shelf, 'POST /change', { do: 'delete', kind: 'book', ...target })).json).toEqual(items);
    for (const id of changed) expect(await ask(shelf, `GET /books/${id}`)).toMatchObject({ status: 404 });
    expect((await control(shelf, 'GET /state')).json).toMatchObject({ kinds: { book: { count: 3 - changed.length } } });
  });

  test('gives a thing another id and name without moving it in the listing', async () => {
    const shelf = await startShelf({ books: 3 });
    const set = { id: 'new', title: 'Renamed' };
    await control(shelf, 'POST /change', { do: 'edit', kind: 'book', id: 'b1', set });
    expect((await ask(shelf, 'GET /books')).json).toMatchObject({ books: [{ id: 'b0' }, set, { id: 'b2' }] });
    expect(await ask(shelf, 'GET /books/b1')).toMatchObject({ status: 404 });
    for (const [name, status] of Object.entries({ 'Book 1': 400, Renamed: 200 })) {
      expect(await control(shelf, 'POST /change', { do: 'delete', kind: 'book', name })).toMatchObject({ status });
    }
  });

  test('gives an attribute another value, as somebody in the dashboard would', async () => {
    const shelf = await startShelf({ books: 2 });
    await control(shelf, 'POST /change', { do: 'reprint', pages: 41 });
    await control(shelf, 'POST /change', { do: 'alter', kind: 'book', id: 'b1', attribute: 'length' });
    expect((await ask(shelf, 'GET /books')).json).toMatchObject({ books: [{ id: 'b0', pages: 41 }, { pages: 42 }] });
  });

  test('can be one of the provider’s own', async () => {
    const shelf = await startShelf({ books: 2 });
    expect((await control(shelf, 'POST /change', { do: 'reprint', pages: 5 })).json).toEqual({ reprinted: 2 });
    expect((await ask(shelf, 'GET /books')).json).toMatchObject({ books: [{ pages: 5 }, { pages: 5 }] });
  });
});

test.each([
  { request: 'POST /change', body: {}, says: '"do" must be one of create, edit, delete, alter, pass, reprint' },
  { request: 'POST /change', body: undefined, says: '"do" must be one of create, edit, delete, alter, pass, reprint' },
  { request: 'POST /change', body: { do: 'constructor' }, says: '"do" must be one of' },
  { request: 'POST /change', body: '{', says: 'The body must be a JSON document' },
  { request: 'POST /change', body: { do: 'delete', kind: 'car', id: '1' }, says: '"kind" must be one of book' },
  { request: 'POST /change', body: { do: 'delete', kind: 'book' }, says: 'exactly one of "id", "name" and "first"' },
  { request: 'POST /change', body: { do: 'delete', kind: 'book', id: 'b1', first: 1 }, says: 'exactly one of' },
  { request: 'POST /change', body: { do: 'delete', kind: 'book', id: 'zz' }, says: 'no book with the id zz' },
  { request: 'POST /change', body: { do: 'delete', kind: 'book', nam: 'zz' }, says: 'Unrecognized key: "nam"' },
  { request: 'POST /change', body: { do: 'edit', kind: 'book', id: 'b1' }, says: '"set": is missing' },
  {
    request: 'POST /change',
    body: { do: 'edit', kind: 'book', id: 'b1', set: { colour: 1 } },
    says: '"set" names colour; the fields are id, title, pages',
  },
  { request: 'POST /change', body: { do: 'edit', kind: 'book', id: 'b1', set: { id: 3 } }, says: 'must stay strings' },
  { request: 'POST /change', body: { do: 'edit', kind: 'book', id: 'b1', set: { id: 'b0' } }, says: 'exists already' },
  { request: 'POST /change', body: { do: 'create', kind: 'book', name: 'Book 1' }, says: 'b1 (Book 1) exists already' },
  { request: 'POST /change', body: { do: 'create', kind: 'book', name: 'X', set: { a: 1 } }, says: '"set" names a' },
  { request: 'POST /change', body: { do: 'reprint', pages: 'all' }, says: '"pages"' },
  {
    request: 'POST /change',
    body: { do: 'alter', kind: 'book', id: 'b1', attribute: 'pages' },
    says: '"attribute" must be one of those that somebody could alter: length',
  },
])('$request $body is refused, changes nothing and says: $says', async ({ request, body, says }) => {
  const shelf = await startShelf();
  const before = (await ask(shelf, 'GET /books')).text;
  const answer = await control(shelf, request, body);
  expect(answer).toMatchObject({ status: 400 });
  expect(JSON.stringify(answer.json).replaceAll('\\"', '"')).toContain(says);
  expect((await ask(shelf, 'GET /books')).text).toBe(before);
});

test('a path that the control interface does not have is answered with those it has', async () => {
  const answer = await control(await startShelf(), 'GET /chnge');
  expect(answer).toMatchObject({ status: 404 });
  expect(answer.text).toContain('GET /state, POST /change, POST /faults, GET /faults, DELETE /faults, GET /log');
});

test('the state shows everything by kind, once what is due has happened', async () => {
  const shelf = await startShelf({ seed: 5, books: 2 });
  expect((await control(shelf, 'GET /state')).json).toEqual({
    provider: 'shelf',
    seed: 5,
    now: '2026-06-01',
    limits: false,
    settledTimes: 1,
    kinds: {
      book: {
        count: 2,
        items: [
          { id: 'b0', name: 'Book 0' },
          { id: 'b1', name: 'Book 1' },
        ],
      },
    },
  });
});

test('the log holds every request of the API and none of the control interface', async () => {
  const shelf = await startShelf();
  await control(shelf, 'POST /faults', { operation: 'listBooks', fault: 'drop' });
  await ask(shelf, 'GET /books?limit=2').catch(() => undefined);
  await ask(shelf, 'GET /nowhere');
  await ask(shelf, 'POST /books', { body: {} });
  const common = { at: expect.stringMatching(/^\d{4}-.*Z$/), failure: null };
  expect((await control(shelf, 'GET /log')).json).toEqual({
    total: 3,
    requests: [
      { ...common, method: 'GET', path: '/v9/books?limit=2', operationId: 'listBooks', status: null, fault: 'drop' },
      { ...common, method: 'GET', path: '/v9/nowhere', operationId: null, status: 404, fault: null },
      { ...common, method: 'POST', path: '/v9/books', operationId: 'addBook', status: 400, fault: null },
    ],
  });
});
