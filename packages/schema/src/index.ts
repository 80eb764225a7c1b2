export type { SeenAnswer, SeenPlace, SeenType } from './answer-shape.ts';
export { Automatism } from './automatism.ts';
export { BrakeLimit, BrakeLimits, BrakeOverrides } from './brake.ts';
export {
  Bulk,
  BulkItem,
  BulkItemState,
  BulkProgress,
  BulkState,
  bulkItemsMax,
  CallCost,
  DestroyedResource,
  destroyedShownMax,
  ParkedLane,
  Plan,
  PlannedItem,
  PlannedResource,
  PlanTotals,
  PlanWarning,
  Undo,
} from './bulk.ts';
export { Cause, CauseKind, Confidence } from './cause.ts';
export {
  Certificate,
  CertifiedPage,
  Doubt,
  EndOfListing,
  Grade,
  ListingWindow,
  PageEvidence,
  Restart,
  Sampled,
  SecondPass,
  Suspicion,
} from './certificate.ts';
export { CertifiedListing } from './certified-listing.ts';
export { Check } from './check.ts';
export { CloudEvent } from './cloud-event.ts';
export {
  Connection,
  ConnectionName,
  ConnectionState,
  ProviderName,
  ScheduledConnection,
  ScheduledKind,
} from './connection.ts';
export { Coverage, Freshness, Past } from './coverage.ts';
export { csvLine } from './csv.ts';
export { minorDigits } from './currency.ts';
export type { KeyAttributes, ReputationAttributes, WorkAttributes } from './declared.ts';
export {
  DkimReading,
  DmarcReading,
  DnsAnswer,
  DnsAnswerState,
  DnsAuthority,
  DnsContent,
  DnsDelegation,
  DnsDomain,
  DnsName,
  DnsObservation,
  DnsSaid,
  DnsSide,
  type DnsTerms,
  DnsView,
  type Documented,
  SpfReading,
} from './dns.ts';
export { DocumentDiff, DocumentHunk } from './document-diff.ts';
export { parseEnvironment } from './environment.ts';
export { type ErrorCode, errorCodes, RollcallError } from './error.ts';
export { ErrorIssue, ErrorShape, ProviderAnswer, shownError } from './error-shape.ts';
export { Actor, AuditEvent, EventType, eventTypes, LastingEvent, OwnKind, Severity, Subject } from './event.ts';
export { AttributeRule, Explanation } from './explanation.ts';
export {
  acceptedDaysMax,
  ageBuckets,
  CataloguedRule,
  Finding,
  FindingFamily,
  FindingRule,
  FindingSeverity,
  FindingState,
  FindingSummary,
  familyOf,
  Money,
  rulesOfFamily,
} from './finding.ts';
export { descriptions } from './generated/descriptions.ts';
export { Hold, HoldState, PlannedChange } from './hold.ts';
export {
  ApiKeyId,
  BulkId,
  ConnectionId,
  EventId,
  FindingId,
  HoldId,
  Instant,
  OperationId,
  ReportId,
  ReportScheduleId,
  RunId,
  UseImportId,
  WebhookId,
  WebhookSecretId,
  WorkspaceId,
} from './ids.ts';
export { Interval } from './interval.ts';
export {
  ApiKey,
  GrantedScope,
  KeyScope,
  KeyState,
  keyDaysDefault,
  keyDaysMax,
  MadeKey,
  overlapHoursDefault,
  overlapHoursMax,
  scopesOfTheFirst,
  unitsPerMinuteDefault,
  unitsPerMinuteMax,
  unitsPerMinuteMin,
} from './key.ts';
export type { KindSays } from './kind-says.ts';
export { Checkpoint, GrowthProof, InclusionProof, LogKey } from './log.ts';
export { type MoveSort, type Moves, moveSorts } from './moves.ts';
export { Expectation, Operation, OperationSecrets, OperationState, Withheld } from './operation.ts';
export { CommonPerformed, Performed } from './performed.ts';
export { ProviderErrorKind } from './provider-error-kind.ts';
export { RateBudget } from './rate-budget.ts';
export {
  CarriedDocument,
  MadeReport,
  Report,
  ReportAmount,
  ReportAsk,
  ReportChange,
  ReportChart,
  ReportColumn,
  ReportCoverage,
  ReportDocument,
  ReportFigure,
  ReportFormat,
  ReportHead,
  ReportHeadline,
  ReportKind,
  ReportRow,
  ReportSection,
  ReportValue,
  ReportValueType,
  ToldDocument,
} from './report.ts';
export { everyWebhook, ReportFilters, ReportPeriod, ReportSchedule } from './report-schedule.ts';
export {
  Change,
  Kind,
  Presence,
  Resource,
  ResourceCount,
  ResourceVersion,
  resourcePageMax,
  UsedResource,
} from './resource.ts';
export { RevertPlan } from './revert-plan.ts';
export {
  KindResult,
  RequestedRun,
  Run,
  RunDoing,
  RunOutcome,
  RunPhase,
  RunProgress,
  RunState,
  RunTrigger,
  SkippedConnection,
  WatchedRuns,
} from './run.ts';
export { Scope, ScopeAge } from './scope.ts';
export { RevertPart, Standing } from './standing.ts';
export { Use, UsedLine, UseImport, unknownToldMax, usePartLinesMax } from './use.ts';
export {
  Attempt,
  AttemptOutcome,
  Delivery,
  DeliveryState,
  DueDelivery,
  SigningScheme,
  SigningSecret,
  Webhook,
  WebhookFilter,
  WebhookOrder,
  WebhookState,
  WebhookStop,
} from './webhook.ts';
export { Workspace, WorkspaceName } from './workspace.ts';
