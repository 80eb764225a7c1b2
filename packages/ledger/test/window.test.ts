import { describe, expect, test } from 'vitest';
import { doubtOfWindow, type Extent, instantIn, type WindowReading, whyFull } from '../src/index.ts';

describe('how much of a scope is read', () => {
  const extent: Extent = {
    incremental: { orderedBy: 'createdAt', overlapDays: 3, fullEveryDays: 6 },
    fullAt: new Date('2026-06-01T00:00:00Z'),
    trouble: null,
    doubt: null,
    isRebaseline: false,
    isFull: false,
    at: new Date('2026-06-06T23:59:59Z'),
  };

  test('the newest part, as long as the newest full listing is young and nothing speaks against it', () => {
    expect(whyFull(extent)).toBeUndefined();
  });

  test.each<{ because: RegExp; given: Partial<Extent> }>([
    { because: /it was asked for/, given: { isFull: true } },
    { because: /never was before/, given: { fullAt: null } },
    { because: /not believed/, given: { trouble: 'the stated total of 3 was not listed' } },
    { because: /otherwise than before/, given: { isRebaseline: true } },
    { because: /full listing is of 2026-06-01T00:00:00.000Z/, given: { at: new Date('2026-06-07T00:00:00Z') } },
  ])('all of it: $because', ({ because, given }) => {
    expect(whyFull({ ...extent, ...given })).toMatch(because);
  });
});

describe('an incremental listing', () => {
  const reading: WindowReading = {
    window: { since: '2026-05-01T00:00:00.000Z', older: 900 },
    known: 100,
    matched: 98,
    seen: 104,
    passed: true,
    statedTotals: [1004, 1004],
  };

  test.each<{ what: string; given: Partial<WindowReading> }>([
    { what: 'whose total is what is older and what it shows', given: {} },
    { what: 'that states no total', given: { statedTotals: [] } },
    {
      what: 'of a scope that holds nothing older',
      given: { window: { since: '2026-05-01T00:00:00.000Z', older: 0 }, passed: false, statedTotals: [104] },
    },
    { what: 'where nothing was known that could match', given: { known: 0, matched: 0 } },
  ])('stands: $what', ({ given }) => {
    expect(doubtOfWindow({ ...reading, ...given })).toBeUndefined();
  });

  test.each<{ why: RegExp; given: Partial<WindowReading> }>([
    {
      why: /states 1003 in all, where 900 older than .* are known and 104 newer were listed/,
      given: { statedTotals: [1004, 1003] },
    },
    { why: /nothing that is known since/, given: { matched: 0 } },
    { why: /ended before anything older/, given: { passed: false } },
  ])('is doubted: $why', ({ why, given }) => {
    expect(doubtOfWindow({ ...reading, ...given })).toMatch(why);
  });
});

test.each([
  { given: '2026-06-01T10:00:00Z', want: Date.UTC(2026, 5, 1, 10) },
  { given: '2026-06-01T10:00Z', want: Date.UTC(2026, 5, 1, 10) },
  { given: '2026-06-01T10:00:00.123456+02:00', want: Date.UTC(2026, 5, 1, 8, 0, 0, 123) },
  { given: '2026-06-01T10:00:00', want: undefined },
  { given: '2026-06-01', want: undefined },
  { given: '2026-13-01T10:00:00Z', want: undefined },
  { given: 'infinity', want: undefined },
  { given: 1_780_000_000, want: undefined },
  { given: null, want: undefined },
])('the instant in $given is $want', ({ given, want }) => {
  expect(instantIn(given)).toBe(want);
});
