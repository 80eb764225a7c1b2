import type { Kysely } from 'kysely';
import { ddl, isolate, runsAs } from './ddl.ts';

/**
 * How far the daily verification of each log is, what it has found so far, and what came of the one before. Whoever owns the
 * database can alter this, too: it tells early, and proves nothing.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await ddl(
    db,
    `
    create table rollcall.log_verification (
      workspace_id uuid primary key,
      -- Where it goes on; null while none is under way.
      state text,
      problems jsonb not null default '[]',
      problem_count bigint not null default 0,
      -- Of the one that was finished last.
      verified_at timestamptz,
      size bigint,
      root bytea,
      found jsonb not null default '[]',
      found_count bigint not null default 0
    ) with (fillfactor = 50);
    ${isolate('log_verification')}
    grant select, insert, update on rollcall.log_verification to rollcall_daemon;
    grant select on rollcall.log_verification to rollcall_gateway, rollcall_planner;

    create policy lookup on rollcall.log_verification for select to rollcall_lookup using (true);
    grant select (workspace_id, state, verified_at) on rollcall.log_verification to rollcall_lookup;

    -- Those whose verification is under way or was finished so long ago; a log that never was, so long after its first
    -- checkpoint. One that is dated in the future was finished by another clock.
    create function rollcall.due_verifications(every_ms bigint) returns table (workspace_id uuid)
      language sql stable security definer set search_path = ''
      begin atomic
        select c.workspace_id from rollcall.audit_checkpoint c
          left join rollcall.log_verification v on v.workspace_id = c.workspace_id
          cross join (select clock_timestamp() as at) now
        where c.number = 1 and (v.state is not null
          or coalesce(v.verified_at, c.at) not between now.at - every_ms * interval '1 ms' and now.at);
      end;
    ${runsAs('rollcall_lookup', 'due_verifications(bigint)')}
    grant execute on function rollcall.due_verifications(bigint) to rollcall_daemon;
  `,
  );
}
