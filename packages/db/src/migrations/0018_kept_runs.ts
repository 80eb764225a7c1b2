import type { Kysely } from 'kysely';
import { ddl } from './ddl.ts';

/**
 * Retention knows held runs: what their listings show was not believed, and takes no believed one's place. A run that a hold or
 * the newest belief in a scope stands on is kept, however old.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await ddl(
    db,
    `
    grant select on rollcall.scope, rollcall.hold to rollcall_retention;

    -- As in migration 0013, but for what is said above.
    create or replace function rollcall.prune_runs(kept_from timestamptz, after_run uuid, most integer)
      returns table (looked_at integer, deleted integer, run_id uuid)
      language plpgsql security definer set search_path = '' as $$
      #variable_conflict use_column
      declare
        workspace uuid := rollcall.current_workspace();
        page uuid[];
        old uuid[];
        one uuid;
        runs integer := 0;
        listings integer;
      begin
        perform rollcall.assert_long_past(kept_from);
        insert into rollcall.retention as r (workspace_id, runs_from) values (workspace, kept_from)
          on conflict (workspace_id) do update set runs_from = greatest(r.runs_from, excluded.runs_from);
        select array_agg(p.run_id order by p.run_id), array_agg(p.run_id order by p.run_id) filter (where p.finished_at < kept_from)
          into page, old
          from (select r.run_id, r.finished_at from rollcall.run r
            where r.workspace_id = workspace and (after_run is null or r.run_id > after_run)
            order by r.run_id limit most) p;
        select array_agg(o.run_id) into old from unnest(old) o(run_id)
          where not exists (select from rollcall.hold h where h.workspace_id = workspace and h.run_id = o.run_id)
            and not exists (select from rollcall.scope s where s.workspace_id = workspace and s.believed_run_id = o.run_id);
        delete from rollcall.listing l using rollcall.run r
          where l.workspace_id = workspace and l.run_id = any(old) and r.workspace_id = workspace and r.run_id = l.run_id
            and (r.plan or (
              exists (select from rollcall.listing n join rollcall.run o on o.workspace_id = workspace and o.run_id = n.run_id
                where n.workspace_id = workspace and n.connection_id = l.connection_id and n.kind = l.kind
                  and n.parent = l.parent and n.started_at > l.started_at and n.finished_at <= kept_from and not o.plan)
              and (coalesce(l.grade, 'refused') = 'refused' or r.outcome is not distinct from 'held'
                or exists (select from rollcall.listing n
                  join rollcall.run o on o.workspace_id = workspace and o.run_id = n.run_id
                  where n.workspace_id = workspace and n.connection_id = l.connection_id and n.kind = l.kind
                    and n.parent = l.parent and n.started_at > l.started_at and n.finished_at <= kept_from and not o.plan
                    and n.grade <> 'refused' and o.outcome is distinct from 'held'))));
        get diagnostics listings = row_count;
        foreach one in array coalesce(old, '{}') loop
          begin
            delete from rollcall.run r where r.workspace_id = workspace and r.run_id = one
              and not exists (select from rollcall.listing l where l.workspace_id = workspace and l.run_id = one);
            if found then
              runs := runs + 1;
            end if;
          exception when foreign_key_violation then
            null;
          end;
        end loop;
        return query select coalesce(cardinality(page), 0), listings + runs, page[cardinality(page)];
      end $$;
  `,
  );
}
