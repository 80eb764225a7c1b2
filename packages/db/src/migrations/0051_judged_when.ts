import type { Kysely } from 'kysely';
import { ddl } from './ddl.ts';

/** Whoever reads findings is told when the rules judged last, and whether something happened since. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await ddl(db, 'grant select on rollcall.judging to rollcall_gateway;');
}
