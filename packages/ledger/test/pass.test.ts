import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPass, digestOf } from '../src/index.ts';

const passOver = (names: readonly string[]) => {
  const pass = createPass();
  for (const name of names) pass.add(digestOf({ externalId: name, name, attributes: {} }, new Set()));
  return pass;
};

const names = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 4 }), { maxLength: 40 });

test('two passes over the same items are equal, in whatever order they came', () => {
  fc.assert(
    fc.property(names, fc.infiniteStream(fc.nat()), (items, order) => {
      const shuffled = items.map((item) => ({ item, at: order.next().value })).sort((one, other) => one.at - other.at);
      const again = passOver(shuffled.map(({ item }) => item));
      expect(again.equals(passOver(items))).toBe(true);
      expect(again.seen).toBe(items.length);
    }),
  );
});

test('one item more, less or another makes them differ', () => {
  fc.assert(
    fc.property(names, fc.nat(), (items, at) => {
      const first = passOver(items);
      expect(passOver([...items, 'one more']).equals(first)).toBe(false);
      if (items.length === 0) return;
      const others = items.with(at % items.length, 'another');
      expect(passOver(others).equals(first)).toBe(false);
      expect(passOver(items.slice(1)).equals(first)).toBe(false);
    }),
  );
});
