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

/** JSON as a provider may write it: any space, any escapes, any form of a number, keys that stand twice. */
const { value: anyJson } = fc.letrec<{ value: string; list: string; object: string }>((tie) => {
  const space = fc.stringMatching(/^[ \t\r\n]{0,2}$/);
  const scalar = fc.oneof(
    fc.constantFrom('null', 'true', 'false', '0', '-0', '1e5', '-1.5E-3', '12345678901234567890'),
    fc.constantFrom('""', '"\\""', '"\\\\"', '"[{,:}]"', '"\\u005d"', '"\\ud83d\\ude00"', '"é\\/"', '"\\\\\\"]"'),
    fc.string({ unit: 'binary', maxLength: 6 }).map((text) => JSON.stringify(text)),
  );
  const inside = (open: string, close: string, parts: fc.Arbitrary<string>) =>
    fc
      .tuple(space, fc.array(fc.tuple(space, parts, space), { maxLength: 4 }))
      .map(([empty, all]) => `${open}${all.length === 0 ? empty : all.map((one) => one.join('')).join(',')}${close}`);
  const key = fc.constantFrom('"data"', '"d\\u0061ta"', '"more"', '"a"', '""');
  return {
    value: fc.oneof({ depthSize: 'small', withCrossShrink: true }, scalar, tie('list'), tie('object')),
    list: inside('[', ']', tie('value')),
    object: inside(
      '{',
      '}',
      fc
        .tuple(key, space, space, tie('value'))
        .map(([name, before, after, value]) => `${name}${before}:${after}${value}`),
    ),
  };
});

test('takes and refuses what JSON.parse takes and refuses, and reads the same items from it', () => {
  const document = fc.oneof(
    anyJson,
    fc.tuple(anyJson, anyJson).map(([data, more]) => `{"more":${more},"data":[${data}, ${more}]}`),
    anyJson.map((data) => `{"data" : ${data}}`),
  );
  const damage = fc.option(
    fc.record({ at: fc.nat(), cut: fc.nat(2), by: fc.constantFrom('', '"', '\\', ']', '}', ',', '[') }),
  );
  const met = { taken: 0, refused: 0 };
  fc.assert(
    fc.property(document, damage, (whole, harm) => {
      const place = harm === null ? 0 : harm.at % (whole.length + 1);
      // Half of a character is no UTF-8; such bodies are refused before.
      const text = (
        harm === null ? whole : whole.slice(0, place) + harm.by + whole.slice(place + harm.cut)
      ).toWellFormed();
      const actual = attempt(() => read(text));
      const wanted = attempt(() => listIn(JSON.parse(text)));
      // JSON.parse takes the last of two equal keys; which one a provider means, nobody knows.
      if (wanted !== undefined && actual === undefined) {
        expect(() => read(text)).toThrow('stands twice');
        return;
      }
      expect(actual?.items).toEqual(wanted);
      met[actual === undefined ? 'refused' : 'taken'] += 1;
    }),
    { numRuns: 4000 },
  );
  expect(Math.min(met.taken, met.refused)).toBeGreaterThan(400);
});

function listIn(document: unknown): readonly unknown[] {
  const list: unknown = typeof document === 'object' && document !== null ? Reflect.get(document, 'data') : undefined;
  if (!Array.isArray(list)) throw new TypeError('no list');
  return list;
}

function attempt<Value>(make: () => Value): Value | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}
