import {
  Actor,
  type AuditEvent,
  Cause,
  ConnectionId,
  EventId,
  EventType,
  type LastingEvent,
  OperationId,
  RollcallError,
  RunId,
  type Severity,
  Standing,
} from '@rollcall/schema';
import { presentSpan } from '@rollcall/telemetry';
import { type Selectable, sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Tx } from './database.ts';
import { instant, instantOrNull } from './json.ts';
import { tailOf } from './sealing.ts';
import { isOpen, standingOf } from './standing.ts';
import type { Tables } from './tables.ts';

/** What a new event says. Its time and id are given when it is appended. */
export interface NewEvent {
  readonly type: EventType;
  /** `normal` unless it is said. */
  readonly severity?: Severity;
  readonly actor: Actor;
  readonly subject: { readonly kind: string; readonly externalId: string; readonly name: string };
  readonly connectionId?: ConnectionId;
  readonly cause?: Cause;
  readonly before?: Readonly<Record<string, unknown>>;
  readonly after?: Readonly<Record<string, unknown>>;
  readonly runId?: RunId;
  readonly operationId?: OperationId;
  /** The earlier event that this one says more of. */
  readonly about?: EventId;
  /** The trace that it belongs to, where that is another than the present work's. */
  readonly traceparent?: string | null;
}

/** Appends one audit event, in the transaction of what it tells of, whose span tells of it. */
export async function appendEvent(tx: Tx, event: NewEvent): Promise<EventId> {
  const id = EventId.parse(uuidv7());
  await tx
    .insertInto('audit_event')
    .values({
      workspace_id: tx.workspaceId,
      event_id: id,
      type: event.type,
      connection_id: event.connectionId ?? null,
      actor: JSON.stringify(event.actor),
      subject_kind: event.subject.kind,
      subject_id: event.subject.externalId,
      subject_name: event.subject.name,
      cause: jsonOrNull(event.cause),
      before: jsonOrNull(event.before),
      after: jsonOrNull(event.after),
      run_id: event.runId ?? null,
      operation_id: event.operationId ?? null,
      ...(event.about === undefined ? {} : { about_event_id: event.about }),
      ...(event.severity === undefined ? {} : { severity: event.severity }),
      ...(event.traceparent == null ? {} : { traceparent: event.traceparent }),
    })
    .execute();
  presentSpan()?.addEvent(event.type, { 'rollcall.event.id': id });
  return id;
}

/** Which events are meant; all where nothing is said. */
export interface EventChoice {
  readonly types?: readonly EventType[] | undefined;
  /** Of what the event tells. */
  readonly kinds?: readonly string[] | undefined;
  /** The external id of that. */
  readonly subject?: string | undefined;
  /** Only events that matter at least so much. */
  readonly severity?: Severity | undefined;
  /** `open`: only changes that nobody here asked for, and that were neither reverted nor accepted. */
  readonly standing?: 'open' | undefined;
  readonly connectionId?: ConnectionId | undefined;
}

export interface EventFilter extends EventChoice {
  /** Only events with a smaller id: the page after this one. */
  readonly before?: EventId | undefined;
  readonly limit: number;
}

/**
 * Events, newest first. Rides the primary key, `audit_event_by_connection`, `audit_event_of_note`, or
 * `audit_event_out_of_band`.
 */
export async function listEvents(tx: Tx, filter: EventFilter): Promise<readonly AuditEvent[]> {
  let query = chosenEvents(tx, filter).orderBy('audit_event.event_id', 'desc').limit(filter.limit);
  if (filter.before !== undefined) query = query.where('audit_event.event_id', '<', filter.before);
  return (await query.execute()).map(auditEvent);
}

/**
 * Sealed events in their order, those that follow `after`, and `through`: how far the order was looked through for them, from
 * where the next question goes on, even when nothing was found. A look is bounded; one that reaches the end is told by
 * `through` being the tail. Rides the primary keys.
 */
export async function sealedAfter(
  tx: Tx,
  look: SealedLook,
): Promise<{ readonly events: readonly SealedEvent[]; readonly through: number }> {
  const { events, through } = await sealedWithConnections(tx, look);
  return { events: events.map(({ event }) => event), through };
}

/** The same, with the connection that each is of: its name is one that another may have had before. */
export async function sealedWithConnections(
  tx: Tx,
  { after, limit, filter = {} }: SealedLook,
): Promise<{ readonly events: readonly SealedOfConnection[]; readonly through: number }> {
  const end = Math.min(await tailOf(tx), after + lookedThroughMax);
  if (end <= after) return { events: [], through: after };
  // Planned anew each time, in half a millisecond: a plan that was made for nearly empty tables, and is kept until they are
  // analysed, compares each event with each (2,500 events read in 17 s instead of half a second, 2026-11-28).
  await sql`select set_config('plan_cache_mode', 'force_custom_plan', true)`.execute(tx);
  const rows = await chosenEvents(tx, filter)
    .where('sealed_event.seq', '>', `${after}`)
    .where('sealed_event.seq', '<=', `${end}`)
    .orderBy('sealed_event.seq')
    .limit(limit)
    .execute();
  const events = rows.map((row) => ({
    event: sealedEvent(row),
    connectionId: row.connection_id === null ? null : ConnectionId.parse(row.connection_id),
  }));
  return { events, through: events.length < limit ? end : (events.at(-1)?.event.sequence ?? end) };
}

/** From where, how many at most, and which. */
export interface SealedLook {
  readonly after: number;
  readonly limit: number;
  readonly filter?: EventChoice;
}

export interface SealedOfConnection {
  readonly event: SealedEvent;
  /** Null where it is of the workspace itself. */
  readonly connectionId: ConnectionId | null;
}

/** What one question looks through at most: 20 ms or so where nothing of it is wanted. */
const lookedThroughMax = 5_000;

/** An event that has its place in the order. */
export type SealedEvent = AuditEvent & { readonly sequence: number };

/** One event. Throws `not_found`. Rides the primary key. */
export async function eventById(tx: Tx, id: EventId): Promise<AuditEvent> {
  const row = await eventRows(tx).where('audit_event.event_id', '=', id).executeTakeFirst();
  if (row !== undefined) return auditEvent(row);
  throw new RollcallError('not_found', `There is no event ${id}: "events" lists those there are.`);
}

/** These events as they stay, in no order. Rides the primary key. */
export async function lastingEvents(tx: Tx, ids: readonly string[]): Promise<readonly LastingEvent[]> {
  if (ids.length === 0) return [];
  const rows = await eventFacts(tx)
    .where('audit_event.event_id', 'in', [...ids])
    .execute();
  return rows.map(lastingEvent);
}

function chosenEvents(tx: Tx, { types, kinds, subject, severity, standing, connectionId }: EventChoice) {
  let query = eventRows(tx);
  if (types !== undefined) query = query.where(sql<boolean>`audit_event.type = any (${types}::text[])`);
  if (kinds !== undefined) query = query.where(sql<boolean>`audit_event.subject_kind = any (${kinds}::text[])`);
  if (subject !== undefined) query = query.where('audit_event.subject_id', '=', subject);
  if (severity === 'notice') query = query.where('audit_event.severity', '<>', 'normal');
  if (severity === 'alarm') query = query.where(sql<boolean>`severity <> 'normal' and severity = 'alarm'`);
  if (standing === 'open') query = query.where(isOpen(tx, 'audit_event'));
  if (connectionId !== undefined) query = query.where('audit_event.connection_id', '=', connectionId);
  return query;
}

function eventRows(tx: Tx) {
  return eventFacts(tx).select(standingOf(tx, 'audit_event').as('standing'));
}

/** All but what became of it since, which the daemon has no rights to see. */
function eventFacts(tx: Tx) {
  return tx
    .selectFrom('audit_event')
    .leftJoin('connection', (join) =>
      join
        .onRef('connection.workspace_id', '=', 'audit_event.workspace_id')
        .onRef('connection.connection_id', '=', 'audit_event.connection_id'),
    )
    .leftJoin('sealed_event', (join) =>
      join
        .onRef('sealed_event.workspace_id', '=', 'audit_event.workspace_id')
        .onRef('sealed_event.event_id', '=', 'audit_event.event_id'),
    )
    .selectAll('audit_event')
    .select(['connection.name as connection_name', 'sealed_event.seq'])
    .where('audit_event.workspace_id', '=', tx.workspaceId);
}

type FactRow = Selectable<Tables['audit_event']> & {
  readonly connection_name: string | null;
  readonly seq: string | null;
};
type EventRow = FactRow & { readonly standing: string | null };

function sealedEvent(row: EventRow): SealedEvent {
  return { ...auditEvent(row), sequence: Number(row.seq) };
}

function auditEvent(row: EventRow): AuditEvent {
  return { ...lastingEvent(row), standing: row.standing === null ? null : Standing.parse(row.standing) };
}

function lastingEvent(row: FactRow): LastingEvent {
  return {
    id: EventId.parse(row.event_id),
    sequence: row.seq === null ? null : Number(row.seq),
    at: instant(row.recorded_at),
    type: EventType.parse(row.type),
    severity: row.severity,
    connection: row.connection_name,
    actor: Actor.parse(row.actor),
    subject: { kind: row.subject_kind, externalId: row.subject_id, name: row.subject_name },
    cause: row.cause === null ? null : Cause.parse(row.cause),
    before: row.before,
    after: row.after,
    interval:
      row.true_from === null ? null : { after: instantOrNull(row.true_after), notAfter: instant(row.true_from) },
    ...(row.run_id === null ? {} : { runId: RunId.parse(row.run_id) }),
    ...(row.operation_id === null ? {} : { operationId: OperationId.parse(row.operation_id) }),
    ...(row.about_event_id === null ? {} : { about: EventId.parse(row.about_event_id) }),
    traceparent: row.traceparent,
  };
}

function jsonOrNull(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}
