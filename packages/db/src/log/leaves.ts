import { type EventId, RollcallError } from '@rollcall/schema';
import { sql } from 'kysely';
import type { Tx } from '../database.ts';

/** A sealed event as the log holds it: the line that was hashed. Whoever reads it reads the event. */
export interface Leaf {
  /** Of the event; in the tree, it is the leaf `sequence - 1`. */
  readonly sequence: number;
  readonly text: string;
}

/**
 * The line of one sealed event. Throws `not_found` where there is no such event, or it is not sealed, or of a connection that
 * the key is not for. Rides the primary keys.
 */
export async function leafOf(tx: Tx, event: { readonly id: EventId } | { readonly sequence: number }): Promise<Leaf> {
  const which = 'id' in event ? sql`s.event_id = ${event.id}` : sql`s.seq = ${event.sequence}`;
  const { rows } = await sql<{ seq: string; text: string }>`
    select s.seq, rollcall.leaf_text(e, s.seq, s.sealed_at) as text
    from rollcall.sealed_event s join rollcall.audit_event e on e.workspace_id = s.workspace_id and e.event_id = s.event_id
    where s.workspace_id = ${tx.workspaceId} and ${which}`.execute(tx);
  const [row] = rows;
  if (row !== undefined) return { sequence: Number(row.seq), text: row.text };
  const named = 'id' in event ? `event ${event.id}` : `event number ${event.sequence}`;
  throw new RollcallError('not_found', `The log has no ${named}, or not yet: "events" lists those there are.`);
}
