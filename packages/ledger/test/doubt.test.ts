import { Doubt, type Grade, type Sampled, type Suspicion } from '@rollcall/schema';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  agreesAfterMs,
  certify,
  emptyGuardMin,
  fallGuardMin,
  historyAfter,
  historyMax,
  type ListingEvidence,
  wantsSample,
} from '../src/index.ts';
import { evidence, type GivenListing } from './support/evidence.ts';

const waits = 'two that begin 5 min later or more must show the same';

interface Case extends GivenListing {
  readonly because: string;
  readonly want: Grade;
  readonly reason?: string;
}

const falls: readonly Case[] = [
  { because: 'nothing was there before', seen: 0, live: 0, want: 'proven' },
  { because: 'four may all go', seen: 0, live: 4, want: 'proven' },
  { because: 'all but one of nine may go', seen: 1, live: 9, want: 'proven' },
  {
    because: 'five may not all go',
    seen: 0,
    live: 5,
    want: 'refused',
    reason: `the listing is empty, where the ledger holds 5 live; ${waits}`,
  },
  { because: 'half of ten may go', seen: 5, live: 10, want: 'proven' },
  {
    because: 'more than half of ten may not',
    seen: 4,
    live: 10,
    want: 'refused',
    reason: `the listing shows 4 of the 10 live in the ledger, which is below half; ${waits}`,
  },
  { because: 'six is more than half of eleven', seen: 6, live: 11, want: 'proven' },
  { because: 'five is less than half of eleven', seen: 5, live: 11, want: 'refused' },
  { because: 'nine of which eight go is no fall', seen: 1, live: 9, want: 'proven' },

  { because: 'what is new makes up for nothing', seen: 10, live: 10, vanishing: 6, want: 'refused' },
  { because: 'half of ten may be replaced', seen: 10, live: 10, vanishing: 5, want: 'proven' },
  {
    because: 'everything was replaced',
    seen: 10,
    live: 10,
    vanishing: 10,
    want: 'refused',
    reason: `the listing shows 0 of the 10 live in the ledger, which is below half; ${waits}`,
  },

  { because: 'what is absent for a reason is no part of the fall', seen: 10, live: 100, explained: 80, want: 'proven' },
  { because: 'the unexplained part fell', seen: 9, live: 100, explained: 80, want: 'refused' },
  { because: 'four are left to explain', seen: 0, live: 100, explained: 96, want: 'proven' },
  { because: 'five are left to explain', seen: 0, live: 100, explained: 95, want: 'refused' },
  {
    because: 'a stated total does not excuse a fall',
    ends: ['no_next_cursor'],
    totals: [0],
    seen: 0,
    live: 40,
    want: 'refused',
    reason: `the listing is empty, where the ledger holds 40 live; ${waits}`,
  },
];

test.each(falls)('$want at first: $because', ({ want, reason, ...given }) => {
  const certificate = certify(evidence(given));
  expect(certificate.grade).toBe(want);
  if (reason !== undefined) expect(certificate.reason).toBe(reason);
});

test('a fall is refused exactly when it is below half of ten, or to nothing from five, that nothing explains', () => {
  const counts = fc.tuple(fc.nat(60), fc.nat(60), fc.nat(60)).map(([one, other, third]) => {
    const [explained = 0, vanishing = 0, live = 0] = [one, other, third].sort((left, right) => left - right);
    return { explained, vanishing, live };
  });
  fc.assert(
    fc.property(counts, fc.nat(60), ({ explained, vanishing, live }, fresh) => {
      const left = live - explained;
      const survivors = live - vanishing;
      const guardMin = survivors + fresh === 0 ? emptyGuardMin : fallGuardMin;
      const fell = left >= guardMin && survivors < left / 2;
      const grade = certify(evidence({ seen: survivors + fresh, live, vanishing, explained })).grade;
      expect(grade).toBe(fell ? 'refused' : 'proven');
    }),
  );
});

const steady = Array.from({ length: 12 }, (_, index) => 1_000 + (index % 3));
const growing = Array.from({ length: 20 }, (_, index) => 100 + 50 * index);

test.each<{ because: string; want: Grade; history: readonly number[]; seen: number } & Partial<ListingEvidence>>([
  { because: 'too little is known yet', history: [1_000, 1_000, 1_000, 1_000], seen: 90, want: 'proven' },
  { because: 'nothing is known', history: [], seen: 100_000, want: 'proven' },
  { because: 'it is as always', history: steady, seen: 1_001, want: 'proven' },
  { because: 'it is below half of the usual', history: steady, seen: 480, want: 'refused' },
  { because: 'it is half of the usual', history: steady, seen: 510, want: 'proven' },
  { because: 'it grew to three times the usual', history: steady, seen: 3_003, want: 'proven' },
  { because: 'it grew to more than that', history: steady, seen: 3_010, want: 'refused' },
  { because: 'operations brought what is new', history: steady, seen: 3_010, explainedNew: 1_000, want: 'proven' },
  { because: 'operations took what is gone', history: steady, seen: 300, explainedAbsent: 700, want: 'proven' },
  { because: 'it is read otherwise than before', history: steady, seen: 3_010, isRebaseline: true, want: 'proven' },
  { because: 'it grows as it has always grown', history: growing, seen: 1_200, want: 'proven' },
  { because: 'a growing one leaps', history: growing, seen: 5_000, want: 'refused' },
  { because: 'it goes up and down as always', history: [100, 900, 120, 880, 90, 910], seen: 95, want: 'proven' },
  { because: 'a small one empties', history: [12, 12, 12, 12, 12], seen: 0, want: 'proven' },
  { because: 'a small one grows', history: [3, 3, 3, 4, 4], seen: 150, want: 'proven' },
  { because: 'a small one explodes', history: [3, 3, 3, 4, 4], seen: 5_000, want: 'refused' },
  { because: 'it bled in steps that were each believed', history: [...steady, 600], seen: 400, want: 'refused' },
  { because: 'it stays where it came to', history: [...steady, 400], seen: 395, want: 'proven' },
])('a count is $want when $because', ({ because: _because, want, history, seen, ...given }) => {
  // The ledger holds as many as are listed: the history alone decides.
  const listing = { ...evidence({ seen, live: seen }), history, ...given };
  const { grade, doubt } = certify(listing);
  expect(grade).toBe(want);
  expect(doubt?.suspicions ?? []).toEqual(want === 'refused' ? ['count_unusual'] : []);
});

test('no count is unusual that is near the newest, whatever there was before', () => {
  const histories = fc.array(fc.nat(5_000), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(histories, fc.double({ min: -1, max: 1, noNaN: true }), (history, share) => {
      const newest = history.at(-1) ?? 0;
      const seen = Math.max(0, Math.round(newest + share * Math.max(20, newest / 4)));
      expect(certify({ ...evidence({ seen, live: seen }), history }).grade).toBe('proven');
    }),
  );
});

interface Step {
  /** Minutes after the first. */
  readonly at: number;
  readonly listing: Partial<ListingEvidence>;
  readonly want: Grade;
  readonly times?: number;
  readonly suspicions?: readonly Suspicion[];
  /** Whether known resources are to be asked for by name before this listing is graded. */
  readonly asks?: boolean;
}

const full: Partial<ListingEvidence> = { seen: 40, knownLive: 40, vanishing: 0 };
const empty: Partial<ListingEvidence> = { seen: 0, knownLive: 40, vanishing: 40 };
const fell: Partial<ListingEvidence> = { seen: 10, knownLive: 40, vanishing: 30 };
const lost: Partial<ListingEvidence> = { ...full, lost: ['dkimSelector'] };
const readable: Partial<ListingEvidence> = { canAsk: true };
const answer = (given: Partial<Sampled>) => ({ sampled: { asked: 5, absent: 0, present: 0, failed: 0, ...given } });

describe('what is suspicious is believed once others agree', () => {
  const scripts: Readonly<Record<string, readonly Step[]>> = {
    'the second later one, where asking by name agrees': [
      { at: 0, listing: { ...empty, ...readable }, want: 'refused', times: 1, suspicions: ['emptied'] },
      { at: 15, listing: { ...empty, ...readable, ...answer({ absent: 5 }) }, want: 'proven', times: 2, asks: true },
    ],
    'the third later one, where nothing can be asked by name': [
      { at: 0, listing: fell, want: 'refused', times: 1, suspicions: ['fell'] },
      { at: 60, listing: fell, want: 'refused', times: 2 },
      { at: 120, listing: fell, want: 'proven', times: 3 },
    ],
    'the third, where the provider did not answer by name': [
      { at: 0, listing: { ...fell, ...readable }, want: 'refused', times: 1 },
      {
        at: 15,
        listing: { ...fell, ...readable, ...answer({ failed: 1, absent: 4 }) },
        want: 'refused',
        times: 2,
        asks: true,
      },
      { at: 30, listing: { ...fell, ...readable, ...answer({ failed: 5 }) }, want: 'proven', times: 3, asks: true },
    ],
    'never, while the provider knows by name what it does not list': [
      { at: 0, listing: { ...empty, ...readable }, want: 'refused', times: 1 },
      {
        at: 15,
        listing: { ...empty, ...readable, ...answer({ absent: 4, present: 1 }) },
        want: 'refused',
        times: 1,
        asks: true,
      },
      { at: 30, listing: { ...empty, ...readable, ...answer({ present: 5 }) }, want: 'refused', times: 1, asks: true },
      { at: 45, listing: { ...empty, ...readable, ...answer({ absent: 5 }) }, want: 'proven', times: 2, asks: true },
    ],
    'not by a second try at once': [
      { at: 0, listing: fell, want: 'refused', times: 1 },
      { at: 1, listing: fell, want: 'refused', times: 1 },
      { at: 4.9, listing: { ...fell, ...readable }, want: 'refused', times: 1 },
      { at: 5, listing: fell, want: 'refused', times: 2 },
      { at: 9, listing: fell, want: 'refused', times: 2 },
      { at: 10, listing: fell, want: 'proven', times: 3 },
    ],
    'not by one that shows something else': [
      { at: 0, listing: fell, want: 'refused', times: 1 },
      { at: 60, listing: empty, want: 'refused', times: 1, suspicions: ['emptied'] },
      { at: 120, listing: fell, want: 'refused', times: 1 },
      { at: 180, listing: { ...fell, seen: 15, vanishing: 25 }, want: 'refused', times: 1 },
      { at: 240, listing: { ...fell, seen: 16, vanishing: 26 }, want: 'refused', times: 2 },
    ],
    'not when a normal one came between': [
      { at: 0, listing: fell, want: 'refused', times: 1 },
      { at: 60, listing: full, want: 'proven' },
      { at: 120, listing: fell, want: 'refused', times: 1 },
      { at: 180, listing: fell, want: 'refused', times: 2 },
    ],
    'not by one that is not well-formed, which takes nothing away either': [
      { at: 0, listing: fell, want: 'refused', times: 1 },
      { at: 60, listing: { ...fell, duplicates: 1 }, want: 'refused', times: 1 },
      { at: 120, listing: { ...full, pages: [] }, want: 'refused', times: 1 },
      { at: 180, listing: fell, want: 'refused', times: 2 },
      { at: 240, listing: { ...fell, secondPass: { pages: 1, seen: 11, agreed: false } }, want: 'refused', times: 2 },
      { at: 300, listing: fell, want: 'proven', times: 3 },
    ],
    'also what lost a field that everyone had': [
      { at: 0, listing: lost, want: 'refused', times: 1, suspicions: ['attribute_lost'] },
      { at: 60, listing: lost, want: 'refused', times: 2 },
      { at: 120, listing: { ...lost, lost: ['dkimSelector', 'status'] }, want: 'refused', times: 1 },
      { at: 180, listing: { ...lost, isRebaseline: true }, want: 'proven' },
    ],
    'with all that is suspicious of it': [
      {
        at: 0,
        listing: { ...fell, ...lost, ...fell },
        want: 'refused',
        times: 1,
        suspicions: ['fell', 'attribute_lost'],
      },
      { at: 60, listing: fell, want: 'refused', times: 1 },
      { at: 120, listing: { ...fell, lost: ['dkimSelector'] }, want: 'refused', times: 1 },
    ],
    'and stays so for as long as it shows the same': [
      { at: 0, listing: fell, want: 'refused', times: 1 },
      { at: 60, listing: fell, want: 'refused', times: 2 },
      { at: 120, listing: fell, want: 'proven', times: 3 },
      { at: 121, listing: { ...fell, ...readable }, want: 'proven', times: 3 },
      { at: 240, listing: empty, want: 'refused', times: 1 },
    ],
  };

  test.each(Object.entries(scripts))('%s', (_name, steps) => {
    let earlier: ListingEvidence['earlier'] = null;
    for (const { at, listing, want, times, suspicions, asks = false } of steps) {
      const startedAt = new Date(Date.parse('2026-03-01T10:00:00.000Z') + at * 60_000).toISOString();
      const given = { ...evidence({}), ...listing, earlier, startedAt };
      expect(wantsSample(given), `asks at ${at}`).toBe(asks);
      const { grade, doubt, reason } = certify(given);
      expect({ at, grade, times: doubt?.times }).toEqual({ at, grade: want, times });
      if (suspicions !== undefined) expect(doubt?.suspicions).toEqual(suspicions);
      if (doubt !== null && given.pages.length > 0 && given.duplicates === 0) expect(reason).toContain(doubt.evidence);
      // As it is kept between two runs.
      earlier = doubt === null ? null : Doubt.parse(JSON.parse(JSON.stringify(doubt)));
    }
  });

  test('the sentence says what is shown, since when, what was asked, and what is waited for', () => {
    const first = certify({ ...evidence({}), ...empty, ...readable });
    expect(first.reason).toBe(
      'the listing is empty, where the ledger holds 40 live; one that begins 5 min later or more must show the same, and the provider not know what is absent by name',
    );
    const startedAt = new Date(Date.parse('2026-03-01T10:00:00.000Z') + agreesAfterMs).toISOString();
    const second = certify({
      ...evidence({}),
      ...{ ...empty, ...readable, ...answer({ absent: 5 }), earlier: first.doubt, startedAt },
    });
    expect(second.reason).toBe(
      'the provider says so; the listing is empty, where the ledger holds 40 live, as the listing since 2026-03-01T10:00:00.000Z did; asked by name, the provider knows none of 5 that are not listed',
    );
  });
});

test('a history keeps the newest counts, and begins anew where what it counted is another', () => {
  const long = Array.from({ length: historyMax }, (_, index) => index);
  const after = (given: Partial<Parameters<typeof historyAfter>[1]>) =>
    historyAfter(long, { seen: 99, isRebaseline: false, doubt: null, ...given });
  expect(after({})).toEqual([...long.slice(1), 99]);
  expect(after({ isRebaseline: true })).toEqual([99]);
  expect(after({ doubt: certify({ ...evidence({}), ...fell }).doubt })).toEqual([99]);
  expect(historyAfter([], { seen: 3, isRebaseline: false, doubt: null })).toEqual([3]);
});
