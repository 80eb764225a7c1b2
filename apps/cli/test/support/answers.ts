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
  Checkpoint,
  Coverage,
  Delivery,
  DocumentDiff,
  EventId,
  Finding,
  FindingSummary,
  GrowthProof,
  Hold,
  InclusionProof,
  Instant,
  KindResult,
  LogKey,
  Operation,
  OperationId,
  OperationState,
  Past,
  PlannedChange,
  RateBudget,
  Resource,
  ResourceCount,
  ResourceVersion,
  RevertPart,
  Run,
  RunId,
  RunOutcome,
  ScheduledConnection,
  Scope,
  ScopeAge,
  UseImport,
  Webhook,
  WebhookId,
  Workspace,
} from '@rollcall/schema';
import { z } from 'zod';

/** A list as `--json` prints it. Strict: a field more or less is a change of the contract. */
const listOf = <Row extends z.ZodType>(row: Row) =>
  z.strictObject({
    data: z.array(row),
    coverage: Coverage,
    asOf: Instant.nullable(),
    past: Past.optional(),
    nextCursor: z.string().nullable(),
  });

const ways = z.array(z.strictObject({ operation: z.string(), confirmed: z.boolean() }));

const secrets = z.strictObject({ id: OperationId, expiresAt: Instant }).nullable();

/** What each command answers with `--json`. */
export const answers = {
  connections: listOf(z.strictObject(ScheduledConnection.shape)),
  resources: listOf(z.strictObject(Resource.shape)).extend({
    ages: z.array(z.strictObject(ScopeAge.shape)),
    agesLeftOut: z.int(),
  }),
  scopes: listOf(z.strictObject(Scope.shape)),
  counts: listOf(z.strictObject(ResourceCount.shape)),
  history: listOf(z.strictObject(ResourceVersion.shape)).extend({ keptFrom: Instant.nullable() }),
  certificate: z.strictObject({
    run: z.strictObject(Run.shape),
    data: z.array(z.strictObject(CertifiedListing.shape)),
    nextCursor: z.string().nullable(),
  }),
  runs: listOf(z.strictObject(Run.shape)),
  events: listOf(z.strictObject(AuditEvent.shape)).extend({ position: z.int().nullable(), tail: z.int() }),
  exported: z.strictObject({
    file: z.string(),
    format: z.string(),
    from: z.int(),
    to: z.int(),
    events: z.int(),
  }),
  revert: z.strictObject({
    data: z.strictObject({
      event: z.strictObject(AuditEvent.shape),
      parts: z.array(z.strictObject(RevertPart.shape)),
      warnings: z.array(z.string()),
      plan: z.strictObject({
        ...BulkProgress.shape,
        items: z.array(z.strictObject(BulkItem.shape)),
        more: z.boolean(),
      }),
      password: z.string().nullable(),
    }),
  }),
  accept: z.strictObject({ data: z.strictObject(AuditEvent.shape), eventId: EventId }),
  operations: listOf(z.strictObject(Operation.shape)),
  findings: z.strictObject({ data: z.array(z.strictObject(Finding.shape)), nextCursor: z.string().nullable() }),
  finding: z.strictObject({ data: z.strictObject(Finding.shape) }),
  findingRules: z.strictObject({ data: z.array(z.strictObject(CataloguedRule.shape)), nextCursor: z.null() }),
  findingSummary: z.strictObject({ data: z.strictObject(FindingSummary.shape) }),
  plan: z.strictObject({
    data: z.strictObject({
      ...BulkProgress.shape,
      items: z.array(z.strictObject(BulkItem.shape)),
      more: z.boolean(),
    }),
  }),
  bulk: z.strictObject({ data: z.strictObject(BulkProgress.shape) }),
  bulks: z.strictObject({ data: z.array(z.strictObject(BulkProgress.shape)), nextCursor: z.string().nullable() }),
  bulkItems: z.strictObject({ data: z.array(z.strictObject(BulkItem.shape)), nextCursor: z.string().nullable() }),
  holds: z.strictObject({ data: z.array(z.strictObject(Hold.shape)), nextCursor: z.string().nullable() }),
  hold: z.strictObject({
    hold: z.strictObject(Hold.shape),
    data: z.array(z.strictObject(PlannedChange.shape)),
    nextCursor: z.string().nullable(),
  }),
  approved: z.strictObject({ data: z.strictObject(Hold.shape), runs: z.array(z.strictObject(Run.shape)) }),
  rejected: z.strictObject({ data: z.strictObject(Hold.shape) }),
  brake: z.strictObject({
    data: z.strictObject({
      limits: BrakeLimits,
      defaults: BrakeLimits,
      workspace: BrakeOverrides,
      connection: BrakeOverrides,
    }),
  }),
  keys: z.strictObject({ data: z.array(ApiKey), nextCursor: z.null() }),
  sync: z.strictObject({
    data: z.array(
      z.strictObject({
        connection: z.string(),
        runId: RunId,
        outcome: RunOutcome,
        reason: z.string().nullable(),
        kinds: z.array(z.strictObject(KindResult.shape)),
      }),
    ),
    skipped: z.array(
      z.strictObject({
        connection: z.string(),
        code: z.literal('circuit_open'),
        openedAt: Instant,
        reason: z.string(),
      }),
    ),
  }),
  budgets: z.strictObject({ data: z.array(z.strictObject(RateBudget.shape)), nextCursor: z.null() }),
  call: z.strictObject({
    result: z.unknown(),
    operation: z.strictObject({ id: OperationId, state: OperationState }).nullable(),
    replayed: z.boolean(),
    secrets,
  }),
  taken: z.strictObject({ data: z.strictObject({ id: OperationId, result: z.unknown() }) }),
  commonCall: z.strictObject({
    result: z.unknown(),
    operation: z.strictObject({ id: OperationId, state: OperationState }),
    replayed: z.boolean(),
    secrets,
    procedure: z.string(),
    next: z.string().nullable(),
  }),
  capabilities: z.strictObject({
    data: z.array(
      z.strictObject({
        provider: z.string(),
        title: z.string(),
        kinds: z.array(z.looseObject({ kind: z.string() })),
        common: z.array(
          z.strictObject({ operation: z.string(), summary: z.string(), ways, reason: z.string().nullable() }),
        ),
      }),
    ),
  }),
  documentDiff: z.strictObject({ data: z.strictObject(DocumentDiff.shape) }),
  connection: z.strictObject({ data: z.strictObject(ScheduledConnection.shape) }),
  connectionState: z.strictObject({ data: z.strictObject({ name: z.string(), state: z.string() }) }),
  workspaces: z.strictObject({ data: z.array(z.strictObject(Workspace.shape)), nextCursor: z.string().nullable() }),
  newWorkspace: z.strictObject({
    data: z.strictObject({ ...Workspace.shape, key: z.strictObject(ApiKey.shape), token: z.string() }),
  }),
  rotatedKey: z.strictObject({
    data: z.strictObject({ ...ApiKey.shape, token: z.string(), replaced: z.strictObject(ApiKey.shape) }),
  }),
  auditCheckpoint: z.strictObject({ data: z.strictObject(Checkpoint.shape) }),
  auditCheckpoints: z.strictObject({
    data: z.array(z.strictObject(Checkpoint.shape)),
    nextCursor: z.string().nullable(),
  }),
  auditProof: z.strictObject({ data: z.strictObject(InclusionProof.shape) }),
  auditGrowth: z.strictObject({ data: z.strictObject(GrowthProof.shape) }),
  auditKeys: z.strictObject({ data: z.array(z.strictObject(LogKey.shape)), nextCursor: z.null() }),
  auditKey: z.strictObject({ data: z.strictObject(LogKey.shape) }),
  useImport: z.strictObject({ data: z.strictObject(UseImport.shape) }),
  webhooks: z.strictObject({ data: z.array(z.strictObject(Webhook.shape)), nextCursor: z.null() }),
  webhook: z.strictObject({ data: z.strictObject(Webhook.shape) }),
  webhookSecret: z.strictObject({ data: z.strictObject(Webhook.shape), secret: z.string().nullable() }),
  webhookTest: z.strictObject({ data: z.strictObject(Webhook.shape), eventId: EventId }),
  webhookReplay: z.strictObject({ data: z.strictObject(Webhook.shape), queued: z.int(), revived: z.int() }),
  webhookRemoved: z.strictObject({ data: z.strictObject({ id: WebhookId, name: z.string() }) }),
  deliveries: z.strictObject({ data: z.array(z.strictObject(Delivery.shape)), nextCursor: z.string().nullable() }),
  attempts: z.strictObject({ data: z.array(z.strictObject(Attempt.shape)), nextCursor: z.string().nullable() }),
  newKey: z.strictObject({ data: z.strictObject({ ...ApiKey.shape, token: z.string() }) }),
};
