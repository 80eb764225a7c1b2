import type { Kysely } from 'kysely';
import { ddl } from './ddl.ts';

/** What becomes of changes that somebody made elsewhere: taken back by an operation, or accepted. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await ddl(
    db,
    `
    -- Few among millions: what a person looks through, newest first.
    create index audit_event_out_of_band on rollcall.audit_event (workspace_id, event_id)
      where cause ->> 'kind' = 'out_of_band';
    -- Nobody accepts twice.
    create unique index audit_event_accepted on rollcall.audit_event (workspace_id, about_event_id)
      where type = 'drift.accepted';
    -- What takes an event back is under way once.
    create unique index bulk_reverting on rollcall.bulk (workspace_id, reverts)
      where reverts is not null and state = 'running';
    create index bulk_reverts on rollcall.bulk (workspace_id, reverts) where reverts is not null;
  `,
  );
}
