import { assertSchedule, effectiveSchedules, reschedule } from '@rollcall/ledger';
import { assumedSettings, declaredSchedules, providers } from '@rollcall/provider-registry';
import type { Connection, ScheduledConnection } from '@rollcall/schema';
import { assertKind } from '../procedures/kinds.ts';

/** What a connection says of schedules, in place of its provider. */
export type Overrides = Pick<Connection, 'schedule' | 'schedules'>;

/** A change of them: what is left out stays, what is null goes. */
export interface OverridesChange {
  readonly schedule?: string | null | undefined;
  readonly schedules?: Readonly<Record<string, string | null>> | undefined;
}

/** The overrides after a change. Throws `invalid_schedule` or `unknown_kind`. */
export function changedOverrides(before: Overrides, change: OverridesChange, provider: string): Overrides {
  if (typeof change.schedule === 'string') assertSchedule(change.schedule);
  const schedules = { ...before.schedules };
  for (const [kind, schedule] of Object.entries(change.schedules ?? {})) {
    if (schedule === null) {
      delete schedules[kind];
    } else {
      assertKind(kind, provider);
      assertSchedule(schedule);
      schedules[kind] = schedule;
    }
  }
  return { schedule: change.schedule === undefined ? before.schedule : change.schedule, schedules };
}

/** When the kinds of a connection are due by these overrides; `dueAt` says when they were. */
export function dueTimes(
  { id, provider, dueAt }: Pick<Connection, 'id' | 'provider' | 'dueAt'>,
  overrides: Overrides,
): ReturnType<typeof reschedule> {
  return reschedule({
    schedules: effectiveSchedules(declaredSchedules(provider), overrides),
    due: Object.fromEntries(Object.entries(dueAt).map(([kind, time]) => [kind, new Date(time)])),
    at: new Date(),
    spreadKey: id,
  });
}

/** A connection as callers see it. One whose provider this version does not know has no kinds. */
export function scheduled({ dueAt, ...connection }: Connection): ScheduledConnection {
  const { schedule, schedules, nextDueAt } = connection;
  const kinds = (providers[connection.provider]?.kinds ?? []).map(({ kind, schedule: declared }) => {
    const own = schedules[kind];
    return {
      kind,
      schedule: own ?? schedule ?? declared.cron,
      setBy:
        own !== undefined ? ('kind' as const) : schedule !== null ? ('connection' as const) : ('provider' as const),
      reason: own === undefined && schedule === null ? declared.reason : null,
      nextDueAt: dueAt[kind] ?? nextDueAt,
    };
  });
  return { ...connection, kinds, assumed: assumedSettings(connection.provider, connection.config) };
}
