import { ConnectionId, RollcallError } from '@rollcall/schema';
import { sql } from 'kysely';
import type { Tx } from '../database.ts';
import { pastMillisecond } from '../moment.ts';

/** What a report is asked of, as far as it says which connection a name means. */
export interface NamedThen {
  readonly period: { readonly from: Date; readonly to: Date } | null;
  readonly asOf: Date;
  readonly knownAt: Date;
}

/**
 * The connection that had this name when the report was known; where none had it any more, the one that lost it last of those that were
 * there in the period, or at the moment, that is asked of. Whatever was added or removed since, the answer is the same: a name is never
 * changed, and goes to another only once its connection is removed. Throws `connection_not_found`.
 */
export async function connectionThen(
  tx: Tx,
  name: string,
  { period, asOf, knownAt }: NamedThen,
): Promise<{ readonly id: ConnectionId; readonly name: string }> {
  const known = pastMillisecond(knownAt);
  const [from, end] = period === null ? [pastMillisecond(asOf), pastMillisecond(asOf)] : [period.from, period.to];
  const hadIt = sql<boolean>`coalesce(c.removed_at >= ${known}::timestamptz, true)`;
  const { rows } = await sql<{ id: string }>`
    select c.connection_id as id from rollcall.connection c
    where c.workspace_id = ${tx.workspaceId} and c.name = ${name} and c.created_at < ${known}::timestamptz
      and (${hadIt} or c.removed_at >= ${from}::timestamptz and c.created_at < ${end}::timestamptz)
    order by ${hadIt} desc, case when not ${hadIt} then c.removed_at end desc, c.created_at, c.connection_id
    limit 1`.execute(tx);
  const [row] = rows;
  if (row !== undefined) return { id: ConnectionId.parse(row.id), name };
  throw new RollcallError(
    'connection_not_found',
    `There is no connection named "${name}", nor was there one then: "connections list" shows those there are.`,
  );
}
