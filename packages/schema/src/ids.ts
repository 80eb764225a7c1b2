import { z } from 'zod';

/** Ids are UUIDs, branded so that a run's id cannot be passed where a connection's is wanted. */
export const WorkspaceId = z.uuid().brand<'WorkspaceId'>();
export type WorkspaceId = z.infer<typeof WorkspaceId>;

export const ConnectionId = z.uuid().brand<'ConnectionId'>();
export type ConnectionId = z.infer<typeof ConnectionId>;

export const RunId = z.uuid().brand<'RunId'>();
export type RunId = z.infer<typeof RunId>;

export const OperationId = z.uuid().brand<'OperationId'>();
export type OperationId = z.infer<typeof OperationId>;

export const HoldId = z.uuid().brand<'HoldId'>();
export type HoldId = z.infer<typeof HoldId>;

export const FindingId = z.uuid().brand<'FindingId'>();
export type FindingId = z.infer<typeof FindingId>;

/** Of a plan, and of the bulk operation that it becomes. */
export const BulkId = z.uuid().brand<'BulkId'>();
export type BulkId = z.infer<typeof BulkId>;

export const WebhookId = z.uuid().brand<'WebhookId'>();
export type WebhookId = z.infer<typeof WebhookId>;

export const WebhookSecretId = z.uuid().brand<'WebhookSecretId'>();
export type WebhookSecretId = z.infer<typeof WebhookSecretId>;

/** Of what was told of the last use of addresses, at one time. */
export const UseImportId = z.uuid().brand<'UseImportId'>();
export type UseImportId = z.infer<typeof UseImportId>;

/** Of a report that was made, whatever formats it is in. */
export const ReportId = z.uuid().brand<'ReportId'>();
export type ReportId = z.infer<typeof ReportId>;

export const ReportScheduleId = z.uuid().brand<'ReportScheduleId'>();
export type ReportScheduleId = z.infer<typeof ReportScheduleId>;

export const EventId = z.uuid().brand<'EventId'>();
export type EventId = z.infer<typeof EventId>;

/** The public half of a gateway API key: it stands in the token, in lists and in audit events. */
export const ApiKeyId = z
  .string()
  .regex(/^[0-9A-Za-z]{12}$/)
  .brand<'ApiKeyId'>();
export type ApiKeyId = z.infer<typeof ApiKeyId>;

/** A point in time: ISO 8601, UTC, milliseconds. */
export const Instant = z.iso.datetime();
export type Instant = z.infer<typeof Instant>;
