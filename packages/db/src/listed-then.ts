import { type RawBuilder, sql } from 'kysely';
import type { Tx } from './database.ts';
import { pastMillisecond } from './moment.ts';
import type { CountFilter } from './only.ts';

/**
 * The common table expression `listed`, to be told in a recursive `with`: each scope that a run has listed, one row each. Steps
 * from scope to scope by `listing_of_scope`.
 */
export function listedScopes(tx: Tx, { connectionId, kind }: CountFilter): RawBuilder<unknown> {
  const scopes = sql`l.workspace_id = ${tx.workspaceId}
    ${connectionId === undefined ? sql`` : sql`and l.connection_id = ${connectionId}`}
    ${kind === undefined ? sql`` : sql`and l.kind = ${kind}`}`;
  return sql`
    listed as (
      (select l.connection_id, l.kind, l.parent from rollcall.listing l where ${scopes} order by 1, 2, 3 limit 1)
      union all
      select n.connection_id, n.kind, n.parent from listed s cross join lateral (
        select l.connection_id, l.kind, l.parent from rollcall.listing l
        where ${scopes} and (l.connection_id, l.kind, l.parent) > (s.connection_id, s.kind, s.parent)
        order by 1, 2, 3 limit 1
      ) n
    )`;
}

/** Listings `l` of runs `r` that were no plans, which record nothing. */
export const fromRuns = sql`from rollcall.listing l
  join rollcall.run r on r.workspace_id = l.workspace_id and r.run_id = l.run_id and not r.plan`;

/**
 * Whether it was known at a moment that the run `r` is held: it then has recorded how its listings ended, and nothing of what they
 * show. What was said before it ended, of what a listing of it showed, stays said.
 */
export function heldBy(knownAt: Date): RawBuilder<boolean> {
  return sql<boolean>`coalesce(r.outcome = 'held' and r.finished_at < ${pastMillisecond(knownAt)}::timestamptz, false)`;
}
