import { everyWebhook, ReportSchedule, ReportScheduleId, RollcallError } from '@rollcall/schema';
import type { Selectable } from 'kysely';
import type { Tx } from '../database.ts';
import { instant, instantOrNull } from '../json.ts';
import type { ReportTables } from './tables.ts';

/** Each is a report that somebody waits for, and a daemon makes one after the other. */
export const reportSchedulesMax = 100;

/** Every schedule of the workspace, by name. */
export async function listReportSchedules(tx: Tx): Promise<readonly ReportSchedule[]> {
  const rows = await scheduleRows(tx).orderBy('report_schedule.name').limit(reportSchedulesMax).execute();
  return rows.map(scheduleOf);
}

/** Throws `not_found`. */
export async function reportScheduleNamed(tx: Tx, name: string): Promise<ReportSchedule> {
  const row = await scheduleRows(tx).where('report_schedule.name', '=', name).executeTakeFirst();
  if (row === undefined) throw noSchedule(name);
  return scheduleOf(row);
}

/** One as it stands in the database, with the name of its webhook. */
export type ScheduleRow = Selectable<ReportTables['report_schedule']> & {
  readonly webhook: string | null;
  readonly webhook_state: string | null;
};

export function scheduleRows(tx: Tx) {
  return tx
    .selectFrom('report_schedule')
    .leftJoin('webhook', (join) =>
      join
        .onRef('webhook.workspace_id', '=', 'report_schedule.workspace_id')
        .onRef('webhook.webhook_id', '=', 'report_schedule.webhook_id'),
    )
    .selectAll('report_schedule')
    .select(['webhook.name as webhook', 'webhook.state as webhook_state'])
    .where('report_schedule.workspace_id', '=', tx.workspaceId);
}

export function scheduleOf(row: ScheduleRow): ReportSchedule {
  const { fault, failing_since: since, made_at: madeAt, made_due_at: dueAt, report_id: reportId } = row;
  return ReportSchedule.parse({
    ...{ id: ReportScheduleId.parse(row.schedule_id), name: row.name, state: row.state, kind: row.kind },
    ...{ filters: row.filters, cron: row.cron, period: row.period, formats: row.formats, folder: row.folder },
    webhook: row.every_webhook ? everyWebhook : row.webhook,
    createdAt: instant(row.created_at),
    nextDueAt: instantOrNull(row.next_due_at),
    askedAt: instantOrNull(row.asked_at),
    made:
      madeAt === null || dueAt === null || reportId === null
        ? null
        : { at: instant(madeAt), dueAt: instant(dueAt), reportId },
    failing:
      since === null || fault === null
        ? null
        : { since: instant(since), reason: fault, nextTryAt: instantOrNull(row.retry_at) },
  });
}

export function noSchedule(name: string): RollcallError {
  return new RollcallError(
    'not_found',
    `There is no report schedule named "${name}": "reports schedules" shows those there are.`,
  );
}
