import type { Kysely } from 'kysely';
import { ddl } from './ddl.ts';

/**
 * What a scope's listings are held against: how many items the believed ones showed, and what the newest one is doubted for,
 * so that a later one can agree with it. And the run of the newest believed listing, whose certificate says why it is one.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await ddl(
    db,
    `
    alter table rollcall.scope
      -- The newest last.
      add column counts integer[] not null default '{}',
      add column doubt jsonb,
      add column believed_run_id uuid;
  `,
  );
}
