import { RollcallError } from '@rollcall/schema';
import { CronExpressionParser } from 'cron-parser';

/** No connection starts later than this after its cron time: wide enough to spread, small enough not to surprise. */
const spreadMsMax = 60_000;

/**
 * Throws `RollcallError` (`invalid_schedule`) unless it is a cron line of five or six fields that is due no more often than every
 * `leastMs`.
 */
export function assertSchedule(schedule: string, leastMs: number = intervalMsMin): void {
  const fields = schedule.trim().split(/\s+/).length;
  if (fields < 5 || fields > 6) throw invalid(schedule, `it has ${fields} field${fields === 1 ? '' : 's'}`);
  const intervalMs = shortestIntervalMs(schedule);
  if (intervalMs >= leastMs) return;
  const least = leastMs === 60_000 ? 'a minute' : `${leastMs / 60_000} minutes`;
  throw invalid(schedule, `it is due every ${intervalMs / 1_000} s, and ${least} is the least`);
}

/** A provider's rate limits leave room for no more. */
const intervalMsMin = 60_000;
/** Enough times to see every step of a cron line within its hour. */
const timesLookedAt = 60;

/** Counted from a fixed day, so that the same line always gets the same answer. */
function shortestIntervalMs(schedule: string): number {
  try {
    const currentDate = new Date('2026-01-01T00:00:00Z');
    const cron = CronExpressionParser.parse(schedule, { tz: 'UTC', currentDate, hashSeed: schedule });
    const times = cron.take(timesLookedAt).map((time) => time.getTime());
    return Math.min(...times.slice(1).map((time, at) => time - (times[at] ?? time)));
  } catch (error) {
    throw invalid(schedule, error instanceof Error ? error.message : String(error));
  }
}

/**
 * When a connection is next due after `after` (UTC). The cron time is moved by a share of the interval, up to a
 * minute, fixed by `spreadKey`: connections on one schedule do not all start in the hour's first second. A missed time
 * is not made up for: the next one is always in the future.
 */
export function nextDue(schedule: string, { after, spreadKey }: { after: Date; spreadKey: string }): Date {
  // An "H" in the line stands for a number of the parser's choice: without a seed, another one at each call.
  const times = CronExpressionParser.parse(schedule, { tz: 'UTC', currentDate: after, hashSeed: spreadKey });
  const first = times.next().getTime();
  const intervalMs = times.next().getTime() - first;
  return new Date(first + Math.floor(fraction(spreadKey) * Math.min(intervalMs, spreadMsMax)));
}

/** The first time of a schedule after `after` (UTC), as it stands: for what is not spread. */
export function nextTime(schedule: string, { after, seed }: { after: Date; seed: string }): Date {
  const times = CronExpressionParser.parse(schedule, { tz: 'UTC', currentDate: after, hashSeed: seed });
  return times.next().toDate();
}

/** The newest time of a schedule from `from`, which is one, up to `at`; and how many before it are passed over, as far as is counted. */
export function newestTime(
  schedule: string,
  { from, at, seed }: { from: Date; at: Date; seed: string },
): { readonly time: Date; readonly missed: number } {
  const currentDate = new Date(at.getTime() + 1);
  const times = CronExpressionParser.parse(schedule, { tz: 'UTC', currentDate, hashSeed: seed });
  const time = times.prev().toDate();
  if (time <= from) return { time: from, missed: 0 };
  let missed = 1;
  while (missed < missedMax && times.prev().getTime() > from.getTime()) missed += 1;
  return { time, missed };
}

/** Five minutes' schedule of three days: beyond, whoever reads it knows enough. */
const missedMax = 1_000;

/**
 * The longest that a schedule leaves between two of its times, in ms: over night and over a weekend, where it knows them. Counted
 * like the shortest.
 */
export function longestIntervalMs(schedule: string): number {
  // A Friday: what leaves out weekends shows it within the first days.
  const currentDate = new Date('2026-01-02T00:00:00Z');
  const cron = CronExpressionParser.parse(schedule, { tz: 'UTC', currentDate, hashSeed: schedule });
  let [longest, before] = [0, cron.next().getTime()];
  const dense = before + denseMs;
  for (let nth = 1; nth < timesLookedAt || (before < dense && nth < denseTimes); nth += 1) {
    const time = cron.next().getTime();
    longest = Math.max(longest, time - before);
    before = time;
  }
  return longest;
}

/** What is due every minute is looked at for longer than a week's pause could hide in, and no further. */
const denseMs = 8 * 86_400_000;
const denseTimes = 2_000;

/** FNV-1a of the key, as a fraction of one. */
function fraction(key: string): number {
  let state = 0x811c9dc5;
  for (const char of key) state = Math.imul(state ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return state / 2 ** 32;
}

function invalid(schedule: string, why: string): RollcallError {
  return new RollcallError(
    'invalid_schedule',
    `"${schedule}" is not a schedule: ${why}. Use a cron line of five fields, such as "*/15 * * * *".`,
  );
}
