import { RollcallError } from '@rollcall/schema';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assertSchedule, longestIntervalMs, nextDue } from '../src/index.ts';

const minuteMs = 60_000;

test.each([
  { schedule: '', why: 'it has 1 field' },
  { schedule: '@hourly', why: 'it has 1 field' },
  { schedule: '* * * *', why: 'it has 4 fields' },
  { schedule: '* * * * * * *', why: 'it has 7 fields' },
  { schedule: '60 * * * *', why: 'got value 60 expected range 0-59' },
  { schedule: '* 24 * * *', why: 'got value 24 expected range 0-23' },
  { schedule: '* * 0 * *', why: 'got value 0 expected range 1-31' },
  { schedule: '* * * 13 *', why: 'got value 13 expected range 1-12' },
  { schedule: '* * * * 8', why: 'got value 8 expected range 0-7' },
  { schedule: '*/0 * * * *', why: 'cannot repeat at every 0 time' },
  { schedule: '5-1 * * * *', why: 'Invalid range: 5-1' },
  { schedule: 'a b c d e', why: 'Invalid characters, got value: a' },
  { schedule: '*/30 * * * * *', why: 'it is due every 30 s, and a minute is the least' },
  { schedule: '0,59 */5 * * * *', why: 'it is due every 59 s, and a minute is the least' },
  { schedule: '0 0 31 2 *', why: 'Invalid explicit day of month' },
])('"$schedule" is no schedule: $why', ({ schedule, why }) => {
  const error = thrownBy(() => assertSchedule(schedule));
  expect(error).toBeInstanceOf(RollcallError);
  expect(error).toMatchObject({ code: 'invalid_schedule', message: expect.stringContaining(why) });
  expect(error).toMatchObject({ message: expect.stringMatching(/Use a cron line of five fields, such as "[^"]+"\.$/) });
});

test.each([
  '*/15 * * * *',
  '0 0 1 1 *',
  '0 9-17 * * MON-FRI',
  '30 0 0 L * *',
  ' 5 4 * * 0 ',
  '0 0 29 2 *',
  'H 3 * * *',
])('"%s" is a schedule', (schedule) => {
  expect(() => assertSchedule(schedule)).not.toThrow();
});

test.each([
  { schedule: '*/15 * * * *', after: '2026-03-01T10:00:00.000Z', first: '2026-03-01T10:15:00.000Z' },
  { schedule: '*/15 * * * *', after: '2026-03-01T10:14:59.999Z', first: '2026-03-01T10:15:00.000Z' },
  { schedule: '0 2 * * *', after: '2026-03-29T00:30:00.000Z', first: '2026-03-29T02:00:00.000Z' },
  { schedule: '0 0 1 1 *', after: '2026-03-01T10:00:00.000Z', first: '2027-01-01T00:00:00.000Z' },
  { schedule: '0 0 29 2 *', after: '2026-03-01T10:00:00.000Z', first: '2028-02-29T00:00:00.000Z' },
])('"$schedule" after $after is due within the minute from $first', ({ schedule, after, first }) => {
  const due = nextDue(schedule, { after: new Date(after), spreadKey: 'connection' });
  const lateMs = due.getTime() - Date.parse(first);
  expect(lateMs).toBeGreaterThanOrEqual(0);
  expect(lateMs).toBeLessThan(minuteMs);
});

test.each([
  { schedule: '*/15 * * * *', hours: 0.25, why: 'it is the same all day' },
  { schedule: '0 */6 * * *', hours: 6, why: 'it is the same all day' },
  { schedule: '0 9-17 * * *', hours: 16, why: 'there is a night' },
  { schedule: '0 9-17 * * MON-FRI', hours: 64, why: 'there is a weekend' },
  { schedule: '* * * * MON-FRI', hours: 48 + 1 / 60, why: 'there is a weekend, also of what is due every minute' },
  { schedule: '0 3 * * 1', hours: 168, why: 'it is once a week' },
  { schedule: '0 0 1 * *', hours: 31 * 24, why: 'months have 31 days at the most' },
])('between two times of "$schedule" are $hours hours at the most, since $why', ({ schedule, hours }) => {
  expect(longestIntervalMs(schedule)).toBe(Math.round(hours * 60) * minuteMs);
});

test('a time that was missed is not made up for: after a week of silence, the next one is ahead', () => {
  const late = new Date('2026-03-08T10:07:00.000Z');
  const due = nextDue('0 * * * *', { after: late, spreadKey: 'connection' });
  expect(due.getTime()).toBeGreaterThan(late.getTime());
  expect(due.getTime() - late.getTime()).toBeLessThanOrEqual(54 * minuteMs);
});

const schedule = fc.constantFrom(
  '* * * * *',
  '*/15 * * * *',
  '7 */3 * * *',
  '0 9 * * 1-5',
  '*/10 * * * * *',
  'H H * * *',
);
const after = fc.date({ min: new Date('2026-01-01'), max: new Date('2027-01-01'), noInvalidDate: true });

test('a due time is always ahead, and the same for the same connection', () => {
  fc.assert(
    fc.property(schedule, after, fc.uuid(), (line, now, spreadKey) => {
      const due = nextDue(line, { after: now, spreadKey });
      expect(due.getTime()).toBeGreaterThan(now.getTime());
      expect(nextDue(line, { after: now, spreadKey })).toEqual(due);
    }),
  );
});

test('one due time leads to the next, and none is skipped', () => {
  const oftenEnough = fc.constantFrom('* * * * *', '*/15 * * * *', '*/10 * * * * *');
  fc.assert(
    fc.property(oftenEnough, after, fc.uuid(), (line, now, spreadKey) => {
      const due = nextDue(line, { after: now, spreadKey });
      const next = nextDue(line, { after: due, spreadKey });
      const afterNext = nextDue(line, { after: next, spreadKey });
      expect(next.getTime() - due.getTime()).toBe(afterNext.getTime() - next.getTime());
    }),
  );
});

test.each([
  { schedule: '*/5 * * * * *', intervalMs: 5_000 },
  { schedule: '* * * * *', intervalMs: minuteMs },
])('on "$schedule", nobody waits longer than one interval past the cron time', ({ schedule: line, intervalMs }) => {
  fc.assert(
    fc.property(after, fc.uuid(), (now, spreadKey) => {
      const waitMs = nextDue(line, { after: now, spreadKey }).getTime() - now.getTime();
      expect(waitMs).toBeLessThan(2 * intervalMs);
    }),
  );
});

test('a thousand connections on one schedule are spread over the minute, and over less where the interval is less', () => {
  const keys = Array.from({ length: 1_000 }, (_, n) => `018f0000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`);
  const startedIn = (line: string, partMs: number) => {
    const now = new Date('2026-03-01T10:00:00.000Z');
    const parts = [0, 0, 0, 0, 0, 0];
    for (const spreadKey of keys) {
      const part = Math.floor((nextDue(line, { after: now, spreadKey }).getTime() % (6 * partMs)) / partMs);
      parts[part] = (parts[part] ?? 0) + 1;
    }
    return parts;
  };
  for (const count of startedIn('*/15 * * * *', minuteMs / 6)) expect(count).toBeGreaterThan(80);
  for (const count of startedIn('*/6 * * * * *', 1_000)) expect(count).toBeGreaterThan(80);
});

function thrownBy(act: () => void): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}
