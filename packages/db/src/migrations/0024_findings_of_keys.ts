import type { Kysely } from 'kysely';
import { confine, ddl } from './ddl.ts';

/** A key that is limited to some connections sees their findings only. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await ddl(db, confine('finding'));
}
