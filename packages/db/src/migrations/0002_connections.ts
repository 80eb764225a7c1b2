import type { Kysely } from 'kysely';
import { acrossWorkspaces, ddl, isolate } from './ddl.ts';

/** Connections, their sealed credentials, and the rate budget that every process spends from. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await ddl(
    db,
    `
    create table rollcall.connection (
      workspace_id uuid not null references rollcall.workspace,
      connection_id uuid not null,
      name text collate "C" not null,
      provider text not null,
      base_url text not null,
      config jsonb not null,
      schedule text not null,
      state text not null check (state in ('active', 'paused', 'removed')),
      sandbox boolean not null,
      account_id text,
      account_name text,
      created_at timestamptz not null default now(),
      next_due_at timestamptz,
      removed_at timestamptz,
      primary key (workspace_id, connection_id)
    );
    -- A removed connection keeps its rows and gives its name back.
    create unique index connection_name on rollcall.connection (workspace_id, name) where state <> 'removed';
    create index connection_due on rollcall.connection (next_due_at) where state = 'active';
    ${isolate('connection')}
    grant select, insert, update on rollcall.connection to rollcall_gateway;
    grant select on rollcall.connection to rollcall_daemon;
    grant update (next_due_at, account_id, account_name) on rollcall.connection to rollcall_daemon;

    create table rollcall.credential (
      workspace_id uuid not null,
      connection_id uuid not null,
      sealed text not null,
      master_key_id text not null,
      sealed_at timestamptz not null default now(),
      primary key (workspace_id, connection_id),
      foreign key (workspace_id, connection_id) references rollcall.connection
    );
    ${isolate('credential')}
    grant select, insert, update, delete on rollcall.credential to rollcall_gateway;
    grant select on rollcall.credential to rollcall_daemon;

    -- Master keys serve every workspace: one is dropped only when nothing anywhere is sealed with it.
    ${acrossWorkspaces({
      table: 'credential',
      columns: ['master_key_id'],
      signature: 'master_keys_in_use()',
      returns: 'setof text',
      query: 'select distinct c.master_key_id from rollcall.credential c',
    })}
    grant execute on function rollcall.master_keys_in_use() to rollcall_gateway;

    create table rollcall.rate_budget (
      workspace_id uuid not null,
      connection_id uuid not null,
      bucket text not null,
      -- Theoretical arrival time of the generic cell rate algorithm: how far ahead the bucket is spent.
      spent_until timestamptz not null,
      primary key (workspace_id, connection_id, bucket),
      foreign key (workspace_id, connection_id) references rollcall.connection
    ) with (fillfactor = 50);
    ${isolate('rate_budget')}
    grant select, insert, update on rollcall.rate_budget to rollcall_gateway, rollcall_daemon;

    -- The daemon's clock asks what is due everywhere; it gets identities and schedules, nothing else.
    ${acrossWorkspaces({
      table: 'connection',
      columns: ['workspace_id', 'connection_id', 'schedule', 'state', 'next_due_at'],
      signature: 'due_connections(at timestamptz, most integer)',
      returns: 'table (workspace_id uuid, connection_id uuid, schedule text)',
      query: `select c.workspace_id, c.connection_id, c.schedule from rollcall.connection c
        where c.state = 'active' and c.next_due_at <= at order by c.next_due_at limit most`,
    })}
    grant execute on function rollcall.due_connections(timestamptz, integer) to rollcall_daemon;
  `,
  );
}
