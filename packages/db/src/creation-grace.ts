import { creationGraceMs } from '@rollcall/ledger';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from './database.ts';
import type { Drift } from './drift.ts';

/**
 * Whether a live resource `c` that a listing does not show any more was made so shortly before that the provider may not
 * list it everywhere yet: one of our operations made it, or the provider says when it was made, less than the grace
 * before the listing began. Never what was there at first sight, and never what is absent for a reason on record.
 */
export function isInGrace(tx: Tx, { scope, startedAt, times, orphanedBy }: Drift): RawBuilder<boolean> {
  if (orphanedBy !== undefined) return sql`false`;
  const since = sql`${new Date(startedAt.getTime() - creationGraceMs)}::timestamptz`;
  const made =
    times?.made === undefined
      ? sql`null::timestamptz`
      : sql`rollcall.instant_in(c.attributes_before ->> ${times.made})`;
  // What was last recorded from an older listing was there longer than that; nothing more is asked of it.
  return sql`
    c.change = 'vanished' and c.true_from_before > ${since} and c.operation_id is null and c.owner_operation_id is null
      and o.cause is null and exists (
        select from (
          select e.cause, date_trunc('milliseconds', p.dispatched_at) as dispatched_at
          from rollcall.resource_version v
          join rollcall.audit_event e on e.workspace_id = v.workspace_id and e.event_id = v.event_id
          left join rollcall.operation p on p.workspace_id = e.workspace_id and p.operation_id = e.operation_id
          where v.workspace_id = ${tx.workspaceId} and v.connection_id = ${scope.connectionId} and v.kind = ${scope.kind}
            and v.external_id = c.external_id and e.type in ('resource.appeared', 'resource.reappeared')
          order by v.version desc limit 1
        ) came
        where came.cause ->> 'kind' <> 'first_sight' and greatest(came.dispatched_at, ${made}) > ${since})`;
}
