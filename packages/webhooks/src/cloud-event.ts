import type { AuditEvent, CloudEvent, WorkspaceId } from '@rollcall/schema';

export interface EventSent {
  readonly event: AuditEvent;
  readonly workspaceId: WorkspaceId;
  /** Its place in the workspace's order. */
  readonly sequence: number;
  /** The one of the event that this receiver was sent before; null for the first. */
  readonly previousSequence: number | null;
  /** The trace of the call that caused it (W3C Trace Context), where there is one. */
  readonly traceparent?: string | undefined;
}

/**
 * An event as a CloudEvent. What became of it since (`standing`) is not part of it: every attempt, and every replay, tells the
 * same.
 */
export function cloudEventOf({ event, workspaceId, sequence, previousSequence, traceparent }: EventSent): CloudEvent {
  const { standing: _, ...lasting } = event;
  const { connection, subject } = lasting;
  return {
    specversion: '1.0',
    id: event.id,
    source: `/workspaces/${workspaceId}`,
    type: event.type,
    subject: [...(connection === null ? [] : [connection]), subject.kind, subject.externalId].join('/'),
    time: event.at,
    datacontenttype: 'application/json',
    workspace: workspaceId,
    sequence: sequenceText(sequence),
    ...(previousSequence === null ? {} : { previoussequence: sequenceText(previousSequence) }),
    ...(traceparent === undefined ? {} : { traceparent }),
    data: { ...lasting, sequence },
  };
}

function sequenceText(sequence: number): string {
  return String(sequence).padStart(20, '0');
}
