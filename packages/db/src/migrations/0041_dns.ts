import type { Kysely } from 'kysely';
import { ddl, isolate, runsAs } from './ddl.ts';

/**
 * The domains whose DNS is asked about, when, and what was answered: the newest of each side, and what it said before. What
 * providers published and expect is in the ledger, with its own past.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await ddl(db, tables);
  await ddl(db, lookups);
}

const tables = `
  -- When the ledger's domains were looked through last: those that came since are to be asked about, those that left no more.
  create table rollcall.dns_enrolment (
    workspace_id uuid primary key references rollcall.workspace,
    enrolled_at timestamptz not null,
    -- How many events were in their order then.
    tail bigint not null
  );
  ${isolate('dns_enrolment')}
  grant select, insert, update on rollcall.dns_enrolment to rollcall_daemon;
  grant select on rollcall.dns_enrolment to rollcall_planner;

  create table rollcall.dns_domain (
    workspace_id uuid not null references rollcall.workspace,
    domain text collate "C" not null,
    due_at timestamptz not null default clock_timestamp(),
    -- One daemon asks about a domain at a time, and another may when that one says nothing for so long.
    claimed_until timestamptz,
    -- How often it was claimed: what comes of an older claim is not recorded.
    fence integer not null default 0,
    -- When somebody asked for it beside its turn; null once it was checked since.
    asked_at timestamptz,
    checked_at timestamptz,
    primary key (workspace_id, domain)
  ) with (fillfactor = 60);
  create index dns_domain_due on rollcall.dns_domain (due_at, workspace_id);
  ${isolate('dns_domain')}
  grant select on rollcall.dns_domain to rollcall_gateway, rollcall_planner;
  grant update (due_at, asked_at) on rollcall.dns_domain to rollcall_gateway;
  grant select, insert, delete on rollcall.dns_domain to rollcall_daemon;
  grant update (due_at, claimed_until, fence, asked_at, checked_at) on rollcall.dns_domain to rollcall_daemon;

  create table rollcall.dns_side (
    workspace_id uuid not null,
    domain text collate "C" not null,
    side text not null check (side in ('authority', 'resolver')),
    said jsonb not null,
    -- Of what it means: a time to live that runs down is no change.
    digest bytea not null,
    -- Since when it says so, and when it was last asked.
    since timestamptz not null,
    seen_at timestamptz not null,
    primary key (workspace_id, domain, side)
  ) with (fillfactor = 70);
  ${isolate('dns_side')}
  grant select on rollcall.dns_side to rollcall_gateway, rollcall_planner;
  grant select, insert, update, delete on rollcall.dns_side to rollcall_daemon;

  create table rollcall.dns_side_past (
    workspace_id uuid not null,
    domain text collate "C" not null,
    side text not null,
    since timestamptz not null,
    until timestamptz not null,
    said jsonb not null,
    primary key (workspace_id, domain, side, since)
  );
  ${isolate('dns_side_past')}
  grant select on rollcall.dns_side_past to rollcall_gateway, rollcall_planner;
  grant select, insert, delete on rollcall.dns_side_past to rollcall_daemon;
`;

const lookups = `
  create policy lookup on rollcall.dns_enrolment for select to rollcall_lookup using (true);
  create policy lookup on rollcall.dns_domain for select to rollcall_lookup using (true);
  grant select on rollcall.dns_enrolment to rollcall_lookup;
  grant select (workspace_id, due_at, claimed_until) on rollcall.dns_domain to rollcall_lookup;

  -- Workspaces with domains that are to be asked about now, those first that have waited longest. Rides dns_domain_due.
  create function rollcall.workspaces_with_dns_due(most integer) returns table (workspace_id uuid)
    language sql stable security definer set search_path = ''
    begin atomic
      select d.workspace_id from rollcall.dns_domain d
        where d.due_at <= clock_timestamp() and (d.claimed_until is null or d.claimed_until < clock_timestamp())
        group by 1 order by min(d.due_at) limit most;
    end;
  ${runsAs('rollcall_lookup', 'workspaces_with_dns_due(integer)')}
  grant execute on function rollcall.workspaces_with_dns_due(integer) to rollcall_daemon;

  -- Workspaces of which something is on record since their domains were looked through, or that were not for an hour. None is
  -- looked through more often than every ten seconds.
  create function rollcall.workspaces_to_enrol(most integer) returns table (workspace_id uuid)
    language sql stable security definer set search_path = ''
    begin atomic
      select w.workspace_id from rollcall.workspace w left join rollcall.dns_enrolment e using (workspace_id)
        left join rollcall.audit_tail t using (workspace_id)
        where e.enrolled_at is null
          or e.enrolled_at not between clock_timestamp() - interval '1 hour' and clock_timestamp()
          or coalesce(t.size, 0) > e.tail and e.enrolled_at < clock_timestamp() - interval '10 seconds'
        order by e.enrolled_at nulls first limit most;
    end;
  ${runsAs('rollcall_lookup', 'workspaces_to_enrol(integer)')}
  grant execute on function rollcall.workspaces_to_enrol(integer) to rollcall_daemon;
`;
