import type { Kysely } from 'kysely';
import { confine, ddl, isolate } from './ddl.ts';

/**
 * When keys were used last, as listings show it: that moves all the time and makes no drift, so the ledger's own attribute is as
 * old as the newest change. And since when a connection has its credential, whatever it was sealed with again.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await ddl(
    db,
    `
    create table rollcall.last_use (
      workspace_id uuid not null,
      connection_id uuid not null,
      kind text not null,
      external_id text collate "C" not null,
      used_at timestamptz not null,
      primary key (workspace_id, connection_id, kind, external_id),
      foreign key (workspace_id, connection_id) references rollcall.connection
    ) with (fillfactor = 70);
    ${isolate('last_use')}
    ${confine('last_use')}
    grant select, insert, update on rollcall.last_use to rollcall_daemon;
    grant select on rollcall.last_use to rollcall_gateway, rollcall_planner;

    -- What the rules are shown of keys: no secret of theirs.
    grant select (workspace_id, key_id, name, created_at, expires_at, last_used_on, replaced_by, revoked_at)
      on rollcall.api_key to rollcall_daemon, rollcall_planner;

    alter table rollcall.credential add column given_at timestamptz;
    -- Row-level security would hide the rows of every workspace from the owner.
    alter table rollcall.credential no force row level security;
    update rollcall.credential set given_at = sealed_at;
    alter table rollcall.credential force row level security;
    alter table rollcall.credential alter column given_at set default now(), alter column given_at set not null;
    grant update (given_at) on rollcall.credential to rollcall_gateway;
  `,
  );
}
