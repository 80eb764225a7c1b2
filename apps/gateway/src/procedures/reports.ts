import { documentBytes, listReports, readPart, reportById } from '@rollcall/db/reports';
import { providers } from '@rollcall/provider-registry';
import { type Maker, makeReport } from '@rollcall/reports';
import { ReportAsk, ReportFormat, ReportId, ReportKind, RollcallError } from '@rollcall/schema';
import { z } from 'zod';
import { positionOf } from '../cursor.ts';
import { withBytes } from '../http/answer-bytes.ts';
import { pageInput, pageOf } from '../page.ts';
import { type CallerContext, procedureFor, router } from '../trpc.ts';
import { reportSchedules } from './report-schedules.ts';

const Position = z.object({ madeAt: z.coerce.date(), id: ReportId });

/** Reports on what the ledger holds. */
export const reports = router({
  schedules: reportSchedules,

  /**
   * Makes one in a format. Without `knownAt` it is of all that is known, and is issued, unless it says what the one that was issued
   * before it says: then it is that one again.
   */
  make: procedureFor({
    scope: 'reports:read',
    cost: 'call',
    audit: 'change',
    rest: 'POST /reports',
    summary: 'Makes a report in a format, and keeps it to be fetched.',
  })
    .input(ReportAsk.extend({ format: ReportFormat.default('json') }))
    .mutation(async ({ ctx, input: { format, ...ask } }) => ({ data: await makeReport(makerOf(ctx), ask, [format]) })),

  list: procedureFor({
    scope: 'reports:read',
    cost: 'page',
    audit: 'none',
    rest: 'GET /reports',
    summary: 'Lists the reports that were made, the newest first.',
  })
    .input(
      z.strictObject({
        kind: ReportKind.optional(),
        issued: z
          .boolean()
          .optional()
          .describe('Only those that were issued, or only those that were made of the past.'),
        ...pageInput,
      }),
    )
    .query(({ ctx, input: { cursor, limit, ...filter } }) => {
      const after = cursor === undefined ? undefined : positionOf(cursor, filter, Position);
      return ctx.inWorkspace(async (tx) => {
        const rows = await listReports(tx, { ...filter, after, limit: limit + 1 });
        const { data, nextCursor } = pageOf(rows, { limit, filter, position: ({ position }) => position });
        return { data: data.map(({ report }) => report), nextCursor };
      });
    }),

  get: procedureFor({
    scope: 'reports:read',
    cost: 'read',
    audit: 'none',
    rest: 'GET /reports/{id}',
    summary: 'Shows a report that was made, and which documents of it are kept.',
  })
    .input(z.strictObject({ id: ReportId }))
    .query(({ ctx, input: { id } }) => ctx.inWorkspace(async (tx) => ({ data: (await reportById(tx, id)).report }))),

  /** Under `/v1`, its bytes as they are, with their name and length; by tRPC, what it is. */
  document: procedureFor({
    scope: 'reports:read',
    cost: 'call',
    audit: 'none',
    answers: 'document',
    rest: 'GET /reports/{id}/{format}',
    summary: 'Answers a document of a report as it is.',
  })
    .input(z.strictObject({ id: ReportId, format: ReportFormat }))
    .query(async ({ ctx, input: { id, format } }) => {
      const { report } = await ctx.inWorkspace((tx) => reportById(tx, id));
      const document = report.documents.find((one) => one.format === format);
      if (document === undefined) {
        const message = `The report ${id} is not kept as ${format}: "reports.make" makes it anew, of the same bytes.`;
        throw new RollcallError('not_found', message);
      }
      const { gateway, caller } = ctx;
      const bytes = () => documentBytes(gateway.db, caller.workspaceId, { id, format });
      return withBytes({ data: document }, { document, bytes });
    }),

  /** A document part by part: together, in their order, these are its bytes. */
  read: procedureFor({
    scope: 'reports:read',
    cost: 'page',
    audit: 'none',
    rest: 'GET /reports/{id}/{format}/{part}',
    summary: 'Answers a part of a document of a report, in base64.',
  })
    .input(z.strictObject({ id: ReportId, format: ReportFormat, part: z.coerce.number().int().min(0).max(1_000_000) }))
    .query(({ ctx, input: { id, format, part: nth } }) =>
      ctx.inWorkspace(async (tx) => {
        const { bytes, isLast } = await readPart(tx, { id, format, nth });
        return { data: { base64: bytes.toString('base64'), isLast } };
      }),
    ),
});

function makerOf({ gateway, caller }: CallerContext): Maker {
  const { db } = gateway;
  return { db, workspaceId: caller.workspaceId, providers: Object.values(providers), actor: caller.actor };
}
