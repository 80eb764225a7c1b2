import { z } from 'zod';
import { Cause } from './cause.ts';
import { EventId, Instant, OperationId, RunId } from './ids.ts';
import { Interval } from './interval.ts';
import { Kind } from './resource.ts';
import { Standing } from './standing.ts';

/** Who did it: an API key's holder, the daemon, or Rollcall starting up. */
export const Actor = z.object({
  type: z.enum(['api_key', 'daemon', 'system']),
  id: z.string(),
  name: z.string(),
  /** From where its call came, as the gateway saw it; left out where no call led to it, and where that was not kept. */
  address: z.string().optional(),
});
export type Actor = z.infer<typeof Actor>;

/** What events are about beside resources: what is Rollcall's own. */
export const OwnKind = z.enum([
  'connection',
  'credential',
  'run',
  'hold',
  'bulk',
  'workspace',
  'operation',
  'gateway_key',
  'scope',
  'history',
  'finding',
  'webhook',
  'use_import',
  'log_key',
  'report',
  'report_schedule',
]);

export const Subject = z.object({
  kind: z.union([Kind, OwnKind]),
  externalId: z.string(),
  name: z.string(),
});
export type Subject = z.infer<typeof Subject>;

export const eventTypes = [
  'resource.appeared',
  'resource.changed',
  'resource.renamed',
  'resource.vanished',
  'resource.suspected',
  'resource.gone',
  'resource.reappeared',
  'resource.attributed',
  'drift.accepted',
  'operation.accepted',
  'operation.dispatched',
  'operation.succeeded',
  'operation.failed',
  'operation.unknown',
  'operation.confirmed',
  'operation.contradicted',
  'secret.read',
  'secret.not_read',
  'secret.taken',
  'secret.expired',
  'connection.added',
  'connection.updated',
  'connection.paused',
  'connection.resumed',
  'connection.removed',
  'connection.circuit_opened',
  'connection.circuit_closed',
  'credential.replaced',
  'credential.master_rotated',
  'key.created',
  'key.changed',
  'key.rotated',
  'key.revoked',
  'key.refused',
  'workspace.created',
  'run.requested',
  'run.finished',
  'history.pruned',
  'scope.doubted',
  'scope.believed',
  'hold.opened',
  'hold.superseded',
  'hold.approved',
  'hold.rejected',
  'hold.applied',
  'brake.changed',
  'finding.opened',
  'finding.raised',
  'finding.resolved',
  'finding.reopened',
  'finding.acknowledged',
  'finding.assigned',
  'finding.accepted',
  'bulk.planned',
  'bulk.accepted',
  'bulk.cancelled',
  'bulk.resumed',
  'bulk.finished',
  'webhook.added',
  'webhook.updated',
  'webhook.paused',
  'webhook.resumed',
  'webhook.disabled',
  'webhook.removed',
  'webhook.secret_rotated',
  'webhook.secret_retired',
  'webhook.tested',
  'webhook.replayed',
  'webhook.delivery_dead',
  'webhook.delivery_skipped',
  'use.imported',
  'dns.check_requested',
  'log_key.rotated',
  'log.verified',
  'report.issued',
  'report.delivered',
  'report.failed',
  'report_schedule.added',
  'report_schedule.updated',
  'report_schedule.paused',
  'report_schedule.resumed',
  'report_schedule.removed',
  'report_schedule.run_requested',
] as const;
export const EventType = z.enum(eventTypes);
export type EventType = z.infer<typeof EventType>;

/** How much an event matters to a person, in rising order; nearly all are `normal`. */
export const Severity = z.enum(['normal', 'notice', 'alarm']);
export type Severity = z.infer<typeof Severity>;

/** One immutable line of the audit log: who did what to what, when, because of what. */
export const AuditEvent = z.object({
  id: EventId,
  /** Its place in the one order of the workspace's events, from 1 and without gaps; null until it is sealed, within a second. */
  sequence: z.int().positive().nullable(),
  at: Instant,
  type: EventType,
  severity: Severity,
  connection: z.string().nullable(),
  actor: Actor,
  subject: Subject,
  cause: Cause.nullable(),
  before: z.record(z.string(), z.unknown()).nullable(),
  after: z.record(z.string(), z.unknown()).nullable(),
  /** When what a listing shows had happened; null for events that happened when they were recorded. */
  interval: Interval.nullable(),
  runId: RunId.optional(),
  operationId: OperationId.optional(),
  /** The earlier event that this one binds a cause to, says the outcome of, or accepts; that one stays as it was. */
  about: EventId.optional(),
  /** What became of it, of a change that nobody here asked for; null of all others, while nothing reverts them. */
  standing: Standing.nullable(),
  /** The trace that it belongs to, as a W3C `traceparent`: of its caller, or of the run that found it; null where there is none. */
  traceparent: z.string().nullable(),
});
export type AuditEvent = z.infer<typeof AuditEvent>;

/** What of an event never changes: all but what became of it since. */
export const LastingEvent = AuditEvent.omit({ standing: true });
export type LastingEvent = z.infer<typeof LastingEvent>;
