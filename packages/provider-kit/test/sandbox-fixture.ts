import type { OpenApiDocument } from '@rollcall/provider-kit';
import {
  createControlKind,
  createRandom,
  createRows,
  createSwitch,
  defineSandbox,
  jsonUnder,
  type Rows,
  type Sandbox,
  type SandboxDefinition,
} from '@rollcall/provider-kit/sandbox';
import { afterEach } from 'vitest';
import { z } from 'zod';

/** A shelf of books: a small API with what the kit has to cope with, and no provider's habits. */
interface Book {
  id: string;
  title: string;
  pages: number;
}

interface Answers<Body> {
  200: { content: { 'application/json': { books: Body } } };
  404: { content: { 'application/json': { problem: string } } };
}

export interface Operations {
  listBooks: { parameters: { query?: { limit?: number } }; responses: Answers<Book[]> };
  addBook: {
    parameters: { query?: never };
    requestBody: { content: { 'application/json': { title: string; pages?: number } } };
    responses: Answers<Book>;
  };
  newestBook: { parameters: { query?: never }; responses: Answers<Book> };
  getBook: { parameters: { path: { id: string } }; responses: Answers<Book> };
}

export interface Shelf {
  readonly seed: number;
  readonly books: Rows<Book>;
  settledTimes: number;
}

const reading = { 'x-rollcall-bucket': 'reading', responses: {} };

const document: OpenApiDocument = {
  openapi: '3.1.0',
  info: { title: 'Shelf', version: '1' },
  paths: {
    // The parameter stands before the written-out path on purpose.
    '/books/{id}': {
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
      get: { operationId: 'getBook', ...reading },
    },
    '/books/newest': { get: { operationId: 'newestBook', ...reading } },
    '/books': {
      get: {
        operationId: 'listBooks',
        ...reading,
        parameters: [{ name: 'limit', in: 'query', schema: { $ref: '#/components/schemas/Limit' } }],
      },
      post: {
        operationId: 'addBook',
        responses: {},
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: {
                type: 'object',
                additionalProperties: false,
                required: ['title'],
                properties: { title: { type: 'string' }, pages: { type: 'integer', default: 1 } },
              },
            },
          },
        },
      },
    },
  },
  components: { schemas: { Limit: { type: 'integer', minimum: 1, maximum: 100, default: 100 } } },
};

export const definition: SandboxDefinition<Operations, Shelf> = {
  provider: 'shelf',
  document,
  basePath: '/v9',
  buckets: { reading: { perMinute: 60, burst: 5 } },
  kinds: ['book'],
  seed: ({ seed, sizes }) => {
    const random = createRandom(seed, 'books');
    const books = createRows<Book>({ id: ({ id }) => id, name: ({ title }) => title });
    for (let index = 0; index < (sizes['book'] ?? 4); index += 1) {
      books.add({ id: `b${index}`, title: `Book ${index}`, pages: 1 + random.below(500) });
    }
    return { seed, books, settledTimes: 0 };
  },
  credential: () => ({ password: 'open' }),
  authenticate: ({ authorization }) => (authorization?.endsWith('open') ? authorization : undefined),
  refuse: (refusal) => {
    const status = { no_route: 404, unauthorized: 401, rate_limited: 429, invalid: 400, failure: 500 };
    return refusal.reason === 'fault'
      ? { status: refusal.status, body: { problem: refusal.code ?? 'planted' } }
      : { status: status[refusal.reason], body: { problem: refusal.reason, ...refusal } };
  },
  settle: (shelf) => {
    shelf.settledTimes += 1;
  },
  control: (shelf) => ({
    describe: () => ({ settledTimes: shelf.settledTimes }),
    kinds: {
      book: createControlKind({
        kind: 'book',
        rows: shelf.books,
        create: (title) => {
          const book = { id: `b${shelf.books.size}`, title, pages: 1 };
          shelf.books.add(book);
          return book;
        },
        remove: (book) => {
          shelf.books.remove(book);
          return [];
        },
        alters: { length: ({ pages }) => ({ pages: pages + 1 }) },
      }),
    },
    switches: {
      reprint: createSwitch(z.strictObject({ pages: z.int() }), ({ pages }) => {
        for (const book of shelf.books.values()) shelf.books.replace(book, { ...book, pages });
        return { reprinted: shelf.books.size };
      }),
    },
  }),
  handlers: {
    listBooks: ({ state, query: { limit = 100 } }) =>
      limit >= state.books.size
        ? { status: 200, body: jsonUnder('books', state.books.listing()) }
        : { status: 200, body: { books: Array.from(state.books.values()).slice(0, limit) } },
    addBook: ({ state, body: { title, pages = 0 } }) => {
      if (title === 'crash') throw new Error('a mistake in the sandbox');
      const book = { id: `b${state.books.size}`, title, pages };
      state.books.add(book);
      return { status: 200, body: { books: book } };
    },
    newestBook: ({ state }) => {
      const newest = Array.from(state.books.values()).at(-1);
      return newest === undefined
        ? { status: 404, body: { problem: 'empty shelf' } }
        : { status: 200, body: { books: newest } };
    },
    getBook: ({ state, path }) => {
      const book = state.books.get(path.id);
      return book === undefined
        ? { status: 404, body: { problem: `no ${path.id}` } }
        : { status: 200, body: { books: book } };
    },
  },
};

const open: Sandbox[] = [];

/** Starts a shelf without rate limits; it is closed when the test ends. */
export async function startShelf(options: { seed?: number; books?: number; limits?: boolean } = {}): Promise<Sandbox> {
  const { seed = 1, books = 4, limits = false } = options;
  const sandbox = await defineSandbox(definition)({ seed, sizes: { book: books }, limits });
  open.push(sandbox);
  return sandbox;
}

afterEach(async () => {
  for (const sandbox of open.splice(0)) await sandbox.close();
});

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body; undefined when it is not JSON. */
  readonly json: unknown;
}

/** One request of the shelf's API. Rejects when the connection breaks or `timeoutMs` passes. */
export async function ask(
  sandbox: Sandbox,
  request: string,
  { body, password = 'open', timeoutMs = 5000 }: { body?: unknown; password?: string; timeoutMs?: number } = {},
): Promise<Answer> {
  const [method = 'GET', path = ''] = request.split(' ');
  const response = await fetch(path.startsWith('http') ? path : `${sandbox.baseUrl}${path}`, {
    method,
    headers: { authorization: password },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    signal: AbortSignal.timeout(timeoutMs),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: parsed(text) };
}

/** One request of the control interface. */
export function control(sandbox: Sandbox, request: string, body?: unknown): Promise<Answer> {
  const [method, path] = request.split(' ');
  return ask(sandbox, `${method} ${sandbox.controlUrl}${path}`, { body });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
