import type { Kysely } from 'kysely';
import { ddl } from './ddl.ts';

/**
 * Which events were recorded within a period, of whatever they are, and which of them calls led to: few, among millions of what
 * listings showed. Sealing gives them another order, and may come late.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await ddl(
    db,
    `
    create index audit_event_by_time on rollcall.audit_event (workspace_id, recorded_at);
    create index audit_event_of_calls on rollcall.audit_event (workspace_id, recorded_at)
      where actor ->> 'type' = 'api_key';
  `,
  );
}
