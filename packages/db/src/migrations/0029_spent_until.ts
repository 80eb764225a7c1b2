import type { Kysely } from 'kysely';
import { ddl } from './ddl.ts';

/**
 * No key has ever spent more than its minute ahead. What says so was written by a clock that stood in the future, and would
 * refuse the key until then.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await ddl(
    db,
    `
    create or replace function rollcall.take_units(
      for_workspace uuid, for_key text, wanted integer, per_minute integer, out granted integer, out remaining integer
    ) language plpgsql as $$
      declare
        at timestamptz;
        spent timestamptz;
      begin
        perform set_config('rollcall.workspace_id', for_workspace::text, true);
        insert into rollcall.key_budget (workspace_id, key_id, spent_until)
          values (for_workspace, for_key, clock_timestamp()) on conflict do nothing;
        select b.spent_until into spent from rollcall.key_budget b
          where b.workspace_id = for_workspace and b.key_id = for_key for update;
        -- Only now: the lock may have been waited for.
        at := clock_timestamp();
        -- Twice as much, since a clock that is set right moves by seconds.
        spent := case when spent > at + interval '2 minutes' then at else greatest(spent, at) end;
        remaining := greatest(0, floor(per_minute * (1 - extract(epoch from spent - at) / 60)))::integer;
        granted := least(wanted, remaining);
        remaining := remaining - granted;
        if granted > 0 then
          update rollcall.key_budget b
            set spent_until = spent + granted::double precision / per_minute * interval '1 minute'
            where b.workspace_id = for_workspace and b.key_id = for_key;
        end if;
      end $$;
  `,
  );
}
