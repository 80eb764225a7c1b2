import type { AuditGroup, AuditLine, AuditOperation, AuditSpan, NewAddress, RefusedKey } from '@rollcall/ledger';
import { Actor, ConnectionId, EventType, OperationState } from '@rollcall/schema';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../database.ts';
import { streamed } from '../facts/streamed.ts';
import { instant } from '../json.ts';

/** Which events a report of the log is about. */
export interface AuditLook {
  readonly from: Date;
  /** Without it. */
  readonly until: Date;
  /** How many of the order are signed for: the others are left out. */
  readonly size: number;
  readonly connectionId?: ConnectionId | undefined;
  /** Who did it, by name or id. */
  readonly actor?: string | undefined;
  /** What it was done to, by name or id. */
  readonly subject?: string | undefined;
  /** Of these types alone. */
  readonly types?: readonly EventType[] | undefined;
}

/**
 * The part of the log that a period takes in, whatever else is asked: its ends, whether anything between them is lacking, and what is
 * not signed for yet. Rides `audit_event_by_time`.
 */
export async function auditSpan(tx: Tx, { from, until, size }: AuditLook): Promise<AuditSpan> {
  const { rows } = await sql<Record<keyof AuditSpan, string | null>>`
    with recorded as materialized (
      select s.seq from rollcall.audit_event e
      left join rollcall.sealed_event s on s.workspace_id = e.workspace_id and s.event_id = e.event_id and s.seq <= ${size}
      where e.workspace_id = ${tx.workspaceId} and e.recorded_at >= ${from}::timestamptz and e.recorded_at < ${until}::timestamptz
    ),
    ends as (select min(seq) as first, max(seq) as last, count(seq) as count, count(*) - count(seq) as unsigned from recorded)
    select ends.*, coalesce(last - first + 1, 0) - (
      select count(*) from rollcall.sealed_event s where s.workspace_id = ${tx.workspaceId} and s.seq between ends.first and ends.last
    ) as missing
    from ends`.execute(tx);
  const [row] = rows;
  if (row === undefined) throw new Error('an aggregate answers one row');
  const number = (value: string | null) => (value === null ? null : Number(value));
  const counted = { count: Number(row.count), missing: Number(row.missing), unsigned: Number(row.unsigned) };
  return { first: number(row.first), last: number(row.last), ...counted };
}

/** The events in groups, by day, type, actor and connection. */
export async function auditGroups(tx: Tx, look: AuditLook): Promise<readonly AuditGroup[]> {
  const { rows } = await sql<Omit<AuditGroup, 'connectionId'> & { connection_id: string | null }>`
    select to_char(e.recorded_at at time zone 'UTC', 'YYYY-MM-DD') as day, e.type, ${actorGrouped} as actor, e.connection_id,
      count(*)::int as count, rollcall.instant(min(e.recorded_at)) as first, rollcall.instant(max(e.recorded_at)) as last
    from ${chosen(tx, look)} group by 1, 2, 3, 4
    order by 1, e.type collate "C", e.connection_id nulls first, ${actorGrouped}`.execute(tx);
  return rows.map(({ connection_id, ...row }) => ({
    ...row,
    ...{ type: EventType.parse(row.type), actor: Actor.parse(row.actor) },
    connectionId: connection_id === null ? null : ConnectionId.parse(connection_id),
  }));
}

/** A key with its name and address; of any other, only what sort it is. */
const actorGrouped = sql`case when e.actor ->> 'type' = 'api_key' then e.actor
  else jsonb_build_object('type', e.actor ->> 'type', 'id', '', 'name', e.actor ->> 'type') end`;

/** How many events those are that are listed, and a mark of which. */
export async function countAuditLines(
  tx: Tx,
  look: AuditLook,
): Promise<{ readonly count: number; readonly mark: string }> {
  const { rows } = await sql<{ count: number; mark: string }>`
    select count(*)::int as count, coalesce(bit_xor(s.seq), 0) || ' ' || coalesce(max(s.seq), 0) as mark
    from ${chosen(tx, look)}`.execute(tx);
  const [row] = rows;
  if (row === undefined) throw new Error('an aggregate answers one row');
  return row;
}

/** The events themselves, in their order. */
export async function* auditLines(tx: Tx, look: AuditLook): AsyncGenerator<readonly AuditLine[]> {
  const question = sql`
    select ${lineColumns} from ${placed(look)} ${itsConnection} where ${matching(tx, look)} order by s.seq`;
  for await (const rows of streamed<LineRow>(tx, { name: 'audit_lines', question })) yield rows.map(lineOf);
}

/**
 * The operations that were accepted, each with how it stood by what of the log is signed for, in the order in which they were
 * accepted. Rides `audit_event_of_own`.
 */
export async function* auditOperations(tx: Tx, look: AuditLook): AsyncGenerator<readonly AuditOperation[]> {
  const question = sql`
    select ${lineColumns}, o.type as outcome, o.recorded_at as outcome_at, o.after as told
    from ${placed(look)} ${itsConnection}
    cross join lateral (
      select n.type, n.recorded_at, n.after from rollcall.audit_event n
      join rollcall.sealed_event t on t.workspace_id = n.workspace_id and t.event_id = n.event_id and t.seq <= ${look.size}
      where n.workspace_id = ${tx.workspaceId} and n.subject_kind = 'operation' and n.subject_id = e.subject_id
        and n.type like 'operation.%'
      order by t.seq desc limit 1
    ) o
    where ${matching(tx, { ...look, types: ['operation.accepted'] })}
    order by s.seq`;
  for await (const rows of streamed<OperationRow>(tx, { name: 'audit_operations', question })) {
    yield rows.map(({ outcome, outcome_at, told, ...row }) => ({
      ...lineOf(row),
      ...{ outcome: OperationState.parse(outcome.slice('operation.'.length)), outcomeAt: instant(outcome_at), told },
    }));
  }
}

/** Keys that opened nothing, by key, reason and address: those first that were tried most. */
export async function refusedKeys(tx: Tx, look: AuditLook): Promise<readonly RefusedKey[]> {
  const { rows } = await sql<Omit<RefusedKey, 'keyId'> & { key_id: string }>`
    select e.subject_id as key_id, max(e.subject_name) as name, e.after ->> 'reason' as reason, e.after ->> 'address' as address,
      sum((e.after ->> 'count')::int)::int as attempts, min(e.after ->> 'since') as first, rollcall.instant(max(e.recorded_at)) as last
    from ${chosen(tx, { ...look, types: ['key.refused'] })} group by 1, 3, 4
    order by attempts desc, e.subject_id collate "C", (e.after ->> 'reason') collate "C",
      (e.after ->> 'address') collate "C" nulls first`.execute(tx);
  return rows.map(({ key_id, ...row }) => ({ ...row, keyId: key_id }));
}

/** Of addresses of so long before, none is new. */
const lookedBackDays = 400;

/**
 * The addresses that keys were used from and had not been before, of keys of which any are known from before. Rides
 * `audit_event_of_calls`.
 */
export async function newAddresses(tx: Tx, look: AuditLook): Promise<readonly NewAddress[]> {
  const { rows } = await sql<Omit<NewAddress, 'keyId'> & { key_id: string }>`
    with known as materialized (
      select distinct e.actor ->> 'id' as key_id, e.actor ->> 'address' as address from rollcall.audit_event e
      where e.workspace_id = ${tx.workspaceId} and e.actor ->> 'type' = 'api_key' and e.actor ->> 'address' is not null
        and e.recorded_at < ${look.from}::timestamptz and e.recorded_at >= ${look.from}::timestamptz - ${lookedBackDays} * interval '1 day'
    )
    select e.actor ->> 'id' as key_id, max(e.actor ->> 'name') as name, e.actor ->> 'address' as address, count(*)::int as count,
      rollcall.instant(min(e.recorded_at)) as first
    from ${chosen(tx, look)}
      and e.actor ->> 'type' = 'api_key' and e.actor ->> 'address' is not null
      and exists (select from known k where k.key_id = e.actor ->> 'id')
      and not exists (select from known k where k.key_id = e.actor ->> 'id' and k.address = e.actor ->> 'address')
    group by 1, 3 order by min(e.recorded_at), (e.actor ->> 'id') collate "C", (e.actor ->> 'address') collate "C"`.execute(
    tx,
  );
  return rows.map(({ key_id, ...row }) => ({ ...row, keyId: key_id }));
}

interface LineRow {
  readonly seq: string;
  readonly event_id: string;
  readonly recorded_at: Date;
  readonly type: string;
  readonly actor: unknown;
  readonly connection: string | null;
  readonly subject_kind: string;
  readonly subject_id: string;
  readonly subject_name: string;
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
  readonly operation_id: string | null;
}

interface OperationRow extends LineRow {
  readonly outcome: string;
  readonly outcome_at: Date;
  readonly told: Readonly<Record<string, unknown>> | null;
}

const lineColumns = sql`s.seq, e.event_id, e.recorded_at, e.type, e.actor, c.name as connection, e.subject_kind, e.subject_id,
  e.subject_name, e.before, e.after, e.operation_id`;

function lineOf(row: LineRow): AuditLine {
  return {
    ...{ sequence: Number(row.seq), id: row.event_id, at: instant(row.recorded_at), type: EventType.parse(row.type) },
    ...{ actor: Actor.parse(row.actor), connection: row.connection, before: row.before, after: row.after },
    subject: { kind: row.subject_kind, externalId: row.subject_id, name: row.subject_name },
    operationId: row.operation_id,
  };
}

/** Events `e` with their places `s`; more conditions may follow. */
function chosen(tx: Tx, look: AuditLook): RawBuilder<unknown> {
  return sql`${placed(look)} where ${matching(tx, look)}`;
}

function placed({ size }: AuditLook): RawBuilder<unknown> {
  return sql`rollcall.audit_event e
    join rollcall.sealed_event s on s.workspace_id = e.workspace_id and s.event_id = e.event_id and s.seq <= ${size}`;
}

/** The connection `c` of an event, as it is called. */
const itsConnection = sql`left join rollcall.connection c on c.workspace_id = e.workspace_id and c.connection_id = e.connection_id`;

function matching(tx: Tx, { from, until, connectionId, actor, subject, types }: AuditLook): RawBuilder<unknown> {
  const conditions = [
    sql`e.workspace_id = ${tx.workspaceId} and e.recorded_at >= ${from}::timestamptz and e.recorded_at < ${until}::timestamptz`,
  ];
  if (connectionId !== undefined) conditions.push(sql`e.connection_id = ${connectionId}`);
  if (types !== undefined) conditions.push(sql`e.type = any(${[...types]}::text[])`);
  // An attempt on a key is its own, though it is the gateway that tells of it.
  if (actor !== undefined) {
    conditions.push(sql`(e.actor ->> 'id' = ${actor} or e.actor ->> 'name' = ${actor}
      or e.type = 'key.refused' and (e.subject_id = ${actor} or e.subject_name = ${actor}))`);
  }
  if (subject !== undefined) {
    const named = (field: string) => JSON.stringify([{ [field]: subject }]);
    conditions.push(sql`(e.subject_id = ${subject} or e.subject_name = ${subject} or e.operation_id in (
      select o.operation_id from rollcall.operation o where o.workspace_id = ${tx.workspaceId}
        and (o.expectations @> ${named('externalId')}::jsonb or o.expectations @> ${named('name')}::jsonb)))`);
  }
  return sql.join(conditions, sql` and `);
}
