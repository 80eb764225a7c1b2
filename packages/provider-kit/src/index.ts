export { type Answer, type Classify, type Exchange, type Refusal, refusalByStatus } from './answer.ts';
export type { Budget, RateBucket } from './budget.ts';
export { type Caller, type CallerOptions, createCaller } from './caller.ts';
export type { AnyCalls, CallsOf } from './calls.ts';
export { type ItemReading, type OpenedPage, openObject, openPage, type PageFacts } from './listing.ts';
export { type BudgetClock, memoryBudget, unlimitedBudget } from './memory-budget.ts';
export type { Effect, Method, OpenApiDocument, OperationSpec, RequestParts } from './openapi.ts';
export { operationsOf } from './operations.ts';
export { patientBudget } from './patient-budget.ts';
export type {
  AccountAccess,
  Item,
  KindSpec,
  Learned,
  OperationCall,
  Page,
  Provider,
  Rotation,
  Scope,
  Session,
  TypedProvider,
} from './provider.ts';
export { type Applied, ProviderError, remedies } from './provider-error.ts';
export { concealed, sealedNote, stringsIn } from './sealing.ts';
export { isStorable } from './storable.ts';
export { createTransport, type PageAnswer, type Sending, type Transport, type TransportOptions } from './transport.ts';
export { type TransportLimits, transportLimits } from './transport-limits.ts';
export { readRow, wireOf } from './wire.ts';
