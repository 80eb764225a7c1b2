import type { Kysely } from 'kysely';
import { ddl } from './ddl.ts';

/** The rates that a connection was allowed by its provider, where they are not the documented ones. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await ddl(
    db,
    `
    -- Requests a minute, by the name of the bucket.
    alter table rollcall.connection add column rates jsonb not null default '{}';
  `,
  );
}
