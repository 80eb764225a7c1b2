import { nextDue } from './schedule.ts';

/** When each kind of a connection is due. One that does not stand here was never due: it comes along with the next. */
export type DueTimes = Readonly<Record<string, Date>>;

/** A cron line (UTC) for each kind. */
export type Schedules = Readonly<Record<string, string>>;

/** What decides when the kinds of a connection are due. */
export interface Timetable {
  /** Of every kind that the provider lists. */
  readonly schedules: Schedules;
  readonly due: DueTimes;
  readonly at: Date;
  readonly spreadKey: string;
}

/**
 * Which kinds of a connection that is due are due at `at`, when each is due from then on, and the first of these times
 * (null where nothing is listed at all). All kinds of a connection share its spread, so those on one schedule make one
 * run. A kind that the provider no longer lists disappears.
 */
export function dueKinds(timetable: Timetable): {
  readonly kinds: readonly string[];
  readonly due: DueTimes;
  readonly next: Date | null;
} {
  const { due, at } = timetable;
  const kinds: string[] = [];
  const after: Record<string, Date> = {};
  for (const [kind, next] of nextTimes(timetable)) {
    const known = due[kind];
    const isAhead = known !== undefined && known > at;
    if (!isAhead) kinds.push(kind);
    after[kind] = isAhead ? known : next;
  }
  return { kinds, due: after, next: earliest(Object.values(after)) };
}

/**
 * The due times after schedules changed: every kind that has one gets its next by the schedule it has now. One that was
 * never due still has none and waits for the first of all, not for its own: a connection that was added a minute past
 * midnight has everything listed when the first of it is, even what is listed every six hours from then on.
 */
export function reschedule(timetable: Timetable): { readonly due: DueTimes; readonly next: Date | null } {
  const times = nextTimes(timetable);
  return {
    due: Object.fromEntries(times.filter(([kind]) => timetable.due[kind] !== undefined)),
    next: earliest(times.map(([, time]) => time)),
  };
}

/** The schedule of every kind: its own on this connection, else the connection's, else the one that was declared for it. */
export function effectiveSchedules(
  declared: Schedules,
  { schedule, schedules }: { readonly schedule: string | null; readonly schedules: Schedules },
): Schedules {
  return Object.fromEntries(
    Object.entries(declared).map(([kind, cron]) => [kind, schedules[kind] ?? schedule ?? cron]),
  );
}

/** The next time of each kind. Many share a schedule, and reading one takes longer than all else here. */
function nextTimes({ schedules, at, spreadKey }: Timetable): readonly (readonly [kind: string, next: Date])[] {
  const known = new Map<string, Date>();
  return Object.entries(schedules).map(([kind, schedule]) => {
    const next = known.get(schedule) ?? nextDue(schedule, { after: at, spreadKey });
    known.set(schedule, next);
    return [kind, next];
  });
}

function earliest(times: readonly Date[]): Date | null {
  return times.reduce<Date | null>((first, time) => (first === null || time < first ? time : first), null);
}
