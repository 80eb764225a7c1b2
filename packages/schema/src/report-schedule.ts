import { z } from 'zod';
import { Instant, ReportId, ReportScheduleId } from './ids.ts';
import { ReportAsk, ReportFormat, ReportKind } from './report.ts';

/**
 * What a report on a schedule covers, counted from when its turn comes, in UTC: the last whole month, week (from Monday) or day, or
 * the month up to then. `now`, for an inventory: the moment itself.
 */
export const ReportPeriod = z.enum(['last_month', 'last_week', 'last_day', 'month_so_far', 'now']);
export type ReportPeriod = z.infer<typeof ReportPeriod>;

/** What a report is narrowed to, whenever it is made. */
export const ReportFilters = ReportAsk.pick({
  ...{ connection: true, resourceKind: true, client: true, actor: true, subject: true, about: true },
});
export type ReportFilters = z.infer<typeof ReportFilters>;

/** Stands for every webhook whose filter takes `report.issued`. */
export const everyWebhook = '*';

/** A report that is made again and again, and brought to where it is read. */
export const ReportSchedule = z.object({
  id: ReportScheduleId,
  name: z.string(),
  /** `paused` until somebody resumes it. */
  state: z.enum(['active', 'paused']),
  kind: ReportKind,
  filters: ReportFilters,
  /** Five or six fields, in UTC. */
  cron: z.string(),
  period: ReportPeriod,
  formats: z.array(ReportFormat),
  /** The folder below that of the workspace into which the daemon writes it; null for none. */
  folder: z.string().nullable(),
  /** The name of the webhook that is sent it whatever its filter; `*` for every one that takes `report.issued`; null for none. */
  webhook: z.string().nullable(),
  createdAt: Instant,
  /** Null while it is paused. */
  nextDueAt: Instant.nullable(),
  /** Since when somebody waits for it who asked for it to be made at once; null where nobody does. */
  askedAt: Instant.nullable(),
  /** When it was made last, for which turn, and which report that is; null before the first. */
  made: z.object({ at: Instant, dueAt: Instant, reportId: ReportId }).nullable(),
  /** What is wrong, and since when; null where the last try went well. `nextTryAt`: null once it is given up until its next turn. */
  failing: z.object({ since: Instant, reason: z.string(), nextTryAt: Instant.nullable() }).nullable(),
});
export type ReportSchedule = z.infer<typeof ReportSchedule>;
