import {
  type Actor,
  BulkId,
  ConnectionId,
  EventId,
  type EventType,
  type OperationId,
  type OperationState,
} from '@rollcall/schema';
import type { Selectable } from 'kysely';
import type { Tx } from './database.ts';
import { appendEvent } from './events.ts';
import type { Tables } from './tables.ts';

/** What an operation is part of, and the event whose change it takes back. */
export interface Because {
  readonly bulk: BulkId | null;
  readonly reverts: EventId | null;
}

/** The same, of its row. */
export function becauseOf({ bulk_id, reverts }: Pick<Selectable<Tables['operation']>, 'bulk_id' | 'reverts'>): Because {
  return {
    bulk: bulk_id === null ? null : BulkId.parse(bulk_id),
    reverts: reverts === null ? null : EventId.parse(reverts),
  };
}

/** Appends the audit event of a step of an operation. */
export async function tellOperation(
  tx: Tx,
  step: {
    connection: { id: ConnectionId; name: string };
    procedure: string;
    actor: Actor;
    id: OperationId;
    state: OperationState;
    because?: Because | undefined;
    after?: Readonly<Record<string, unknown>>;
    /** The trace that the operation belongs to, where the present work is of another. */
    traceparent?: string | null;
  },
): Promise<void> {
  const type: EventType = `operation.${step.state}`;
  const reasons = Object.entries(step.because ?? {}).filter(([, reason]) => reason !== null);
  const after = reasons.length === 0 ? step.after : { ...step.after, ...Object.fromEntries(reasons) };
  await appendEvent(tx, {
    type,
    actor: step.actor,
    connectionId: ConnectionId.parse(step.connection.id),
    subject: { kind: 'operation', externalId: step.id, name: step.procedure },
    ...(after === undefined ? {} : { after }),
    operationId: step.id,
    traceparent: step.traceparent ?? null,
  });
}
