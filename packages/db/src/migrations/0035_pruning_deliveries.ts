import type { Kysely } from 'kysely';
import { ddl } from './ddl.ts';

/**
 * What prunes the log of deliveries may delete and not update, and so may lock nothing for itself: two that prune at once
 * delete what is there, each what the other has not. And a queue has its statistics early: a plan from when it was small
 * looks at all of it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await ddl(
    db,
    `
    grant create on schema rollcall to rollcall_retention;
    create or replace function rollcall.prune_deliveries(kept_from timestamptz, most integer) returns integer
      language plpgsql security definer set search_path = '' as $$
      declare
        workspace uuid := rollcall.current_workspace();
        ended integer;
        tried integer;
      begin
        perform rollcall.assert_long_past(kept_from);
        delete from rollcall.webhook_delivery d using (
          select e.webhook_id, e.seq, e.replay from rollcall.webhook_delivery e
          where e.workspace_id = workspace and e.ended_at < kept_from order by e.ended_at limit most) o
        where d.workspace_id = workspace and d.webhook_id = o.webhook_id and d.seq = o.seq and d.replay = o.replay;
        get diagnostics ended = row_count;
        delete from rollcall.webhook_attempt a using (
          select e.webhook_id, e.attempt_id from rollcall.webhook_attempt e
          where e.workspace_id = workspace and e.at < kept_from order by e.at limit most) o
        where a.workspace_id = workspace and a.webhook_id = o.webhook_id and a.attempt_id = o.attempt_id;
        get diagnostics tried = row_count;
        return ended + tried;
      end $$;
    revoke create on schema rollcall from rollcall_retention;

    alter table rollcall.webhook_delivery set (autovacuum_analyze_scale_factor = 0.02, autovacuum_vacuum_scale_factor = 0.05);
  `,
  );
}
