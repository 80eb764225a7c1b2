export { type AbsentResource, listAbsent, recordAbsence } from './absent.ts';
export { type Caller, createApiKey, ensureAdminKey, findCaller, listApiKeys, revokeApiKey } from './api-keys.ts';
export { type BudgetOwner, openBudget, type SharedBudget } from './budget.ts';
export {
  addConnection,
  type ConnectionChange,
  connectionNamed,
  connectionWithCredential,
  listConnections,
  listSealed,
  masterKeysInUse,
  type NewConnection,
  newConnectionId,
  pinAccount,
  putCredential,
  setConnectionState,
  updateConnection,
} from './connections.ts';
export { type Db, databaseError, inWorkspace, openDatabase, type Tx } from './database.ts';
export { countLive, liveDigests } from './digests.ts';
export { appendEvent, type EventFilter, listEvents, type NewEvent } from './events.ts';
export { type Check, examine } from './examine.ts';
export { freshnessOf } from './freshness.ts';
export { JsonText } from './json-text.ts';
export {
  ensureScopes,
  type ListingEnd,
  liveParents,
  recordListing,
  recordUnreachable,
  type ScopeKey,
  type ScopeState,
  scopeState,
} from './listings.ts';
export {
  acceptOperation,
  closeInterrupted,
  dispatchOperation,
  finishOperation,
  listOperations,
  type NewOperation,
  type OpenOperation,
  type OperationOutcome,
  operationById,
  operationsOnRecord,
  settleOperation,
  sightingsOf,
} from './operations.ts';
export { type Login, type Preparation, prepareDatabase } from './prepare.ts';
export { openQueue, type Queue, type SyncJob } from './queue.ts';
export { assertReady } from './ready.ts';
export {
  countDisguisedDuplicates,
  countVanishing,
  type Drift,
  type DriftCounts,
  previewDrift,
  recordDrift,
  refreshStatistics,
} from './record.ts';
export {
  type ResourceFilter,
  type ResourcePage,
  type ResourcePosition,
  readResource,
  readResources,
  resourceHistory,
} from './resources.ts';
export {
  beatRun,
  claimRun,
  dueConnections,
  finishRun,
  holdRun,
  listRuns,
  queueDueRun,
  type RunLease,
  type RunRequest,
  releaseRun,
  requestRun,
  runSilenceMsMax,
  runsById,
} from './runs.ts';
export { type KeyRing, openCredential, type SealedFor, sealCredential } from './seal.ts';
export { clearStage, countStaged, type StagedItem, stageItems } from './stage.ts';
