import { type RawBuilder, sql } from 'kysely';

/**
 * Whether the owner `o`, a row of `resource`, explains that what it owned is absent: it is absent itself, and either
 * nothing of its name is there in its stead, or it went since the scope was last believed. A domain that was deleted
 * and added again a year ago explains nothing.
 */
export function explainsAbsence(believedAt: RawBuilder<unknown>): RawBuilder<boolean> {
  return sql<boolean>`o.presence <> 'live' and (o.missing_since >= ${believedAt} or not exists (
    select from rollcall.resource n where n.workspace_id = o.workspace_id and n.connection_id = o.connection_id
      and n.kind = o.kind and n.name = o.name and n.presence = 'live'))`;
}
