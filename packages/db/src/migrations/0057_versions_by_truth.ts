import type { Kysely } from 'kysely';
import { ddl } from './ddl.ts';

/**
 * What became true between two moments, without a look at all that did before and since. Of an expression, since versions of
 * before intervals were kept have no `true_from`. Only who says that versions are above 0, as all are, is given it: the planner would
 * read pages of the past by it, and sort them.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await ddl(
    db,
    `
    create index resource_version_by_truth on rollcall.resource_version
      (workspace_id, connection_id, coalesce(true_from, recorded_at)) where version > 0;
  `,
  );
}
