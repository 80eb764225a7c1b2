import {
  ConnectionId,
  EventId,
  FindingId,
  FindingRule,
  type FindingSeverity,
  type FindingState,
  familyOf,
  type Instant,
  type Money,
  OperationId,
} from '@rollcall/schema';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../database.ts';
import { streamed } from '../facts/streamed.ts';
import { alarmWeight } from '../findings/list.ts';
import { instant, instantOrNull } from '../json.ts';
import { pastMillisecond } from '../moment.ts';
import { markOf } from './mark.ts';

/** Which findings are meant, as they stood at `asOf`; all that stood then where nothing is said. */
export interface FindingsThenFilter {
  readonly asOf: Date;
  readonly connectionId?: ConnectionId | undefined;
  readonly rules?: readonly FindingRule[] | undefined;
  /** Those alone of which this is true, of the newest version `n`; with the `with` parts that it asks, each with a comma after it. */
  readonly only?: { readonly parts: RawBuilder<unknown>; readonly where: RawBuilder<boolean> } | undefined;
}

/** A finding that was not resolved at a moment, as it stood then. */
export interface FindingThen {
  readonly id: FindingId;
  readonly rule: FindingRule;
  readonly family: ReturnType<typeof familyOf>;
  readonly severity: FindingSeverity;
  readonly state: Exclude<FindingState, 'resolved'>;
  readonly connectionId: ConnectionId | null;
  /** The connection's name. */
  readonly connection: string | null;
  readonly subject: { readonly kind: string; readonly externalId: string; readonly name: string } | null;
  readonly sentence: string;
  readonly remedy: string;
  readonly money: Money | null;
  readonly openedAt: Instant;
  /** Whole days that it had stood for. */
  readonly ageDays: number;
  readonly assignedTo: string | null;
  readonly accepted: { readonly reason: string; readonly until: Instant } | null;
  readonly operationId: OperationId | null;
  /** The change that it is about. */
  readonly eventId: EventId | null;
  /** Whether this is what events tell, since it is older than the versions of findings: who had it is not known then. */
  readonly fromEvents: boolean;
}

/** How many findings there were of which rule, how old and how costly: a row for each combination and currency. */
export interface FindingSum {
  readonly rule: FindingRule;
  readonly severity: FindingSeverity;
  readonly state: Exclude<FindingState, 'resolved'>;
  readonly connection: string | null;
  /** An index into `ageBuckets`. */
  readonly age: number;
  readonly count: number;
  /** What they come to, in decimal digits of minor units; null of those that have no money. */
  readonly money: Money | null;
  readonly oldestAt: Instant;
  /** How many of them are told by events alone. */
  readonly fromEvents: number;
}

/**
 * The findings that stood at a moment, in pages: the worst first, as `listFindings` has them. Of what is older than versions of
 * findings, what events told. Reads all versions of the workspace's findings once, by the primary key.
 */
export async function* findingsThen(tx: Tx, filter: FindingsThenFilter): AsyncGenerator<readonly FindingThen[]> {
  const question = sql<Row>`
    with ${stoodThen(tx, filter)}
    select s.*, c.name as connection, ${ageIn('s', filter.asOf)} as age_seconds from stood s ${itsConnection(tx)}
    order by case s.severity when 'alarm' then ${sql.lit(`${alarmWeight}`)}::numeric else 0 end
      + least(abs(coalesce((s.money ->> 'minor')::numeric, 0)), ${sql.lit(`${alarmWeight - 1n}`)}::numeric) desc, s.finding_id desc`;
  for await (const rows of streamed<Row>(tx, { name: 'findings_then', question })) yield rows.map(findingOf);
}

/** How many there are, and a text that is another one whenever one of them is another. */
export async function markFindingsThen(
  tx: Tx,
  filter: FindingsThenFilter,
): Promise<{ readonly count: number; readonly mark: string }> {
  const { rows } = await sql<{ count: number; mark: string }>`
    with ${stoodThen(tx, filter)}
    select count(*)::int as count, ${markOf(sql`s.finding_id::text || '/' || s.version`)} as mark from stood s`.execute(
    tx,
  );
  return rows[0] ?? { count: 0, mark: '' };
}

/** The same in figures, in an order that is always the same. */
export async function sumFindingsThen(tx: Tx, filter: FindingsThenFilter): Promise<readonly FindingSum[]> {
  const { rows } = await sql<SumRow>`
    with ${stoodThen(tx, filter)}
    select s.rule, s.severity, s.state, c.name as connection,
      width_bucket(${ageIn('s', filter.asOf)} / 86400, array[1, 7, 30]::numeric[]) as age,
      count(*)::int as count, s.money ->> 'currency' as currency, sum((s.money ->> 'minor')::numeric)::text as minor,
      min(s.opened_at) as oldest, count(*) filter (where s.from_events)::int as "fromEvents"
    from stood s ${itsConnection(tx)}
    group by 1, 2, 3, 4, 5, 7
    order by s.rule collate "C", s.severity collate "C", s.state collate "C", c.name collate "C" nulls first, 5,
      (s.money ->> 'currency') collate "C" nulls first`.execute(tx);
  return rows.map(({ currency, minor, oldest, rule, ...row }) => ({
    ...row,
    rule: FindingRule.parse(rule),
    money: currency === null || minor === null ? null : { minor, currency },
    oldestAt: instant(oldest),
  }));
}

interface SumRow extends Omit<FindingSum, 'rule' | 'money' | 'oldestAt'> {
  readonly rule: string;
  readonly currency: string | null;
  readonly minor: string | null;
  readonly oldest: Date;
}

/** `stood`: of each finding the newest version that was recorded by then, unless that was that it is resolved. */
function stoodThen(tx: Tx, { asOf, connectionId, rules, only }: FindingsThenFilter): RawBuilder<unknown> {
  const after = pastMillisecond(asOf);
  return sql`
    ${only?.parts ?? sql``}
    newest as (
      select distinct on (v.finding_id) v.* from rollcall.finding_version v
      where v.workspace_id = ${tx.workspaceId} and v.recorded_at < ${after}::timestamptz
      order by v.finding_id, v.version desc
    ),
    stood as (
      select n.* from newest n where n.state <> 'resolved'
        ${connectionId === undefined ? sql`` : sql`and n.connection_id = ${connectionId}`}
        ${rules === undefined ? sql`` : sql`and n.rule = any(${[...rules]}::text[])`}
        ${only === undefined ? sql`` : sql`and ${only.where}`}
    )`;
}

function itsConnection(tx: Tx): RawBuilder<unknown> {
  return sql`left join rollcall.connection c on c.workspace_id = ${tx.workspaceId} and c.connection_id = s.connection_id`;
}

/** What was opened by a clock that was ahead is not older than nothing. */
function ageIn(row: string, asOf: Date): RawBuilder<number> {
  return sql<number>`greatest(0, extract(epoch from ${asOf}::timestamptz - ${sql.ref(`${row}.opened_at`)}))`;
}

interface Row {
  readonly finding_id: string;
  readonly from_events: boolean;
  readonly rule: string;
  readonly severity: FindingSeverity;
  readonly state: Exclude<FindingState, 'resolved'>;
  readonly sentence: string;
  readonly remedy: string;
  readonly money: Money | null;
  readonly connection_id: string | null;
  readonly connection: string | null;
  readonly operation_id: string | null;
  readonly event_id: string | null;
  readonly subject_kind: string | null;
  readonly subject_id: string | null;
  readonly subject_name: string | null;
  readonly opened_at: Date;
  readonly age_seconds: number;
  readonly assigned_to: string | null;
  readonly accepted_reason: string | null;
  readonly accepted_until: Date | null;
}

function findingOf(row: Row): FindingThen {
  const rule = FindingRule.parse(row.rule);
  const { subject_kind: kind, subject_id: externalId, subject_name: name } = row;
  const until = instantOrNull(row.accepted_until);
  return {
    ...{ id: FindingId.parse(row.finding_id), rule, family: familyOf(rule), severity: row.severity, state: row.state },
    connectionId: row.connection_id === null ? null : ConnectionId.parse(row.connection_id),
    connection: row.connection,
    subject: kind === null || externalId === null || name === null ? null : { kind, externalId, name },
    ...{ sentence: row.sentence, remedy: row.remedy, money: row.money, openedAt: instant(row.opened_at) },
    ageDays: Math.floor(Number(row.age_seconds) / 86_400),
    assignedTo: row.assigned_to,
    accepted: row.accepted_reason === null || until === null ? null : { reason: row.accepted_reason, until },
    operationId: row.operation_id === null ? null : OperationId.parse(row.operation_id),
    eventId: row.event_id === null ? null : EventId.parse(row.event_id),
    fromEvents: row.from_events,
  };
}
