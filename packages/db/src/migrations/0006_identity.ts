import type { Kysely } from 'kysely';
import { ddl, isolate } from './ddl.ts';

/**
 * What outlives a listing: renames, what operations told of resources, and what a scope was last read with. Scopes may
 * go: those of a parent that is gone count in no coverage.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await ddl(
    db,
    `
    -- One rename: the versions of the new external id go on where those of the old one end.
    create table rollcall.resource_rename (
      workspace_id uuid not null,
      connection_id uuid not null,
      kind text not null,
      external_id text collate "C" not null,
      version integer not null,
      from_external_id text collate "C" not null,
      from_version integer not null,
      event_id uuid not null,
      recorded_at timestamptz not null,
      primary key (workspace_id, connection_id, kind, external_id, version)
    );
    create index resource_rename_from on rollcall.resource_rename
      (workspace_id, connection_id, kind, from_external_id, from_version);
    ${isolate('resource_rename')}
    grant select on rollcall.resource_rename to rollcall_gateway;
    grant select, insert on rollcall.resource_rename to rollcall_daemon;
    create trigger append_only before update or delete on rollcall.resource_rename
      for each row execute function rollcall.refuse_change();
    create trigger never_truncated before truncate on rollcall.resource_rename
      for each statement execute function rollcall.refuse_change();

    create table rollcall.learned (
      workspace_id uuid not null,
      connection_id uuid not null,
      kind text not null,
      external_id text collate "C" not null,
      attributes jsonb not null,
      operation_id uuid not null,
      learned_at timestamptz not null default clock_timestamp(),
      -- When the ledger took it over; null while it waits for a listing that shows the resource.
      recorded_at timestamptz,
      -- What the resource would keep through a rename: a later one of the same external id has another.
      identity jsonb,
      primary key (workspace_id, connection_id, kind, external_id),
      foreign key (workspace_id, connection_id) references rollcall.connection
    );
    ${isolate('learned')}
    grant select, insert, update on rollcall.learned to rollcall_gateway;
    grant select, insert, update, delete on rollcall.learned to rollcall_daemon;

    alter table rollcall.scope
      add document_version text,
      -- A digest of each of the connection's settings.
      add settings jsonb;
    grant delete on rollcall.scope to rollcall_daemon;
  `,
  );
}
