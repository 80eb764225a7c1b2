import type { CarriedDocument, CloudEvent, LastingEvent, WorkspaceId } from '@rollcall/schema';

export interface EventSent {
  readonly event: LastingEvent;
  readonly workspaceId: WorkspaceId;
  /** Its place in the workspace's order. */
  readonly sequence: number;
  /** The one of the event that this receiver was sent before; null for the first. */
  readonly previousSequence: number | null;
  /** The newest checkpoint of the workspace's log, a signed note; left out where there is none. */
  readonly checkpoint?: string | undefined;
  /** What it brings with it, of a report. */
  readonly documents?: readonly CarriedDocument[];
}

/**
 * An event as a CloudEvent: every attempt, and every replay, tells the same, but for what was sent before it, the checkpoint, and
 * documents that are not kept any more.
 */
export function cloudEventOf({ documents = [], ...sent }: EventSent): CloudEvent {
  const { event, workspaceId, sequence, previousSequence, checkpoint } = sent;
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
    // No value of a CloudEvent's attribute may have the line breaks of a note.
    ...(checkpoint === undefined ? {} : { checkpoint: Buffer.from(checkpoint).toString('base64') }),
    data: { ...event, sequence, ...(documents.length === 0 ? {} : { documents: [...documents] }) },
  };
}

function sequenceText(sequence: number): string {
  return String(sequence).padStart(20, '0');
}
