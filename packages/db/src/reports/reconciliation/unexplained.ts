import type { Unexplained } from '@rollcall/ledger';
import { EventId, type Money } from '@rollcall/schema';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../database.ts';
import { streamed } from '../../facts/streamed.ts';
import { instant, instantOrNull } from '../../json.ts';
import { markOf } from '../mark.ts';
import { afterKnown, causeOf, decisions, happenedAt, ofPeriod, type ReconciledPeriod, standingThen } from './period.ts';

type Row = Omit<Unexplained, 'eventId' | 'after' | 'notAfter' | 'money'> & {
  readonly eventId: string;
  readonly after: Date | null;
  readonly notAfter: Date;
  readonly money: Money | null;
};

/**
 * Each change of the period that nothing explains, with what the findings about it cost: what is open comes first, then alarms, then
 * what costs most, then what came first. In that order, amounts of two currencies are not held against each other: what costs most of each
 * comes before what costs less of any. Of findings counts what is known of them, and not what they once said; of several about one
 * change, the one with the largest number, whatever its currency. Reads all versions of the workspace's findings once, by the primary key.
 */
export async function* unexplainedThen(tx: Tx, period: ReconciledPeriod): AsyncGenerator<readonly Unexplained[]> {
  const question = sql<Row>`
    with ${unexplained(tx, period)}
    select u.event_id as "eventId", c.name as connection, u.kind, u.external_id as "externalId", u.name, u.change, u.severity,
      u.standing, u.after, u.not_after as "notAfter", u.evidence, f.money
    from unexplained u
    left join rollcall.connection c on c.workspace_id = ${tx.workspaceId} and c.connection_id = u.connection_id
    left join finding f on f.event_id = u.event_id
    order by u.standing <> 'open', u.severity <> 'alarm', f.money is null,
      rank() over (partition by u.standing <> 'open', u.severity <> 'alarm', f.money ->> 'currency' order by f.weight desc nulls last),
      f.money ->> 'currency', u.not_after, u.event_id`;
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
    select ${markOf(sql`u.event_id::text || u.standing || coalesce(f.money::text, '')`)} as mark
    from unexplained u left join finding f on f.event_id = u.event_id`.execute(tx);
  return rows[0]?.mark ?? '';
}

function unexplained(tx: Tx, period: ReconciledPeriod): RawBuilder<unknown> {
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
    newest as (
      select distinct on (v.finding_id) v.finding_id, v.event_id, v.state, v.money from rollcall.finding_version v
      where v.workspace_id = ${tx.workspaceId} and v.recorded_at < ${afterKnown(period)}::timestamptz
      order by v.finding_id, v.version desc
    ),
    finding as materialized (
      select distinct on (n.event_id) n.event_id, n.money, abs((n.money ->> 'minor')::numeric) as weight
      from newest n
      where n.state <> 'resolved' and n.money is not null and n.event_id in (select u.event_id from unexplained u)
      order by n.event_id, abs((n.money ->> 'minor')::numeric) desc, n.finding_id
    )`;
}
