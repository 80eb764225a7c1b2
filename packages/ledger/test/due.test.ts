import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dueKinds, effectiveSchedules, nextDue, reschedule } from '../src/index.ts';

const at = new Date('2026-03-01T06:00:30.000Z');
const spreadKey = 'connection';
const times = (due: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(due).map(([kind, time]) => [kind, new Date(time)]));
const next = (cron: string, after = at) => nextDue(cron, { after, spreadKey });

const schedules = { wallet: '*/15 * * * *', inbox: '0 * * * *', dns_record: '0 */6 * * *' };
const ahead = '2026-03-01T06:00:30.001Z';

describe('of the kinds of a connection', () => {
  test.each<{ given: Record<string, string>; due: string[]; because: string }>([
    {
      given: { wallet: '2026-03-01T06:00:30.000Z', inbox: ahead, dns_record: ahead },
      due: ['wallet'],
      because: 'its time is now, and not yet that of the others',
    },
    {
      given: { wallet: '2026-03-01T05:45:00.000Z', inbox: '2026-03-01T06:00:00.000Z', dns_record: ahead },
      due: ['wallet', 'inbox'],
      because: 'both times have passed, however long ago',
    },
    { given: { wallet: ahead, inbox: ahead, dns_record: ahead }, due: [], because: 'all are ahead' },
    { given: {}, due: ['wallet', 'inbox', 'dns_record'], because: 'none was ever due' },
    {
      given: { wallet: ahead, inbox: ahead },
      due: ['dns_record'],
      because: 'a new version of the provider has added it',
    },
    {
      given: { wallet: ahead, inbox: ahead, dns_record: ahead, gone: '2026-03-01T05:00:00.000Z' },
      due: [],
      because: 'the provider has dropped the one that would be',
    },
  ])('$due are due, since $because', ({ given, due }) => {
    const decided = dueKinds({ schedules, due: times(given), at, spreadKey });
    expect(decided.kinds).toEqual(due);
    expect(Object.keys(decided.due)).toEqual(Object.keys(schedules));
    for (const [kind, cron] of Object.entries(schedules)) {
      expect(decided.due[kind]).toEqual(due.includes(kind) ? next(cron) : new Date(ahead));
    }
  });

  test('the first of their times is when the connection is due', () => {
    const decided = dueKinds({ schedules, due: times({ wallet: ahead, inbox: ahead }), at, spreadKey });
    expect(decided.next).toEqual(new Date(ahead));
    expect(dueKinds({ schedules: {}, due: {}, at, spreadKey })).toEqual({ kinds: [], due: {}, next: null });
  });

  test('those on one schedule fall due at one moment, and so those whose hours meet', () => {
    const { due } = dueKinds({ schedules: { ...schedules, wallet: '0 * * * *' }, due: {}, at, spreadKey });
    expect(due['wallet']).toEqual(due['inbox']);
    expect(dueKinds({ schedules, due: {}, at: new Date('2026-03-01T11:50:00Z'), spreadKey }).due).toEqual({
      wallet: next('*/15 * * * *', new Date('2026-03-01T11:50:00Z')),
      inbox: next('*/15 * * * *', new Date('2026-03-01T11:50:00Z')),
      dns_record: next('*/15 * * * *', new Date('2026-03-01T11:50:00Z')),
    });
  });
});

const kind = fc.constantFrom('wallet', 'inbox', 'dns_record', 'domain');
const cron = fc.constantFrom('* * * * *', '*/15 * * * *', '0 * * * *', '0 */6 * * *', '0 0 1 1 *');
const instant = fc.date({ min: new Date('2026-01-01'), max: new Date('2027-01-01'), noInvalidDate: true });
const timetable = fc.record({
  schedules: fc.dictionary(kind, cron),
  due: fc.dictionary(kind, instant),
  at: instant,
  spreadKey: fc.uuid(),
});

test('after a look, every kind that is listed has a time ahead, no other has, and nothing is due a second time', () => {
  fc.assert(
    fc.property(timetable, (given) => {
      const decided = dueKinds(given);
      expect(Object.keys(decided.due).sort()).toEqual(Object.keys(given.schedules).sort());
      for (const time of Object.values(decided.due)) expect(time > given.at).toBe(true);
      expect(decided.next?.getTime() ?? Number.POSITIVE_INFINITY).toBe(
        Math.min(...Object.values(decided.due).map((time) => time.getTime())),
      );
      expect(dueKinds({ ...given, due: decided.due })).toEqual({ ...decided, kinds: [] });
    }),
  );
});

test('looked at whenever it is due, a connection has each kind listed at each of its own times and at no other', () => {
  fc.assert(
    fc.property(
      fc.dictionary(kind, fc.constantFrom('*/15 * * * *', '0 * * * *', '0 */6 * * *'), { minKeys: 1 }),
      instant,
      fc.uuid(),
      (lines, from, key) => {
        const listed: Record<string, Date[]> = {};
        let now = reschedule({ schedules: lines, due: {}, at: from, spreadKey: key }).next;
        let due: Readonly<Record<string, Date>> = {};
        for (let look = 0; look < 60 && now !== null; look += 1) {
          const decided = dueKinds({ schedules: lines, due, at: now, spreadKey: key });
          expect(decided.kinds).not.toEqual([]);
          for (const one of decided.kinds) listed[one] = [...(listed[one] ?? []), now];
          due = decided.due;
          now = decided.next;
        }
        for (const [one, line] of Object.entries(lines)) {
          const [first = from, ...later] = listed[one] ?? [];
          const wanted = later.reduce<Date[]>(
            (sum) => [...sum, nextDue(line, { after: sum.at(-1) ?? first, spreadKey: key })],
            [],
          );
          expect(later).toEqual(wanted);
        }
      },
    ),
    { numRuns: 30 },
  );
});

describe('when schedules change', () => {
  test('each kind has the next time of the schedule it has now', () => {
    const changed = reschedule({
      schedules,
      due: times({ wallet: '2099-01-01T00:00:00Z', inbox: ahead }),
      at,
      spreadKey,
    });
    expect(changed.due).toEqual({ wallet: next(schedules.wallet), inbox: next(schedules.inbox) });
  });

  test.each([
    { due: {}, because: 'nothing was listed yet, and all of it is to be' },
    { due: { inbox: ahead, dns_record: ahead }, because: 'it is the soonest' },
  ])('the connection is due with the first of them, since $because', ({ due }) => {
    expect(reschedule({ schedules, due: times(due), at, spreadKey }).next).toEqual(next(schedules.wallet));
  });

  test('a kind that was never due is so at the first time of all, whatever its own schedule', () => {
    const added = reschedule({ schedules, due: {}, at, spreadKey });
    expect(added.due).toEqual({});
    const first = added.next ?? at;
    expect(first.getTime() - at.getTime()).toBeLessThan(16 * 60_000);
    expect(dueKinds({ schedules, due: added.due, at: first, spreadKey }).kinds).toEqual(Object.keys(schedules));
  });
});

test.each([
  { overrides: { schedule: null, schedules: {} }, want: ['p1', 'p2'], because: 'nothing overrides the provider' },
  { overrides: { schedule: 'c', schedules: {} }, want: ['c', 'c'], because: "the connection's goes before it" },
  {
    overrides: { schedule: 'c', schedules: { inbox: 'k' } },
    want: ['c', 'k'],
    because: "a kind's own goes before both",
  },
  { overrides: { schedule: null, schedules: { inbox: 'k' } }, want: ['p1', 'k'], because: 'it says nothing of others' },
  {
    overrides: { schedule: null, schedules: { gone: 'k' } },
    want: ['p1', 'p2'],
    because: 'a kind that is not listed has none',
  },
])('wallet and inbox follow $want, since $because', ({ overrides, want: [wallet, inbox] }) => {
  expect(effectiveSchedules({ wallet: 'p1', inbox: 'p2' }, overrides)).toEqual({ wallet, inbox });
});
