import type { Expectation } from '@rollcall/schema';
import { expect, test } from 'vitest';
import { nextLookMs, settleByMsOf, settleWithinMs } from '../src/index.ts';

const minuteMs = 60_000;

test.each([
  { looks: 0, sentMsAgo: 0, want: 20_000, because: 'what was cut off may still be carried out' },
  { looks: 0, sentMsAgo: 9 * settleWithinMs, want: 20_000, because: 'nobody has looked, however long ago that is' },
  { looks: 1, sentMsAgo: 20_000, want: 2 * minuteMs, because: 'it may have been early' },
  { looks: 1, sentMsAgo: settleWithinMs, want: minuteMs, because: 'a minute later an absence contradicts it' },
  { looks: 2, sentMsAgo: 2 * minuteMs, want: 14 * minuteMs, because: 'then an absence contradicts it' },
  { looks: 3, sentMsAgo: settleWithinMs + minuteMs, want: null, because: 'that look was late enough' },
  { looks: 1, sentMsAgo: 9 * settleWithinMs, want: null, because: 'the first was late enough' },
])('after $looks looks, $sentMsAgo ms after it was sent: $want ms, since $because', ({ looks, sentMsAgo, want }) => {
  expect(nextLookMs({ looks, sentMsAgo })).toBe(want);
});

const dayMs = 24 * 60 * minuteMs;
const present: Expectation = { becomes: 'present', kind: 'inbox', name: 'ada@one.example' };
const more: Expectation = { becomes: 'more', kind: 'order', count: 1 };

test.each<{ expectations: Expectation[]; days: number; because: string }>([
  { expectations: [present], days: 1, because: 'every kind is listed within a day' },
  { expectations: [more], days: 1, because: 'that one came about shows at once' },
  {
    expectations: [present, { ...more, attributes: { status: 'active' } }],
    days: 4,
    because: 'somebody carries it out',
  },
])('what is unknown has $days days, since $because', ({ expectations, days }) => {
  expect(settleByMsOf(expectations)).toBe(days * dayMs);
});
