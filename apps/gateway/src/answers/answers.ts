import { Capabilities } from '@rollcall/provider-kit';
import {
  ApiKey,
  Attempt,
  AuditEvent,
  BrakeLimits,
  BrakeOverrides,
  BulkItem,
  BulkProgress,
  CataloguedRule,
  CertifiedListing,
  Check,
  Checkpoint,
  CommonPerformed,
  Connection,
  ConnectionId,
  Delivery,
  DnsDomain,
  DnsView,
  DocumentDiff,
  EventId,
  Explanation,
  Finding,
  FindingSummary,
  Freshness,
  GrowthProof,
  Hold,
  InclusionProof,
  Instant,
  LogKey,
  MadeKey,
  MadeReport,
  Operation,
  OperationId,
  Plan,
  PlannedChange,
  RateBudget,
  ReportDocument,
  ReportSchedule,
  RequestedRun,
  Resource,
  ResourceCount,
  ResourceVersion,
  RevertPlan,
  Run,
  RunId,
  ScheduledConnection,
  Scope,
  ScopeAge,
  SkippedConnection,
  UsedResource,
  UseImport,
  WatchedRuns,
  Webhook,
  Workspace,
  WorkspaceId,
} from '@rollcall/schema';
import { z } from 'zod';
import type { Departing } from './departing.ts';

const nextCursor = z.string().nullable();
/** What a bundle of the audit log begins with: docs/VERIFYING.md says what each is. */
const BundleHead = z.object({
  origin: z.string(),
  first: z.int(),
  last: z.int(),
  keys: z.array(z.string()),
  handovers: z.array(z.object({ note: z.string(), sequence: z.int(), leaf: z.string(), proof: z.array(z.string()) })),
  checkpoint: z.string(),
  before: z.array(z.string()),
  after: z.array(z.string()),
});
const LogProblem = z.object({ kind: z.string(), sequence: z.int().nullable(), sentence: z.string() });

/** Of lists that always come whole. */
const noCursor = z.null();

const one = <Item extends z.ZodType>(data: Item) => z.object({ data });
const page = <Item extends z.ZodType>(item: Item) => z.object({ data: z.array(item), nextCursor });
const fresh = Freshness.shape;

const connectionState = one(Connection.pick({ name: true, state: true }));

/**
 * What each procedure answers, by its path; of a subscription, each message. What the providers' own procedures answer
 * follows from their documents. Nothing is parsed by these where an answer is given, which would cost a third of a row's
 * speed: the compiler holds the procedures to them, and the tests every answer that they see.
 */
export const answers = {
  'aliases.add': CommonPerformed,
  'aliases.remove': CommonPerformed,
  'audit.checkpoint': one(Checkpoint),
  'audit.checkpoints': page(Checkpoint),
  'audit.growth': one(GrowthProof),
  'audit.keys': z.object({ data: z.array(LogKey), nextCursor: noCursor }),
  'audit.proof': one(InclusionProof),
  'audit.rotateKey': one(LogKey),
  'audit.bundle': one(BundleHead),
  'audit.leaves': one(z.array(z.object({ leaf: z.string(), text: z.string() }))),
  /** `from` and `to` are sequences, both included; `tail` is that of the newest event. */
  'audit.range': one(z.object({ workspace: WorkspaceId, from: z.int(), to: z.int(), tail: z.int() })),
  /** `state`: to go on with; null once all is looked at. `through`: the last sequence that was verified, of `size`. */
  'audit.verify': one(
    z.object({
      state: z.string().nullable(),
      doing: z.string(),
      looked: z.int(),
      through: z.int(),
      size: z.int(),
      problems: z.array(LogProblem),
      counted: z.int(),
      roots: z.array(z.object({ size: z.int(), root: z.string().nullable() })),
      keys: z.array(z.string()),
      checkpoint: z.string().nullable(),
    }),
  ),
  'brake.get': one(
    z.object({ limits: BrakeLimits, defaults: BrakeLimits, workspace: BrakeOverrides, connection: BrakeOverrides }),
  ),
  'brake.set': one(z.object({ limits: BrakeLimits })),
  'budgets.list': z.object({ data: z.array(RateBudget), nextCursor: noCursor }),
  capabilities: one(z.array(Capabilities)),
  'certificates.list': z.object({ run: Run, ...page(CertifiedListing).shape }),
  'connections.add': one(ScheduledConnection),
  'connections.list': z.object({ data: z.array(ScheduledConnection), ...fresh, nextCursor: noCursor }),
  'connections.pause': connectionState,
  'connections.remove': connectionState,
  'connections.resume': connectionState,
  'connections.test': one(z.object({ connection: z.string(), account: Connection.shape.account })),
  'connections.update': one(ScheduledConnection),
  'credentials.rotateMaster': one(
    z.object({
      masterKeyId: z.string(),
      /** Credentials that were sealed again. */
      resealed: z.int(),
      /** Connections whose credential cannot be opened, and keeps its seal. */
      unreadable: z.array(ConnectionId),
      /** Secrets that wait to be taken, and were sealed again. */
      secrets: z.int(),
      /** What webhooks sign with, and was sealed again. */
      webhookSecrets: z.int(),
      /** What checkpoints of the audit log are signed with, and was sealed again. */
      logKeys: z.int(),
    }),
  ),
  'dns.add': CommonPerformed,
  'dns.check': one(DnsDomain),
  'dns.get': one(DnsView),
  'dns.list': page(DnsDomain),
  'dns.remove': CommonPerformed,
  'dns.replace': CommonPerformed,
  'doctor.examine': z.object({ data: z.array(Check), healthy: z.boolean() }),
  'documents.diff': one(DocumentDiff),
  'domains.add': CommonPerformed,
  'domains.remove': CommonPerformed,
  /** `eventId`: of the event that says so. */
  'events.accept': z.object({ data: AuditEvent, eventId: EventId }),
  /** `position`: from where to go on, with `after`. `tail`: the sequence of the newest event. */
  'events.list': z.object({ ...page(AuditEvent).shape, ...fresh, position: z.int().nullable(), tail: z.int() }),
  'events.revert': one(RevertPlan),
  'events.watch': AuditEvent.extend({ sequence: z.int().positive() }),
  'findings.accept': one(Finding),
  'findings.acknowledge': one(Finding),
  'findings.assign': one(Finding),
  'findings.get': one(Finding),
  'findings.list': page(Finding),
  'findings.reopen': one(Finding),
  'findings.revert': one(RevertPlan),
  'findings.rules': z.object({ data: z.array(CataloguedRule), nextCursor: noCursor }),
  'findings.summary': one(FindingSummary),
  /** `runId`: of the run that applies it, if it still finds the same. */
  'holds.approve': z.object({ data: Hold, runId: RunId }),
  'holds.get': z.object({ hold: Hold, ...page(PlannedChange).shape }),
  'holds.list': page(Hold),
  'holds.reject': one(Hold),
  'inboxes.create': CommonPerformed,
  'inboxes.delete': CommonPerformed,
  'inboxes.rename': CommonPerformed,
  'inboxes.setPassword': CommonPerformed,
  'keys.create': MadeKey,
  'keys.list': z.object({ data: z.array(ApiKey), nextCursor: noCursor }),
  'keys.revoke': one(ApiKey),
  /** `replaced`: the key before, and until when it still works. */
  'keys.rotate': MadeKey.extend({ replaced: ApiKey }),
  'keys.update': one(ApiKey),
  'operations.applyPlan': one(BulkProgress),
  'operations.bulk.cancel': one(BulkProgress),
  'operations.bulk.get': one(BulkProgress),
  'operations.bulk.items': page(BulkItem),
  'operations.bulk.list': page(BulkProgress),
  'operations.bulk.resume': one(BulkProgress),
  'operations.bulk.watch': BulkProgress,
  'operations.get': one(Operation),
  'operations.list': z.object({ ...page(Operation).shape, ...fresh }),
  'operations.plan': one(Plan),
  'operations.takeSecrets': one(z.object({ id: OperationId, result: z.unknown() })),
  'providerKeys.create': CommonPerformed,
  'providerKeys.restrict': CommonPerformed,
  'providerKeys.revoke': CommonPerformed,
  'providerKeys.rotate': CommonPerformed,
  /** `more`: kinds of connections that were left out. */
  'reports.document': one(ReportDocument),
  'reports.get': one(MadeReport),
  'reports.list': page(MadeReport),
  'reports.make': one(
    z.object({
      report: MadeReport,
      made: z.enum(['issued', 'again', 'reproduced']),
      asIssued: z.boolean().nullable(),
    }),
  ),
  'reports.schedules.add': one(ReportSchedule),
  'reports.schedules.get': one(ReportSchedule),
  'reports.schedules.list': z.object({ data: z.array(ReportSchedule), nextCursor: noCursor }),
  'reports.schedules.pause': one(ReportSchedule),
  'reports.schedules.remove': one(ReportSchedule.pick({ id: true, name: true })),
  'reports.schedules.resume': one(ReportSchedule),
  'reports.schedules.run': one(ReportSchedule),
  'reports.schedules.update': one(ReportSchedule),
  'reports.read': one(z.object({ base64: z.string(), isLast: z.boolean() })),
  'resources.ages': z.object({ data: z.array(ScopeAge), more: z.int() }),
  'resources.counts': z.object({ data: z.array(ResourceCount), ...fresh, nextCursor: noCursor }),
  'resources.explain': one(Explanation),
  'resources.get': z.object({ data: UsedResource, ...fresh }),
  /** `keptFrom`: what was superseded before is not kept; null where everything is. */
  'resources.history': z.object({
    data: z.array(ResourceVersion),
    ...fresh,
    keptFrom: Instant.nullable(),
    nextCursor: noCursor,
  }),
  'resources.list': z.object({ ...page(Resource).shape, ...fresh }),
  'resources.scopes': z.object({ ...page(Scope).shape, ...fresh }),
  'runs.list': z.object({ ...page(Run).shape, ...fresh }),
  'runs.watch': WatchedRuns,
  'sync.get': one(z.array(Run)),
  'sync.request': z.object({ data: z.array(RequestedRun), skipped: z.array(SkippedConnection) }),
  /** The key is the new workspace's first. */
  /** `secret`: of `hmac`, which nobody is shown again; null for `ed25519`. */
  'use.import': one(UseImport),
  'webhooks.add': z.object({ data: Webhook, secret: z.string().nullable() }),
  'webhooks.attempts': page(Attempt),
  'webhooks.deliveries': page(Delivery),
  'webhooks.get': one(Webhook),
  'webhooks.list': z.object({ data: z.array(Webhook), nextCursor: noCursor }),
  'webhooks.pause': one(Webhook),
  'webhooks.remove': one(Webhook.pick({ id: true, name: true })),
  /** `queued`: events that are sent once more; `revived`: deliveries that were dead, and are tried again. */
  'webhooks.replay': z.object({ data: Webhook, queued: z.int(), revived: z.int() }),
  'webhooks.resume': one(Webhook),
  'webhooks.retireSecret': one(Webhook),
  'webhooks.rotateSecret': z.object({ data: Webhook, secret: z.string().nullable() }),
  'webhooks.skip': one(Webhook),
  /** `eventId`: of the event that it is sent. */
  'webhooks.test': z.object({ data: Webhook, eventId: EventId }),
  'webhooks.update': one(Webhook),
  'workspaces.create': MadeKey.extend({ data: Workspace }),
  'workspaces.list': page(Workspace),
} as const;

// The compiler names what is missing here: each procedure that answers otherwise than it says above, or says nothing.
({}) satisfies Record<Departing<typeof answers>, never>;
