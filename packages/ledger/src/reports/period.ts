import { type Instant, type ReportAsk, type ReportHead, RollcallError } from '@rollcall/schema';
import { z } from 'zod';
import type { ReportTerms } from './terms.ts';

/** What a report is asked of, in times. */
export interface AskedPeriod {
  readonly period: { readonly from: Date; readonly to: Date } | null;
  readonly asOf: Date;
}

/** What stands beside the question: the moment it is answered by, and when the ledger began. */
interface Known {
  readonly knownAt: Date;
  /** When the first listing ended; null where none has. */
  readonly firstListedAt: Date | null;
}

/**
 * The period and the moment of a report, all in UTC. Where neither end is given, it is the last whole month; of a ledger that is
 * younger than that, the present one; and where a moment is, the month that leads up to it. Where one end is not given, it is the end,
 * or the beginning, of the month of the other. An inventory for which no period is asked is of one moment. Throws `invalid_time` and
 * `invalid_period`.
 */
export function askedPeriod(ask: ReportAsk, known: Known): AskedPeriod {
  const { knownAt } = known;
  const asOf = ask.asOf === undefined ? undefined : timeIn('asOf', ask.asOf);
  if (asOf !== undefined && asOf > knownAt) {
    throw new RollcallError(
      'invalid_time',
      `asOf (${ask.asOf}) is later than what is known: leave it out, or ask earlier.`,
    );
  }
  const period = periodOf(ask, known, asOf);
  if (asOf !== undefined && period !== null && asOf < period.from) {
    throw new RollcallError(
      'invalid_time',
      `asOf (${ask.asOf}) is before the period begins (${told(period.from)}): leave it out, or ask for an earlier period.`,
    );
  }
  return { period, asOf: asOf ?? earlier(period?.to ?? knownAt, knownAt) };
}

/**
 * Why figures are not of all of the period, with what to do: it had not ended at the moment that is asked for. Undefined where they
 * are of all of it.
 */
export function openReason({
  period,
  asOf,
  knownAt,
}: Pick<ReportTerms, 'period' | 'asOf' | 'knownAt'>): ReportHead['reasons'][number] | undefined {
  if (period === null || asOf >= period.to) return undefined;
  return period.to > knownAt
    ? {
        sentence: `The period ends at ${told(period.to)}: all figures are those so far.`,
        remedy: 'Ask again when it is over.',
      }
    : {
        sentence: `It is asked as of ${told(asOf)}, before the period ends: all figures are those up to then.`,
        remedy: 'Leave --as-of out to have all of the period.',
      };
}

function periodOf({ kind, from, to }: ReportAsk, known: Known, asOf: Date | undefined): AskedPeriod['period'] {
  const { knownAt } = known;
  if (from === undefined && to === undefined) {
    if (kind === 'inventory') return null;
    return asOf === undefined ? usual(known) : monthBefore(asOf);
  }
  const end = to === undefined ? undefined : timeIn('to', to);
  const begin = from === undefined ? undefined : timeIn('from', from);
  const period = {
    from: begin ?? monthOf(new Date((end ?? knownAt).getTime() - 1)),
    to: end ?? monthOf(begin ?? knownAt, 1),
  };
  if (period.from.getTime() === period.to.getTime())
    throw invalid(`The period is empty: from and to are both ${told(period.to)}.`);
  if (period.from > period.to) {
    throw invalid(`The period is reversed: it ends (${told(period.to)}) before it begins (${told(period.from)}).`);
  }
  if (period.from >= knownAt) {
    throw invalid(`The period begins at ${told(period.from)}, of which nothing can be known at ${told(knownAt)}.`);
  }
  return period;
}

function usual({ knownAt, firstListedAt }: Known): { readonly from: Date; readonly to: Date } {
  const month = monthOf(knownAt);
  const isYoung = firstListedAt === null || firstListedAt >= month;
  return isYoung ? { from: month, to: monthOf(knownAt, 1) } : { from: monthOf(knownAt, -1), to: month };
}

/** What ends as a month begins, ends that month. */
function monthBefore(asOf: Date): { readonly from: Date; readonly to: Date } {
  const last = new Date(asOf.getTime() - 1);
  return { from: monthOf(last), to: monthOf(last, 1) };
}

/** The beginning of the month of a time, or of one so many months later. */
function monthOf(time: Date, later = 0): Date {
  return new Date(Date.UTC(time.getUTCFullYear(), time.getUTCMonth() + later, 1));
}

const Given = z.union([
  z.iso.datetime({ offset: true }),
  // Without seconds.
  z.iso.datetime({ offset: true, precision: -1 }),
  z.iso.date(),
  z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/),
]);

/** ISO 8601 with an offset, or a day or a month, which is its beginning in UTC. Throws `invalid_time`. */
export function timeIn(name: string, given: string): Date {
  const parsed = Given.safeParse(given);
  if (parsed.success) return new Date(parsed.data);
  throw new RollcallError(
    'invalid_time',
    `${name} is no time: give ISO 8601 with an offset, such as 2026-11-01T10:00:00Z, a day, 2026-11-01, or a month, 2026-11.`,
  );
}

function earlier(one: Date, other: Date): Date {
  return one < other ? one : other;
}

function told(time: Date): Instant {
  return time.toISOString();
}

function invalid(message: string): RollcallError {
  return new RollcallError('invalid_period', `${message} Give --from and --to; --to is not in it.`);
}
