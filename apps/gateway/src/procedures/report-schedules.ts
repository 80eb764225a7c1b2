import {
  addReportSchedule,
  askReportSchedule,
  listReportSchedules,
  pauseReportSchedule,
  removeReportSchedule,
  reportScheduleNamed,
  resumeReportSchedule,
  updateReportSchedule,
} from '@rollcall/db/reports';
import { ReportFilters, ReportFormat, ReportKind, ReportPeriod } from '@rollcall/schema';
import { z } from 'zod';
import { hasScope, scopeMissing } from '../keys/scopes.ts';
import { type CallerContext, procedureFor, router } from '../trpc.ts';

const named = z.strictObject({ name: z.string() });

/** What one is called, which may stand in a path. */
const Name = z
  .string()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,99}$/u, 'must be letters, digits, spaces, dots and dashes, 100 at the most');
/** A name that no file system takes for something else. */
const Folder = Name.regex(/[^. ]$/, 'must end in a letter, a digit or a dash');

const Cron = z.string().max(200).describe('Five or six fields, in UTC; due every five minutes at the most.');
const Formats = z
  .array(ReportFormat)
  .min(1)
  .max(ReportFormat.options.length)
  .refine((formats) => new Set(formats).size === formats.length, 'must name each format once');
const Webhook = z
  .string()
  .max(100)
  .nullable()
  .describe('The name of the webhook that is sent it; * for every one that takes report.issued.');

/**
 * Reports on a schedule, which a daemon makes and delivers. They carry what the workspace holds to where others read it: whoever
 * sets them may set webhooks, and read reports.
 */
export const reportSchedules = router({
  list: procedureFor({
    scope: 'reports:read',
    cost: 'page',
    audit: 'none',
    reach: 'workspace',
    rest: 'GET /report-schedules',
    summary: 'Lists the reports that are made on a schedule.',
  }).query(({ ctx }) =>
    ctx.inWorkspace(async (tx) => ({ data: [...(await listReportSchedules(tx))], nextCursor: null })),
  ),

  get: procedureFor({
    scope: 'reports:read',
    cost: 'read',
    audit: 'none',
    reach: 'workspace',
    rest: 'GET /report-schedules/{name}',
    summary: 'Answers one schedule: when it is due, and what came of it.',
  })
    .input(named)
    .query(({ ctx, input }) => ctx.inWorkspace(async (tx) => ({ data: await reportScheduleNamed(tx, input.name) }))),

  add: procedureFor({
    scope: 'webhooks:admin',
    cost: 'change',
    audit: 'change',
    reach: 'workspace',
    rest: 'POST /report-schedules',
    summary: 'Has a report made on a schedule, and delivered.',
  })
    .input(
      z.strictObject({
        name: Name,
        kind: ReportKind,
        filters: ReportFilters.default({}),
        cron: Cron,
        period: ReportPeriod,
        formats: Formats,
        folder: Folder.nullable().default(null).describe('The folder into which the daemon writes it.'),
        webhook: Webhook.default(null),
      }),
    )
    .mutation(({ ctx, input }) => {
      assertReadsReports(ctx);
      return ctx.inWorkspace(async (tx) => ({ data: await addReportSchedule(tx, input, changing(ctx)) }));
    }),

  update: procedureFor({
    scope: 'webhooks:admin',
    cost: 'change',
    audit: 'change',
    reach: 'workspace',
    rest: 'PATCH /report-schedules/{name}',
    summary: 'Changes a schedule, or what is made by it.',
  })
    .input(
      z.strictObject({
        name: z.string(),
        newName: Name.optional(),
        kind: ReportKind.optional(),
        filters: ReportFilters.optional().describe('All of them: what is left out of it is taken away.'),
        cron: Cron.optional(),
        period: ReportPeriod.optional(),
        formats: Formats.optional(),
        folder: Folder.nullable().optional(),
        webhook: Webhook.optional(),
      }),
    )
    .mutation(({ ctx, input: { name, newName, ...terms } }) => {
      assertReadsReports(ctx);
      const given = Object.entries({ ...terms, name: newName }).filter(([, value]) => value !== undefined);
      const change: Parameters<typeof updateReportSchedule>[1]['change'] = Object.fromEntries(given);
      return ctx.inWorkspace(async (tx) => ({ data: await updateReportSchedule(tx, { name, change }, changing(ctx)) }));
    }),

  pause: procedureFor({
    scope: 'webhooks:admin',
    cost: 'change',
    audit: 'change',
    reach: 'workspace',
    rest: 'POST /report-schedules/{name}/pause',
    summary: 'Has nothing made by a schedule until it is resumed.',
  })
    .input(named)
    .mutation(({ ctx, input: { name } }) =>
      ctx.inWorkspace(async (tx) => ({ data: await pauseReportSchedule(tx, name, ctx.caller.actor) })),
    ),

  resume: procedureFor({
    scope: 'webhooks:admin',
    cost: 'change',
    audit: 'change',
    reach: 'workspace',
    rest: 'POST /report-schedules/{name}/resume',
    summary: 'Has a schedule go on with its next turn.',
  })
    .input(named)
    .mutation(({ ctx, input: { name } }) =>
      ctx.inWorkspace(async (tx) => ({ data: await resumeReportSchedule(tx, name, changing(ctx)) })),
    ),

  remove: procedureFor({
    scope: 'webhooks:admin',
    cost: 'change',
    audit: 'change',
    reach: 'workspace',
    rest: 'DELETE /report-schedules/{name}',
    summary: 'Ends a schedule; what was made by it stays.',
  })
    .input(named)
    .mutation(({ ctx, input: { name } }) =>
      ctx.inWorkspace(async (tx) => ({ data: { id: await removeReportSchedule(tx, name, ctx.caller.actor), name } })),
    ),

  /** A daemon makes it within seconds, also where its period was made already or the schedule is paused. */
  run: procedureFor({
    scope: 'webhooks:admin',
    cost: 'call',
    audit: 'change',
    reach: 'workspace',
    rest: 'POST /report-schedules/{name}/run',
    summary: 'Has a daemon make and deliver its report at once.',
  })
    .input(named)
    .mutation(({ ctx, input: { name } }) =>
      ctx.inWorkspace(async (tx) => ({ data: await askReportSchedule(tx, name, ctx.caller.actor) })),
    ),
});

function changing({ caller }: CallerContext) {
  return { actor: caller.actor, at: new Date() };
}

/** Nobody has reports brought to where they read them who may not read them here. */
function assertReadsReports({ caller }: CallerContext): void {
  if (!hasScope(caller, 'reports:read')) throw scopeMissing('reports:read');
}
