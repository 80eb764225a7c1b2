import { Certificate, type Grade } from '@rollcall/schema';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { believesAbsence, certify, movementOf, wantsSecondPass } from '../src/index.ts';
import { type Best, evidence, type GivenListing, whole } from './support/evidence.ts';

interface Case extends GivenListing {
  readonly because: string;
  readonly want: Grade;
  readonly reason?: string;
  /** Whether a second pass would tell more. */
  readonly wantsAgain?: boolean;
}

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
  // What goes from one page while what comes fills its place leaves the total as it was.
  ...[
    {
      because: 'the total is right, and something would vanish',
      totals: [20, 20],
      ends: [null, 'no_next_cursor' as const],
    },
    { because: 'a short page need not be the last', overlaps: true, ends: [null, 'short_page' as const] },
  ].flatMap(({ because, ...pages }): Case[] => [
    { ...pages, because: `${because}, and nobody looked again`, vanishing: 1, want: 'plausible', wantsAgain: true },
    {
      ...pages,
      because: `${because}, and another pass showed as much`,
      vanishing: 1,
      again: { seen: 20, agreed: true },
      best: 'corroborated',
      want: 'corroborated',
      wantsAgain: true,
    },
    {
      ...pages,
      because: `${because}, and another pass showed otherwise`,
      vanishing: 1,
      again: { seen: 20, agreed: false },
      want: 'plausible',
      wantsAgain: true,
    },
  ]),
  {
    because: 'the page after the last, which overlaps it, holds nothing more',
    overlaps: true,
    ends: [null, 'empty_page'],
    vanishing: 1,
    want: 'corroborated',
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
    reason: 'the pages shifted while they were read: page 2 does not go on where page 1 ended',
  },
  {
    because: 'one overlap of many is broken',
    ends: [null, null, null, 'short_page'],
    overlaps: [null, true, false, true],
    want: 'refused',
    reason: 'the pages shifted while they were read: page 3 does not go on where page 2 ended',
  },
  {
    because: 'one page of many overlaps nothing',
    ends: [null, null, 'short_page'],
    overlaps: [null, true, null],
    want: 'plausible',
    wantsAgain: true,
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
    reason: 'the stated total went from 19 to 20 while the pages were read',
  },
  {
    because: 'the total moved and came back',
    ends: [null, null, 'no_next_cursor'],
    totals: [20, 21, 20],
    want: 'refused',
    reason: 'the stated total went from 20 to 21 while the pages were read',
  },
  {
    because: 'the total of the last page alone is wrong',
    ends: [null, 'no_next_cursor'],
    totals: [null, 19],
    want: 'refused',
    reason: 'the provider states 19 in all and listed 20',
  },
  {
    because: 'the total of the first page alone is wrong',
    ends: [null, 'no_next_cursor'],
    totals: [25, null],
    want: 'refused',
    reason: 'the provider states 25 in all and listed 20',
  },
  {
    because: 'a total proves nothing of a listing that was cut',
    ends: [null, null],
    totals: [20, 20],
    want: 'refused',
    reason: 'the listing did not come to its end',
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
  {
    because: 'a total that agrees does not excuse what came twice',
    ends: [null, 'no_next_cursor'],
    totals: [20, 20],
    duplicates: 1,
    want: 'refused',
    reason: 'the listing shows 1 item more than once',
  },
  {
    because: 'a cursor came again',
    ends: [null, null, 'no_next_cursor'],
    cursors: [null, 'b', 'b'],
    totals: [20, 20, 20],
    want: 'refused',
    reason: 'the listing goes round in a circle: "b" came a second time',
  },
  {
    because: 'an earlier cursor came again, and the listing was left there',
    ends: [null, null, null, null],
    cursors: ['a', 'b', 'c', 'a'],
    want: 'refused',
    reason: 'the listing goes round in a circle: "a" came a second time',
  },
  {
    because: 'pages without a cursor are in no circle',
    ends: [null, 'whole_document'],
    cursors: [null, null],
    want: 'proven',
  },
  {
    because: 'pages came after the end',
    ends: ['short_page', 'short_page'],
    want: 'refused',
    reason: 'page 1 said that it was the last, and others followed',
    wantsAgain: true,
  },
  {
    because: 'one page was forbidden',
    ends: [null, null, 'no_next_cursor'],
    statuses: [200, 403, 200],
    totals: [20, 20, 20],
    want: 'refused',
    reason: 'page 2 was answered with 403',
  },
  {
    because: 'the listing failed on its third page',
    ends: [null, null],
    failure: 'forbidden: the provider answered 403',
    want: 'refused',
    reason: 'forbidden: the provider answered 403',
  },
  {
    because: 'a listing that failed is not believed for what it had shown by then',
    ends: ['whole_document'],
    failure: 'unavailable: the second pass was cut off',
    want: 'refused',
    reason: 'unavailable: the second pass was cut off',
  },
];

test.each(cases)('$want: $because', ({ want, reason, wantsAgain = false, ...given }) => {
  const certificate = certify(evidence(given));
  expect(certificate.grade).toBe(want);
  expect(wantsSecondPass(evidence(given)), 'a second pass would tell more').toBe(wantsAgain);
  if (reason !== undefined) expect(certificate.reason).toBe(reason);
});

test('a certificate of the time before all of this was kept is still one', () => {
  const { secondPass, restarts, movement, failure, doubt, sampled, window, ...old } = certify(evidence({}));
  const since = { secondPass, restarts, movement, failure, doubt, sampled, window };
  const none = {
    secondPass: null,
    restarts: [],
    movement: null,
    failure: null,
    doubt: null,
    sampled: null,
    window: null,
  };
  expect(since).toEqual(none);
  expect(Certificate.parse(old)).toEqual({ ...old, ...since });
});

test('the certificate keeps the evidence it was given on', () => {
  const given = evidence({ ends: [null, 'short_page'], totals: [3, 3], seen: 3, duplicates: 1, live: 7, explained: 2 });
  const restarts = [{ because: 'failed' as const, evidence: 'unavailable: it was away' }];
  const { pages, seen, duplicates, knownLive, vanishing, explainedAbsent, documentVersion, mappingVersion } = given;
  expect(certify({ ...given, restarts })).toEqual({
    ...{ pages, seen, duplicates, knownLive, vanishing, explainedAbsent, documentVersion, mappingVersion },
    ...{ grade: 'refused', reason: 'the listing shows 1 item more than once' },
    ...{ secondPass: null, restarts, movement: '1 item moved from one page to another' },
    ...{ failure: null, doubt: null, sampled: null, window: null },
  });
});

test.each<{ given: GivenListing; want: string | undefined; because: string }>([
  { given: {}, want: undefined, because: 'one document cannot move' },
  { given: { duplicates: 2 }, want: undefined, because: 'what stands twice on one page did not move' },
  {
    given: { ends: [null, 'short_page'], duplicates: 2 },
    want: '2 items moved from one page to another',
    because: 'pages push items to the next',
  },
  {
    given: { ends: [null, 'short_page'], totals: [21, 21] },
    want: undefined,
    because: 'a wrong total that stays is wrong',
  },
  { given: { ends: [null, 'short_page'], overlaps: true }, want: undefined, because: 'its pages overlap' },
])('what moved is $want, since $because', ({ given, want }) => {
  expect(movementOf(evidence(given))).toBe(want);
});

test.each<{ grade: Grade; want: boolean }>([
  { grade: 'proven', want: true },
  { grade: 'corroborated', want: true },
  { grade: 'plausible', want: false },
  { grade: 'refused', want: false },
])('an absence in a $grade listing counts: $want', ({ grade, want }) => {
  expect(believesAbsence(grade)).toBe(want);
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
