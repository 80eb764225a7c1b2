import type { Kysely } from 'kysely';
import { ddl } from './ddl.ts';

/** The runs that are queued or under way: few among all that there were, and asked for every second while somebody watches. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await ddl(
    db,
    `create index run_open on rollcall.run (workspace_id, connection_id, run_id) where state <> 'finished'`,
  );
}
