import type { Kysely } from 'kysely';
import { ddl, isolate } from './ddl.ts';

/** Writes that callers asked for. Recorded before they are sent; each step is an audit event too. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await ddl(
    db,
    `
    create table rollcall.operation (
      workspace_id uuid not null,
      operation_id uuid not null,
      connection_id uuid not null,
      procedure text not null,
      input jsonb not null,
      input_hmac bytea not null,
      idempotency_key text,
      state text not null check (state in
        ('accepted', 'dispatched', 'succeeded', 'failed', 'unknown', 'confirmed', 'contradicted')),
      result jsonb,
      error jsonb,
      expectations jsonb not null,
      actor jsonb not null,
      accepted_at timestamptz not null default clock_timestamp(),
      dispatched_at timestamptz,
      answered_at timestamptz,
      settled_at timestamptz,
      primary key (workspace_id, operation_id),
      foreign key (workspace_id, connection_id) references rollcall.connection
    );
    create unique index operation_idempotency on rollcall.operation (workspace_id, idempotency_key)
      where idempotency_key is not null;
    create index operation_open on rollcall.operation (workspace_id, connection_id)
      where expectations <> '[]' and state in ('dispatched', 'succeeded', 'unknown', 'contradicted');
    create index operation_interrupted on rollcall.operation (workspace_id, connection_id)
      where state in ('accepted', 'dispatched');
    create index operation_by_connection on rollcall.operation (workspace_id, connection_id, operation_id);
    ${isolate('operation')}
    grant select, insert, update on rollcall.operation to rollcall_gateway;
    grant select on rollcall.operation to rollcall_daemon;
    grant update (state, error, answered_at, settled_at, idempotency_key) on rollcall.operation to rollcall_daemon;
  `,
  );
}
