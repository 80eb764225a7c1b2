import type { Kysely } from 'kysely';
import { ddl, isolate } from './ddl.ts';

/**
 * When addresses were used last, as whoever sends from them says: no listing of most providers does. An import comes in parts,
 * which wait beside it until the last one has come: then all of it holds, or nothing does.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await ddl(db, use);
  await ddl(db, scope);
}

const use = `
  create table rollcall.resource_use (
    workspace_id uuid not null,
    -- As inboxes are called: in lower case, its domain in ASCII. Of whatever connection has an inbox of that name.
    address text collate "C" not null,
    -- Null for one that never was.
    last_used_at timestamptz,
    -- When whoever said so knew it.
    known_at timestamptz not null,
    import_id uuid not null,
    primary key (workspace_id, address)
  ) with (fillfactor = 85);
  ${isolate('resource_use')}
  grant select, insert, update on rollcall.resource_use to rollcall_gateway;
  grant select on rollcall.resource_use to rollcall_daemon, rollcall_planner;

  create table rollcall.use_import (
    workspace_id uuid not null,
    import_id uuid not null,
    begun_at timestamptz not null default clock_timestamp(),
    lines integer not null default 0,
    -- Null while parts are still to come.
    outcome jsonb,
    done_at timestamptz,
    primary key (workspace_id, import_id),
    check ((outcome is null) = (done_at is null))
  );
  create index use_import_done on rollcall.use_import (workspace_id, done_at);
  ${isolate('use_import')}
  grant select, insert, delete on rollcall.use_import to rollcall_gateway;
  grant update (lines, outcome, done_at) on rollcall.use_import to rollcall_gateway;
  grant select on rollcall.use_import to rollcall_daemon, rollcall_planner;

  -- Unlogged: a crash loses an import that was not done, and its last part finds that lines are missing.
  create unlogged table rollcall.use_import_line (
    workspace_id uuid not null,
    import_id uuid not null,
    address text collate "C" not null,
    line integer not null,
    last_used_at timestamptz,
    primary key (workspace_id, import_id, address)
  );
  ${isolate('use_import_line')}
  grant select, insert, delete on rollcall.use_import_line to rollcall_gateway;
`;

/** Whoever could do everything in a workspace can do this as well. */
const scope = `
  alter table rollcall.api_key no force row level security;
  alter table rollcall.audit_event no force row level security;
  with widened as (
    update rollcall.api_key set scopes = scopes || 'use:write'::text
    where revoked_at is null and connection_ids is null
      and scopes @> array['inventory:read', 'operations:write', 'secrets:read', 'reports:read', 'audit:read',
        'connections:admin', 'keys:admin', 'webhooks:admin'] and not 'use:write' = any (scopes)
    returning *
  )
  insert into rollcall.audit_event (workspace_id, event_id, type, actor, subject_kind, subject_id, subject_name, before, after)
  select workspace_id, rollcall.uuid_v7(), 'key.changed', '{"type": "system", "id": "upgrade", "name": "upgrade"}',
    'gateway_key', key_id, name, jsonb_build_object('scopes', array_remove(scopes, 'use:write')),
    jsonb_build_object('scopes', scopes)
  from widened;
  alter table rollcall.audit_event force row level security;
  alter table rollcall.api_key force row level security;
`;
