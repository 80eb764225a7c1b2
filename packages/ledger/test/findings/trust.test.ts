import { ConnectionId } from '@rollcall/schema';
import { expect, test } from 'vitest';
import {
  type AnswerPlace,
  type AnswerShapeFacts,
  budgetStarved,
  documentLeft,
  type RateFacts,
  type ScopeFacts,
  scopeNotProven,
  scopePatienceMs,
} from '../../src/index.ts';
import { saidBy, verdictsOf } from '../support/verdicts.ts';

const now = '2026-06-10T00:00:00.000Z';
const connectionId = ConnectionId.parse('018f0000-0000-7000-8000-000000000001');
const hourMs = 3_600_000;
const named = { connectionId, connection: 'acme' };

test.each([
  { every: 'hour', intervalMs: hourMs, days: 3 },
  { every: 'day', intervalMs: 24 * hourMs, days: 3 },
  { every: 'week', intervalMs: 7 * 24 * hourMs, days: 21 },
])('what is listed every $every may go without proof for $days days', ({ intervalMs, days }) => {
  expect(scopePatienceMs(intervalMs)).toBe(days * 24 * hourMs);
});

const scopes: ScopeFacts = {
  ...{ ...named, kind: 'dns_record', bestGrade: 'proven', patienceMs: 72 * hourMs, scopes: 40, late: 3 },
  ...{ since: '2026-06-01T00:00:00.000Z', addedAt: '2026-05-01T00:00:00.000Z', troubles: ['HTTP 500'] },
};

test.each<{ given: Partial<ScopeFacts>; want: string | undefined }>([
  { given: { late: 0 }, want: undefined },
  { given: {}, want: 'Of acme, 3 of 40 scopes of dns_record were not proven since 2026-06-01T00:00:00.000Z.' },
  {
    given: { scopes: 1, late: 1, kind: 'inbox', since: null },
    want: 'Of acme, inbox was not proven since the connection was added on 2026-05-01.',
  },
  {
    given: { scopes: 1, late: 1, kind: 'domain', bestGrade: 'plausible' },
    want: 'Of acme, domain was not listed since 2026-06-01T00:00:00.000Z.',
  },
])('scopes with $given: $want', ({ given, want }) => {
  const said = verdictsOf(scopeNotProven.judge({ ...scopes, ...given }, now));
  expect(said.map(({ sentence }) => sentence)).toEqual(want === undefined ? [] : [want]);
});

const rate: RateFacts = { ...named, addedAt: '2026-05-01T00:00:00.000Z', starved: [], refusedCalls: 0, paused: [] };

test.each<{ given: Partial<RateFacts>; want: string; because: string }>([
  { given: {}, want: 'nothing', because: 'nothing waits' },
  { given: { starved: [{ kind: 'inbox', since: ago(2) }] }, want: 'nothing', because: 'it is late by two hours only' },
  {
    given: { starved: [{ kind: 'inbox', since: ago(3) }] },
    want: 'alarm',
    because: 'nothing was listed for three hours',
  },
  { given: { starved: [{ kind: 'inbox', since: null }] }, want: 'alarm', because: 'nothing was ever listed' },
  { given: { refusedCalls: 9 }, want: 'nothing', because: 'that may be a burst' },
  { given: { refusedCalls: 10 }, want: 'notice', because: 'callers are refused again and again' },
  { given: { paused: [{ bucket: 'default', until: ago(-0.5) }] }, want: 'nothing', because: 'it is over soon' },
  {
    given: { paused: [{ bucket: 'default', until: ago(-1) }] },
    want: 'notice',
    because: 'the provider wants an hour of silence',
  },
])('a rate with $given is $want, since $because', ({ given, want }) => {
  expect(saidBy(budgetStarved, { ...rate, ...given }, now)).toBe(want);
});

const place: AnswerPlace = {
  pointer: '#/components/schemas/Thing/properties/plan',
  ...{ path: 'data[].plan', documented: 'string', isRequired: false, isPublished: true, types: ['string'], strays: [] },
  ...{ seen: 100, strayed: 0, missed: 0, missedSinceSeen: 0, seenAt: now, strayedAt: null, missedAt: null },
};
const undocumented = { documented: null };
const stray = { types: ['integer', 'string'], strays: ['integer'], strayed: 5, strayedAt: now };
const missing = { isRequired: true, missed: 3, missedSinceSeen: 3, missedAt: now };
const vanished = { missed: 50, missedSinceSeen: 50, missedAt: now, seenAt: ago(5) };

test.each<{ given: Partial<AnswerPlace>; want: string; because: string }>([
  { given: {}, want: 'nothing', because: 'it is as documented' },
  { given: undocumented, want: 'notice', because: 'a new field harms nobody' },
  { given: { ...undocumented, seenAt: ago(24) }, want: 'nothing', because: 'it was not seen for a day of answers' },
  { given: stray, want: 'alarm', because: 'the provider says that it is text' },
  { given: { ...stray, isPublished: false }, want: 'notice', because: 'only we thought that it is text' },
  { given: { ...stray, strayedAt: ago(24) }, want: 'nothing', because: 'it was text for a day of answers' },
  { given: missing, want: 'alarm', because: 'it is required' },
  { given: { ...missing, missed: 2 }, want: 'nothing', because: 'that may be a slip' },
  { given: { ...missing, missedAt: ago(25) }, want: 'nothing', because: 'it is back' },
  {
    given: { missed: 40, missedSinceSeen: 0, missedAt: now },
    want: 'nothing',
    because: 'an optional field may be absent',
  },
  { given: vanished, want: 'alarm', because: 'it stood in every answer, and stands in none' },
  { given: { ...vanished, missedSinceSeen: 49 }, want: 'nothing', because: 'so many may be without it by chance' },
  { given: { ...vanished, missed: 90 }, want: 'nothing', because: 'it was often absent before' },
  { given: { ...vanished, seen: 19 }, want: 'nothing', because: 'it was never usual' },
])('a place with $given is $want, since $because', ({ given, want }) => {
  expect(saidBy(documentLeft, answers([{ ...place, ...given }]), now)).toBe(want);
});

test('what differs is named, three of it at most, and all of it is evidence', () => {
  const names = ['a', 'b', 'c', 'd', 'e'];
  const [said] = verdictsOf(
    documentLeft.judge(answers(names.map((path) => ({ ...place, ...undocumented, path }))), now),
  );
  expect(said).toMatchObject({
    fingerprint: `document_left ${connectionId} listThings`,
    sentence:
      'listThings on acme answers otherwise than the document v1: "a" appeared; "b" appeared; "c" appeared, and 2 more.',
    evidence: names.map((name) => `${name}: not in the document; seen as string`),
  });
});

test('that the document is a conclusion of ours is said, and what to do then', () => {
  const inferred = answers([{ ...place, ...stray, isPublished: false }]);
  expect(verdictsOf(documentLeft.judge(inferred, now))).toMatchObject([
    {
      sentence:
        'listThings on acme answers otherwise than the document v1, which is inferred there: "data[].plan" is integer instead of string.',
      remedy: expect.stringContaining('What was inferred was wrong'),
    },
  ]);
});

function answers(places: readonly AnswerPlace[]): AnswerShapeFacts {
  return { ...named, operation: 'listThings', documentVersion: 'v1', lookedAt: now, places };
}

/** Negative for hours to come. */
function ago(hours: number): string {
  return new Date(Date.parse(now) - hours * hourMs).toISOString();
}
