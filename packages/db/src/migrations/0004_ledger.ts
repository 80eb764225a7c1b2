import type { Kysely } from 'kysely';
import { ddl, isolate } from './ddl.ts';

/**
 * The ledger: present state, past versions, and the audit events that led there.
 *
 * Events and versions have no foreign keys. They are written in one statement with the resource that has one, never
 * change afterwards, and checking three more keys took a quarter of the time of a bulk change (100,000 new resources,
 * 2026-11-21).
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await ddl(
    db,
    `
    create table rollcall.audit_event (
      workspace_id uuid not null,
      event_id uuid not null,
      recorded_at timestamptz not null default clock_timestamp(),
      type text not null,
      connection_id uuid,
      actor jsonb not null,
      subject_kind text not null,
      subject_id text not null,
      subject_name text not null,
      cause jsonb,
      before jsonb,
      after jsonb,
      run_id uuid,
      operation_id uuid,
      primary key (workspace_id, event_id)
    );
    create index audit_event_by_connection on rollcall.audit_event (workspace_id, connection_id, event_id);
    ${isolate('audit_event')}

    create table rollcall.resource (
      workspace_id uuid not null,
      connection_id uuid not null,
      kind text not null,
      external_id text collate "C" not null,
      parent text not null default '',
      name text collate "C" not null,
      presence text not null check (presence in ('live', 'missing', 'suspect', 'gone')),
      attributes jsonb not null,
      digest bytea not null,
      version integer not null,
      first_seen_at timestamptz not null,
      last_changed_at timestamptz not null,
      missing_since timestamptz,
      primary key (workspace_id, connection_id, kind, external_id),
      foreign key (workspace_id, connection_id) references rollcall.connection
    ) with (fillfactor = 85);
    create index resource_by_name on rollcall.resource (workspace_id, kind, name, connection_id, external_id);
    create index resource_of_connection_by_name on rollcall.resource
      (workspace_id, connection_id, kind, name, external_id);
    create index resource_absent on rollcall.resource (workspace_id, connection_id, kind, parent)
      where presence in ('missing', 'suspect');
    ${isolate('resource')}

    create table rollcall.resource_version (
      workspace_id uuid not null,
      connection_id uuid not null,
      kind text not null,
      external_id text collate "C" not null,
      version integer not null,
      name text not null,
      presence text not null,
      attributes jsonb not null,
      recorded_at timestamptz not null,
      run_id uuid not null,
      event_id uuid not null,
      primary key (workspace_id, connection_id, kind, external_id, version)
    );
    ${isolate('resource_version')}

    grant select on rollcall.resource, rollcall.resource_version to rollcall_gateway;
    grant select, insert on rollcall.audit_event to rollcall_gateway, rollcall_daemon;
    grant select, insert, update on rollcall.resource to rollcall_daemon;
    grant select, insert on rollcall.resource_version to rollcall_daemon;

    -- Nobody alters the past, the owner included: not by a mistaken statement, at least.
    create function rollcall.refuse_change() returns trigger language plpgsql as $$
      begin
        raise exception '% is append-only: % is refused', tg_table_name, lower(tg_op) using errcode = '42501';
      end $$;
    create trigger append_only before update or delete on rollcall.audit_event
      for each row execute function rollcall.refuse_change();
    create trigger never_truncated before truncate on rollcall.audit_event
      for each statement execute function rollcall.refuse_change();
    create trigger append_only before update or delete on rollcall.resource_version
      for each row execute function rollcall.refuse_change();
    create trigger never_truncated before truncate on rollcall.resource_version
      for each statement execute function rollcall.refuse_change();

    -- Without statistics the indexes above look alike, and a read by id may walk a whole kind. Autovacuum is a minute
    -- late after a first sync; the daemon, which owns nothing, asks for them at once.
    create function rollcall.refresh_statistics() returns void
      language plpgsql security definer set search_path = '' as $$
      begin
        analyze rollcall.resource, rollcall.resource_version, rollcall.audit_event;
      end $$;
    revoke all on function rollcall.refresh_statistics() from public;
    grant execute on function rollcall.refresh_statistics() to rollcall_daemon;

    -- The top-level fields of one that differ from, or are missing in, the other.
    create function rollcall.fields_unlike(one jsonb, other jsonb) returns jsonb
      language sql immutable parallel safe
      return (select coalesce(jsonb_object_agg(f.key, f.value), '{}') from jsonb_each(one) f
        where f.value is distinct from other -> f.key);
  `,
  );
}
