import type { Kysely } from 'kysely';
import { ddl } from './ddl.ts';

/**
 * What the bytes of an item were when its meaning was recorded. Null for what was recorded before this column existed, and
 * for items that do not stand in the provider's answer as they are; those are parsed each time.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await ddl(
    db,
    `
    alter table rollcall.resource add column raw_digest bytea;
    alter table rollcall.stage_item add column raw_digest bytea;
  `,
  );
}
