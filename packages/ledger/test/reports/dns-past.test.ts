import { ConnectionId, EventId, FindingId } from '@rollcall/schema';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type ConnectionTurn,
  type DnsFindingSpan,
  type DomainVersion,
  dnsMoves,
  dnsTrend,
  domainPasts,
  lateDomains,
  standingAt,
  standsSince,
  type ToldChecks,
} from '../../src/index.ts';

const connectionId = ConnectionId.parse('0197a000-0000-7000-8000-000000000001');
const other = ConnectionId.parse('0197a000-0000-7000-8000-000000000002');
const dayMs = 86_400_000;
const start = Date.parse('2026-11-01T00:00:00.000Z');
/** So many days after November began. */
const day = (days: number): Date => new Date(start + days * dayMs);
const at = (days: number): number => day(days).getTime();

const version = (since: number, isLive: boolean, more: Partial<DomainVersion> = {}): DomainVersion => ({
  ...{
    connectionId,
    externalId: 'd1',
    domain: 'one.example',
    isLive,
    since: day(since),
    renamedAt: null,
    madeAt: null,
  },
  ...{ recordedAt: day(since), eventId: EventId.parse('0197a000-0000-7000-8000-0000000000e1'), ...more },
});
const turn = (days: number, isActive: boolean, id = connectionId): ConnectionTurn => ({
  ...{ connectionId: id, name: 'shop', at: day(days), isActive },
});
const check = (days: number, isUndecided = false): ToldChecks => ({
  ...{ at: at(days), isUndecided, count: 4, undecided: isUndecided ? 1 : 0 },
});
const finding = (from: number, until: number | null, more: Partial<DnsFindingSpan> = {}): DnsFindingSpan => ({
  ...{ id: FindingId.parse('0197a000-0000-7000-8000-0000000000f1'), rule: 'mx_wrong', domain: 'one.example' },
  ...{ severity: 'alarm', isAccepted: false, from: day(from), until: until === null ? null : day(until), ...more },
});

interface Told {
  readonly versions?: readonly DomainVersion[];
  readonly turns?: readonly ConnectionTurn[];
  readonly checks?: readonly ToldChecks[];
  readonly findings?: readonly DnsFindingSpan[];
}

function pastsOf({ versions = [version(0, true)], turns = [turn(-9, true)], checks = [], findings = [] }: Told) {
  return domainPasts({ versions, turns, checks: new Map([['one.example', checks]]), findings });
}

function standing(told: Told, days: number): string {
  const [past] = pastsOf(told);
  const found = past === undefined ? undefined : standingAt(past, at(days));
  if (found === undefined) return 'not there';
  return found.is === 'unproven' ? `unproven, ${found.why}` : found.is;
}

describe('how a domain stood', () => {
  const asked = { checks: [check(1)] };
  test.each<{ what: string; told: Told; days: number; is: string }>([
    { what: 'nobody has asked about it', told: {}, days: 1, is: 'unproven, never asked' },
    { what: 'it was asked about later', told: asked, days: 0.5, is: 'unproven, never asked' },
    { what: 'it was asked about within two days', told: asked, days: 3, is: 'good' },
    { what: 'it was asked about longer ago', told: asked, days: 3.01, is: 'unproven, not asked' },
    {
      what: 'something was not answered',
      told: { checks: [check(1), check(2, true)] },
      days: 2,
      is: 'unproven, not decided',
    },
    { what: 'all was answered before that', told: { checks: [check(1), check(2, true)] }, days: 1.9, is: 'good' },
    {
      what: 'it came a day ago',
      told: { ...asked, versions: [version(0, true, { madeAt: day(0).toISOString() })] },
      days: 1,
      is: 'unproven, new',
    },
    {
      what: 'it came two days ago',
      told: { ...asked, versions: [version(0, true, { madeAt: day(0).toISOString() })] },
      days: 2,
      is: 'good',
    },
    { what: 'an alarm stands', told: { ...asked, findings: [finding(1, 2)] }, days: 1, is: 'alarm' },
    {
      what: 'an alarm stands, though nobody asks any more',
      told: { findings: [finding(1, null)] },
      days: 6,
      is: 'alarm',
    },
    { what: 'an alarm stood', told: { ...asked, findings: [finding(1, 2)] }, days: 2, is: 'good' },
    {
      what: 'an alarm may stay',
      told: { ...asked, findings: [finding(1, 2, { isAccepted: true })] },
      days: 1,
      is: 'notice',
    },
    {
      what: 'a notice stands',
      told: { ...asked, findings: [finding(1, 2, { severity: 'notice' })] },
      days: 1,
      is: 'notice',
    },
    { what: 'it is not live yet', told: asked, days: -1, is: 'not there' },
    {
      what: 'it is live no more',
      told: { ...asked, versions: [version(0, true), version(1, false)] },
      days: 1,
      is: 'not there',
    },
    {
      what: 'a later version was true earlier',
      told: { ...asked, versions: [version(2, true), version(1, false)] },
      days: 2,
      is: 'not there',
    },
    {
      what: 'it went on under another id',
      told: { ...asked, versions: [version(0, true, { renamedAt: day(1) })] },
      days: 1,
      is: 'not there',
    },
    {
      what: 'its connection is paused',
      told: { ...asked, turns: [turn(-9, true), turn(1, false)] },
      days: 1,
      is: 'not there',
    },
    {
      what: 'its connection is resumed',
      told: { ...asked, turns: [turn(-9, true), turn(0, false), turn(1, true)] },
      days: 1,
      is: 'good',
    },
    {
      what: 'another connection has it still',
      told: {
        ...{ ...asked, turns: [turn(-9, true), turn(-9, true, other)] },
        versions: [version(0, true), version(1, false), version(0, true, { connectionId: other })],
      },
      ...{ days: 1, is: 'good' },
    },
  ])('$what: $is', ({ told, days, is }) => {
    expect(standing(told, days)).toBe(is);
  });
});

describe('day by day', () => {
  const told = { checks: [check(0.5), check(1.5, true), check(2.5)], findings: [finding(2, 3.5)] };

  test('each day is as it ended, with the checks of its own', () => {
    expect(dnsTrend(pastsOf(told), { from: at(0), until: at(4.5) })).toMatchObject([
      { day: '2026-11-01', domains: 1, good: 1, checks: 4, undecided: 0, asked: 1 },
      { day: '2026-11-02', unproven: 1, checks: 4, undecided: 1 },
      { day: '2026-11-03', alarm: 1, checks: 4 },
      { day: '2026-11-04', good: 1, checks: 0, asked: 1 },
      { day: '2026-11-05', good: 1 },
    ]);
  });

  test.each([
    { from: 0.6, until: 1.6, moves: ['good unproven lost'] },
    { from: 1.6, until: 2.6, moves: ['unproven alarm found'] },
    { from: 2.6, until: 3.6, moves: ['alarm good better'] },
    { from: -2, until: 0.6, moves: ['not there good came'] },
    { from: 0.6, until: 0.7, moves: [] },
  ])('from day $from to day $until: $moves', ({ from, until, moves }) => {
    const found = dnsMoves(pastsOf(told), { from: at(from), until: at(until) });
    expect(found.map(({ before, now, moved }) => `${before} ${now} ${moved}`)).toEqual(moves);
  });
});

/** Any past of a domain, in quarters of days. */
const anyPast = fc.record({
  lives: fc.array(fc.boolean(), { minLength: 1, maxLength: 4 }),
  checks: fc.uniqueArray(fc.nat(60), { maxLength: 12 }).map((all) => all.toSorted((one, two) => one - two)),
  undecided: fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
  findings: fc.array(fc.record({ from: fc.nat(50), days: fc.integer({ min: 1, max: 20 }), alarm: fc.boolean() }), {
    maxLength: 3,
  }),
});

function toldIn({
  lives,
  checks,
  undecided,
  findings,
}: typeof anyPast extends fc.Arbitrary<infer Past> ? Past : never): Told {
  return {
    versions: lives.map((isLive, nth) => version(nth * 3, isLive)),
    checks: checks.map((quarter, nth) => check(quarter / 4, undecided[nth] ?? false)),
    findings: findings.map(({ from, days, alarm }) =>
      finding(from / 4, (from + days) / 4, { severity: alarm ? 'alarm' : 'notice' }),
    ),
  };
}

test('in any past, a domain is one thing at a time, and has been it just since when that is said', () => {
  fc.assert(
    fc.property(anyPast, fc.nat(64), (given, quarter) => {
      const pasts = pastsOf(toldIn(given));
      for (const one of dnsTrend(pasts, { from: at(0), until: at(16) })) {
        expect(one.good + one.notice + one.alarm + one.unproven).toBe(one.domains);
        expect(one.good).toBeLessThanOrEqual(one.asked);
      }
      for (const past of pasts) {
        const now = standingAt(past, at(quarter / 4));
        if (now === undefined) continue;
        const { since, isAtLeast } = standsSince(past, { at: at(quarter / 4), from: at(0) });
        // By the quarter of a day is fine enough: all that happens is on one, but that what was asked is too long ago.
        for (let time = Math.ceil((since - start) / (dayMs / 4)); time <= quarter; time += 1) {
          expect(standingAt(past, at(time / 4))?.is).toBe(now.is);
        }
        expect(isAtLeast || standingAt(past, since - 1)?.is !== now.is).toBe(true);
      }
    }),
    { numRuns: 200 },
  );
});

test('what became known late is told with its reason', () => {
  const late = version(1, true, { recordedAt: day(5), domain: 'late.example', externalId: 'd2' });
  const gone = version(2, false, { recordedAt: day(6) });
  expect(lateDomains([version(0, true), gone, late], { asOf: day(3), knownAt: day(4) })).toMatchObject([
    {
      what: 'Domain late.example',
      before: null,
      now: 'live',
      reason: expect.stringContaining('2026-11-06T00:00:00.000Z'),
    },
    { what: 'Domain one.example', before: 'live', now: 'not live', eventId: gone.eventId },
  ]);
  expect(lateDomains([version(0, true), gone, late], { asOf: day(3), knownAt: day(7) })).toEqual([]);
  expect(lateDomains([version(0, true), gone], { asOf: day(1), knownAt: day(4) })).toEqual([]);
});
