import { type Actor, type EventId, RollcallError } from '@rollcall/schema';
import { isConstraint } from './constraint.ts';
import type { Tx } from './database.ts';
import type { DriftOnRecord } from './drift-on-record.ts';
import { appendEvent } from './events.ts';

/**
 * Takes the state that an event led to as right: by an event of its own, which names the earlier one. That one stays as it
 * was. Throws `event_decided` where somebody was faster.
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
