import type { Kysely } from 'kysely';
import { ddl, isolate } from './ddl.ts';

/**
 * Both axes of time on versions: when a state was true, as an interval, beside when it was recorded; the indexes that reads
 * of the past ride; and the one narrow way to delete what retention does not keep.
 *
 * Versions and events that exist are append-only and stay as they are: their interval is null, which says that it was not
 * known. Reads of the past take them to be true from when they were recorded, which is a bound that holds.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await ddl(db, timeAxes);
  await ddl(db, retention);
}

const timeAxes = `
  -- The state began after true_after and not later than true_from: the beginnings of the listing that last showed it
  -- otherwise and of the one that shows it.
  alter table rollcall.resource_version
    add true_after timestamptz,
    add true_from timestamptz,
    alter column name type text collate "C";
  alter table rollcall.audit_event add true_after timestamptz, add true_from timestamptz;
  alter table rollcall.resource_rename add true_from timestamptz;
  alter table rollcall.resource add true_from timestamptz;

  -- Which version was in force is told by the indexes alone: a large ledger has ten versions for each resource, and a
  -- visit to the table for each of them would take most of the time.
  alter table rollcall.resource_version
    drop constraint resource_version_pkey,
    add constraint resource_version_pkey primary key (workspace_id, connection_id, kind, external_id, version)
      include (recorded_at, true_from, presence);
  create index resource_version_by_name on rollcall.resource_version
    (workspace_id, connection_id, kind, name, external_id, version) include (recorded_at, true_from, presence);
  create index listing_of_scope on rollcall.listing (workspace_id, connection_id, kind, parent, started_at);

  -- The start of the newest listing that was whole, and of which nothing was left to a later one: what it did not show
  -- was not there, and what it showed was so.
  alter table rollcall.scope add whole_at timestamptz;
  alter table rollcall.scope no force row level security;
  update rollcall.scope set whole_at = believed_at where grade in ('proven', 'corroborated');
  alter table rollcall.scope force row level security;
`;

const retention = `
  do $$
  begin
    if not exists (select from pg_roles where rolname = 'rollcall_retention') then
      create role rollcall_retention nologin;
    end if;
    if not pg_has_role(current_user, 'rollcall_retention', 'usage') then
      execute format('grant rollcall_retention to %I', current_user);
    end if;
  end $$;
  grant usage on schema rollcall to rollcall_retention;
  grant select on rollcall.scope, rollcall.hold to rollcall_retention;

  -- From when on the past of a workspace is kept; null: all of it. Written before anything is deleted.
  create table rollcall.retention (
    workspace_id uuid primary key,
    versions_from timestamptz,
    runs_from timestamptz
  );
  ${isolate('retention')}
  grant select on rollcall.retention to rollcall_gateway, rollcall_daemon;
  grant select, insert, update on rollcall.retention to rollcall_retention;
  grant select, delete on rollcall.resource_version, rollcall.run, rollcall.listing to rollcall_retention;
  grant select on rollcall.resource, rollcall.resource_rename to rollcall_retention;

  -- Versions alone may be deleted, by the role that owns the function below and that nobody can log in as.
  create function rollcall.refuse_change_but_retention() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' and current_user = 'rollcall_retention' then
        return old;
      end if;
      raise exception '% is append-only: % is refused', tg_table_name, lower(tg_op) using errcode = '42501';
    end $$;
  drop trigger append_only on rollcall.resource_version;
  create trigger append_only before update or delete on rollcall.resource_version
    for each row execute function rollcall.refuse_change_but_retention();

  -- A day at least is kept, whatever a caller asks for.
  create function rollcall.assert_long_past(kept_from timestamptz) returns void language plpgsql as $$
    begin
      if kept_from is null or kept_from > now() - interval '1 day' then
        raise exception 'the last day is kept: % is too late', kept_from using errcode = '22023';
      end if;
    end $$;

  -- Looks through the versions that follow the given one, \`most\` of them, and deletes those that another had superseded
  -- by \`kept_from\`: whatever is asked as of then or later, they are no part of the answer. What an absent resource
  -- vanished by stays, for its cause is the cause of every further step.
  create function rollcall.prune_versions(kept_from timestamptz, after_connection uuid, after_kind text, after_id text,
      after_version integer, most integer)
    returns table (looked_at integer, deleted integer, connection_id uuid, kind text, external_id text, version integer)
    language plpgsql security definer set search_path = '' as $$
    #variable_conflict use_column
    declare
      workspace uuid := rollcall.current_workspace();
    begin
      perform rollcall.assert_long_past(kept_from);
      insert into rollcall.retention as r (workspace_id, versions_from) values (workspace, kept_from)
        on conflict (workspace_id) do update set versions_from = greatest(r.versions_from, excluded.versions_from);
      return query
        with page as materialized (
          select v.connection_id, v.kind, v.external_id, v.version, v.recorded_at, v.presence
          from rollcall.resource_version v
          where v.workspace_id = workspace and (after_connection is null
            or (v.connection_id, v.kind, v.external_id, v.version) > (after_connection, after_kind, after_id, after_version))
          order by v.connection_id, v.kind, v.external_id, v.version limit most
        ),
        superseded as materialized (
          select p.connection_id, p.kind, p.external_id, p.version from page p
          where p.recorded_at <= kept_from and (
            (select n.version from rollcall.resource_version n where n.workspace_id = workspace
              and n.connection_id = p.connection_id and n.kind = p.kind and n.external_id = p.external_id
              and n.version > p.version and n.recorded_at <= kept_from
              and coalesce(n.true_from, n.recorded_at) <= kept_from limit 1) is not null
            or (select e.version from rollcall.resource_rename e where e.workspace_id = workspace
              and e.connection_id = p.connection_id and e.kind = p.kind and e.from_external_id = p.external_id
              and e.from_version >= p.version and e.recorded_at <= kept_from
              and coalesce(e.true_from, e.recorded_at) <= kept_from limit 1) is not null)
            and not (p.presence = 'missing' and exists (select from rollcall.resource r where r.workspace_id = workspace
              and r.connection_id = p.connection_id and r.kind = p.kind and r.external_id = p.external_id
              and r.presence <> 'live'))
        ),
        pruned as (
          delete from rollcall.resource_version v using superseded s
          where v.workspace_id = workspace and v.connection_id = s.connection_id and v.kind = s.kind
            and v.external_id = s.external_id and v.version = s.version
          returning 1
        )
        select c.looked_at, c.deleted, l.connection_id, l.kind, l.external_id, l.version
        from (select (select count(*)::int from page) as looked_at, (select count(*)::int from pruned) as deleted) c
        left join (select p.connection_id, p.kind, p.external_id, p.version from page p
          order by p.connection_id desc, p.kind desc, p.external_id desc, p.version desc limit 1) l on true;
    end $$;

  -- Looks through the runs that follow the given one, \`most\` of them, and deletes of those that ended before \`kept_from\`
  -- the listings with their certificates, and the runs that have none left. The newest listing of a scope before that
  -- time stays, and its newest believed one: what an answer of then stands on; of a held run, nothing was believed. So does a
  -- run that something else names, a hold or the newest belief in a scope among them.
  create function rollcall.prune_runs(kept_from timestamptz, after_run uuid, most integer)
    returns table (looked_at integer, deleted integer, run_id uuid)
    language plpgsql security definer set search_path = '' as $$
    #variable_conflict use_column
    declare
      workspace uuid := rollcall.current_workspace();
      page uuid[];
      old uuid[];
      one uuid;
      runs integer := 0;
      listings integer;
    begin
      perform rollcall.assert_long_past(kept_from);
      insert into rollcall.retention as r (workspace_id, runs_from) values (workspace, kept_from)
        on conflict (workspace_id) do update set runs_from = greatest(r.runs_from, excluded.runs_from);
      select array_agg(p.run_id order by p.run_id), array_agg(p.run_id order by p.run_id) filter (where p.finished_at < kept_from)
        into page, old
        from (select r.run_id, r.finished_at from rollcall.run r
          where r.workspace_id = workspace and (after_run is null or r.run_id > after_run)
          order by r.run_id limit most) p;
      select array_agg(o.run_id) into old from unnest(old) o(run_id)
        where not exists (select from rollcall.hold h where h.workspace_id = workspace and h.run_id = o.run_id)
          and not exists (select from rollcall.scope s where s.workspace_id = workspace and s.believed_run_id = o.run_id);
      delete from rollcall.listing l using rollcall.run r
        where l.workspace_id = workspace and l.run_id = any(old) and r.workspace_id = workspace and r.run_id = l.run_id
          and (r.plan or (
            exists (select from rollcall.listing n join rollcall.run o on o.workspace_id = workspace and o.run_id = n.run_id
              where n.workspace_id = workspace and n.connection_id = l.connection_id and n.kind = l.kind
                and n.parent = l.parent and n.started_at > l.started_at and n.finished_at <= kept_from and not o.plan)
            and (coalesce(l.grade, 'refused') = 'refused' or r.outcome is not distinct from 'held'
              or exists (select from rollcall.listing n
                join rollcall.run o on o.workspace_id = workspace and o.run_id = n.run_id
                where n.workspace_id = workspace and n.connection_id = l.connection_id and n.kind = l.kind
                  and n.parent = l.parent and n.started_at > l.started_at and n.finished_at <= kept_from and not o.plan
                  and n.grade <> 'refused' and o.outcome is distinct from 'held'))));
      get diagnostics listings = row_count;
      foreach one in array coalesce(old, '{}') loop
        begin
          delete from rollcall.run r where r.workspace_id = workspace and r.run_id = one
            and not exists (select from rollcall.listing l where l.workspace_id = workspace and l.run_id = one);
          if found then
            runs := runs + 1;
          end if;
        exception when foreign_key_violation then
          null;
        end;
      end loop;
      return query select coalesce(cardinality(page), 0), listings + runs, page[cardinality(page)];
    end $$;

  grant create on schema rollcall to rollcall_retention;
  alter function rollcall.prune_versions(timestamptz, uuid, text, text, integer, integer) owner to rollcall_retention;
  alter function rollcall.prune_runs(timestamptz, uuid, integer) owner to rollcall_retention;
  revoke create on schema rollcall from rollcall_retention;
  revoke all on function rollcall.prune_versions(timestamptz, uuid, text, text, integer, integer) from public;
  revoke all on function rollcall.prune_runs(timestamptz, uuid, integer) from public;
  grant execute on function rollcall.prune_versions(timestamptz, uuid, text, text, integer, integer) to rollcall_daemon;
  grant execute on function rollcall.prune_runs(timestamptz, uuid, integer) to rollcall_daemon;

  -- Retention goes workspace by workspace.
  create function rollcall.workspace_ids() returns table (workspace_id uuid)
    language sql stable security definer set search_path = ''
    begin atomic
      select w.workspace_id from rollcall.workspace w order by w.workspace_id;
    end;
  grant create on schema rollcall to rollcall_lookup;
  alter function rollcall.workspace_ids() owner to rollcall_lookup;
  revoke create on schema rollcall from rollcall_lookup;
  revoke all on function rollcall.workspace_ids() from public;
  grant execute on function rollcall.workspace_ids() to rollcall_daemon;
`;
