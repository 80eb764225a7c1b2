import type { Kysely } from 'kysely';
import { acrossWorkspaces, ddl, isolate } from './ddl.ts';

/**
 * Roles, the workspace setting that row-level security reads, workspaces and the gateway's keys.
 *
 * `rollcall_gateway` and `rollcall_daemon` hold the grants and cannot log in: the processes log in as members of
 * them. `rollcall_lookup` owns the few functions that must look across workspaces and can read nothing else.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await ddl(
    db,
    `
    do $$
    declare role_name text;
    begin
      foreach role_name in array array['rollcall_gateway', 'rollcall_daemon', 'rollcall_lookup'] loop
        if not exists (select from pg_roles where rolname = role_name) then
          execute format('create role %I nologin', role_name);
        end if;
        if not pg_has_role(current_user, role_name, 'usage') then
          execute format('grant %I to %I', role_name, current_user);
        end if;
      end loop;
    end $$;

    grant usage on schema rollcall to rollcall_gateway, rollcall_daemon, rollcall_lookup;
    -- The processes compare the database's version with their own.
    grant select on rollcall.kysely_migration to rollcall_gateway, rollcall_daemon;

    -- Without nullif, the second transaction on a pooled connection reads '' and fails as a uuid.
    create function rollcall.current_workspace() returns uuid
      language sql stable parallel safe
      return nullif(current_setting('rollcall.workspace_id', true), '')::uuid;

    -- Time-ordered ids (RFC 9562, version 7) for rows that are made in SQL. PostgreSQL has its own from 18 on.
    do $$
    begin
      if current_setting('server_version_num')::int >= 180000 then
        create function rollcall.uuid_v7() returns uuid language sql volatile parallel safe return uuidv7();
      else
        create function rollcall.uuid_v7() returns uuid language sql volatile parallel safe
          return encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
            placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6),
            52, 1), 53, 1), 'hex')::uuid;
      end if;
    end $$;

    -- A time as it leaves the store: ISO 8601, UTC, milliseconds. Stable like to_char: only then is it inlined.
    create function rollcall.instant(at timestamptz) returns text
      language sql stable parallel safe
      return to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');

    create table rollcall.workspace (
      workspace_id uuid primary key,
      name text not null,
      created_at timestamptz not null default now()
    );
    insert into rollcall.workspace (workspace_id, name) values (rollcall.uuid_v7(), 'default');
    ${isolate('workspace')}
    grant select on rollcall.workspace to rollcall_gateway, rollcall_daemon;
    ${acrossWorkspaces({
      table: 'workspace',
      columns: ['workspace_id', 'name', 'created_at'],
      signature: 'find_workspace(wanted text)',
      returns: 'table (workspace_id uuid)',
      query: 'select w.workspace_id from rollcall.workspace w where w.name = wanted order by w.created_at limit 1',
    })}

    create table rollcall.api_key (
      workspace_id uuid not null references rollcall.workspace,
      key_id text not null,
      name text not null,
      secret_hmac bytea not null,
      scopes text[] not null,
      created_at timestamptz not null default now(),
      last_used_on date,
      revoked_at timestamptz,
      primary key (workspace_id, key_id)
    );
    create index api_key_by_id on rollcall.api_key (key_id);
    ${isolate('api_key')}
    grant select, insert on rollcall.api_key to rollcall_gateway;
    grant update (last_used_on, revoked_at) on rollcall.api_key to rollcall_gateway;

    -- A caller's workspace is known only once its key is found.
    ${acrossWorkspaces({
      table: 'api_key',
      columns: ['workspace_id', 'key_id', 'name', 'secret_hmac', 'scopes', 'last_used_on', 'revoked_at'],
      signature: 'find_api_key(wanted text)',
      returns: 'table (workspace_id uuid, key_id text, name text, secret_hmac bytea, scopes text[], last_used_on date)',
      query: `select k.workspace_id, k.key_id, k.name, k.secret_hmac, k.scopes, k.last_used_on
        from rollcall.api_key k where k.key_id = wanted and k.revoked_at is null`,
    })}
    grant execute on function rollcall.find_api_key(text) to rollcall_gateway;
  `,
  );
}
