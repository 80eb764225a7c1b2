import type { BrakeLimits } from '@rollcall/schema';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type BrakeExtent, brake, brakeDefaults, brakeLimits, type Loss } from '../src/index.ts';

const none = { lost: 0, altered: 0 };
const loss = (given: Partial<Loss>): Loss => ({
  extent: 'scope',
  name: 'inbox',
  live: 100,
  now: none,
  before: none,
  ...given,
});
const lost = (now: number, before = 0) => ({ now: { ...none, lost: now }, before: { ...none, lost: before } });
const altered = (now: number, before = 0) => ({ now: { ...none, altered: now }, before: { ...none, altered: before } });

const passes = (given: Partial<Loss>): boolean => brake([loss(given)], brakeDefaults).length === 0;

describe('what vanishes from a scope', () => {
  test.each([
    { what: 'nothing', given: lost(0), may: true },
    { what: 'a fifth, and no more', given: lost(20), may: true },
    { what: 'one more than a fifth', given: lost(21), may: false },
    { what: 'all of a few', given: { live: 9, ...lost(9) }, may: true },
    { what: 'as many as shares begin to count from', given: { live: 10, ...lost(10) }, may: false },
    {
      what: 'a small share that is more than anybody looks through',
      given: { live: 100_000, ...lost(501) },
      may: false,
    },
    { what: 'the most that is looked through', given: { live: 100_000, ...lost(500) }, may: true },
    { what: 'little now, and much in the day before', given: { live: 80, ...lost(1, 20) }, may: false },
    { what: 'nothing now, however much in the day before', given: { live: 10, ...lost(0, 90) }, may: true },
  ])('$what', ({ given, may }) => expect(passes(given)).toBe(may));
});

describe('what changes in a scope', () => {
  test.each([
    { what: 'half', given: altered(50), may: true },
    { what: 'more than half', given: altered(51), may: false },
    { what: 'all of a few', given: { live: 49, ...altered(49) }, may: true },
    { what: 'little now, and much in the day before', given: altered(1, 50), may: false },
    {
      what: 'all that is left after much vanished: of what was live when the day began',
      given: { live: 60, now: { lost: 0, altered: 50 }, before: { lost: 40, altered: 0 } },
      may: true,
    },
  ])('$what', ({ given, may }) => expect(passes(given)).toBe(may));
});

test.each<{ extent: BrakeExtent; count: number; may: boolean }>([
  { extent: 'connection', count: 10, may: true },
  { extent: 'connection', count: 101, may: false },
  { extent: 'workspace', count: 50, may: true },
  { extent: 'workspace', count: 100, may: false },
])('over one $extent of 1000, $count may vanish: $may', ({ extent, count, may }) => {
  expect(passes({ extent, live: 1_000, ...lost(count) })).toBe(may);
});

test('says what passed which limit', () => {
  expect(
    brake(
      [loss({ live: 79, ...lost(9, 21) }), loss({ extent: 'connection', name: 'acme', live: 1e6, ...lost(2_000) })],
      brakeDefaults,
    ),
  ).toEqual([
    'scope inbox: 30 of 100 would vanish that nobody asked for (30 %, 21 of them in the last 24 hours); the limit is 20 % from 10 on',
    'connection acme: 2000 of 1000000 would vanish that nobody asked for (0 %); the limit is 1000',
  ]);
});

test('limits that are named take the place of others, the last of them last', () => {
  const limits = brakeLimits({ lost: { scope: { percent: 30, min: 3 } } }, { lost: { scope: { percent: 40 } } });
  expect(limits.lost.scope).toEqual({ ...brakeDefaults.lost.scope, percent: 40, min: 3 });
  expect({ ...limits, lost: { ...limits.lost, scope: brakeDefaults.lost.scope } }).toEqual(brakeDefaults);
});

test('tighter limits let nothing pass that looser ones stop, and more loss never passes where less does not', () => {
  const count = fc.nat({ max: 2_000 });
  const sizes = fc.record({
    live: count,
    now: count,
    before: count,
    more: count,
    percent: fc.nat({ max: 100 }),
    min: fc.integer({ min: 1, max: 50 }),
    absolute: count,
  });
  fc.assert(
    fc.property(sizes, ({ live, now, before, more, percent, min, absolute }) => {
      const limit = { percent, min, absolute };
      const limitsOf = (of: typeof limit): BrakeLimits => brakeLimits({ lost: { scope: of } });
      const stops = (count: number, of: typeof limit) =>
        brake([loss({ live, ...lost(count, before) })], limitsOf(of)).length > 0;
      const tighter = { percent: Math.floor(percent / 2), min: 1, absolute: Math.floor(absolute / 2) };
      if (stops(now, limit)) {
        expect(stops(now, tighter)).toBe(true);
        expect(stops(now + more, limit)).toBe(true);
      }
    }),
  );
});
