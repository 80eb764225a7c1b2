import { Certificate, type CertifiedPage, type EndOfListing, type Grade } from '@rollcall/schema';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  believesAbsence,
  certify,
  emptyGuardMin,
  fallGuardMin,
  type ListingEvidence,
  wantsSecondPass,
} from '../src/index.ts';

type Best = ListingEvidence['best']['grade'];

interface Case {
  readonly because: string;
  readonly want: Grade;
  readonly reason?: string;
  readonly best?: Best;
  /** How each page ended; none for a listing without a page. */
  readonly ends?: readonly (EndOfListing | null)[];
  /** The total that each page stated. */
  readonly totals?: readonly (number | null)[];
  /** Whether each page after the first began with the item that the one before ended with. */
  readonly overlaps?: boolean;
  /** What a second pass showed; none was made by default. */
  readonly again?: { readonly seen: number; readonly agreed: boolean };
  /** Whether a second pass would tell more. */
  readonly wantsAgain?: boolean;
  readonly seen?: number;
  readonly duplicates?: number;
  readonly live?: number;
  /** By default as many as are missing: nothing is new. */
  readonly vanishing?: number;
  readonly explained?: number;
}

const whole = 'the provider says so';
const plausible = 'the pages ended, and nothing states how many there should have been';

const cases: readonly Case[] = [
  { because: 'a whole document proves itself', want: 'proven', reason: whole },
  { because: 'no kind gets a better grade than it can', best: 'corroborated', want: 'corroborated', reason: whole },
  { because: 'a whole document of a plausible kind is plausible', best: 'plausible', want: 'plausible', reason: whole },

  { because: 'no page came', ends: [], want: 'refused', reason: 'the listing did not come to its end' },
  { because: 'the last page is no end', ends: [null], want: 'refused', reason: 'the listing did not come to its end' },
  { because: 'an end before the last page is none', ends: ['no_next_cursor', null], want: 'refused' },

  ...(['no_next_cursor', 'short_page', 'empty_page'] as const).flatMap((end): Case[] => [
    {
      because: `pages that end (${end}) are plausible`,
      ends: [null, end],
      want: 'plausible',
      reason: plausible,
      wantsAgain: true,
    },
    {
      because: `one page that ends (${end}) is no better`,
      ends: [end],
      want: 'plausible',
      reason: plausible,
      wantsAgain: true,
    },
  ]),
  {
    because: 'a second pass showed the same',
    ends: ['short_page'],
    again: { seen: 20, agreed: true },
    want: 'corroborated',
    reason: 'two passes showed the same 20 items',
    wantsAgain: true,
  },
  {
    because: 'a second pass showed more',
    ends: [null, 'empty_page'],
    again: { seen: 21, agreed: false },
    want: 'plausible',
    reason: 'two passes differed: the first showed 20 items, the second 21',
    wantsAgain: true,
  },
  {
    because: 'a second pass showed others',
    ends: ['no_next_cursor'],
    seen: 1,
    live: 1,
    again: { seen: 1, agreed: false },
    want: 'plausible',
    reason: 'two passes differed: the first showed 1 item, the second as many, and not the same',
    wantsAgain: true,
  },
  {
    because: 'two passes say nothing of a kind that is plausible at best',
    best: 'plausible',
    ends: ['short_page'],
    again: { seen: 20, agreed: true },
    want: 'plausible',
    reason: plausible,
  },
  {
    because: 'pages overlap up to a short one',
    ends: [null, null, 'short_page'],
    overlaps: true,
    want: 'corroborated',
    reason: 'every page overlapped the one before, and the last one ended short',
  },
  {
    because: 'a kind can be plausible at best, however its pages overlap',
    best: 'plausible',
    ends: [null, 'short_page'],
    overlaps: true,
    want: 'plausible',
  },
  {
    because: 'pages that overlap and do not end short may have been cut',
    ends: [null, 'no_next_cursor'],
    overlaps: true,
    want: 'plausible',
    wantsAgain: true,
  },
  {
    because: 'the pages shifted',
    ends: [null, 'short_page'],
    overlaps: false,
    want: 'refused',
    reason: 'the pages shifted while they were read',
  },
  {
    because: 'the stated total was listed',
    ends: [null, 'no_next_cursor'],
    totals: [20, 20],
    want: 'proven',
    reason: 'the stated total of 20 was listed',
  },
  {
    because: 'no kind gets a better grade by its total than it can',
    best: 'corroborated',
    ends: ['short_page'],
    totals: [20],
    want: 'corroborated',
    reason: 'the stated total of 20 was listed',
  },
  { because: 'one page that states the total will do', ends: [null, 'short_page'], totals: [null, 20], want: 'proven' },
  {
    because: 'a total of a plausible kind proves nothing',
    best: 'plausible',
    ends: [null, 'no_next_cursor'],
    totals: [20, 20],
    want: 'plausible',
    reason: plausible,
  },
  {
    because: 'the total is not the count',
    ends: [null, 'no_next_cursor'],
    totals: [21, 21],
    want: 'refused',
    reason: 'the provider states 21 in all and listed 20',
  },
  {
    because: 'the total moved while the list was read',
    ends: [null, 'no_next_cursor'],
    totals: [19, 20],
    want: 'refused',
    reason: 'the provider states 19 in all and listed 20',
  },
  {
    because: 'a wrong total is refused whatever the best grade is',
    best: 'plausible',
    ends: ['no_next_cursor'],
    totals: [3],
    want: 'refused',
  },

  { because: 'an item came twice', duplicates: 1, want: 'refused', reason: 'the listing shows 1 item more than once' },
  { because: 'items came twice', duplicates: 2, want: 'refused', reason: 'the listing shows 2 items more than once' },

  { because: 'nothing was there before', seen: 0, live: 0, want: 'proven' },
  { because: 'four may all go', seen: 0, live: 4, want: 'proven' },
  { because: 'all but one of nine may go', seen: 1, live: 9, want: 'proven' },
  {
    because: 'five may not all go',
    seen: 0,
    live: 5,
    want: 'refused',
    reason: 'the listing is empty, where the ledger holds 5 live',
  },
  { because: 'half of ten may go', seen: 5, live: 10, want: 'proven' },
  {
    because: 'more than half of ten may not',
    seen: 4,
    live: 10,
    want: 'refused',
    reason: 'the listing shows 4 of the 10 live in the ledger, which is below half',
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
    reason: 'the listing shows 0 of the 10 live in the ledger, which is below half',
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
    reason: 'the listing is empty, where the ledger holds 40 live',
  },
];

test.each(cases)('$want: $because', ({ want, reason, wantsAgain = false, ...given }) => {
  const certificate = certify(evidence(given));
  expect(certificate.grade).toBe(want);
  expect(wantsSecondPass(evidence(given)), 'a second pass would tell more').toBe(wantsAgain);
  if (reason !== undefined) expect(certificate.reason).toBe(reason);
});

test('a certificate of the time before there were second passes is still one', () => {
  const { secondPass: _secondPass, ...old } = certify(evidence({}));
  expect(Certificate.parse(old)).toEqual({ ...old, secondPass: null });
});

test('the certificate keeps the evidence it was given on', () => {
  const given = evidence({ ends: [null, 'short_page'], totals: [3, 3], seen: 3, duplicates: 1, live: 7, explained: 2 });
  const { best: _best, ...kept } = given;
  expect(certify(given)).toEqual({ ...kept, grade: 'refused', reason: 'the listing shows 1 item more than once' });
});

test.each<{ grade: Grade; want: boolean }>([
  { grade: 'proven', want: true },
  { grade: 'corroborated', want: true },
  { grade: 'plausible', want: false },
  { grade: 'refused', want: false },
])('an absence in a $grade listing counts: $want', ({ grade, want }) => {
  expect(believesAbsence(grade)).toBe(want);
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

test('fewer items never earn a better grade', () => {
  const grades: readonly Grade[] = ['proven', 'corroborated', 'plausible', 'refused'];
  const best = fc.constantFrom<Best>('proven', 'corroborated', 'plausible');
  fc.assert(
    fc.property(fc.nat(60), fc.nat(60), fc.nat(60), best, (one, other, live, grade) => {
      const gradeAt = (seen: number) => grades.indexOf(certify(evidence({ seen, live, best: grade })).grade);
      expect(gradeAt(Math.min(one, other))).toBeGreaterThanOrEqual(gradeAt(Math.max(one, other)));
    }),
  );
});

function evidence(given: Omit<Case, 'want' | 'because' | 'wantsAgain'>): ListingEvidence {
  const { ends = ['whole_document'], totals = [], seen = 20, duplicates = 0, live = 20, explained = 0 } = given;
  return {
    pages: ends.map((end, index) => ({
      ...page(end, totals[index] ?? null),
      overlaps: index === 0 ? null : (given.overlaps ?? null),
    })),
    seen,
    duplicates,
    knownLive: live,
    vanishing: given.vanishing ?? Math.max(0, live - seen),
    explainedAbsent: explained,
    best: { grade: given.best ?? 'proven', reason: whole },
    secondPass: given.again === undefined ? null : { pages: ends.length, ...given.again },
    documentVersion: '1',
    mappingVersion: 1,
  };
}

function page(end: EndOfListing | null, statedTotal: number | null): CertifiedPage {
  const read = {
    cursor: null,
    status: 200,
    bytes: 2,
    sha256: '',
    requestId: null,
    firstId: null,
    lastId: null,
    overlaps: null,
  };
  return { ...read, count: 0, statedTotal, end };
}
