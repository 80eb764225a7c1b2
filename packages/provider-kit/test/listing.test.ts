import { hash } from 'node:crypto';
import { inspect } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  type Classify,
  createTransport,
  openPage,
  ProviderError,
  rawDigestOf,
  unlimitedBudget,
  wireOf,
} from '../src/index.ts';
import { httpServer } from './loopback.ts';

const secret = 'live_8JeTvR2xN';

interface Thing {
  id: string;
  email: string;
  size: number;
  note: string | null;
}

const reading = {
  kind: 'inbox',
  wire: wireOf<Thing>()({ id: z.string().min(1), email: z.string(), size: z.int(), note: z.string().nullable() }),
  map: ({ id, email, size, note }: Thing) => ({ externalId: id, name: email, attributes: { size, note } }),
  idField: 'id',
};

const classify: Classify = ({ body }) =>
  JSON.stringify(body).startsWith('{"error"') ? { kind: 'not_found', applied: 'no' } : undefined;

/** The page that a provider answers with these bytes. */
async function pageOf(body: string | Buffer, headers: Record<string, string> = { 'content-type': 'application/json' }) {
  await using server = await httpServer((_request, response) => response.writeHead(200, headers).end(body));
  const transport = createTransport({
    baseUrl: server.origin,
    headers: {},
    secrets: [secret],
    budget: unlimitedBudget(),
    classify,
  });
  const answer = await transport.getPage('/things', { bucket: 'default', signal: AbortSignal.timeout(5000) });
  return openPage(answer, { path: ['data'], classify });
}

async function messageOf(body: string | Buffer, headers?: Record<string, string>): Promise<string> {
  try {
    const page = await pageOf(body, headers);
    return `read ${[...page.items(reading)].length} items`;
  } catch (error) {
    if (error instanceof ProviderError && error.kind === 'unrecognised') return error.message;
    throw error;
  }
}

const good = { id: 'mb_1', email: 'a@b.example', size: 1, note: null };

test('items come mapped, unknown fields ignored, with the evidence of the page', async () => {
  const body = JSON.stringify({
    data: [
      { ...good, colour: 'red' },
      { ...good, id: 'mb_2' },
    ],
    total: 2,
  });
  const page = await pageOf(body, { 'x-request-id': 'req_1' });
  expect(page.count).toBe(2);
  expect(page.shell).toEqual({ data: [], total: 2 });
  expect([...page.items(reading)]).toEqual([
    { externalId: 'mb_1', name: 'a@b.example', attributes: { size: 1, note: null } },
    { externalId: 'mb_2', name: 'a@b.example', attributes: { size: 1, note: null } },
  ]);
  expect(page.evidence({ cursor: null, end: 'whole_document', statedTotal: 2 })).toEqual({
    askedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    cursor: null,
    status: 200,
    bytes: body.length,
    sha256: hash('sha256', body, 'hex'),
    requestId: 'req_1',
    statedTotal: 2,
    overlaps: null,
    end: 'whole_document',
  });
});

describe('the raw digest of an item', () => {
  const body = (...items: object[]) => `{"data":[${items.map((item) => JSON.stringify(item, null, 1)).join(' ,\n')}]}`;
  const other = { ...good, note: `not ${secret}` };

  test('is that of its bytes, secrets taken out, for those that are read and those that are not', async () => {
    const page = await pageOf(body(good, other));
    const wanted = [good, { ...good, note: 'not [sealed]' }].map((item) =>
      hash('sha256', JSON.stringify(item, null, 1), 'hex'),
    );
    const items = page.items(reading);
    expect([0, 1].map(items.inBytes.rawDigestAt)).toEqual(wanted);
    expect([...items].map(rawDigestOf)).toEqual(wanted);
    expect(items.inBytes.readAt(1)).toEqual([...items][1]);
  });

  test('differs for the same bytes in another context', async () => {
    const digests = (context?: string) =>
      pageOf(body(good)).then((page) => {
        const items = page.items({ ...reading, ...(context === undefined ? {} : { context }) });
        return [items.inBytes.rawDigestAt(0), ...[...items].map(rawDigestOf)];
      });
    const all = [await digests(), await digests('one'), await digests('two')];
    expect(all.every(([inBytes, read]) => inBytes === read)).toBe(true);
    expect(new Set(all.flat()).size).toBe(3);
  });

  test('is not known of what a provider makes itself', () => {
    expect(rawDigestOf({ externalId: 'a', name: 'a', attributes: {} })).toBeUndefined();
  });
});

describe('a malformed item is named by its place, its id and its field', () => {
  test.each([
    { item: { ...good, id: 'mb_x', email: undefined }, says: 'inbox #2 (mb_x): "email" is missing' },
    { item: { ...good, email: 7 }, says: 'inbox #2 (mb_1): "email" is not of type string' },
    { item: { ...good, size: '7' }, says: 'inbox #2 (mb_1): "size" is not of type' },
    { item: { ...good, note: [secret] }, says: 'inbox #2 (mb_1): "note" is not of type string' },
    { item: { ...good, id: '' }, says: 'inbox #2: "id" is not at least 1 long' },
    { item: 'mb_1', says: 'inbox #2: it is not of type object' },
    { item: null, says: 'inbox #2: it is not of type object' },
    { item: { ...good, email: 'a\u0000b' }, says: 'inbox #2 (mb_1): holds U+0000' },
    { item: { ...good, note: '\ud800' }, says: 'inbox #2 (mb_1): holds U+0000 or half of a character' },
  ])('$says', async ({ item, says }) => {
    const message = await messageOf(JSON.stringify({ data: [good, item] }));
    expect(message).toContain(`the provider answered 200 with a malformed list: ${says}`);
    expect(message).not.toContain(secret);
  });

  test('also when the item itself is broken JSON', async () => {
    expect(await messageOf('{"data":[{"id":tru}]}')).toContain('inbox #1: is broken JSON');
  });
});

test('the items before a malformed one are yielded first, so that a reader knows it has not seen all', async () => {
  const page = await pageOf(JSON.stringify({ data: [good, {}] }));
  const seen: string[] = [];
  expect(() => {
    for (const { externalId } of page.items(reading)) seen.push(externalId);
  }).toThrow(ProviderError);
  expect(seen).toEqual(['mb_1']);
});

describe('a body without the list is unrecognised', () => {
  test.each([
    { body: '', type: 'application/json', says: 'an empty body instead of JSON' },
    { body: '<html>secret page</html>', type: 'text/html', says: 'not JSON (text/html, 24 bytes)' },
    { body: '{"data":[{"id":"mb_1"', type: 'application/json', says: 'JSON that ends in the middle' },
    { body: '{"items":[]}', type: 'application/json', says: '"data" is missing' },
    { body: '{"data":{}}', type: 'application/json', says: '"data" is not a list' },
    { body: '[]', type: 'application/json', says: 'something other than a JSON object' },
    { body: Buffer.from([0x7b, 0xff, 0x7d]), type: 'application/json', says: 'a body that is not UTF-8' },
  ])('$says', async ({ body, type, says }) => {
    const message = await messageOf(body, { 'content-type': type });
    expect(message).toContain(says);
    expect(message).not.toContain('secret page');
  });
});

test('an error under a successful status is what the provider says it is', async () => {
  await expect(pageOf('{"error":"gone"}')).rejects.toMatchObject({ kind: 'not_found' });
});

test.each([
  { form: 'as it is', text: secret },
  { form: 'behind escapes', text: secret.replaceAll('_', '\\u005f') },
])('a secret $form does not reach the items', async ({ text }) => {
  const page = await pageOf(`{"data":[{"id":"mb_1","email":"${text}","size":1,"note":"${text}"}],"hint":"${text}"}`);
  expect(inspect([page.shell, ...page.items(reading)], { depth: 5 })).not.toContain(secret);
  expect(JSON.stringify(page.shell)).toContain('[sealed]');
});

test('a hundred thousand items of one body are parsed one at a time and none is kept', async () => {
  const body = Array.from({ length: 100_000 }, (_, index) => JSON.stringify({ ...good, id: `mb_${index}` })).join(',');
  const page = await pageOf(`{"data":[${body}]}`);
  const kept: number[] = [];
  let count = 0;
  for (const { externalId } of page.items(reading)) {
    if (externalId === `mb_${count}`) count += 1;
    if (count === 10_000 || count === 90_000) kept.push(heapKept());
  }
  expect(count).toBe(100_000);
  const [early = 0, late = 0] = kept;
  // Eighty thousand items that somebody holds on to are more than 10 MB.
  expect(late - early).toBeLessThan(2 * 1024 * 1024);
});

/** What is in use once the garbage is gone. */
function heapKept(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  return process.memoryUsage().heapUsed;
}

test('a wire schema that reads another type than the document promises does not compile', () => {
  // @ts-expect-error The document promises a number.
  wireOf<Thing>()({ size: z.string() });
  // @ts-expect-error The document also allows null.
  wireOf<Thing>()({ note: z.string() });
  // @ts-expect-error The document knows no such field.
  wireOf<Thing>()({ colour: z.string() });
  expect(wireOf<Thing>()({ note: z.string().nullable() }).parse({ note: null })).toEqual({ note: null });
});
