import type { CloudEvent, LastingEvent, WorkspaceId } from '@rollcall/schema';

export interface EventSent {
  readonly event: LastingEvent;
  readonly workspaceId: WorkspaceId;
  /** Its place in the workspace's order. */
  readonly sequence: number;
  /** The one of the event that this receiver was sent before; null for the first. */
  readonly previousSequence: number | null;
}

/** An event as a CloudEvent: every attempt, and every replay, tells the same, but for what was sent before it. */
export function cloudEventOf({ event, workspaceId, sequence, previousSequence }: EventSent): CloudEvent {
  const { connection, subject, traceparent } = event;
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
    ...(traceparent === null ? {} : { traceparent }),
    data: { ...event, sequence },
  };
}

function sequenceText(sequence: number): string {
  return String(sequence).padStart(20, '0');
}
