export { type Answer, type Classify, type Exchange, type Refusal, refusalByStatus } from './answer.ts';
export { askFirst } from './ask-first.ts';
export type { Budget, RateBucket, Release } from './budget.ts';
export { bucketsWith, budgetTermsOf } from './budget-terms.ts';
export { type Caller, type CallerOptions, createCaller } from './caller.ts';
export type { AnyCalls, CallsOf } from './calls.ts';
export {
  Capabilities,
  capabilitiesOf,
  type KindCapabilities,
  type Way,
} from './common/capabilities.ts';
export { assertPossible, commonCall } from './common/common-call.ts';
export type { AnyCommonMappings, CommonMapping, CommonMappings, Target } from './common/common-mapping.ts';
export {
  type CommonInput,
  type CommonName,
  type CommonOperation,
  commonOperation,
  commonOperations,
  isCommonName,
} from './common/common-operations.ts';
export { listedName } from './common/names.ts';
export { callMsOf } from './deadlines.ts';
export { asWritten, type DnsMeaning, dnsMeaning, type WrittenRecord } from './dns/dns-meaning.ts';
export { dnsName, recordName } from './dns/dns-name.ts';
export { domainTermsOf } from './domain-terms.ts';
export { onExchange, tellExchanges } from './exchanges.ts';
export {
  type ItemReading,
  type OpenedItems,
  type OpenedPage,
  openObject,
  openPage,
  type PageFacts,
  rawDigestOf,
} from './listing.ts';
export type {
  Act,
  Effect,
  Method,
  OpenApiDocument,
  OperationCall,
  OperationSpec,
  RequestParts,
  Source,
  Verb,
} from './openapi.ts';
export { operationsOf } from './operations.ts';
export { patientBudget } from './patient-budget.ts';
export type {
  AccountAccess,
  Item,
  ItemsInBytes,
  KindSpec,
  Learned,
  Page,
  Provider,
  Scope,
  Session,
  TypedProvider,
} from './provider.ts';
export { type Applied, ProviderError, remedies, retold } from './provider-error.ts';
export { withheldAs } from './redact.ts';
export {
  type Restoration,
  type RestoreCapability,
  type RestoringCall,
  restorationOf,
} from './restore/restoration.ts';
export { type AnyRestores, type Drifted, each, type Restores, type RestoreWay } from './restore/restores.ts';
export {
  type AttributeRole,
  type AttributeRoles,
  content,
  derived,
  identity,
  identityOf,
  noiseOf,
  volatile,
} from './roles.ts';
export { concealed, stringsIn } from './sealing.ts';
export { type DocumentDifference, documentDiff } from './shapes/document-diff.ts';
export { createShapeMemory, type ShapeMemory } from './shapes/shape-memory.ts';
export { createShapeObserver, type ShapeObserver } from './shapes/shape-observer.ts';
export { createSharedAnswers, type SharedAnswers, type SharedReading } from './shared-answers.ts';
export { isStorable } from './storable.ts';
export { type Surface, surfaceOf } from './surface.ts';
export { createTransport, type PageAnswer, type Sending, type Transport, type TransportOptions } from './transport.ts';
export { type TransportLimits, transportLimits } from './transport-limits.ts';
export { unlimitedBudget } from './unlimited-budget.ts';
export { readRow, wireOf } from './wire.ts';
