import type { Kysely } from 'kysely';
import { ddl, isolate } from './ddl.ts';

/**
 * The brake: what each listing changed that nobody asked for, the limits that somebody set, and the runs that were held
 * with what they would have changed. docs/decisions/0011 says how it works and why.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await ddl(
    db,
    `
    alter table rollcall.listing
      -- Of what it recorded as vanished, and as changed: how much nobody asked for, or approved.
      add column lost integer not null default 0,
      add column altered integer not null default 0;
    create index listing_unasked on rollcall.listing (workspace_id, started_at) where lost > 0 or altered > 0;

    -- Limits in place of the defaults, as far as they are named.
    alter table rollcall.workspace add column brake jsonb not null default '{}';
    alter table rollcall.connection add column brake jsonb not null default '{}';
    grant update (brake) on rollcall.workspace to rollcall_gateway;

    create table rollcall.hold (
      workspace_id uuid not null,
      hold_id uuid not null,
      connection_id uuid not null,
      state text not null check (state in ('pending', 'approved', 'applied', 'rejected', 'superseded')),
      checksum text not null,
      reasons jsonb not null,
      counts jsonb not null,
      changes integer not null,
      -- What the run was to list (null for every kind), and the kinds whose changes pass the limits.
      kinds text[],
      braked_kinds text[] not null,
      -- The scopes whose changes count: { kind, parent, checksum }, for whoever rejects them.
      scopes jsonb not null,
      opened_at timestamptz not null default clock_timestamp(),
      run_id uuid not null,
      seen_at timestamptz not null default clock_timestamp(),
      decided_at timestamptz,
      decided_by jsonb,
      note text,
      primary key (workspace_id, hold_id),
      foreign key (workspace_id, connection_id) references rollcall.connection
    );
    create index hold_standing on rollcall.hold (workspace_id, connection_id)
      where state in ('pending', 'approved', 'rejected');
    ${isolate('hold')}
    grant select on rollcall.hold to rollcall_gateway, rollcall_daemon;
    grant insert on rollcall.hold to rollcall_daemon;
    grant update (state, run_id, seen_at, decided_at, note) on rollcall.hold to rollcall_daemon;
    grant update (state, decided_at, decided_by, note) on rollcall.hold to rollcall_gateway;

    create table rollcall.hold_item (
      workspace_id uuid not null,
      hold_id uuid not null,
      nth integer not null,
      type text not null,
      kind text not null,
      external_id text not null,
      name text not null,
      before jsonb,
      after jsonb,
      cause jsonb not null,
      primary key (workspace_id, hold_id, nth),
      foreign key (workspace_id, hold_id) references rollcall.hold
    );
    ${isolate('hold_item')}
    grant select on rollcall.hold_item to rollcall_gateway, rollcall_daemon;
    -- Of a plan that no run would make any more, its changes are of no use.
    grant insert, delete on rollcall.hold_item to rollcall_daemon;
    grant delete on rollcall.hold_item to rollcall_gateway;
  `,
  );
}
