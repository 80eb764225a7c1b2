import type { Kysely } from 'kysely';
import { ddl, isolate } from './ddl.ts';

/**
 * When DNS was asked about each domain: a side keeps only when it was asked last, and a report about a day that is over needs what
 * was known then. A row holds a day, so that a quarter of a year of thousands of domains stays small (docs/DNS.md says how small).
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await ddl(
    db,
    `
    create table rollcall.dns_check_day (
      workspace_id uuid not null,
      day date not null,
      domain text collate "C" not null,
      -- The times of its checks that day, in milliseconds since it began in UTC, the first one first.
      checked integer[] not null,
      -- Those of them that left something undecided, since nobody answered; null while there is none.
      undecided integer[],
      primary key (workspace_id, day, domain)
      -- Room for the day's further checks: none of them moves a row to another page.
    ) with (fillfactor = 70);
    ${isolate('dns_check_day')}
    grant select on rollcall.dns_check_day to rollcall_gateway, rollcall_planner;
    grant select, insert, delete on rollcall.dns_check_day to rollcall_daemon;
    grant update (checked, undecided) on rollcall.dns_check_day to rollcall_daemon;

    -- Since when it is kept what was asked and answered; null: since the first domain came. Before this migration it was not.
    alter table rollcall.dns_enrolment add kept_from timestamptz;
    alter table rollcall.dns_enrolment no force row level security;
    update rollcall.dns_enrolment set kept_from = clock_timestamp();
    alter table rollcall.dns_enrolment force row level security;
    grant select on rollcall.dns_enrolment to rollcall_gateway;
    `,
  );
}
