import { coveredPeriod, newestTime, nextTime, reportWaitMs } from '@rollcall/ledger';
import {
  type Actor,
  type MadeReport,
  type ReportFormat,
  type ReportSchedule,
  ReportScheduleId,
  WorkspaceId,
} from '@rollcall/schema';
import { sql } from 'kysely';
import { inMs, now } from '../clock.ts';
import type { Db, Tx } from '../database.ts';
import { appendEvent } from '../events.ts';
import { toldDocuments } from './reports.ts';
import { type ScheduleRow, scheduleOf, scheduleRows } from './schedule-row.ts';

/** For how long a report is one daemon's to make, unless it says that it is at it still. */
export const scheduleLeaseMs = 60_000;

/** A turn of a schedule that a daemon has taken. */
export interface ScheduledJob {
  readonly schedule: ReportSchedule;
  /** Which claim this is: what comes of another counts no more. */
  readonly fence: number;
  /** `due`: its turn came; `asked`: somebody asked. */
  readonly trigger: 'due' | 'asked';
  /** When that was. */
  readonly dueAt: Date;
  /** Turns that passed before it while no daemon made anything of them, and that nothing is made of. */
  readonly missed: number;
  readonly period: { readonly from: Date; readonly to: Date } | null;
  /** Whether the schedule had a report made of this period before. */
  readonly isCovered: boolean;
  readonly webhook: { readonly id: string; readonly name: string; readonly isRemoved: boolean } | null;
  /** How often it was tried before, in vain. */
  readonly tries: number;
}

/** The schedules of all workspaces whose turn it is, and that no daemon is at; those first that have waited longest. */
export async function dueReportSchedules(
  db: Db,
  { at, most }: { readonly at: Date; readonly most: number },
): Promise<readonly { readonly workspaceId: WorkspaceId; readonly scheduleId: ReportScheduleId }[]> {
  const { rows } = await sql<{ workspace_id: string; schedule_id: string }>`
    select d.* from rollcall.due_report_schedules(${at}, ${most}) d`.execute(db);
  return rows.map((row) => ({
    workspaceId: WorkspaceId.parse(row.workspace_id),
    scheduleId: ReportScheduleId.parse(row.schedule_id),
  }));
}

/** Takes the turn of a schedule for `scheduleLeaseMs`; undefined where it is not due any more, or another daemon has it. */
export async function claimReportSchedule(
  tx: Tx,
  { id, at }: { readonly id: ReportScheduleId; readonly at: Date },
): Promise<ScheduledJob | undefined> {
  const row = await scheduleRows(tx)
    .where('report_schedule.schedule_id', '=', id)
    .where(sql<boolean>`(report_schedule.asked_at is not null or report_schedule.next_due_at <= ${at})
      and coalesce(report_schedule.retry_at <= ${at}, true)
      and coalesce(report_schedule.claimed_until <= clock_timestamp(), true)`)
    .forUpdate('report_schedule')
    .skipLocked()
    .executeTakeFirst();
  if (row === undefined) return undefined;
  await claimed(tx, { id, fence: row.fence })
    .set({ claimed_until: inMs(scheduleLeaseMs), fence: row.fence + 1 })
    .execute();
  return jobOf(row, at);
}

function jobOf(row: ScheduleRow, at: Date): ScheduledJob {
  const { asked_at: askedAt, next_due_at: from, cron, schedule_id: seed, webhook_id: webhookId, webhook } = row;
  const turn =
    askedAt !== null || from === null ? { time: askedAt ?? at, missed: 0 } : newestTime(cron, { from, at, seed });
  const period = coveredPeriod(row.period, turn.time);
  return {
    ...{ schedule: scheduleOf(row), fence: row.fence + 1, trigger: askedAt === null ? 'due' : 'asked' },
    ...{ dueAt: turn.time, missed: turn.missed, period, tries: row.tries },
    isCovered: row.covered_to?.getTime() === (period?.to ?? turn.time).getTime(),
    webhook:
      webhookId === null || webhook === null
        ? null
        : { id: webhookId, name: webhook, isRemoved: row.webhook_state === 'removed' },
  };
}

type Claim = Pick<ScheduledJob, 'schedule' | 'fence'>;

/** Says that a daemon is at it still; false when it is not its own any more. */
export async function renewReportSchedule(tx: Tx, { schedule: { id }, fence }: Claim): Promise<boolean> {
  const renewed = await claimed(tx, { id, fence })
    .set({ claimed_until: inMs(scheduleLeaseMs) })
    .executeTakeFirst();
  return renewed.numUpdatedRows > 0n;
}

/** Gives back what a daemon that stops has not made: another takes it at once. */
export async function releaseReportSchedule(tx: Tx, { schedule: { id }, fence }: Claim): Promise<void> {
  await claimed(tx, { id, fence }).set({ claimed_until: null }).execute();
}

/** What came of a turn, and where it was brought. */
interface DeliveredReport {
  readonly report: MadeReport;
  readonly made: 'issued' | 'again';
  /** Where its files are, by the daemon that wrote them. */
  readonly files: readonly string[];
  readonly actor: Actor;
}

/**
 * Records that the turn of a schedule is done, and has the log tell so (`report.delivered`), but where a period that was made before
 * says nothing that was not delivered. False when it was not this daemon's any more: then nothing is recorded.
 */
export async function finishReportSchedule(tx: Tx, job: ScheduledJob, delivered: DeliveredReport): Promise<boolean> {
  const { schedule, fence, dueAt, period } = job;
  const { report } = delivered;
  const finished = await claimed(tx, { id: schedule.id, fence })
    .set({
      ...{ claimed_until: null, tries: 0, retry_at: null, failing_since: null, fault: null },
      ...{ made_at: now, made_due_at: dueAt, report_id: report.id, covered_to: period?.to ?? dueAt },
      ...turned(job, dueAt),
    })
    .executeTakeFirst();
  if (finished.numUpdatedRows === 0n) return false;
  if (job.trigger === 'asked' || !job.isCovered || !isDelivered(job, report)) await tellDelivered(tx, job, delivered);
  return true;
}

/**
 * Whether it is what the schedule delivered last. That it was issued before says nothing of it: somebody may have had it made by hand, or
 * a turn that could not deliver it.
 */
function isDelivered({ schedule }: ScheduledJob, report: MadeReport): boolean {
  return schedule.made?.reportId === report.id;
}

async function tellDelivered(
  tx: Tx,
  job: ScheduledJob,
  { report, made, files, actor }: DeliveredReport,
): Promise<void> {
  const { schedule, trigger, dueAt, missed, webhook } = job;
  const wanted: readonly ReportFormat[] = schedule.formats;
  const documents = report.documents.filter(({ format }) => wanted.includes(format));
  await appendEvent(tx, {
    type: 'report.delivered',
    actor,
    subject: { kind: 'report', externalId: report.id, name: report.title },
    after: {
      ...{ schedule: schedule.name, scheduleId: schedule.id, trigger, dueAt: dueAt.toISOString(), missed, made },
      ...{ kind: report.kind, period: report.period, knownAt: report.knownAt, state: report.state },
      ...{ digest: report.digest, files, documents: toldDocuments(report.id, documents) },
      // By it alone the webhook is sent this event, and the documents with it.
      ...(webhook === null ? {} : { webhook: webhook.name, webhookId: webhook.id }),
    },
  });
}

/** Why a turn came to nothing. */
interface FailedReport {
  /** A sentence. */
  readonly fault: string;
  /** That another try would come to nothing, too. */
  readonly isFinal: boolean;
  readonly at: Date;
  readonly actor: Actor;
}

/**
 * Records that a turn came to nothing: it is tried again after a while, and after the last time given up, in an event
 * (`report.failed`), until the next turn. Answers when it is tried again; undefined where it is not, or it was not this daemon's any more.
 */
export async function failReportSchedule(tx: Tx, job: ScheduledJob, failed: FailedReport): Promise<Date | undefined> {
  const { schedule, fence } = job;
  const { fault, isFinal, at, actor } = failed;
  const tries = job.tries + 1;
  const waitMs = isFinal ? undefined : reportWaitMs(tries);
  const retryAt = waitMs === undefined ? undefined : new Date(at.getTime() + waitMs);
  const recorded = await claimed(tx, { id: schedule.id, fence })
    .set({
      ...{ claimed_until: null, fault, retry_at: retryAt ?? null, tries: retryAt === undefined ? 0 : tries },
      failing_since: sql<Date>`coalesce(failing_since, ${at})`,
      ...(retryAt === undefined ? turned(job, at) : {}),
    })
    .executeTakeFirst();
  if (recorded.numUpdatedRows === 0n) return undefined;
  if (retryAt === undefined) {
    const { trigger, dueAt } = job;
    await appendEvent(tx, {
      ...{ type: 'report.failed', severity: 'alarm', actor },
      subject: { kind: 'report_schedule', externalId: schedule.id, name: schedule.name },
      after: { trigger, dueAt: dueAt.toISOString(), tries, reason: fault },
    });
  }
  return retryAt;
}

/** What is so once the turn is over: the next one is waited for, or nobody waits any more who asked. */
function turned({ schedule, trigger }: ScheduledJob, after: Date) {
  if (trigger === 'asked') return { asked_at: null };
  return { next_due_at: nextTime(schedule.cron, { after, seed: schedule.id }) };
}

function claimed(tx: Tx, { id, fence }: { readonly id: ReportScheduleId; readonly fence: number }) {
  return tx
    .updateTable('report_schedule')
    .where('workspace_id', '=', tx.workspaceId)
    .where('schedule_id', '=', id)
    .where('fence', '=', fence);
}
