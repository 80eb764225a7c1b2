import type { Unexplained } from '@rollcall/ledger';
import { EventId, type Money } from '@rollcall/schema';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../database.ts';
import { streamed } from '../../facts/streamed.ts';
import { instant, instantOrNull } from '../../json.ts';
import { markOf } from '../mark.ts';
import { causeOf, decisions, happenedAt, ofPeriod, type ReconciledPeriod, standingThen } from './period.ts';

type Row = Omit<Unexplained, 'eventId' | 'after' | 'notAfter' | 'money'> & {
  readonly eventId: string;
  readonly after: Date | null;
  readonly notAfter: Date;
  readonly money: Money | null;
};

/**
 * Each change of the period that nothing explains, with what the findings about it cost: what is open comes first, then alarms, then
 * what costs most, then what came first.
 */
export async function* unexplainedThen(tx: Tx, period: ReconciledPeriod): AsyncGenerator<readonly Unexplained[]> {
  const question = sql<Row>`
    with ${unexplained(tx, period)}
    select u.event_id as "eventId", c.name as connection, u.kind, u.external_id as "externalId", u.name, u.change, u.severity,
      u.standing, u.after, u.not_after as "notAfter", u.evidence, f.money
    from unexplained u
    left join rollcall.connection c on c.workspace_id = ${tx.workspaceId} and c.connection_id = u.connection_id
    left join finding f on f.event_id = u.event_id
    order by u.standing <> 'open', u.severity <> 'alarm', f.weight desc nulls last, u.not_after, u.event_id`;
  for await (const rows of streamed<Row>(tx, { name: 'unexplained_then', question })) {
    yield rows.map((row) => ({
      ...row,
      eventId: EventId.parse(row.eventId),
      ...{ after: instantOrNull(row.after), notAfter: instant(row.notAfter) },
    }));
  }
}

/** A number that is another one whenever one of these is another, or is more or less than it was. */
export async function markUnexplained(tx: Tx, period: ReconciledPeriod): Promise<string> {
  const { rows } = await sql<{ mark: string }>`
    with ${unexplained(tx, period)}
    select ${markOf(sql`u.event_id::text || u.standing || coalesce(f.finding_id::text || f.version, '')`)} as mark
    from unexplained u left join finding f on f.event_id = u.event_id`.execute(tx);
  return rows[0]?.mark ?? '';
}

function unexplained(tx: Tx, period: ReconciledPeriod): RawBuilder<unknown> {
  const end = period.end;
  return sql`
    ${decisions(tx, period)},
    unexplained as materialized (
      select e.event_id, e.connection_id, e.subject_kind as kind, e.subject_id as external_id, e.subject_name as name,
        substring(e.type from 10) as change, e.severity, ${standingThen} as standing, e.true_after as after,
        ${happenedAt} as not_after, coalesce(e.cause ->> 'evidence', 'no cause is on record') as evidence
      from rollcall.audit_event e left join decided d using (event_id) left join reverted r using (event_id)
      where ${ofPeriod(tx, period)} and e.type in ('resource.appeared', 'resource.changed', 'resource.renamed', 'resource.vanished',
        'resource.reappeared') and ${causeOf} = 'nobody'
    ),
    finding as materialized (
      select distinct on (v.event_id) v.event_id, v.finding_id, v.version, v.money, abs((v.money ->> 'minor')::numeric) as weight
      from rollcall.finding_version v
      where v.workspace_id = ${tx.workspaceId} and v.event_id is not null and v.money is not null
        and v.recorded_at < ${end}::timestamptz and v.event_id in (select u.event_id from unexplained u)
      order by v.event_id, abs((v.money ->> 'minor')::numeric) desc, v.finding_id, v.version desc
    )`;
}
