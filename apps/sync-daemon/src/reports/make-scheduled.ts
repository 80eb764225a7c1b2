import { inWorkspace } from '@rollcall/db';
import {
  documentBytes,
  failReportSchedule,
  finishReportSchedule,
  renewReportSchedule,
  type ScheduledJob,
  scheduleLeaseMs,
} from '@rollcall/db/reports';
import type { Provider } from '@rollcall/provider-kit';
import { type Made, makeReport } from '@rollcall/reports';
import { type Actor, errorCodes, type ReportAsk, RollcallError, type WorkspaceId } from '@rollcall/schema';
import type { Daemon } from '../daemon.ts';
import type { ReportFolder } from './report-folder.ts';

/** What reports on a schedule are made with. */
export interface Reporter extends Pick<Daemon, 'log' | 'actor' | 'now'> {
  /** Its own: a report waits for no run, and no run for it. */
  readonly db: Daemon['db'];
  readonly metrics: Pick<Daemon['metrics'], 'reportMade'>;
  readonly providers: readonly Provider[];
  readonly folder: ReportFolder;
}

/** A turn that this daemon has taken. */
export interface Scheduled {
  readonly workspaceId: WorkspaceId;
  readonly job: ScheduledJob;
}

/** Makes the report of a turn, brings it to where it is read, and records what came of it. Throws where that cannot be recorded. */
export async function makeScheduled(reporter: Reporter, { workspaceId, job }: Scheduled): Promise<void> {
  const { db, log, metrics } = reporter;
  const renewing = setInterval(() => {
    inWorkspace(db, workspaceId, (tx) => renewReportSchedule(tx, job)).catch((error: unknown) => {
      log.warn({ err: error }, 'could not say that a report is being made still');
    });
  }, scheduleLeaseMs / 3);
  try {
    const actor = actorOf(reporter, job);
    const { report, made } = await make(reporter, { workspaceId, job });
    const files = await deliver(reporter, { workspaceId, job }, report);
    const isOurs = await inWorkspace(db, workspaceId, (tx) =>
      finishReportSchedule(tx, job, { report, made, files, actor }),
    );
    metrics.reportMade(made);
    const { missed, dueAt } = job;
    log.info({ schedule: job.schedule.name, reportId: report.id, made, missed, dueAt, isOurs }, 'report made');
  } catch (error) {
    metrics.reportMade('failed');
    await fail(reporter, { workspaceId, job }, error);
  } finally {
    clearInterval(renewing);
  }
}

async function make(
  reporter: Reporter,
  { workspaceId, job }: Scheduled,
): Promise<{ readonly report: Made['report']; readonly made: 'issued' | 'again' }> {
  const { kind, filters, formats } = job.schedule;
  const times = job.period === null ? {} : { from: job.period.from.toISOString(), to: job.period.to.toISOString() };
  const ask: ReportAsk = { kind, ...filters, ...times };
  const maker = { db: reporter.db, workspaceId, providers: reporter.providers, actor: actorOf(reporter, job) };
  const { report, made } = await makeReport(maker, ask, formats);
  return { report, made: made === 'issued' ? 'issued' : 'again' };
}

/** Events name the schedule: it is what has the report made. */
function actorOf({ actor }: Reporter, { schedule }: ScheduledJob): Actor {
  return { ...actor, name: `schedule ${schedule.name}` };
}

/** Answers where its files are. Webhooks are sent it by the events that tell of it. Throws `not_found` where the one it is for is gone. */
async function deliver(
  { db, folder: into }: Reporter,
  { workspaceId, job }: Scheduled,
  { id, knownAt, documents }: Made['report'],
): Promise<readonly string[]> {
  const { folder, formats } = job.schedule;
  if (job.webhook?.isRemoved === true) {
    const message = `The webhook ${job.webhook.name} was removed: "reports schedules update" names another, or none.`;
    throw new RollcallError('not_found', message);
  }
  if (folder === null) return [];
  const files: string[] = [];
  for (const document of documents) {
    const { format } = document;
    if (!formats.includes(format)) continue;
    const bytes = documentBytes(db, workspaceId, { id, format });
    files.push(await into.put({ workspaceId, folder, knownAt }, document, bytes));
  }
  return files;
}

async function fail(
  { db, log, now, ...reporter }: Reporter,
  { workspaceId, job }: Scheduled,
  error: unknown,
): Promise<void> {
  const known = error instanceof RollcallError ? error : undefined;
  log.error({ err: error, schedule: job.schedule.name }, 'could not make a report');
  const fault = known === undefined ? 'A fault of ours: see the log of the daemon.' : known.message;
  // What is wrong with what is asked is as wrong in an hour.
  const isFinal = known !== undefined && errorCodes[known.code].http < 500;
  const actor = actorOf({ db, log, now, ...reporter }, job);
  await inWorkspace(db, workspaceId, (tx) => failReportSchedule(tx, job, { fault, isFinal, at: now(), actor }));
}
