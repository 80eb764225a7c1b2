import type {
  ConnectionId,
  FindingSeverity,
  OperationState,
  RunOutcome,
  RunState,
  WebhookState,
  WorkspaceId,
} from '@rollcall/schema';
import { type RawBuilder, sql } from 'kysely';
import { processNames, type Tx } from './database.ts';

/**
 * Figures of the whole installation. Each is one statement that counts in all workspaces: the functions behind them run as
 * `rollcall_lookup` and are the gateway's alone (migration 0032). Ages are seconds by the database's clock.
 */
export const figures = {
  operations: (tx: Tx) => rowsOf<Counted<{ state: OperationState }>>(tx, sql`rollcall.figures_of_operations()`),
  runs: (tx: Tx) =>
    rowsOf<{ provider: string; outcome: RunOutcome; ended: number }>(tx, sql`rollcall.figures_of_runs()`),
  openRuns: (tx: Tx) =>
    rowsOf<Counted<{ state: Exclude<RunState, 'finished'> }>>(tx, sql`rollcall.figures_of_open_runs()`),
  findings: (tx: Tx) =>
    rowsOf<Counted<{ rule: string; severity: FindingSeverity }>>(tx, sql`rollcall.figures_of_findings()`),
  connections: (tx: Tx) => rowsOf<ConnectionFigures>(tx, sql`rollcall.figures_of_connections(${ownSeriesMax})`),
  scopes: (tx: Tx) => rowsOf<ScopeFigures>(tx, sql`rollcall.figures_of_scopes(${ownSeriesMax})`),
  seals: (tx: Tx) => rowsOf<{ unsealed: number; oldest_seconds: number | null }>(tx, sql`rollcall.figures_of_seals()`),
  tails: (tx: Tx) =>
    rowsOf<{ workspace: string | null; sealed: number }>(tx, sql`rollcall.figures_of_tails(${ownSeriesMax})`),
  logs: (tx: Tx) => rowsOf<LogFigures>(tx, sql`rollcall.figures_of_logs(${ownSeriesMax})`),
  dns: (tx: Tx) => rowsOf<DnsFigures>(tx, sql`rollcall.figures_of_dns()`),
  reportSchedules: (tx: Tx) => rowsOf<ReportScheduleFigures>(tx, sql`rollcall.figures_of_report_schedules()`),
  webhooks: (tx: Tx) => rowsOf<WebhookFigures>(tx, sql`rollcall.figures_of_webhooks(${ownSeriesMax})`),
  queue: (tx: Tx) => rowsOf<Counted<{ queue: string; state: string }>>(tx, waitingJobs),
  sessions: (tx: Tx) => rowsOf<{ process: string; count: number }>(tx, sessions),
} as const;

/** The row of a figure, with nulls where what it counts has no age, or is of no connection of its own. */
type Counted<Labels> = Labels & { readonly count: number; readonly oldest_seconds: number | null };

/** So many connections, and workspaces, have figures of their own; those of all others are summed up. */
export const ownSeriesMax = 1_000;

/** What names a connection in its figures; nulls for those that have none of their own. */
interface OfConnection {
  readonly workspace: string | null;
  readonly connection: string | null;
  readonly provider: string;
}

export interface ConnectionFigures extends OfConnection {
  readonly workspace_id: WorkspaceId | null;
  readonly connection_id: ConnectionId | null;
  readonly rates: Readonly<Record<string, number>> | null;
  readonly active: number;
  readonly paused: number;
  readonly circuits_open: number;
  readonly holds_pending: number;
  readonly hold_oldest_seconds: number | null;
  readonly operations_unknown: number;
}

/** Of one kind of a connection: how its scopes are covered, as answers say it (`Coverage`). */
export interface ScopeFigures extends OfConnection {
  readonly kind: string;
  /** The connection's own; null where its provider's counts. */
  readonly schedule: string | null;
  /** Since the start of the oldest of the listings that are believed; null for what is paused or was never believed. */
  readonly oldest_seconds: number | null;
  readonly proven: number;
  readonly corroborated: number;
  readonly plausible: number;
  readonly stale: number;
  readonly failed: number;
}

/** Of the log of one workspace; or of all that have no figures of their own, with null in the place of its name. */
interface LogFigures {
  readonly workspace: string | null;
  /** Sealed events that it does not hold yet. */
  readonly behind: number;
  /** Since its newest checkpoint was made; null while there is none. */
  readonly checkpoint_seconds: number | null;
  /** Since the first event that is in no checkpoint yet was sealed; null where there is none. */
  readonly unsigned_seconds: number | null;
}

/** Of the domains that DNS is asked about. Those that have been due for a week are not counted as due: nobody asks there. */
interface DnsFigures {
  readonly domains: number;
  readonly due: number;
  /** Since the one was due that waits longest; null where none does. */
  readonly due_seconds: number | null;
  /** Since the one was asked about that was longest ago; null where none was. */
  readonly checked_seconds: number | null;
}

/** Of the reports that are made on a schedule. */
interface ReportScheduleFigures {
  readonly active: number;
  readonly paused: number;
  /** What could not be made or delivered when it was tried last. */
  readonly failing: number;
  readonly due: number;
  /** Since the turn came of the one that waits longest; null where none does. */
  readonly due_seconds: number | null;
}

/** Of one webhook; or of all in one state that have no figures of their own, with nulls in the place of names. */
interface WebhookFigures {
  readonly workspace: string | null;
  readonly webhook: string | null;
  readonly state: WebhookState;
  readonly stop_reason: string | null;
  /** How many webhooks they are. */
  readonly count: number;
  readonly undelivered: number;
  /** Since the oldest of what stands first in its lane was queued; null where nothing is to be sent. */
  readonly oldest_seconds: number | null;
  /** Events that were not looked at yet. */
  readonly behind: number;
  /** Since the first of the requests that failed in a row; null where the last one did not. */
  readonly failing_seconds: number | null;
}

/** What waits or is worked on. Those that ended are kept for days, and not counted: each of these rides an index without them. */
const waitingJobs = sql`(
  select j.name as queue, j.state::text as state, count(*)::float8 as count,
    extract(epoch from clock_timestamp() - min(j.created_on))::float8 as oldest_seconds
  from pgboss.job j where j.state < 'active' and not j.blocked group by 1, 2
  union all
  select j.name, 'active', count(*)::float8, extract(epoch from clock_timestamp() - min(j.started_on))::float8
  from pgboss.job j where j.state = 'active' and j.group_id is not null group by 1)`;

/** Sessions of our processes: the server tells everybody whose they are and what they call themselves. */
const sessions = sql`(
  select p.process, count(a.pid)::float8 as count
  from (values ('gateway', ${processNames.gateway}::text), ('daemon', ${processNames.daemon}::text)) p(process, name)
    left join pg_stat_activity a on a.datname = current_database() and a.application_name = p.name
  group by 1)`;

async function rowsOf<Row>(tx: Tx, source: RawBuilder<unknown>): Promise<readonly Row[]> {
  return (await sql<Row>`select * from ${source} f`.execute(tx)).rows;
}
