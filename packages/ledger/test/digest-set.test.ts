import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createDigestSet, createPass } from '../src/index.ts';

/**
 * Digests that get in each other's way: the first word, which says where a digest belongs in the table, has seven
 * values, and only the last word tells the others apart.
 */
const digest = fc.integer({ min: 0, max: 199 }).map((n) => `${word(n % 7)}${'0'.repeat(16)}${word(n)}`);

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('add' as const), digest }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('show' as const), digest }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('start over' as const) }) },
);

test('a digest set behaves like a map, however it is filled, shown, started over and grown', () => {
  fc.assert(
    fc.property(fc.nat(40), fc.array(step, { maxLength: 300, size: 'max' }), (expectedSize, steps) => {
      const set = createDigestSet(expectedSize);
      const model = new Map<string, 'seen' | 'again'>(); // What showing a held digest answers next.
      for (const taken of steps) {
        if (taken.do === 'start over') {
          set.startOver();
          for (const held of model.keys()) model.set(held, 'seen');
        } else if (taken.do === 'add') {
          set.add(taken.digest);
          if (!model.has(taken.digest)) model.set(taken.digest, 'seen');
        } else {
          expect(set.show(taken.digest)).toBe(model.get(taken.digest) ?? 'unknown');
          if (model.has(taken.digest)) model.set(taken.digest, 'again');
        }
      }
      expect(set.size).toBe(model.size);
      const unseen = [...model].filter(([, next]) => next === 'seen').map(([held]) => held);
      expect(set.unseen().sort()).toEqual(unseen.sort());
    }),
    { numRuns: 200 },
  );
});

const rawStep = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('add' as const), digest, raw: fc.option(digest) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('show' as const), raw: digest }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('count' as const), raw: digest }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('doubt' as const), raw: digest, digest }) },
);

test('what is known by its bytes is the one thing that came in them, counted by its digest', () => {
  fc.assert(
    fc.property(fc.nat(40), fc.array(rawStep, { maxLength: 300, size: 'max' }), (expectedSize, steps) => {
      const set = createDigestSet(expectedSize);
      const pass = createPass();
      const wanted = createPass();
      const shown = new Map<string, boolean>(); // By digest.
      const owners = new Map<string, string[]>(); // By raw digest.
      const ownerOf = (raw: string) => (owners.get(raw)?.length === 1 ? owners.get(raw)?.[0] : undefined);
      for (const taken of steps) {
        if (taken.do === 'add') {
          // Packed, zeros stand for no raw digest.
          const none = '0'.repeat(32);
          const raw = taken.raw ?? none;
          if (taken.raw !== none && taken.digest > raw) set.addPacked(Buffer.from(taken.digest + raw, 'hex'));
          else set.add(taken.digest, taken.raw ?? undefined);
          if (!shown.has(taken.digest) && taken.raw !== null) {
            owners.set(taken.raw, [...(owners.get(taken.raw) ?? []), taken.digest]);
          }
          if (!shown.has(taken.digest)) shown.set(taken.digest, false);
          continue;
        }
        const owner = ownerOf(taken.raw);
        if (taken.do === 'doubt') {
          expect(set.contradicts(taken.raw, taken.digest)).toBe(owner !== undefined && owner !== taken.digest);
          continue;
        }
        if (taken.do === 'count') {
          if (owner !== undefined) wanted.add(owner);
          expect(set.countRaw(taken.raw, pass)).toBe(owner !== undefined);
        } else {
          const before = owner !== undefined && shown.get(owner) === true ? 'again' : 'seen';
          expect(set.showRaw(taken.raw)).toBe(owner === undefined ? 'unknown' : before);
          if (owner !== undefined) shown.set(owner, true);
        }
      }
      set.countShown(pass);
      for (const [digestHex, was] of shown) if (was) wanted.add(digestHex);
      expect(pass.equals(wanted)).toBe(true);
      expect(set.unseen().sort()).toEqual(
        [...shown]
          .filter(([, was]) => !was)
          .map(([one]) => one)
          .sort(),
      );
    }),
    { numRuns: 200 },
  );
});

test('bytes and meaning tick off the same thing, and forgotten bytes none', () => {
  const [one, raw, other] = [scattered(1), scattered(2), scattered(3)];
  const set = createDigestSet(0);
  set.add(one, raw);
  set.add(other);
  expect([set.show(one), set.showRaw(raw)]).toEqual(['seen', 'again']);
  set.startOver();
  expect([set.showRaw(raw), set.show(one)]).toEqual(['seen', 'again']);
  expect([set.contradicts(raw, other), set.contradicts(raw, one)]).toEqual([true, false]);
  set.forgetRaw();
  expect([set.showRaw(raw), set.countRaw(raw, createPass()), set.show(other)]).toEqual(['unknown', false, 'seen']);
  expect(set.contradicts(raw, other)).toBe(false);
});

test('60 000 digests are told apart, in a set that was made for none', () => {
  const set = createDigestSet(0);
  const count = 60_000;
  for (let n = 0; n < count; n += 1) set.add(scattered(n), scattered(n + count));
  for (let n = 0; n < count; n += 1) set.add(scattered(n));
  expect(set.size).toBe(count);

  const byBytes = { unknown: 0, seen: 0, again: 0 };
  for (let n = count; n < 2 * count; n += 1) byBytes[set.showRaw(scattered(n))] += 1;
  expect([byBytes, set.unseen()]).toEqual([{ unknown: 0, seen: count, again: 0 }, []]);
  set.startOver();

  const answers = { unknown: 0, seen: 0, again: 0 };
  for (let n = 0; n < count + 1_000; n += 2) answers[set.show(scattered(n))] += 1;
  for (let n = 0; n < count; n += 4) answers[set.show(scattered(n))] += 1;
  expect(answers).toEqual({ seen: count / 2, again: count / 4, unknown: 500 });

  const unseen = new Set(set.unseen());
  expect(unseen.size).toBe(count / 2);
  expect([unseen.has(scattered(1)), unseen.has(scattered(2))]).toEqual([true, false]);
  set.startOver();
  expect(set.unseen()).toHaveLength(count);
});

test.each([
  {
    what: 'a digest of 256 bits is known by its first 128',
    held: 'ab'.repeat(32),
    shown: 'ab'.repeat(16) + 'cd'.repeat(16),
  },
  { what: 'the case of hex digits means nothing', held: 'AB'.repeat(16), shown: 'ab'.repeat(16) },
])('$what', ({ held, shown }) => {
  const set = createDigestSet(1);
  set.add(held);
  expect(set.show(shown)).toBe('seen');
  expect(set.unseen()).toEqual([]);
});

test.each([0, 8, 16, 24])('digests that differ in nothing but one bit of the word at digit %i are two', (at) => {
  const set = createDigestSet(4);
  const zeros = '0'.repeat(32);
  set.add(zeros);
  for (const bit of ['00000001', '80000000']) {
    expect(set.show(zeros.slice(0, at) + bit + zeros.slice(at + 8))).toBe('unknown');
  }
  expect(set.unseen()).toEqual([zeros]);
});

test('what is too short to be a digest is a mistake of ours', () => {
  expect(() => createDigestSet(1).add('abc')).toThrow('a digest has at least 128 bits');
  expect(() => createDigestSet(1).show('')).toThrow('a digest has at least 128 bits');
});

/** The digest of a number: neighbours lie far apart, as those of SHA-256 do. */
function scattered(n: number): string {
  return [1, 7, 31, 127].map((salt) => word(Math.imul(n + salt, 0x9e3779b1) >>> 0)).join('');
}

function word(n: number): string {
  return n.toString(16).padStart(8, '0');
}
