import type { Kysely } from 'kysely';
import { acrossWorkspaces, confine, ddl, isolate } from './ddl.ts';

/**
 * Plans, and the bulk operations that they become. A lane is what a bulk operation has for one connection: one gateway
 * at a time works it, and its fence says which.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await ddl(
    db,
    `
    create table rollcall.bulk (
      workspace_id uuid not null references rollcall.workspace,
      bulk_id uuid not null,
      state text not null check (state in ('planned', 'running', 'finished', 'cancelled', 'expired')),
      hash text not null,
      title text not null,
      -- Of all its items.
      connection_ids uuid[] not null,
      totals jsonb not null,
      -- The event that applying it takes back. Events have no foreign keys (docs/decisions/0004).
      reverts uuid,
      planned_at timestamptz not null default clock_timestamp(),
      planned_by jsonb not null,
      expires_at timestamptz not null,
      applied_at timestamptz,
      -- Who applied it, with what that key was allowed then.
      applied_as jsonb,
      idempotency_key text,
      cancelled_at timestamptz,
      finished_at timestamptz,
      primary key (workspace_id, bulk_id),
      check ((applied_at is null) = (applied_as is null)),
      check ((finished_at is null) = (state in ('planned', 'running', 'expired')))
    );
    create unique index bulk_idempotency on rollcall.bulk (workspace_id, idempotency_key)
      where idempotency_key is not null;
    create index bulk_expiring on rollcall.bulk (expires_at) where state = 'planned';
    ${isolate('bulk')}
    -- A key that is limited to some connections sees what is of these and no others.
    create policy connections on rollcall.bulk as restrictive to rollcall_gateway
      using (coalesce(connection_ids <@ (select rollcall.current_connections())::uuid[], true));
    grant select, insert on rollcall.bulk to rollcall_gateway;
    grant update (state, applied_at, applied_as, idempotency_key, cancelled_at, finished_at)
      on rollcall.bulk to rollcall_gateway;

    create table rollcall.bulk_lane (
      workspace_id uuid not null,
      bulk_id uuid not null,
      connection_id uuid not null,
      open boolean not null default true,
      -- When it may be claimed: when the lease of its holder ends, or when what parks it may be over.
      due_at timestamptz not null default clock_timestamp(),
      -- Raised by each gateway that claims the lane; one with an older fence can send and record nothing.
      fence integer not null default 0,
      holder text,
      -- Why nothing is sent: { code, message }.
      parked jsonb,
      -- When an item last ended: what is unknown for long is looked at less often.
      worked_at timestamptz not null default clock_timestamp(),
      primary key (workspace_id, bulk_id, connection_id),
      foreign key (workspace_id, bulk_id) references rollcall.bulk,
      foreign key (workspace_id, connection_id) references rollcall.connection
    ) with (fillfactor = 50);
    create index bulk_lane_due on rollcall.bulk_lane (due_at) where open;
    ${isolate('bulk_lane')}
    ${confine('bulk_lane')}
    grant select, insert on rollcall.bulk_lane to rollcall_gateway;
    grant update (open, due_at, fence, holder, parked, worked_at) on rollcall.bulk_lane to rollcall_gateway;

    create table rollcall.bulk_item (
      workspace_id uuid not null,
      bulk_id uuid not null,
      ordinal integer not null,
      connection_id uuid not null,
      procedure text not null,
      -- What may be stored of the input. Where anything was withheld, all of it waits sealed, as the input 'bulk/ordinal'.
      input jsonb not null,
      is_sealed boolean not null,
      shown jsonb not null,
      item_hash bytea not null,
      -- Of the resources that it acts on, in the versions that the ledger held.
      pins bytea not null,
      state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'refused', 'cancelled')),
      tries integer not null default 0,
      operation_id uuid,
      error jsonb,
      primary key (workspace_id, bulk_id, ordinal),
      foreign key (workspace_id, bulk_id) references rollcall.bulk,
      foreign key (workspace_id, connection_id) references rollcall.connection,
      foreign key (workspace_id, operation_id) references rollcall.operation,
      check (state <> 'done' or operation_id is not null)
    );
    create index bulk_item_open on rollcall.bulk_item (workspace_id, bulk_id, connection_id, ordinal)
      where state in ('waiting', 'running');
    ${isolate('bulk_item')}
    ${confine('bulk_item')}
    -- Of a plan that was never applied, nothing is kept but that there was one.
    grant select, insert, delete on rollcall.bulk_item to rollcall_gateway;
    grant update (state, tries, operation_id, error) on rollcall.bulk_item to rollcall_gateway;

    -- What an operation was part of, and what it takes back.
    alter table rollcall.operation add column bulk_id uuid, add column reverts uuid;

    -- A gateway works for every workspace: it is told which lanes are due and which plans are over, and no more.
    ${acrossWorkspaces({
      table: 'bulk_lane',
      columns: ['workspace_id', 'bulk_id', 'connection_id', 'open', 'due_at'],
      signature: 'due_bulk_lanes(most integer)',
      returns: 'table (workspace_id uuid, bulk_id uuid, connection_id uuid)',
      query: `select l.workspace_id, l.bulk_id, l.connection_id from rollcall.bulk_lane l
        where l.open and l.due_at <= clock_timestamp() order by l.due_at limit most`,
    })}
    grant execute on function rollcall.due_bulk_lanes(integer) to rollcall_gateway;
    ${acrossWorkspaces({
      table: 'bulk',
      columns: ['workspace_id', 'bulk_id', 'state', 'expires_at'],
      signature: 'expired_plans(most integer)',
      returns: 'table (workspace_id uuid, bulk_id uuid)',
      query: `select b.workspace_id, b.bulk_id from rollcall.bulk b
        where b.state = 'planned' and b.expires_at <= clock_timestamp() order by b.expires_at limit most`,
    })}
    grant execute on function rollcall.expired_plans(integer) to rollcall_gateway;
  `,
  );
}
