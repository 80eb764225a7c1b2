import type { Kysely } from 'kysely';
import { ddl, isolate } from './ddl.ts';

/** Runs, the certificates of their listings, what is known of each scope, and the staging table. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await ddl(
    db,
    `
    create table rollcall.run (
      workspace_id uuid not null,
      run_id uuid not null,
      connection_id uuid not null,
      trigger text not null check (trigger in ('schedule', 'caller')),
      plan boolean not null,
      kinds text[],
      state text not null check (state in ('queued', 'running', 'finished')),
      outcome text check (outcome in ('complete', 'partial', 'held', 'failed', 'cancelled')),
      reason text,
      requested_at timestamptz not null default now(),
      started_at timestamptz,
      finished_at timestamptz,
      -- Raised by each worker that takes the run over; a worker with an older fence can write nothing.
      fence integer not null default 0,
      heartbeat_at timestamptz,
      primary key (workspace_id, run_id),
      foreign key (workspace_id, connection_id) references rollcall.connection,
      check ((state = 'finished') = (outcome is not null))
    );
    create index run_by_connection on rollcall.run (workspace_id, connection_id, run_id);
    create unique index run_one_running on rollcall.run (workspace_id, connection_id) where state = 'running';
    ${isolate('run')}
    grant select, insert on rollcall.run to rollcall_gateway;
    grant select, insert, update on rollcall.run to rollcall_daemon;

    create table rollcall.listing (
      workspace_id uuid not null,
      run_id uuid not null,
      kind text not null,
      parent text not null default '',
      connection_id uuid not null,
      grade text check (grade in ('proven', 'corroborated', 'plausible', 'refused')),
      reason text not null,
      certificate jsonb,
      seen integer not null,
      appeared integer not null,
      changed integer not null,
      vanished integer not null,
      reappeared integer not null,
      unchanged integer not null,
      started_at timestamptz not null,
      finished_at timestamptz not null default now(),
      primary key (workspace_id, run_id, kind, parent),
      foreign key (workspace_id, run_id) references rollcall.run
    );
    ${isolate('listing')}
    grant select on rollcall.listing to rollcall_gateway;
    grant select, insert, update on rollcall.listing to rollcall_daemon;

    create table rollcall.scope (
      workspace_id uuid not null,
      connection_id uuid not null,
      kind text not null,
      parent text not null default '',
      attempted_at timestamptz not null,
      -- The start of the newest listing that was believed: what it showed was there then.
      believed_at timestamptz,
      grade text check (grade in ('proven', 'corroborated', 'plausible')),
      mapping_version integer,
      -- Why the newest attempt was not believed; null when it was.
      trouble text,
      primary key (workspace_id, connection_id, kind, parent),
      foreign key (workspace_id, connection_id) references rollcall.connection
    ) with (fillfactor = 80);
    ${isolate('scope')}
    grant select on rollcall.scope to rollcall_gateway;
    grant select, insert, update on rollcall.scope to rollcall_daemon;

    -- What a running listing showed and the ledger did not know. Unlogged: a crash loses a listing that starts over.
    create unlogged table rollcall.stage_item (
      workspace_id uuid not null,
      run_id uuid not null,
      kind text not null,
      parent text not null,
      -- A worker that lost the run and wakes up stages beside its successor, not among its items.
      fence integer not null,
      external_id text collate "C" not null,
      name text not null,
      attributes text not null,
      digest bytea not null,
      primary key (workspace_id, run_id, kind, parent, fence, external_id)
    );
    ${isolate('stage_item')}
    grant select, insert, delete on rollcall.stage_item to rollcall_daemon;
  `,
  );
}
