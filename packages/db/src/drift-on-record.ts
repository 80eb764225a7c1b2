import {
  type AuditEvent,
  type Cause,
  ConnectionId,
  type EventId,
  EventType,
  type Instant,
  type Presence,
  RollcallError,
} from '@rollcall/schema';
import { sql } from 'kysely';
import type { Tx } from './database.ts';
import { eventById } from './events.ts';
import { changeTypes } from './standing.ts';

/** A later event of the resource that an event is about. */
export interface LaterEvent {
  readonly id: EventId;
  readonly type: EventType;
  readonly at: Instant;
  readonly cause: Cause | null;
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
}

/** The event of a change, what has become of its resource, and what happened to that since. */
export interface DriftOnRecord {
  readonly event: AuditEvent;
  readonly connection: { readonly id: ConnectionId; readonly name: string };
  /** As the ledger holds it; null where it goes by another external id since. */
  readonly resource: {
    readonly kind: string;
    readonly externalId: string;
    readonly name: string;
    readonly presence: Presence;
    readonly parent: string | null;
    readonly attributes: Readonly<Record<string, unknown>>;
  } | null;
  /** The newest first. */
  readonly later: readonly LaterEvent[];
}

/**
 * The change that an event tells of, as it stands. Throws `not_found`, and `event_not_revertible` for an event that tells of
 * no change of a resource, and for one of a connection that was removed. Rides the primary keys.
 */
export async function driftOnRecord(tx: Tx, id: EventId): Promise<DriftOnRecord> {
  const event = await eventById(tx, id);
  const isChange = changeTypes.some((type) => type === event.type);
  // One that is called so by now is another connection.
  const isRemoved = isChange && (await isOfRemoved(tx, id));
  if (!isChange || isRemoved || event.connection === null) {
    throw new RollcallError(
      'event_not_revertible',
      isRemoved
        ? `The connection of the event ${id} was removed: nothing of it can be changed, or looked at, any more.`
        : `The event ${id} is a ${event.type}, and tells of no change of a resource: "events --standing open" lists those that do.`,
      { details: { type: event.type } },
    );
  }
  const { kind, externalId } = event.subject;
  const { rows } = await sql<{
    connectionId: string;
    resource: DriftOnRecord['resource'];
    later: readonly LaterEvent[] | null;
  }>`
    with told as materialized (
      select e.connection_id, v.version from rollcall.audit_event e
      left join rollcall.resource_version v on v.workspace_id = e.workspace_id and v.connection_id = e.connection_id
        and v.kind = e.subject_kind and v.external_id = e.subject_id collate "C" and v.event_id = e.event_id
      where e.workspace_id = ${tx.workspaceId} and e.event_id = ${id}
    ),
    since as (
      select v.event_id from told t join rollcall.resource_version v on v.workspace_id = ${tx.workspaceId}
        and v.connection_id = t.connection_id and v.kind = ${kind} and v.external_id = ${externalId}
        and v.version > t.version
      union
      select n.event_id from told t join rollcall.resource_rename n on n.workspace_id = ${tx.workspaceId}
        and n.connection_id = t.connection_id and n.kind = ${kind} and n.from_external_id = ${externalId}
        and n.from_version >= t.version
    )
    select t.connection_id as "connectionId",
      (select json_build_object('kind', r.kind, 'externalId', r.external_id, 'name', r.name, 'presence', r.presence,
          'parent', nullif(r.parent, ''), 'attributes', r.attributes)
        from rollcall.resource r where r.workspace_id = ${tx.workspaceId} and r.connection_id = t.connection_id
          and r.kind = ${kind} and r.external_id = ${externalId}) as resource,
      (select json_agg(json_build_object('id', e.event_id, 'type', e.type, 'at', rollcall.instant(e.recorded_at),
          'cause', e.cause, 'before', e.before, 'after', e.after) order by e.event_id desc)
        from since s join rollcall.audit_event e on e.workspace_id = ${tx.workspaceId} and e.event_id = s.event_id) as later
    from told t`.execute(tx);
  const [row] = rows;
  if (row === undefined) throw new Error(`the event ${id} was just there`);
  const connection = { id: ConnectionId.parse(row.connectionId), name: event.connection };
  const later = (row.later ?? []).map((one) => ({ ...one, type: EventType.parse(one.type) }));
  return { event, connection, resource: row.resource, later };
}

async function isOfRemoved(tx: Tx, id: EventId): Promise<boolean> {
  const { rows } = await sql`
    select 1 as removed from rollcall.audit_event e
    join rollcall.connection c on c.workspace_id = e.workspace_id and c.connection_id = e.connection_id
    where e.workspace_id = ${tx.workspaceId} and e.event_id = ${id} and c.state = 'removed'`.execute(tx);
  return rows.length > 0;
}
