import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { itemBytesMax, JsonItemsError, jsonItems } from '../src/json-items.ts';

function read(text: string, path: readonly string[] = ['data']): { shell: unknown; items: unknown[] } {
  const list = jsonItems(Buffer.from(text), path);
  return {
    shell: list.shell,
    items: Array.from({ length: list.count }, (_, index) => JSON.parse(list.bytesAt(index).toString()) as unknown),
  };
}

describe('finds the items of', () => {
  test.each([
    { case: 'an empty list', text: '{"data":[]}', path: ['data'], shell: { data: [] }, items: [] },
    {
      case: 'a list with space around',
      text: ' { "data" : [ 1 , 2 ] } ',
      path: ['data'],
      shell: { data: [] },
      items: [1, 2],
    },
    { case: 'a text that is the list itself', text: '[{"a":1},[2]]', path: [], shell: [], items: [{ a: 1 }, [2]] },
    {
      case: 'a list below the top, among other fields',
      text: '{"total":2,"data":{"items":["]","}\\""],"next":null},"ok":true}',
      path: ['data', 'items'],
      shell: { total: 2, data: { items: [], next: null }, ok: true },
      items: [']', '}"'],
    },
    {
      case: 'a key written with escapes',
      text: '{"d\\u0061ta":["é"]}',
      path: ['data'],
      shell: { data: [] },
      items: ['é'],
    },
  ])('$case', ({ text, path, shell, items }) => {
    expect(read(text, path)).toEqual({ shell, items });
  });
});

describe('refuses', () => {
  test.each([
    { case: 'nothing at all', text: '', says: 'ends in the middle' },
    { case: 'a list that is missing', text: '{"error":1}', says: '"data" is missing' },
    { case: 'something else in its place', text: '{"data":{}}', says: '"data" is not a list' },
    { case: 'a list that stands twice', text: '{"data":[1],"data":[2]}', says: '"data" stands twice' },
    { case: 'a text cut within an item', text: '{"data":[{"a":1},{"a"', says: 'ends in the middle' },
    { case: 'a text cut after the list', text: '{"data":[1]', says: 'ends in the middle' },
    { case: 'a comma too many', text: '{"data":[1,]}', says: 'broken' },
    { case: 'a comma too few', text: '{"data":[1 2]}', says: 'broken' },
    { case: 'text after the end', text: '{"data":[]} x', says: 'broken' },
    {
      case: 'an item larger than any',
      text: `{"data":["${'x'.repeat(itemBytesMax)}"]}`,
      says: 'more than 1048576 bytes',
    },
    { case: 'an item deeper than any', text: `{"data":[${'['.repeat(99)}${']'.repeat(99)}]}`, says: 'deeper than 64' },
  ])('$case', ({ text, says }) => {
    expect(() => read(text)).toThrow(JsonItemsError);
    expect(() => read(text)).toThrow(says);
  });
});

test('reads what JSON.parse reads, whatever is in it', () => {
  const document = fc.record({ data: fc.array(fc.jsonValue({ maxDepth: 5 })), more: fc.jsonValue() });
  const space = fc.constantFrom(undefined, 1, '\t');
  fc.assert(
    fc.property(document, space, (value, indent) => {
      const { shell, items } = read(JSON.stringify(value, null, indent));
      const parsed: unknown = JSON.parse(JSON.stringify(value));
      expect({ ...(shell as object), data: items }).toEqual(parsed); // The shell of an object is an object.
    }),
  );
});

test('accepts nothing that JSON.parse refuses, and reads nothing else than it, when bytes are damaged', () => {
  const text = fc
    .array(fc.jsonValue({ maxDepth: 3 }), { maxLength: 4 })
    .map((data) => JSON.stringify({ data, next: '"]' }));
  const damage = fc.record({
    at: fc.nat(),
    by: fc.constantFrom('', '"', '\\', '[', ']', '{', '}', ',', ':', '1', ' '),
  });
  fc.assert(
    fc.property(text, damage, (whole, { at, by }) => {
      const place = at % (whole.length + 1);
      const damaged = whole.slice(0, place) + by + whole.slice(place + 1);
      const expected = attempt(() => JSON.parse(damaged) as unknown);
      const actual = attempt(() => read(damaged));
      if (actual === undefined) return;
      expect(expected).toBeDefined();
      expect({ ...(actual.shell as object), data: actual.items }).toEqual(expected); // It was read as an object.
    }),
    { numRuns: 2000 },
  );
});

function attempt<Value>(make: () => Value): Value | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}
