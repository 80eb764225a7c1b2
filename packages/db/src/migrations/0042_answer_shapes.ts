import type { Kysely } from 'kysely';
import { confine, ddl, isolate } from './ddl.ts';

/**
 * What the answers of each connection's operations looked like, place by place, beside what the document says of it: types
 * and counts, never a value. What differs is found by an index of its own, which is empty as long as nothing does.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await ddl(
    db,
    `
    create table rollcall.answer_shape (
      workspace_id uuid not null,
      connection_id uuid not null,
      operation text not null,
      path text not null,
      pointer text not null,
      documented text,
      is_required boolean not null,
      is_published boolean not null,
      document_version text not null,
      types text[] not null,
      strays text[] not null,
      seen bigint not null,
      strayed bigint not null,
      missed bigint not null,
      missed_since_seen bigint not null,
      first_looked_at timestamptz not null default now(),
      looked_at timestamptz not null default now(),
      seen_at timestamptz,
      strayed_at timestamptz,
      missed_at timestamptz,
      primary key (workspace_id, connection_id, operation, path),
      foreign key (workspace_id, connection_id) references rollcall.connection
    ) with (fillfactor = 70);
    create index answer_shape_differing on rollcall.answer_shape (workspace_id, connection_id, operation)
      where documented is null or strayed > 0 or missed_since_seen > 0 or is_required and missed > 0;
    ${isolate('answer_shape')}
    ${confine('answer_shape')}
    grant select, insert, update, delete on rollcall.answer_shape to rollcall_gateway, rollcall_daemon;
    grant select on rollcall.answer_shape to rollcall_planner;
  `,
  );
}
