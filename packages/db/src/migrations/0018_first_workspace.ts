import type { Kysely } from 'kysely';
import { ddl, runsAs } from './ddl.ts';

/**
 * Workspaces beside the first. What crosses from one to another is two functions: `found_workspace` makes one and runs as
 * `rollcall_registrar`, which may do that and nothing else; `workspaces_after` lists them. Both look for themselves
 * whether it is the first workspace that asks, and a trigger keeps `workspaces:admin` from the keys of all others.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await ddl(db, firstWorkspace);
  await ddl(db, crossing);
  await ddl(db, scopeOfTheFirst);
}

const firstWorkspace = `
  alter table rollcall.workspace
    add column is_first boolean not null default false,
    add constraint workspace_name_is_plain check (name = btrim(name) and char_length(name) between 1 and 100
      and name !~ '[\\u0001-\\u001f\\u007f-\\u009f]');
  -- Over all workspaces, and so no question that one of them can ask of another: only the registrar inserts.
  create unique index workspace_name on rollcall.workspace (name);

  select set_config('rollcall.workspace_id', (select workspace_id::text from rollcall.find_workspace('default')), true);
  update rollcall.workspace set is_first = true where workspace_id = rollcall.current_workspace();
`;

const crossing = `
  do $$
  begin
    if not exists (select from pg_roles where rolname = 'rollcall_registrar') then
      create role rollcall_registrar nologin;
    end if;
    if not pg_has_role(current_user, 'rollcall_registrar', 'usage') then
      execute format('grant rollcall_registrar to %I', current_user);
    end if;
  end $$;
  grant usage on schema rollcall to rollcall_registrar;
  create policy founding on rollcall.workspace for insert to rollcall_registrar with check (true);
  grant select (workspace_id, is_first), insert (workspace_id, name) on rollcall.workspace to rollcall_registrar;

  create function rollcall.found_workspace(new_id uuid, new_name text) returns timestamptz
    language plpgsql security definer set search_path = '' as $$
    begin
      if not exists (select from rollcall.workspace w
          where w.workspace_id = rollcall.current_workspace() and w.is_first) then
        raise exception 'only the first workspace makes others' using errcode = '42501';
      end if;
      insert into rollcall.workspace (workspace_id, name) values (new_id, new_name);
      return now();
    end $$;
  ${runsAs('rollcall_registrar', 'found_workspace(uuid, text)')}
  grant execute on function rollcall.found_workspace(uuid, text) to rollcall_gateway;

  -- The workspaces that were made after this one, or from the first on; for the first only, and nothing for all others.
  grant select (is_first) on rollcall.workspace to rollcall_lookup;
  create function rollcall.workspaces_after(after uuid, most integer)
    returns table (workspace_id uuid, name text, created_at timestamptz)
    language sql stable security definer set search_path = ''
    begin atomic
      select w.workspace_id, w.name, w.created_at from rollcall.workspace w
      where exists (select from rollcall.workspace f where f.workspace_id = rollcall.current_workspace() and f.is_first)
        and (after is null or w.workspace_id > after)
      order by w.workspace_id limit most;
    end;
  ${runsAs('rollcall_lookup', 'workspaces_after(uuid, integer)')}
  grant execute on function rollcall.workspaces_after(uuid, integer) to rollcall_gateway;
`;

const scopeOfTheFirst = `
  create function rollcall.refuse_scope_of_the_first() returns trigger language plpgsql as $$
    begin
      if not exists (select from rollcall.workspace w where w.workspace_id = new.workspace_id and w.is_first) then
        raise exception 'workspaces:admin is for keys of the first workspace' using errcode = '42501';
      end if;
      return new;
    end $$;
  create trigger scope_of_the_first before insert or update of scopes, workspace_id on rollcall.api_key
    for each row when ('workspaces:admin' = any (new.scopes)) execute function rollcall.refuse_scope_of_the_first();

  -- The keys that could do everything go on being so, and it is said.
  with widened as (
    update rollcall.api_key set scopes = scopes || 'workspaces:admin'::text
    where workspace_id = rollcall.current_workspace() and revoked_at is null
      and scopes @> array['inventory:read', 'operations:write', 'secrets:read', 'reports:read', 'audit:read',
        'connections:admin', 'keys:admin'] and not 'workspaces:admin' = any (scopes)
    returning *
  )
  insert into rollcall.audit_event (workspace_id, event_id, type, actor, subject_kind, subject_id, subject_name, before, after)
  select workspace_id, rollcall.uuid_v7(), 'key.changed', '{"type": "system", "id": "upgrade", "name": "upgrade"}',
    'gateway_key', key_id, name, jsonb_build_object('scopes', array_remove(scopes, 'workspaces:admin')),
    jsonb_build_object('scopes', scopes)
  from widened;
  select set_config('rollcall.workspace_id', '', true);
`;
