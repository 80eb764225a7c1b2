import type { Kysely } from 'kysely';
import { acrossWorkspaces, ddl, isolate } from './ddl.ts';

/**
 * Secrets that wait, sealed: the result of an operation until it is taken or its time is over, and inputs that must outlive
 * a crash. They have a table of their own, so that no reading of operations can answer them; and an operation says what
 * became of the secrets in its answer.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await ddl(
    db,
    `
    create table rollcall.sealed_secret (
      workspace_id uuid not null,
      purpose text not null check (purpose in ('result', 'input')),
      owner_id text collate "C" not null,
      sealed text not null,
      master_key_id text not null,
      sealed_at timestamptz not null default clock_timestamp(),
      -- Null: until it is destroyed.
      expires_at timestamptz,
      primary key (workspace_id, purpose, owner_id)
    );
    create index sealed_secret_expiring on rollcall.sealed_secret (expires_at) where expires_at is not null;
    ${isolate('sealed_secret')}
    grant select, insert, update, delete on rollcall.sealed_secret to rollcall_gateway;
    -- The daemon destroys what nobody took, and has no business with the seals themselves.
    grant select (workspace_id, purpose, owner_id, expires_at), delete on rollcall.sealed_secret to rollcall_daemon;

    ${acrossWorkspaces({
      table: 'sealed_secret',
      columns: ['workspace_id', 'expires_at', 'master_key_id'],
      signature: 'workspaces_with_expired_secrets(at timestamptz)',
      returns: 'table (workspace_id uuid)',
      query: `select distinct s.workspace_id from rollcall.sealed_secret s where s.expires_at <= at`,
    })}
    grant execute on function rollcall.workspaces_with_expired_secrets(timestamptz) to rollcall_daemon;

    -- A master key is dropped only when nothing anywhere is sealed with it.
    grant create on schema rollcall to rollcall_lookup;
    create or replace function rollcall.master_keys_in_use() returns setof text
      language sql stable security definer set search_path = ''
      begin atomic
        select c.master_key_id from rollcall.credential c union select s.master_key_id from rollcall.sealed_secret s;
      end;
    revoke create on schema rollcall from rollcall_lookup;

    -- none: its answer holds none. awaited: it may, and has not come. shown: it went to the caller in the answer. sealed: it
    -- waits to be taken. taken, expired: it waited. lost: nobody has seen the answer.
    alter table rollcall.operation add column secrets text not null default 'none'
      check (secrets in ('none', 'awaited', 'shown', 'sealed', 'taken', 'expired', 'lost'));
    alter table rollcall.operation no force row level security;
    update rollcall.operation set secrets = 'shown' where result::text like '%"$withheld": "secret"%';
    alter table rollcall.operation force row level security;
    grant update (secrets) on rollcall.operation to rollcall_daemon;
  `,
  );
}
