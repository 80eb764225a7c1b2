import type { ScheduledConnection } from '@rollcall/schema';

/**
 * When a connection is listed, in one line: first the schedule that most of its kinds are on, then the others with the
 * kinds they are of, such as `0 * * * * · wallet 5 4 * * * · 3 kinds 0 0 * * 0`.
 */
export function scheduleOf({ kinds }: Pick<ScheduledConnection, 'kinds'>): string {
  const bySchedule = new Map<string, string[]>();
  for (const { kind, schedule } of kinds) bySchedule.set(schedule, [...(bySchedule.get(schedule) ?? []), kind]);
  const [most, ...others] = [...bySchedule].sort(([, one], [, other]) => other.length - one.length);
  if (most === undefined) return '-';
  return [most[0], ...others.map(([schedule, of]) => `${kindsOf(of)} ${schedule}`)].join(' · ');
}

/** One or two kinds by name, more by their number. */
export function kindsOf(kinds: readonly string[]): string {
  return kinds.length > 2 ? `${kinds.length} kinds` : kinds.join(', ');
}
