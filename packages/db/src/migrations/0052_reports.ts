import type { Kysely } from 'kysely';
import { ddl, isolate } from './ddl.ts';

/**
 * Reports that were made (decision 0035): what each was a function of, what it said in figures, and its documents until these are
 * fetched. A key that is limited to some connections sees what was made by one of no more than these.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await ddl(db, reports);
  await ddl(db, documents);
}

const reports = `
  create table rollcall.report (
    workspace_id uuid not null references rollcall.workspace,
    report_id uuid not null,
    kind text not null,
    -- A digest of all that it is a function of but when it was known: reports of one series can be compared.
    series text not null,
    known_at timestamptz not null,
    -- The one of the series that was issued before it; none: the first.
    follows timestamptz,
    -- Null where it was made of the past, to see what it said then: no other report speaks of it.
    issued_at timestamptz,
    made_at timestamptz not null default clock_timestamp(),
    made_by jsonb not null,
    -- The only connections that were shown to it; null: all.
    connection_ids uuid[],
    -- What was asked, with its times.
    ask jsonb not null,
    head jsonb not null,
    figures jsonb not null,
    digest text not null,
    primary key (workspace_id, report_id)
  );
  ${isolate('report')}
  create policy connections on rollcall.report as restrictive to rollcall_gateway
    using ((select rollcall.current_connections()) is null
      or coalesce(connection_ids <@ (select rollcall.current_connections())::uuid[], false));
  -- Two that were made at once do not both follow the same one: the later is made anew, after the other.
  create unique index report_follows on rollcall.report
    (workspace_id, series, coalesce(follows, '-infinity'::timestamptz)) where issued_at is not null;
  create index report_issued on rollcall.report (workspace_id, series, known_at desc) where issued_at is not null;
  create index report_made on rollcall.report (workspace_id, made_at desc, report_id desc);
  grant select, insert, delete on rollcall.report to rollcall_gateway, rollcall_daemon;
  grant select on rollcall.report to rollcall_planner;
`;

/** What is of a report shows where that does. */
function ofShownReport(table: string): string {
  return `
    create policy connections on rollcall.${table} as restrictive to rollcall_gateway
      using ((select rollcall.current_connections()) is null or report_id in (select r.report_id from rollcall.report r));
  `;
}

const documents = `
  create table rollcall.report_document (
    workspace_id uuid not null,
    report_id uuid not null,
    format text not null,
    media_type text not null,
    file_name text not null,
    size bigint not null,
    sha256 text not null,
    written_at timestamptz not null default clock_timestamp(),
    primary key (workspace_id, report_id, format),
    foreign key (workspace_id, report_id) references rollcall.report on delete cascade
  );
  ${isolate('report_document')}
  ${ofShownReport('report_document')}
  grant select, insert, delete on rollcall.report_document to rollcall_gateway, rollcall_daemon;
  grant select on rollcall.report_document to rollcall_planner;

  create table rollcall.report_part (
    workspace_id uuid not null,
    report_id uuid not null,
    format text not null,
    nth integer not null,
    bytes bytea not null,
    primary key (workspace_id, report_id, format, nth),
    foreign key (workspace_id, report_id, format) references rollcall.report_document on delete cascade
      deferrable initially deferred
  );
  alter table rollcall.report_part alter column bytes set storage external;
  ${isolate('report_part')}
  ${ofShownReport('report_part')}
  grant select, insert, delete on rollcall.report_part to rollcall_gateway, rollcall_daemon;
  grant select on rollcall.report_part to rollcall_planner;
`;
