import type { Kysely } from 'kysely';
import { ddl } from './ddl.ts';

/** Of what was under way at a connection that was removed, no listing tells: after 30 days no rule says anything of it any more. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await ddl(
    db,
    `
    grant select (removed_at) on rollcall.connection to rollcall_lookup;
    create or replace function rollcall.overdue_operations(most integer)
      returns table (workspace_id uuid, connection_id uuid, provider text)
      language sql stable security definer set search_path = ''
      begin atomic
        select distinct o.workspace_id, o.connection_id, c.provider from rollcall.operation o
          join rollcall.connection c using (workspace_id, connection_id)
          where o.state = 'unknown' and o.expectations <> '[]' and o.settle_by < clock_timestamp()
            and (c.removed_at is null or c.removed_at > clock_timestamp() - interval '30 days')
            and not exists (select from rollcall.finding f where f.workspace_id = o.workspace_id
              and f.operation_id = o.operation_id and f.rule = 'operation_unsettled' and f.state <> 'resolved') limit most;
      end;
  `,
  );
}
