import type { Kysely } from 'kysely';
import { ddl } from './ddl.ts';

/** The daemon may know what takes a change back, and whether that is done: a rule says nothing of a change that is taken back. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await ddl(
    db,
    `
    grant select (workspace_id, bulk_id, state, reverts) on rollcall.bulk to rollcall_daemon;
    grant select (workspace_id, bulk_id, state, operation_id) on rollcall.bulk_item to rollcall_daemon;
  `,
  );
}
