import type { Kysely } from 'kysely';
import { acrossWorkspaces, ddl, isolate, runsAs } from './ddl.ts';

/** Reports on a schedule (decision 0040). They are of the whole workspace: a key that is limited to some connections sees none. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await ddl(db, schedules);
  await ddl(db, questions);
}

const schedules = `
  create table rollcall.report_schedule (
    workspace_id uuid not null references rollcall.workspace,
    schedule_id uuid not null,
    name text not null,
    state text not null default 'active' check (state in ('active', 'paused')),
    kind text not null,
    filters jsonb not null,
    cron text not null,
    period text not null,
    formats text[] not null,
    -- A name, never a path.
    folder text check (folder ~ '^[^./\\\\][^/\\\\]*$'),
    every_webhook boolean not null default false,
    webhook_id uuid,
    created_at timestamptz not null default clock_timestamp(),
    -- Null while it is paused.
    next_due_at timestamptz,
    -- When somebody asked for it to be made at once; null when it was.
    asked_at timestamptz,
    -- Until when it is one daemon's to make, and which claim that is.
    claimed_until timestamptz,
    fence integer not null default 0,
    -- Since it went well, or was given up.
    tries integer not null default 0,
    retry_at timestamptz,
    failing_since timestamptz,
    fault text,
    made_at timestamptz,
    made_due_at timestamptz,
    report_id uuid,
    -- Where the last period ended that was made.
    covered_to timestamptz,
    primary key (workspace_id, schedule_id)
  ) with (fillfactor = 80);
  ${isolate('report_schedule')}
  create policy connections on rollcall.report_schedule as restrictive to rollcall_gateway
    using ((select rollcall.current_connections()) is null);
  create unique index report_schedule_name on rollcall.report_schedule (workspace_id, name);
  create index report_schedule_due on rollcall.report_schedule (next_due_at) where next_due_at is not null;
  create index report_schedule_asked on rollcall.report_schedule (asked_at) where asked_at is not null;
  grant select, insert, delete on rollcall.report_schedule to rollcall_gateway;
  grant update (name, state, kind, filters, cron, period, formats, folder, every_webhook, webhook_id, next_due_at, asked_at,
    claimed_until, fence, tries, retry_at, failing_since, fault, covered_to) on rollcall.report_schedule to rollcall_gateway;
  grant select, update (next_due_at, asked_at, claimed_until, fence, tries, retry_at, failing_since, fault, made_at, made_due_at,
    report_id, covered_to) on rollcall.report_schedule to rollcall_daemon;
  grant select on rollcall.report_schedule to rollcall_planner;
`;

const questions = `
  -- Those whose turn it is, and that no daemon is at; whoever waits longest first.
  ${acrossWorkspaces({
    table: 'report_schedule',
    columns: ['workspace_id', 'schedule_id', 'next_due_at', 'asked_at', 'retry_at', 'claimed_until'],
    signature: 'due_report_schedules(at timestamptz, most integer)',
    returns: 'table (workspace_id uuid, schedule_id uuid)',
    query: `select s.workspace_id, s.schedule_id from rollcall.report_schedule s
      where (s.asked_at is not null or s.next_due_at <= at) and coalesce(s.retry_at <= at, true)
        and coalesce(s.claimed_until <= clock_timestamp(), true)
      order by coalesce(s.asked_at, s.next_due_at), s.schedule_id limit most`,
  })}
  grant execute on function rollcall.due_report_schedules(timestamptz, integer) to rollcall_daemon;

  grant select (state, failing_since) on rollcall.report_schedule to rollcall_lookup;
  create function rollcall.figures_of_report_schedules()
    returns table (active float8, paused float8, failing float8, due float8, due_seconds float8)
    language sql stable security definer set search_path = ''
    begin atomic
      select (count(*) filter (where s.state = 'active'))::float8, (count(*) filter (where s.state = 'paused'))::float8,
        (count(*) filter (where s.failing_since is not null))::float8,
        (count(*) filter (where s.next_due_at <= clock_timestamp()))::float8,
        extract(epoch from clock_timestamp() - min(s.next_due_at) filter (where s.next_due_at <= clock_timestamp()))::float8
      from rollcall.report_schedule s;
    end;
  ${runsAs('rollcall_lookup', 'figures_of_report_schedules()')}
  grant execute on function rollcall.figures_of_report_schedules() to rollcall_gateway;
`;
