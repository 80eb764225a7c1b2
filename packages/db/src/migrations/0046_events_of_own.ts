import type { Kysely } from 'kysely';
import { ddl } from './ddl.ts';

/**
 * What must have events of its own is held against them: they are found by what they are about, the newest first. Most events are
 * about resources, which have versions that name theirs, and are not in this index. And the daemon, which verifies every
 * day, sees what a key may do: that is no secret.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await ddl(
    db,
    `
    create index audit_event_of_own on rollcall.audit_event (workspace_id, subject_kind, subject_id, event_id)
      where subject_kind in ('operation', 'finding', 'webhook', 'gateway_key', 'connection');
    grant select (scopes) on rollcall.api_key to rollcall_daemon;
  `,
  );
}
