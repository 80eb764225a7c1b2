import type { ReportPeriod } from '@rollcall/schema';
import { assertSchedule } from '../schedule.ts';

/**
 * The period that a report on a schedule covers whose turn came `at`, in UTC: the last month, week (from Monday) or day that had
 * ended by then, or the month up to then. Null of `now`, which has none.
 */
export function coveredPeriod(period: ReportPeriod, at: Date): { readonly from: Date; readonly to: Date } | null {
  const [year, month, day] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()];
  const utc = (inMonth: number, onDay: number): Date => new Date(Date.UTC(year, inMonth, onDay));
  switch (period) {
    case 'last_month':
      return { from: utc(month - 1, 1), to: utc(month, 1) };
    case 'last_week': {
      const monday = day - ((at.getUTCDay() + 6) % 7);
      return { from: utc(month, monday - 7), to: utc(month, monday) };
    }
    case 'last_day':
      return { from: utc(month, day - 1), to: utc(month, day) };
    case 'month_so_far': {
      // As a month begins, the one that has just ended: the new one has nothing yet.
      const before = new Date(at.getTime() - 1);
      return { from: new Date(Date.UTC(before.getUTCFullYear(), before.getUTCMonth(), 1)), to: at };
    }
    case 'now':
      return null;
  }
}

/** A report reads much of a workspace: more often than every five minutes, one would hold up the next. */
const leastMs = 300_000;

/** Throws `invalid_schedule` unless reports may be made by it. */
export function assertReportSchedule(cron: string): void {
  assertSchedule(cron, leastMs);
}

/** After so long is a report tried again that could not be made or delivered. */
const waitsMs = [30_000, 120_000, 600_000, 1_800_000, 7_200_000] as const;

/** For how long the next try waits after so many that failed; undefined after the last. */
export function reportWaitMs(tries: number): number | undefined {
  return waitsMs[tries - 1];
}
