import { expect, test } from 'vitest';
import { createSharedAnswers, type PageAnswer } from '../src/index.ts';

/** An answer that says which reading it is of. */
function reader(askedAt = new Date()): { read: () => Promise<PageAnswer>; readings: () => number } {
  let readings = 0;
  const read = async (): Promise<PageAnswer> => {
    readings += 1;
    const bytes = Buffer.from(`reading ${readings}`);
    const exchange = { request: 'GET /both', status: 200, retryAfterMs: undefined };
    const facts = { askedAt, headers: {}, length: bytes.length, sha256: '', takeBytes: () => bytes };
    return { ...exchange, ...facts, seal: (value) => value };
  };
  return { read, readings: () => readings };
}

async function text(answer: Promise<PageAnswer>): Promise<string> {
  return (await answer).takeBytes().toString();
}

test('two kinds share an answer, each of them once', async () => {
  const shared = createSharedAnswers(['key', 'record']);
  const { read, readings } = reader();
  expect(await text(shared({ key: 'a', kind: 'key', read }))).toBe('reading 1');
  expect(await text(shared({ key: 'a', kind: 'record', read }))).toBe('reading 1');
  expect(await text(shared({ key: 'a', kind: 'record', read }))).toBe('reading 2');
  expect(readings()).toBe(2);
});

test('a kind that asks again is given a new answer, and so is the other one then', async () => {
  const shared = createSharedAnswers(['key', 'record']);
  const { read } = reader();
  await shared({ key: 'a', kind: 'key', read });
  expect(await text(shared({ key: 'a', kind: 'key', read }))).toBe('reading 2');
  expect(await text(shared({ key: 'a', kind: 'record', read }))).toBe('reading 2');
});

test('an answer of another key, and one that has grown old, are asked for', async () => {
  const shared = createSharedAnswers(['key', 'record']);
  const old = reader(new Date(Date.now() - 61_000));
  await shared({ key: 'a', kind: 'key', read: old.read });
  expect(await text(shared({ key: 'b', kind: 'record', read: old.read }))).toBe('reading 2');
  expect(await text(shared({ key: 'a', kind: 'record', read: old.read }))).toBe('reading 3');
});

test('a reading that fails leaves nothing to share', async () => {
  const shared = createSharedAnswers(['key', 'record']);
  const { read } = reader();
  const failing = async () => Promise.reject(new Error('down'));
  await expect(shared({ key: 'a', kind: 'key', read: failing })).rejects.toThrow('down');
  expect(await text(shared({ key: 'a', kind: 'record', read }))).toBe('reading 1');
});
