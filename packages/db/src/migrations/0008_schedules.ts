import type { Kysely } from 'kysely';
import { ddl } from './ddl.ts';

/**
 * Schedules per kind: the provider declares them, a connection may override them, and each kind has its own due time.
 *
 * The schedule that every connection was given unless somebody chose another becomes none. Row-level security is lifted
 * from the owner for that one statement: it would hide the rows of every workspace.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await ddl(
    db,
    `
    alter table rollcall.connection alter column schedule drop not null;
    alter table rollcall.connection add column schedules jsonb not null default '{}';
    -- When each kind is due; one that is not in here was never due. next_due_at is the first of these times.
    alter table rollcall.connection add column due_at jsonb not null default '{}';
    grant update (due_at) on rollcall.connection to rollcall_daemon;

    alter table rollcall.connection no force row level security;
    update rollcall.connection set schedule = null where schedule = '*/15 * * * *';
    alter table rollcall.connection force row level security;

    -- A scope that was made but never listed was never attempted either.
    alter table rollcall.scope alter column attempted_at drop not null;

    -- The daemon's clock needs the provider, which knows the kinds; the schedules it reads inside the workspace.
    drop function rollcall.due_connections(timestamptz, integer);
    grant select (provider) on rollcall.connection to rollcall_lookup;
    revoke select (schedule) on rollcall.connection from rollcall_lookup;
    create function rollcall.due_connections(at timestamptz, most integer)
      returns table (workspace_id uuid, connection_id uuid, provider text)
      language sql stable security definer set search_path = ''
      begin atomic
        select c.workspace_id, c.connection_id, c.provider from rollcall.connection c
          where c.state = 'active' and c.next_due_at <= at order by c.next_due_at limit most;
      end;
    grant create on schema rollcall to rollcall_lookup;
    alter function rollcall.due_connections(timestamptz, integer) owner to rollcall_lookup;
    revoke create on schema rollcall from rollcall_lookup;
    revoke all on function rollcall.due_connections(timestamptz, integer) from public;
    grant execute on function rollcall.due_connections(timestamptz, integer) to rollcall_daemon;
  `,
  );
}
