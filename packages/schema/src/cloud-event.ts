import { z } from 'zod';
import { EventId, Instant, WorkspaceId } from './ids.ts';
import { CarriedDocument } from './report.ts';

/** An event's place in its workspace, as text of 20 digits: it sorts as it counts, in every language. */
const SequenceText = z.string().regex(/^\d{20}$/);

/**
 * An audit event as it travels to others: CloudEvents 1.0, structured JSON. Whoever receives one may be older than whoever
 * sent it, so that types, kinds and fields that are not known yet pass.
 */
export const CloudEvent = z.looseObject({
  specversion: z.literal('1.0'),
  id: EventId,
  /** The log that it is a line of: one a workspace. */
  source: z.string().min(1),
  type: z.string().min(1),
  /** What it is about: its connection (if any), kind and external id. Order is kept among events of one subject. */
  subject: z.string().min(1),
  time: Instant,
  datacontenttype: z.literal('application/json'),
  workspace: WorkspaceId,
  sequence: SequenceText,
  /** The sequence of the event that was sent to this receiver before; left out of the first. In between, nothing was for it. */
  previoussequence: SequenceText.optional(),
  /** The trace of the call that caused it (W3C Trace Context). */
  traceparent: z.string().optional(),
  /** The newest checkpoint of the workspace's log when this was sent, as base64 of the note: kept, it is a pin. */
  checkpoint: z.base64().optional(),
  data: z.looseObject({
    id: EventId,
    sequence: z.int().positive(),
    at: Instant,
    type: z.string(),
    severity: z.string(),
    connection: z.string().nullable(),
    actor: z.looseObject({ type: z.string(), id: z.string(), name: z.string() }),
    subject: z.looseObject({ kind: z.string(), externalId: z.string(), name: z.string() }),
    cause: z.looseObject({ kind: z.string(), evidence: z.string() }).nullable(),
    before: z.record(z.string(), z.unknown()).nullable(),
    after: z.record(z.string(), z.unknown()).nullable(),
    /** Of an event about a report: its documents, where they are small and still kept. Others are fetched at their `path`. */
    documents: z.array(z.looseObject({ ...CarriedDocument.shape, format: z.string() })).optional(),
  }),
});
export type CloudEvent = z.infer<typeof CloudEvent>;
