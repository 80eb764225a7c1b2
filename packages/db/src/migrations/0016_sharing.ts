import type { Kysely } from 'kysely';
import { ddl } from './ddl.ts';

/**
 * How far a run is, beside the beat that says that it lives; and the role that plans are made with.
 *
 * `rollcall_planner` may read what the daemon reads, and write what is a plan's own: its run, its listings, its stage,
 * what it spends of a rate. Of the ledger, its events and all else it may write nothing. The daemon takes this role for
 * the transactions of a plan.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await ddl(
    db,
    `
    -- Written with the beat, never page by page.
    alter table rollcall.run add column progress jsonb;
    -- Queued or under way: few among all that there were, and asked for every second while somebody watches.
    create index run_open on rollcall.run (workspace_id, connection_id, run_id) where state <> 'finished';

    do $$
    declare readable text;
    begin
      if not exists (select from pg_roles where rolname = 'rollcall_planner') then
        create role rollcall_planner nologin;
      end if;
      if not pg_has_role('rollcall_daemon', 'rollcall_planner', 'member') then
        grant rollcall_planner to rollcall_daemon;
      end if;
      grant usage on schema rollcall to rollcall_planner;
      for readable in
        select c.oid::regclass::text from pg_class c
          where c.relnamespace = 'rollcall'::regnamespace and c.relkind in ('r', 'p')
            and has_table_privilege('rollcall_daemon', c.oid, 'select')
      loop
        execute 'grant select on ' || readable || ' to rollcall_planner';
      end loop;
    end $$;

    grant update (state, outcome, reason, finished_at, heartbeat_at, progress) on rollcall.run to rollcall_planner;
    grant insert, update on rollcall.listing to rollcall_planner;
    grant insert, delete on rollcall.stage_item to rollcall_planner;
    grant insert, update on rollcall.rate_budget to rollcall_planner;
    grant insert, update, delete on rollcall.rate_waiter to rollcall_planner;
    grant insert, update on rollcall.address_slots to rollcall_planner;
    alter policy shared on rollcall.address_slots to rollcall_gateway, rollcall_daemon, rollcall_planner;
    grant execute on function rollcall.take_address_slot, rollcall.take_request to rollcall_planner;
  `,
  );
}
