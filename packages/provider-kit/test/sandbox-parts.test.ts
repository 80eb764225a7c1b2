import { createClock, createRandom, createRows } from '@rollcall/provider-kit/sandbox';
import { describe, expect, test } from 'vitest';
import { createLimiter } from '../src/sandbox/limiter.ts';

describe('a limiter', () => {
  const limiter = () => createLimiter({ send: { perMinute: 30, burst: 2 } });

  test.each([
    { spentAtMs: [0, 0], nowMs: 0, waits: 2, because: 'the burst is spent and one comes back every two seconds' },
    { spentAtMs: [0, 0], nowMs: 500, waits: 2, because: 'seconds are whole and never too few' },
    { spentAtMs: [0, 0], nowMs: 1500, waits: 1, because: 'half a second is left' },
    { spentAtMs: [0, 0], nowMs: 2000, waits: 0, because: 'one came back' },
    { spentAtMs: [0, 0, 0, 0, 0], nowMs: 2000, waits: 0, because: 'a refused request spends nothing' },
    { spentAtMs: [0, 0, 60_000, 60_000], nowMs: 60_000, waits: 2, because: 'a minute’s rest fills the burst only' },
  ])('spent at $spentAtMs waits $waits s at $nowMs ms, since $because', ({ spentAtMs, nowMs, waits }) => {
    const { take } = limiter();
    for (const at of spentAtMs) take({ caller: 'a', bucket: 'send', nowMs: at });
    expect(take({ caller: 'a', bucket: 'send', nowMs })).toBe(waits);
  });
});

describe('random numbers', () => {
  test('are the same for the same seed and stream, and differ by either', () => {
    const text = (seed: number, stream: string): string => createRandom(seed, stream).text('0123456789', 20);
    expect(text(1, 'a')).toBe(text(1, 'a'));
    expect(new Set([text(1, 'a'), text(2, 'a'), text(1, 'b'), text(-1, 'a')]).size).toBe(4);
  });

  test('are spread evenly and stay below their bound', () => {
    const random = createRandom(3, 'spread');
    const counts = Array.from({ length: 10 }, () => 0);
    for (let count = 0; count < 10_000; count += 1) {
      const number = random.below(10);
      counts[number] = (counts[number] ?? 0) + 1;
    }
    expect(counts).toHaveLength(10);
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(120);
  });

  test('cannot be picked from nothing', () => {
    expect(() => createRandom(1, 'a').pick([])).toThrow('nothing to pick from');
  });
});

test('a clock starts within a fixed day and moves a second at a time, whatever the wall clock says', () => {
  const clock = createClock(61_000);
  expect([clock.at(0), clock.next(), clock.next(), clock.at(-1000)]).toEqual([
    '2026-06-01T00:01:01.000Z',
    '2026-06-01T00:01:02.000Z',
    '2026-06-01T00:01:03.000Z',
    '2026-06-01T00:01:00.000Z',
  ]);
});

test('a clock of another day is the same, whole days later', () => {
  const [usual, later] = [createClock(61_000), createClock(61_000, '2026-11-28')];
  expect(later.at(-90_000)).toBe('2026-11-27T23:59:31.000Z');
  expect(Date.parse(later.next()) - Date.parse(usual.next())).toBe(180 * 86_400_000);
});

test('rows are listed in their order, and what is taken is not taken twice', () => {
  const rows = createRows<{ id: string; name: string }>({
    id: ({ id }) => id,
    name: ({ name }) => name,
    compare: (left, right) => left.name.localeCompare(right.name),
  });
  rows.add({ id: '1', name: 'b' });
  rows.add({ id: '2', name: 'a' });
  expect(rows.listing()).toBe(rows.listing());
  expect(() => rows.add({ id: '3', name: 'A' })).toThrow('2 (a) exists already');
  expect(() => rows.add({ id: '1', name: 'c' })).toThrow('1 (b) exists already');
  expect(Array.from(rows.values(), ({ name }) => name)).toEqual(['b', 'a']);
});
