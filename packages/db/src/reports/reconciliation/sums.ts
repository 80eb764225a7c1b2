import type { DriftSum, HeldAround, ReconciledConnection } from '@rollcall/ledger';
import { ConnectionId } from '@rollcall/schema';
import { sql } from 'kysely';
import type { Tx } from '../../database.ts';
import { heldThen } from '../../held-then.ts';
import { instantOrNull } from '../../json.ts';
import { causeOf, decisions, driftTypes, happenedAt, ofPeriod, type ReconciledPeriod, standingThen } from './period.ts';

/** The connections that there were at some time of the period, in the order of their names. */
export async function connectionsThen(
  tx: Tx,
  { from, end, connectionId }: ReconciledPeriod,
): Promise<readonly ReconciledConnection[]> {
  const { rows } = await sql<{ id: string; name: string; provider: string; added: Date | null; removed: Date | null }>`
    select c.connection_id as id, c.provider, c.name || case when c.removed_at < ${end}::timestamptz
        then ' (removed ' || rollcall.instant(c.removed_at) || ')' else '' end as name,
      case when c.created_at >= ${from}::timestamptz then c.created_at end as added,
      case when c.removed_at < ${end}::timestamptz then c.removed_at end as removed
    from rollcall.connection c
    where c.workspace_id = ${tx.workspaceId} and c.created_at < ${end}::timestamptz
      and coalesce(c.removed_at >= ${from}::timestamptz, true)
      ${connectionId === undefined ? sql`` : sql`and c.connection_id = ${connectionId}`}
    order by c.name collate "C", c.connection_id`.execute(tx);
  return rows.map(({ id, name, provider, added, removed }) => ({
    ...{ id: ConnectionId.parse(id), name, provider },
    ...{ addedAt: instantOrNull(added), removedAt: instantOrNull(removed) },
  }));
}

/** What the ledger held before the period and at its end, by what was known. Reads all resources twice. */
export async function heldAround(tx: Tx, period: ReconciledPeriod): Promise<readonly HeldAround[]> {
  const { connectionId, kind, knownAt } = period;
  const before = (time: Date) => ({ asOf: new Date(time.getTime() - 1), knownAt });
  const filter = { connectionId, kind };
  const { rows } = await sql<Omit<HeldAround, 'connectionId'> & { connectionId: string }>`
    select n.connection_id as "connectionId", n.kind, (sum(n.count) filter (where n.opens and n.presence = 'live'))::int as opening,
      ${counted('live')}, ${counted('missing')}, ${counted('suspect')}, ${counted('gone')}
    from (
      select true as opens, o.connection_id, o.kind, o.presence, count(*) from (${heldThen(tx, filter, before(period.from))}) o
      group by 2, 3, 4
      union all
      select false, o.connection_id, o.kind, o.presence, count(*) from (${heldThen(tx, filter, before(period.end))}) o
      group by 2, 3, 4
    ) n
    group by 1, 2 order by 1, 2`.execute(tx);
  return rows.map((row) => ({
    ...row,
    connectionId: ConnectionId.parse(row.connectionId),
    opening: row.opening ?? 0,
    ...{ live: row.live ?? 0, missing: row.missing ?? 0, suspect: row.suspect ?? 0, gone: row.gone ?? 0 },
  }));
}

function counted(presence: string) {
  const name = sql.ref(presence);
  return sql`(sum(n.count) filter (where not n.opens and n.presence = ${sql.lit(presence)}))::int as ${name}`;
}

/** The changes of the period, counted by day, sort and cause. Reads the events since it began. */
export async function driftSums(tx: Tx, period: ReconciledPeriod): Promise<readonly DriftSum[]> {
  const { rows } = await sql<Omit<DriftSum, 'connectionId'> & { connectionId: string }>`
    with ${decisions(tx, period)},
    told as (
      select e.connection_id, e.subject_kind as kind, to_char(${happenedAt} at time zone 'UTC', 'YYYY-MM-DD') as day,
        case e.type when 'resource.renamed' then 'changed' else substring(e.type from 10) end as change, ${causeOf} as by,
        ${standingThen} as standing, e.severity, e.true_after is null and e.true_from is not null as undated
      from rollcall.audit_event e left join decided d using (event_id) left join reverted r using (event_id)
      where ${ofPeriod(tx, period)} and e.type in ${driftTypes}
    )
    select t.connection_id as "connectionId", t.kind, t.day, t.change, t.by, t.standing, count(*)::int as count,
      (count(*) filter (where t.severity = 'alarm'))::int as alarms,
      (count(*) filter (where t.undated and t.by <> 'first_sight'))::int as undated
    from (select t.connection_id, t.kind, t.day, t.change, t.by, t.severity, t.undated,
      case when t.by = 'nobody' and t.change not in ('suspected', 'gone') then t.standing end as standing from told t) t
    group by 1, 2, 3, 4, 5, 6
    order by 1, t.kind collate "C", 3, t.change collate "C", t.by collate "C", t.standing collate "C"`.execute(tx);
  return rows.map((row) => ({ ...row, connectionId: ConnectionId.parse(row.connectionId) }));
}
