import type { Kysely } from 'kysely';
import { ddl } from './ddl.ts';

/**
 * The resources of one parent. A kind that is listed by parent has thousands of scopes: without this, each would walk the
 * whole kind. Kinds that are listed whole are left out, and pay nothing for it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await ddl(
    db,
    `
    create index resource_of_parent on rollcall.resource (workspace_id, connection_id, kind, parent, external_id)
      where parent <> '' and presence = 'live';
  `,
  );
}
