import type { OperationFacts, Trace } from '@rollcall/ledger';
import { Cause, ConnectionId, Expectation, type Instant, OperationId } from '@rollcall/schema';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../database.ts';
import { awaitTurnToJudge } from '../findings/turn.ts';
import { instant, instantOrNull } from '../json.ts';

/** What is to be known of a connection's kinds to say what its operations may have left. */
export interface JudgedConnection {
  readonly connectionId: ConnectionId;
  /** The attribute that holds when the provider says a resource was made, for the kinds that have one. */
  readonly madeBy: Readonly<Record<string, string>>;
}

/** How long a finding about an operation that failed or was contradicted may stand. */
const keptDays = 30;
/** Of operations that failed, what they may have left is looked for as long as any schedule is, unless something was found. */
const failedHours = 24;
/** What one operation may have left that is looked at: more say nothing more. */
const tracesMax = 50;
/** The rules are stricter: no time of theirs is further off. */
const aroundMinutes = 5;

interface Row {
  readonly operation_id: string;
  readonly connection: string;
  readonly is_removed: boolean;
  readonly procedure: string;
  readonly state: OperationFacts['state'];
  readonly expectations: unknown;
  readonly dispatched_at: Date;
  readonly answered_at: Date;
  readonly settled_at: Date | null;
  readonly settle_by: Date | null;
  readonly was_answered: boolean;
  readonly refused_as: string | null;
  readonly listed_twice_at: Date | null;
  readonly done_by: string | null;
  readonly traces: readonly TraceRow[] | null;
}

interface TraceRow extends Omit<Trace, 'madeAt' | 'appearedAfter' | 'appearedBy' | 'cause'> {
  readonly madeAt: string | null;
  readonly appearedAfter: string | null;
  readonly appearedBy: string;
  readonly cause: unknown;
}

/**
 * The connection's operations of which the rules may have something to say: those that are unknown, and those that failed
 * after they were sent or were contradicted not long ago; with what appeared since and may be theirs. `at` is the
 * database's time. They are to be judged in this transaction: nobody else judges the connection meanwhile. Rides
 * `operation_doubtful`, and asks for nothing else where there is no such operation.
 */
export async function operationFacts(
  tx: Tx,
  judged: JudgedConnection,
): Promise<{ readonly at: Instant; readonly operations: readonly OperationFacts[] }> {
  const { connectionId } = judged;
  await awaitTurnToJudge(tx, connectionId);
  const { rows } = await sql<{ at: Date; first: Date | null }>`
    select clock_timestamp() as at, (select min(o.dispatched_at) from (${doubtful(tx, connectionId)}) o) as first`.execute(
    tx,
  );
  const { at = new Date(0), first = null } = rows[0] ?? {};
  if (first === null) return { at: instant(at), operations: [] };
  const found = await sql<Row>`
    with ops as materialized (${doubtful(tx, connectionId)}),
    wanted as materialized (
      select o.operation_id, o.dispatched_at, o.answered_at, x.kind, x.becomes, x.name
      from ops o cross join lateral jsonb_to_recordset(o.expectations) as x(becomes text, kind text, name text)
    ),
    seen as materialized (${seenSince(tx, judged, first)}),
    made as materialized (${made}),
    pairs as (${pairs}),
    traces as (
      select p.operation_id, jsonb_agg(jsonb_build_object('kind', s.kind, 'externalId', s.external_id, 'name', s.name,
        'attributes', s.attributes, 'madeAt', rollcall.instant(s.made_at), 'appearedAfter', rollcall.instant(s.true_after),
        'appearedBy', rollcall.instant(s.appeared_by), 'cause', s.cause) order by s.nth) as found
      from (
        select p.*, row_number() over (partition by p.operation_id order by p.is_charge, p.nth) as place from pairs p
      ) p
      join seen s using (nth) where p.place <= ${tracesMax} group by 1
    ),
    listed as materialized (${listedTwice(tx, { connectionId, first })}),
    told as (
      select w.operation_id, case when bool_and(l.at is not null) then min(l.at) end as listed_twice_at
      from wanted w left join listed l on l.kind = w.kind group by 1
    ),
    done as (
      -- Ids are in the order of time.
      select d.procedure, d.expectations, max(d.operation_id::text)::uuid as operation_id from rollcall.operation d
      where d.workspace_id = ${tx.workspaceId} and d.connection_id = ${connectionId}
        and d.state in ('succeeded', 'confirmed') and d.operation_id > (select min(o.operation_id::text)::uuid from ops o)
      group by 1, 2
    )
    select o.*, c.name as connection, c.state = 'removed' as is_removed, o.error is null as was_answered,
      case when o.state = 'failed' then o.error ->> 'kind' end as refused_as,
      k.listed_twice_at, d.operation_id as done_by, t.found as traces
    from ops o
    join rollcall.connection c on c.workspace_id = ${tx.workspaceId} and c.connection_id = ${connectionId}
    join told k on k.operation_id = o.operation_id
    left join done d on d.procedure = o.procedure and d.expectations = o.expectations and d.operation_id > o.operation_id
    left join traces t on t.operation_id = o.operation_id
    order by o.operation_id`.execute(tx);
  return { at: instant(at), operations: found.rows.map((row) => factsOf(row, connectionId)) };
}

/**
 * The connections, removed ones as well, of which the rules may have something to say: that have a doubtful operation. Rides
 * `operation_doubtful`.
 */
export async function connectionsInDoubt(
  tx: Tx,
): Promise<readonly { readonly connectionId: ConnectionId; readonly provider: string }[]> {
  const { rows } = await sql<{ connection_id: string; provider: string }>`
    select c.connection_id, c.provider from rollcall.connection c
    where c.workspace_id = ${tx.workspaceId} and exists (select from rollcall.operation o
      where o.workspace_id = c.workspace_id and o.connection_id = c.connection_id and o.state in ('unknown', 'failed', 'contradicted')
        and o.expectations <> '[]')
    order by c.connection_id`.execute(tx);
  return rows.map(({ connection_id, provider }) => ({ connectionId: ConnectionId.parse(connection_id), provider }));
}

function doubtful(tx: Tx, connectionId: ConnectionId): RawBuilder<unknown> {
  return sql`
    select o.operation_id, o.procedure, o.state, o.expectations, o.dispatched_at,
      coalesce(o.answered_at, o.dispatched_at) as answered_at, o.settled_at, o.settle_by, o.error
    from rollcall.operation o
    where o.workspace_id = ${tx.workspaceId} and o.connection_id = ${connectionId} and o.dispatched_at is not null
      and o.state in ('unknown', 'failed', 'contradicted') and o.expectations <> '[]'
      and (o.state = 'unknown' or o.settled_at > clock_timestamp() - ${keptDays} * interval '1 day')
      -- Of what was under way at a connection that was removed since, no listing will ever tell.
      and not exists (select from rollcall.connection c where c.workspace_id = o.workspace_id
        and c.connection_id = o.connection_id and c.removed_at < clock_timestamp() - ${keptDays} * interval '1 day')
      -- One that no status answers was refused by nobody: it was never sent.
      and (o.state <> 'failed' or o.error #>> '{details,status}' is not null
        and (o.settled_at > clock_timestamp() - ${failedHours} * interval '1 hour'
          or exists (select from rollcall.finding f where f.workspace_id = o.workspace_id
            and f.operation_id = o.operation_id and f.state <> 'resolved')))`;
}

/** What appeared since the first of them was sent and is there still, unless it is known to be a caller's or the provider's. */
function seenSince(tx: Tx, { connectionId, madeBy }: JudgedConnection, first: Date): RawBuilder<unknown> {
  const firstId = `${first.getTime().toString(16).padStart(12, '0')}${'0'.repeat(20)}`;
  return sql`
    select row_number() over (order by e.event_id) as nth, r.kind, r.external_id, r.name, r.attributes,
      rollcall.instant_in(r.attributes ->> m.attribute) as made_at, e.true_after,
      coalesce(e.true_from, e.recorded_at) as appeared_by,
      coalesce(a.cause, e.cause) as cause, coalesce(a.operation_id, e.operation_id) as operation_id,
      date_trunc('minute', rollcall.instant_in(r.attributes ->> m.attribute)) as minute,
      ltrim(r.attributes ->> 'amountMinor', '-') as sum
    from rollcall.audit_event e
    left join rollcall.audit_event a on a.workspace_id = e.workspace_id and a.about_event_id = e.event_id
      and a.type = 'resource.attributed'
    join rollcall.resource r on r.workspace_id = e.workspace_id and r.connection_id = e.connection_id
      and r.kind = e.subject_kind and r.external_id = e.subject_id and r.presence = 'live'
    left join jsonb_each_text(${JSON.stringify(madeBy)}::jsonb) as m(kind, attribute) on m.kind = r.kind
    where e.workspace_id = ${tx.workspaceId} and e.connection_id = ${connectionId} and e.event_id >= ${firstId}::uuid
      and e.type = 'resource.appeared' and coalesce(a.cause, e.cause) ->> 'kind' in ('out_of_band', 'operation')`;
}

/** What may be what an operation made: by its cause, by its name, or by the minute it was made in; the rules look closer. */
const made = sql`
  select o.operation_id, s.nth from ops o join seen s using (operation_id) where s.kind <> 'wallet_transaction'
  union
  select w.operation_id, s.nth from wanted w join seen s on s.kind = w.kind and s.name = w.name where w.becomes = 'present'
  union
  select w.operation_id, s.nth from wanted w
  cross join lateral generate_series(date_trunc('minute', w.dispatched_at) - ${aroundMinutes} * interval '1 minute',
    w.answered_at + ${aroundMinutes} * interval '1 minute', interval '1 minute') as t(minute)
  join seen s on s.kind = w.kind and s.minute = t.minute
  where w.becomes = 'more'`;

/**
 * That, and what may have been charged for it: by its cause, by the order or the sum of one, by a name. All of these are joins
 * by equality: thousands of operations may have failed, and as many charges been made.
 */
const pairs = sql`
  select m.operation_id, m.nth, false as is_charge from made m
  union
  select o.operation_id, s.nth, true from ops o join seen s using (operation_id) where s.kind = 'wallet_transaction'
  union
  select m.operation_id, s.nth, true from made m join seen r using (nth)
    join seen s on s.kind = 'wallet_transaction' and s.attributes ->> 'orderId' = r.external_id where r.kind = 'order'
  union
  select m.operation_id, s.nth, true from made m join seen r using (nth)
    join seen s on s.kind = 'wallet_transaction' and s.sum = r.sum where r.kind = 'order'
  union
  select w.operation_id, v.nth, true from wanted w join (
    select s.nth, rtrim(word, '.:') as word
    from seen s cross join lateral regexp_split_to_table(lower(s.name), '[\\s,;()"'']+') as word
    where s.kind = 'wallet_transaction'
  ) v on v.word = lower(w.name)
  where w.becomes = 'present'`;

/** When the second newest of the runs began to list a kind whose listings of it were all believed, kind by kind. */
function listedTwice(
  tx: Tx,
  { connectionId, first }: { connectionId: ConnectionId; first: Date },
): RawBuilder<unknown> {
  return sql`
    select b.kind, b.started_at as at from (
      select l.kind, min(l.started_at) as started_at, row_number() over (partition by l.kind order by min(l.started_at) desc) as place
      from rollcall.run u join rollcall.listing l using (workspace_id, run_id)
      where u.workspace_id = ${tx.workspaceId} and u.connection_id = ${connectionId} and not u.plan and u.outcome is distinct from 'held'
        and u.requested_at >= ${first} and l.kind in (select w.kind from wanted w)
      group by l.kind, l.run_id having bool_and(l.grade is not null and l.grade <> 'refused')
    ) b where b.place = 2`;
}

function factsOf(row: Row, connectionId: ConnectionId): OperationFacts {
  return {
    id: OperationId.parse(row.operation_id),
    connectionId,
    connection: row.connection,
    isRemoved: row.is_removed,
    procedure: row.procedure,
    state: row.state,
    expectations: Expectation.array().parse(row.expectations),
    dispatchedAt: instant(row.dispatched_at),
    answeredAt: instant(row.answered_at),
    settledAt: instantOrNull(row.settled_at),
    settleBy: instantOrNull(row.settle_by),
    wasAnswered: row.was_answered,
    refusedAs: row.refused_as,
    listedTwiceAt: instantOrNull(row.listed_twice_at),
    doneBy: row.done_by === null ? null : OperationId.parse(row.done_by),
    traces: (row.traces ?? []).map(({ cause, ...trace }) => ({
      ...trace,
      cause: cause === null ? null : Cause.parse(cause),
    })),
  };
}
