import type { ListedSum, UnprovenScope } from '@rollcall/ledger';
import { ConnectionId } from '@rollcall/schema';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../database.ts';
import { instant, instantOrNull } from '../../json.ts';
import { fromRuns, heldBy, listedScopes } from '../../listed-then.ts';
import { afterKnown, type ReconciledPeriod } from './period.ts';

/**
 * How the scopes of each kind were listed by the end of the period, by the listings that were known. Proven is what a believed listing
 * of the period proves; what was believed before it alone has grown stale.
 */
export async function listedSums(tx: Tx, period: ReconciledPeriod): Promise<readonly ListedSum[]> {
  const { rows } = await sql<
    Omit<ListedSum, 'connectionId' | 'oldestAt'> & { connectionId: string; oldest: Date | null }
  >`
    with recursive ${scopesThen(tx, period)}
    select s.connection_id as "connectionId", s.kind, ${graded('proven')}, ${graded('corroborated')}, ${graded('plausible')},
      (count(*) filter (where s.trouble is not null and s.grade is not null))::int as stale,
      (count(*) filter (where s.grade is null))::int as failed,
      coalesce(sum(s.showed), 0)::int as observed,
      coalesce(sum(s.showed) filter (where s.trouble is not null), 0)::int as hanging, min(s.believed_at) as oldest
    from scope s group by 1, 2 order by 1, s.kind collate "C"`.execute(tx);
  return rows.map(({ oldest, ...row }) => ({
    ...row,
    connectionId: ConnectionId.parse(row.connectionId),
    oldestAt: instantOrNull(oldest),
  }));
}

/** The scopes that no listing of the period proves, those first on which most hangs; so many at most. */
export async function unprovenThen(tx: Tx, period: ReconciledPeriod, most: number): Promise<readonly UnprovenScope[]> {
  const { rows } = await sql<
    Omit<UnprovenScope, 'believedAt' | 'attemptedAt'> & { believed: Date | null; attempted: Date }
  >`
    with recursive ${scopesThen(tx, period)}
    select s.connection, s.kind, s.parent, coalesce(s.trouble, 'its listings are plausible at best: ' || s.reason) as why,
      s.believed_at as believed, s.attempted_at as attempted, coalesce(s.showed, 0)::int as hanging
    from scope s where s.trouble is not null or s.grade is null or s.grade = 'plausible'
    order by s.trouble is null, coalesce(s.showed, 0) desc, s.connection collate "C", s.kind collate "C", s.parent collate "C" limit ${most}`.execute(
    tx,
  );
  return rows.map(({ believed, attempted, ...row }) => ({
    ...row,
    ...{ believedAt: instantOrNull(believed), attemptedAt: instant(attempted) },
  }));
}

function graded(grade: string): RawBuilder<unknown> {
  return sql`(count(*) filter (where s.trouble is null and s.grade = ${sql.lit(grade)}))::int as ${sql.ref(grade)}`;
}

/**
 * `scope`: each scope that a run had listed by then and whose parent was not gone, with its newest believed listing and why that does not
 * speak of the period, or why the newest attempt was not believed.
 */
function scopesThen(tx: Tx, period: ReconciledPeriod): RawBuilder<unknown> {
  const { from, end, knownAt } = period;
  const known = afterKnown(period);
  const ofScope = sql`l.workspace_id = ${tx.workspaceId} and l.connection_id = s.connection_id and l.kind = s.kind
    and l.parent = s.parent and l.started_at < ${end}::timestamptz and l.finished_at < ${known}::timestamptz`;
  // What a run listed that was held is not believed.
  const wasBelieved = sql`coalesce(l.grade <> 'refused', false) and not ${heldBy(knownAt)}`;
  return sql`
    ${listedScopes(tx, period)},
    scope as (
      select s.connection_id, c.name as connection, s.kind, s.parent, b.started_at as believed_at, b.grade, b.showed, n.reason,
        n.started_at as attempted_at,
        case when not n.believed then n.reason
          when b.started_at < ${from}::timestamptz then 'no listing of the period was believed' end as trouble
      from listed s
      join rollcall.connection c on c.workspace_id = ${tx.workspaceId} and c.connection_id = s.connection_id
        and c.created_at < ${end}::timestamptz and coalesce(c.removed_at >= ${from}::timestamptz, true)
      cross join lateral (
        select ${wasBelieved} as believed, l.grade, l.certificate is null as lacks, l.reason, l.started_at ${fromRuns} where ${ofScope}
        order by l.started_at desc, l.run_id desc limit 1
      ) n
      left join lateral (
        select l.grade, l.started_at, l.seen + coalesce((l.certificate #>> '{window,older}')::int, 0) as showed
        ${fromRuns} where ${ofScope} and ${wasBelieved}
        order by l.started_at desc, l.run_id desc limit 1
      ) b on true
      -- A grade without a certificate is how a scope ends whose parent is gone.
      where not (n.grade is not null and n.lacks)
    )`;
}
