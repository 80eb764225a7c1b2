import type { Kysely } from 'kysely';
import { ddl } from './ddl.ts';

/** Events that bind a cause to an earlier one. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await ddl(
    db,
    `
    -- The earlier event that this one is about; the earlier one stays as it was.
    alter table rollcall.audit_event add about_event_id uuid;
    create index audit_event_about on rollcall.audit_event (workspace_id, about_event_id)
      where about_event_id is not null;
  `,
  );
}
