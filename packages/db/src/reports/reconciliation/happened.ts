import type { HeldRun, LateChange, UnsettledOperation } from '@rollcall/ledger';
import { EventId } from '@rollcall/schema';
import { sql } from 'kysely';
import type { Tx } from '../../database.ts';
import { instant } from '../../json.ts';
import { pastMillisecond } from '../../moment.ts';
import { afterKnown, causeOf, decisions, happenedAt, ofPeriod, type ReconciledPeriod, since } from './period.ts';

/** The runs that were held in the period, and what had become of each of their holds. */
export async function heldRunsThen(tx: Tx, period: ReconciledPeriod): Promise<readonly HeldRun[]> {
  const { rows } = await sql<Omit<HeldRun, 'openedAt'> & { opened: Date }>`
    with told as materialized (
      select e.event_id, e.type, e.subject_id, e.subject_name, e.recorded_at, e.after, e.actor from rollcall.audit_event e
      where ${since(tx, period)} and e.type like 'hold.%' and e.recorded_at < ${afterKnown(period)}::timestamptz
    )
    select o.subject_id as "holdId", o.subject_name as connection, o.recorded_at as opened, substring(n.type from 6) as state,
      n.actor ->> 'name' as by, array(select jsonb_array_elements_text(o.after -> 'reasons')) as reasons
    from told o cross join lateral (
      select t.type, t.actor from told t where t.subject_id = o.subject_id order by t.event_id desc limit 1) n
    where o.type = 'hold.opened' and o.recorded_at >= ${period.from}::timestamptz and o.recorded_at < ${period.end}::timestamptz
    order by n.type not in ('hold.opened', 'hold.approved'), o.recorded_at, o.subject_id`.execute(tx);
  return rows.map(({ opened, ...row }) => ({ ...row, openedAt: instant(opened) }));
}

/** The operations that became unknown or were contradicted in the period, and what had become of each. */
export async function unsettledThen(tx: Tx, period: ReconciledPeriod): Promise<readonly UnsettledOperation[]> {
  const { rows } = await sql<Omit<UnsettledOperation, 'at'> & { at: Date }>`
    with told as materialized (
      select e.event_id, e.type, e.operation_id, e.subject_name, e.connection_id, e.recorded_at, e.actor from rollcall.audit_event e
      where ${since(tx, period)} and e.type like 'operation.%' and e.recorded_at < ${afterKnown(period)}::timestamptz
    )
    select distinct on (o.operation_id) o.operation_id as "operationId", c.name as connection, o.subject_name as procedure,
      o.recorded_at as at, substring(n.type from 11) as state
    from told o
    left join rollcall.connection c on c.workspace_id = ${tx.workspaceId} and c.connection_id = o.connection_id
    cross join lateral (
      select t.type from told t where t.operation_id = o.operation_id order by t.event_id desc limit 1) n
    where o.type in ('operation.unknown', 'operation.contradicted') and o.recorded_at >= ${period.from}::timestamptz
      and o.recorded_at < ${period.end}::timestamptz and o.operation_id is not null
    order by o.operation_id, o.event_id`.execute(tx);
  return rows.map(({ at, ...row }) => ({ ...row, at: instant(at) }));
}

/**
 * What became known of the period after a moment and by `knownAt`: changes that nobody here asked for and that were recorded late, and
 * what was said of changes that were known. The newest first; so many at most.
 */
export async function lateChanges(
  tx: Tx,
  period: ReconciledPeriod,
  { after, most }: { readonly after: Date; readonly most: number },
): Promise<readonly LateChange[]> {
  const isLate = (row: string) => sql`${sql.ref(`${row}.recorded_at`)} >= ${pastMillisecond(after)}::timestamptz`;
  const { rows } = await sql<Omit<LateChange, 'eventId' | 'at'> & { eventId: string; at: Date }>`
    with ${decisions(tx, period)},
    late as (
      select e.event_id as "eventId", e.recorded_at as at, 'recorded' as what, substring(e.type from 10) as change, e.subject_kind as kind,
        e.subject_name as name, e.cause ->> 'evidence' as reason, e.connection_id
      from rollcall.audit_event e left join decided d using (event_id)
      where ${ofPeriod(tx, period)} and ${isLate('e')} and e.type in ('resource.appeared', 'resource.changed', 'resource.renamed',
        'resource.vanished', 'resource.reappeared') and ${causeOf} = 'nobody'
      union all
      select a.event_id, a.recorded_at, case a.type when 'drift.accepted' then 'accepted' else 'attributed' end,
        substring(e.type from 10), e.subject_kind, e.subject_name, coalesce(a.cause ->> 'evidence', a.after ->> 'reason'), e.connection_id
      from rollcall.audit_event a
      join rollcall.audit_event e on e.workspace_id = a.workspace_id and e.event_id = a.about_event_id
      where a.workspace_id = ${tx.workspaceId} and a.about_event_id is not null
        and a.type in ('drift.accepted', 'resource.attributed') and ${isLate('a')}
        and a.recorded_at < ${afterKnown(period)}::timestamptz
        and ${happenedAt} >= ${period.from}::timestamptz and ${happenedAt} < ${period.end}::timestamptz
        ${period.connectionId === undefined ? sql`` : sql`and e.connection_id = ${period.connectionId}`}
        ${period.kind === undefined ? sql`` : sql`and e.subject_kind = ${period.kind}`}
    )
    select l."eventId", l.at, l.what, l.change, l.kind, l.name, l.reason, c.name as connection from late l
    left join rollcall.connection c on c.workspace_id = ${tx.workspaceId} and c.connection_id = l.connection_id
    order by l.at desc, l."eventId" desc limit ${most}`.execute(tx);
  return rows.map(({ eventId, at, ...row }) => ({ ...row, eventId: EventId.parse(eventId), at: instant(at) }));
}
