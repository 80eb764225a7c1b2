import { type Actor, type AuditEvent, type EventId, RollcallError } from '@rollcall/schema';
import { sql } from 'kysely';
import { isConstraint } from './constraint.ts';
import type { Tx } from './database.ts';
import type { DriftOnRecord } from './drift-on-record.ts';
import { appendEvent, eventById } from './events.ts';

/**
 * An event that is to be accepted or taken back, as it stands. One transaction at a time decides over it: whoever comes
 * second waits, and sees what the first has decided. Throws `not_found`.
 */
export async function eventToDecide(tx: Tx, id: EventId): Promise<AuditEvent> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`${tx.workspaceId}/${id}`}, ${sql.lit(lockSeed)}))`.execute(
    tx,
  );
  return eventById(tx, id);
}

/** Keeps these locks apart from those of others that hash names. */
const lockSeed = 30;

/**
 * Takes the state that an event led to as right: by an event of its own, which names the earlier one. That one stays as it
 * was. Throws `event_decided` where somebody was faster; what takes it back is kept out by `eventToDecide`.
 */
export async function acceptDrift(
  tx: Tx,
  { event, connection }: Pick<DriftOnRecord, 'event' | 'connection'>,
  { actor, reason }: { readonly actor: Actor; readonly reason: string },
): Promise<EventId> {
  try {
    return await appendEvent(tx, {
      type: 'drift.accepted',
      actor,
      connectionId: connection.id,
      subject: event.subject,
      after: { event: event.id, type: event.type, reason },
      about: event.id,
    });
  } catch (error) {
    if (!isConstraint(error, 'audit_event_accepted')) throw error;
    const message = `The event ${event.id} was accepted already: there is nothing left to say of it.`;
    throw new RollcallError('event_decided', message, { cause: error, details: { standing: 'accepted' } });
  }
}
