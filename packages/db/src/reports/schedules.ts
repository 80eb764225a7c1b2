import { assertFiltersOf, assertReportSchedule, nextTime } from '@rollcall/ledger';
import {
  type Actor,
  type EventType,
  everyWebhook,
  type ReportFilters,
  type ReportFormat,
  type ReportKind,
  type ReportPeriod,
  type ReportSchedule,
  ReportScheduleId,
  RollcallError,
} from '@rollcall/schema';
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { now } from '../clock.ts';
import { connectionNamed } from '../connections.ts';
import type { Tx } from '../database.ts';
import { appendEvent } from '../events.ts';
import { webhookNamed } from '../webhooks/row.ts';
import { noSchedule, reportScheduleNamed, reportSchedulesMax } from './schedule-row.ts';

/** What somebody may set of a schedule. */
export interface ScheduleTerms {
  readonly name: string;
  readonly kind: ReportKind;
  readonly filters: ReportFilters;
  readonly cron: string;
  readonly period: ReportPeriod;
  readonly formats: readonly ReportFormat[];
  readonly folder: string | null;
  readonly webhook: string | null;
}

/** Who changes it, and when that is: by it is told when it is due next. */
export interface Changing {
  readonly actor: Actor;
  readonly at: Date;
}

/**
 * Stores a schedule. Throws `report_schedule_exists`, `too_many_report_schedules`, `invalid_schedule`, `invalid_input`, and
 * `connection_not_found` or `not_found` for a connection or a webhook that it names.
 */
export async function addReportSchedule(
  tx: Tx,
  terms: ScheduleTerms,
  { actor, at }: Changing,
): Promise<ReportSchedule> {
  await assertRoom(tx);
  const id = ReportScheduleId.parse(uuidv7());
  const values = await storedTerms(tx, terms);
  const added = await tx
    .insertInto('report_schedule')
    .values({
      ...{ workspace_id: tx.workspaceId, schedule_id: id, ...values },
      next_due_at: nextTime(terms.cron, { after: at, seed: id }),
    })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'name']).doNothing())
    .executeTakeFirst();
  if (added.numInsertedOrUpdatedRows === 0n) throw exists(terms.name);
  await tell(tx, 'report_schedule.added', { schedule: { id, name: terms.name }, actor, after: { ...terms } });
  return reportScheduleNamed(tx, terms.name);
}

/**
 * Changes a schedule, unless it was so already. What a daemon is making by what was so before counts no more, and its next turn is
 * by the schedule as it is now.
 */
export async function updateReportSchedule(
  tx: Tx,
  { name, change }: { readonly name: string; readonly change: Partial<ScheduleTerms> },
  { actor, at }: Changing,
): Promise<ReportSchedule> {
  const before = await lockSchedule(tx, name);
  const was = termsOf(before);
  const terms = { ...was, ...change };
  const changed = termNames.filter((term) => JSON.stringify(was[term]) !== JSON.stringify(terms[term]));
  if (changed.length === 0) return before;
  if (terms.name !== name && (await isTaken(tx, terms.name))) throw exists(terms.name);
  await ofSchedule(tx, before.id)
    .set({
      ...(await storedTerms(tx, terms)),
      ...freed,
      covered_to: null,
      next_due_at: before.state === 'paused' ? null : nextTime(terms.cron, { after: at, seed: before.id }),
    })
    .execute();
  const told = (of: ScheduleTerms) => Object.fromEntries(changed.map((term) => [term, of[term]]));
  await tell(tx, 'report_schedule.updated', {
    ...{ schedule: { id: before.id, name: terms.name }, actor, before: told(was), after: told(terms) },
  });
  return reportScheduleNamed(tx, terms.name);
}

/** Has no more reports made by a schedule until it is resumed. */
export async function pauseReportSchedule(tx: Tx, name: string, actor: Actor): Promise<ReportSchedule> {
  const schedule = await lockSchedule(tx, name);
  if (schedule.state === 'active') {
    await ofSchedule(tx, schedule.id)
      .set({ ...freed, state: 'paused', next_due_at: null, asked_at: null })
      .execute();
    await tell(tx, 'report_schedule.paused', { schedule, actor });
  }
  return reportScheduleNamed(tx, name);
}

/** Has a schedule go on with its next turn: what fell into the pause is not made. */
export async function resumeReportSchedule(tx: Tx, name: string, { actor, at }: Changing): Promise<ReportSchedule> {
  const schedule = await lockSchedule(tx, name);
  if (schedule.state === 'paused') {
    const next = nextTime(schedule.cron, { after: at, seed: schedule.id });
    await ofSchedule(tx, schedule.id)
      .set({ ...freed, state: 'active', next_due_at: next })
      .execute();
    await tell(tx, 'report_schedule.resumed', { schedule, actor });
  }
  return reportScheduleNamed(tx, name);
}

/** Ends a schedule. What was made by it stays. */
export async function removeReportSchedule(tx: Tx, name: string, actor: Actor): Promise<ReportScheduleId> {
  const schedule = await lockSchedule(tx, name);
  await tx
    .deleteFrom('report_schedule')
    .where('workspace_id', '=', tx.workspaceId)
    .where('schedule_id', '=', schedule.id)
    .execute();
  await tell(tx, 'report_schedule.removed', { schedule, actor, before: { ...termsOf(schedule) } });
  return schedule.id;
}

/** Has a daemon make the report at once, as of now, also where its period was made already or the schedule is paused. */
export async function askReportSchedule(tx: Tx, name: string, actor: Actor): Promise<ReportSchedule> {
  const schedule = await lockSchedule(tx, name);
  if (schedule.askedAt === null) {
    await ofSchedule(tx, schedule.id)
      .set({ asked_at: sql<Date>`date_trunc('milliseconds', ${now})`, retry_at: null })
      .execute();
    await tell(tx, 'report_schedule.run_requested', { schedule, actor });
  }
  return reportScheduleNamed(tx, name);
}

/** No daemon has it any more, and nothing is wrong with it. */
const freed = {
  ...{ claimed_until: null, fence: sql<number>`fence + 1` },
  ...{ tries: 0, retry_at: null, failing_since: null, fault: null },
} as const;

const termNames = ['name', 'kind', 'filters', 'cron', 'period', 'formats', 'folder', 'webhook'] as const;

function termsOf({ name, kind, filters, cron, period, formats, folder, webhook }: ReportSchedule): ScheduleTerms {
  return { name, kind, filters, cron, period, formats, folder, webhook };
}

/** As they are stored, once all that they name is found, and they fit each other. */
async function storedTerms(tx: Tx, terms: ScheduleTerms) {
  const { name, kind, filters, cron, period, formats, folder, webhook } = terms;
  assertReportSchedule(cron);
  assertFiltersOf(kind, filters);
  if (period === 'now' && kind !== 'inventory') {
    throw notFitting(
      'period',
      `of ${kind} is last_month, last_week, last_day or month_so_far: "now" is for an inventory`,
    );
  }
  if (folder === null && webhook === null) {
    throw notFitting('folder', 'or webhook is given: else nobody would read the report');
  }
  if (filters.connection !== undefined) await connectionNamed(tx, filters.connection);
  const isEvery = webhook === everyWebhook;
  const webhookId = webhook === null || isEvery ? null : (await webhookNamed(tx, webhook)).id;
  return {
    ...{ name, kind, cron, period, folder, filters: JSON.stringify(filters), formats: [...formats] },
    ...{ every_webhook: isEvery, webhook_id: webhookId },
  };
}

async function lockSchedule(tx: Tx, name: string): Promise<ReportSchedule> {
  const row = await tx
    .selectFrom('report_schedule')
    .select('schedule_id')
    .where('workspace_id', '=', tx.workspaceId)
    .where('name', '=', name)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) throw noSchedule(name);
  return reportScheduleNamed(tx, name);
}

function ofSchedule(tx: Tx, id: ReportScheduleId) {
  return tx.updateTable('report_schedule').where('workspace_id', '=', tx.workspaceId).where('schedule_id', '=', id);
}

async function assertRoom(tx: Tx): Promise<void> {
  const { count } = await tx
    .selectFrom('report_schedule')
    .select((eb) => eb.fn.countAll<string>().as('count'))
    .where('workspace_id', '=', tx.workspaceId)
    .executeTakeFirstOrThrow();
  if (Number(count) < reportSchedulesMax) return;
  const message = `A workspace has ${reportSchedulesMax} report schedules at the most: remove one first.`;
  throw new RollcallError('too_many_report_schedules', message, { details: { max: reportSchedulesMax } });
}

async function isTaken(tx: Tx, name: string): Promise<boolean> {
  const row = await tx
    .selectFrom('report_schedule')
    .select('schedule_id')
    .where('workspace_id', '=', tx.workspaceId)
    .where('name', '=', name)
    .executeTakeFirst();
  return row !== undefined;
}

interface Told {
  readonly schedule: Pick<ReportSchedule, 'id' | 'name'>;
  readonly actor: Actor;
  readonly before?: Readonly<Record<string, unknown>>;
  readonly after?: Readonly<Record<string, unknown>>;
}

async function tell(
  tx: Tx,
  type: Extract<EventType, `report_schedule.${string}`>,
  { schedule: { id, name }, ...told }: Told,
): Promise<void> {
  await appendEvent(tx, { type, ...told, subject: { kind: 'report_schedule', externalId: id, name } });
}

function exists(name: string): RollcallError {
  return new RollcallError(
    'report_schedule_exists',
    `A report schedule named "${name}" exists already: choose another name.`,
  );
}

function notFitting(path: string, message: string): RollcallError {
  return new RollcallError('invalid_input', `The input is not valid: ${path}: ${message}.`, {
    details: { issues: [{ path, message }] },
  });
}
