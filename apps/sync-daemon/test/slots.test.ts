import { expect, test } from 'vitest';
import { createSlots } from '../src/webhooks/slots.ts';

const unknown = Number.POSITIVE_INFINITY;

/** Takes whatever is free, as a webhook does whose receiver never answers, of which that is known or not yet. */
function greedy(slots: ReturnType<typeof createSlots>, lastMs = unknown): number {
  let underWay = 0;
  for (let free = slots.free({ underWay, lastMs }); free > 0; free = slots.free({ underWay, lastMs })) {
    for (let nth = 0; nth < free; nth += 1) slots.take();
    underWay += free;
  }
  return underWay;
}

test('a webhook alone has fifty requests under way when its receiver is quick, and ten otherwise', () => {
  const slots = createSlots();
  expect(slots.free({ underWay: 0, lastMs: 20 })).toBe(50);
  expect(slots.free({ underWay: 30, lastMs: 20 })).toBe(20);
  expect(slots.free({ underWay: 0, lastMs: unknown })).toBe(10);
  expect(slots.free({ underWay: 10, lastMs: 1_500 })).toBe(0);
});

test('hundreds that never answer leave enough to one that does, and something to one that comes new', () => {
  const slots = createSlots();
  const taken = Array.from({ length: 300 }, () => greedy(slots));
  expect(taken.reduce((sum, count) => sum + count)).toBeLessThan(1_000);
  expect(slots.free({ underWay: 0, lastMs: unknown })).toBe(1);
  expect(slots.free({ underWay: 3, lastMs: unknown })).toBe(0);
  expect(slots.free({ underWay: 1, lastMs: 30 })).toBeGreaterThan(0);
});

test('however many never answer, what is left to others is not theirs once that is known of them', () => {
  const slots = createSlots();
  const taken = Array.from({ length: 2_000 }, () => greedy(slots, 15_000));
  expect(taken.reduce((sum, count) => sum + count)).toBe(750);
  expect(slots.free({ underWay: 0, lastMs: unknown })).toBe(1);
  expect(slots.free({ underWay: 0, lastMs: 30 })).toBeGreaterThan(10);
});

test('no more is under way than there may be, and what is given back is free again', () => {
  const slots = createSlots();
  const taken = Array.from({ length: 2_000 }, () => greedy(slots));
  expect(taken.reduce((sum, count) => sum + count)).toBe(1_000);
  expect(slots.free({ underWay: 0, lastMs: 10 })).toBe(0);
  slots.giveBack();
  expect(slots.free({ underWay: 0, lastMs: unknown })).toBe(1);
});
