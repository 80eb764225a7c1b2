import type { Kysely } from 'kysely';
import { acrossWorkspaces, ddl, isolate } from './ddl.ts';

/**
 * Operations end in a known state: when the provider is asked what became of one, by when it must be known, and the
 * findings that open when it is not.
 *
 * Row-level security is lifted from the owner for the one statement that gives operations that are unknown by now their
 * times: it would hide the rows of every workspace.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await ddl(
    db,
    `
    alter table rollcall.operation
      -- When the provider is asked next what became of it, apart from its schedules; null for an operation that is settled,
      -- and once there is nothing more to be gained by asking early.
      add column look_at timestamptz,
      -- How often that was done.
      add column looks integer not null default 0,
      -- Once this has passed, an operation that is unknown still is a finding.
      add column settle_by timestamptz;
    alter table rollcall.operation no force row level security;
    update rollcall.operation set look_at = now(), settle_by = coalesce(answered_at, now()) + interval '24 hours'
      where state = 'unknown' and expectations <> '[]';
    alter table rollcall.operation force row level security;
    create index operation_to_look on rollcall.operation (look_at) where look_at is not null;
    create index operation_unsettled on rollcall.operation (settle_by) where state = 'unknown' and expectations <> '[]';
    create index operation_doubtful on rollcall.operation (workspace_id, connection_id, dispatched_at)
      where state in ('unknown', 'failed', 'contradicted') and expectations <> '[]';
    grant update (look_at, looks, settle_by) on rollcall.operation to rollcall_daemon;

    alter table rollcall.run drop constraint run_trigger_check;
    alter table rollcall.run add constraint run_trigger_check check (trigger in ('schedule', 'caller', 'operation'));

    create table rollcall.finding (
      workspace_id uuid not null,
      finding_id uuid not null,
      -- What is judged again is found again by it.
      fingerprint text not null,
      rule text not null,
      severity text not null check (severity in ('notice', 'alarm')),
      state text not null check (state in ('open', 'resolved')),
      sentence text not null,
      remedy text not null,
      evidence jsonb not null,
      money jsonb,
      connection_id uuid not null,
      operation_id uuid,
      opened_at timestamptz not null default clock_timestamp(),
      updated_at timestamptz not null default clock_timestamp(),
      resolved_at timestamptz,
      primary key (workspace_id, finding_id),
      unique (workspace_id, fingerprint),
      foreign key (workspace_id, connection_id) references rollcall.connection
    );
    create index finding_open on rollcall.finding (workspace_id, connection_id) where state = 'open';
    create index finding_by_operation on rollcall.finding (workspace_id, operation_id);
    ${isolate('finding')}
    grant select on rollcall.finding to rollcall_gateway, rollcall_daemon, rollcall_planner;
    grant insert on rollcall.finding to rollcall_daemon;
    grant update (severity, state, sentence, remedy, evidence, money, opened_at, updated_at, resolved_at)
      on rollcall.finding to rollcall_daemon;

    -- The deadlines are judged by the database's clock, which set them.
    ${acrossWorkspaces({
      table: 'operation',
      columns: [
        'workspace_id',
        'operation_id',
        'connection_id',
        'state',
        'deadline_at',
        'look_at',
        'settle_by',
        'expectations',
      ],
      signature: 'interrupted_operations(most integer)',
      returns: 'table (workspace_id uuid, connection_id uuid)',
      query: `select distinct o.workspace_id, o.connection_id from rollcall.operation o
        where o.state in ('accepted', 'dispatched') and o.deadline_at < clock_timestamp() limit most`,
    })}
    grant execute on function rollcall.interrupted_operations(integer) to rollcall_daemon;

    grant select (circuit_opened_at) on rollcall.connection to rollcall_lookup;
    create function rollcall.awaited_operations(most integer)
      returns table (workspace_id uuid, connection_id uuid, provider text)
      language sql stable security definer set search_path = ''
      begin atomic
        select distinct o.workspace_id, o.connection_id, c.provider from rollcall.operation o
          join rollcall.connection c using (workspace_id, connection_id)
          where o.look_at <= clock_timestamp() and c.state = 'active' and c.circuit_opened_at is null limit most;
      end;
    create policy lookup on rollcall.finding for select to rollcall_lookup using (true);
    grant select (workspace_id, operation_id, rule, state) on rollcall.finding to rollcall_lookup;
    create function rollcall.overdue_operations(most integer)
      returns table (workspace_id uuid, connection_id uuid, provider text)
      language sql stable security definer set search_path = ''
      begin atomic
        select distinct o.workspace_id, o.connection_id, c.provider from rollcall.operation o
          join rollcall.connection c using (workspace_id, connection_id)
          where o.state = 'unknown' and o.expectations <> '[]' and o.settle_by < clock_timestamp()
            and not exists (select from rollcall.finding f where f.workspace_id = o.workspace_id
              and f.operation_id = o.operation_id and f.rule = 'operation_unsettled' and f.state = 'open') limit most;
      end;
    grant create on schema rollcall to rollcall_lookup;
    alter function rollcall.awaited_operations(integer) owner to rollcall_lookup;
    alter function rollcall.overdue_operations(integer) owner to rollcall_lookup;
    revoke create on schema rollcall from rollcall_lookup;
    revoke all on function rollcall.awaited_operations(integer), rollcall.overdue_operations(integer) from public;
    grant execute on function rollcall.awaited_operations(integer), rollcall.overdue_operations(integer)
      to rollcall_daemon;
  `,
  );
}
