import type { Expectation } from '@rollcall/schema';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { carriedOutWithinMs, type Sighting, settle, settleWithinMs } from '../src/index.ts';

const dispatchedAt = '2026-03-01T10:00:00.000Z';
const present: Expectation = { becomes: 'present', kind: 'inbox', name: 'ada@one.example' };
const absent: Expectation = { becomes: 'absent', kind: 'domain', externalId: 'dom_1' };
const more: Expectation = { becomes: 'more', kind: 'host', count: 3 };
const changed: Expectation = { becomes: 'changed', kind: 'order', externalId: 'o1' };

const after = (ms: number) => new Date(Date.parse(dispatchedAt) + ms).toISOString();
/** By what a listing shows that began so long after it was sent. */
const settledAfter = (ms: number, sightings: readonly Sighting[]) =>
  settle({
    dispatchedAt,
    sightings: sightings.map((sighting) => {
      return { expectation: present, sighting, lookedAt: sighting === 'not_looked' ? null : after(ms) };
    }),
  })?.state;

test.each<{ sightings: Sighting[]; afterMs: number; want: string | undefined; because: string }>([
  { sightings: [], afterMs: 9 * settleWithinMs, want: undefined, because: 'a listing can show nothing of it' },
  { sightings: ['met'], afterMs: 0, want: 'confirmed', because: 'what is seen is seen' },
  { sightings: ['met', 'met'], afterMs: 9 * settleWithinMs, want: 'confirmed', because: 'late is not never' },
  { sightings: ['not_looked'], afterMs: 9 * settleWithinMs, want: undefined, because: 'nobody has looked' },
  { sightings: ['met', 'not_looked'], afterMs: 9 * settleWithinMs, want: undefined, because: 'one kind is not read' },
  { sightings: ['not_met', 'not_looked'], afterMs: 9 * settleWithinMs, want: undefined, because: 'one is not read' },
  { sightings: ['not_met'], afterMs: settleWithinMs - 1, want: undefined, because: 'it may still come' },
  { sightings: ['not_met'], afterMs: settleWithinMs, want: 'contradicted', because: 'it had its time' },
  { sightings: ['met', 'not_met'], afterMs: settleWithinMs - 1, want: undefined, because: 'half is not all' },
  { sightings: ['met', 'not_met'], afterMs: settleWithinMs, want: 'contradicted', because: 'half is not all' },
  { sightings: ['under_way'], afterMs: settleWithinMs, want: undefined, because: 'it is being carried out' },
  {
    sightings: ['under_way', 'not_met'],
    afterMs: carriedOutWithinMs - 1,
    want: undefined,
    because: 'it comes with that',
  },
  {
    sightings: ['under_way', 'not_met'],
    afterMs: carriedOutWithinMs,
    want: 'contradicted',
    because: 'it had its time',
  },
  { sightings: ['under_way', 'not_looked'], afterMs: carriedOutWithinMs, want: undefined, because: 'one is not read' },
])('$sightings in a listing after $afterMs ms: $want, since $because', ({ sightings, afterMs, want }) => {
  expect(settledAfter(afterMs, sightings)).toBe(want);
});

test.each([
  { expectation: present, says: 'inbox ada@one.example present' },
  {
    expectation: { ...present, attributes: { type: 'A', content: '203.0.113.7' } },
    says: 'inbox ada@one.example present with its type, content',
  },
  { expectation: absent, says: 'domain dom_1 absent' },
  { expectation: more, says: '3 more of kind host' },
  { expectation: { ...more, attributes: { status: 'active' } }, says: '3 more of kind host with its status' },
  { expectation: changed, says: 'order o1 changed' },
  {
    expectation: { ...changed, attributes: { autoRenew: true, note: 'x' } },
    says: 'order o1 changed in autoRenew, note',
  },
])('the evidence says what was looked for: $says', ({ expectation, says }) => {
  const look = (sighting: Sighting) =>
    settle({ dispatchedAt, sightings: [{ expectation, sighting, lookedAt: after(settleWithinMs) }] })?.evidence;
  expect(look('met')).toBe(`a listing shows it: ${says}`);
  expect(look('not_met')).toBe(`15 minutes after it was sent, listings do not show it: ${says}`);
});

test('waiting never takes a confirmation back, and never settles what nobody looked at', () => {
  const sightings = fc.array(fc.constantFrom<Sighting>('met', 'under_way', 'not_met', 'not_looked'), { maxLength: 4 });
  fc.assert(
    fc.property(sightings, fc.nat(2 * settleWithinMs), fc.nat(2 * settleWithinMs), (seen, soonMs, laterMs) => {
      const soon = settledAfter(soonMs, seen);
      if (soon !== undefined) expect(settledAfter(soonMs + laterMs, seen)).toBe(soon);
      if (seen.includes('not_looked')) expect(soon).toBeUndefined();
      if (soon === 'confirmed') expect(new Set(seen)).toEqual(new Set(['met']));
    }),
  );
});
