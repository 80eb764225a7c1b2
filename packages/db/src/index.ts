export { type AbsentResource, listAbsent, recordAbsence } from './absent.ts';
export { acceptDrift, eventToDecide } from './accept-drift.ts';
export { ensureAdminKey } from './admin-key.ts';
export {
  type Held,
  heldByPlace,
  type KindCoverage,
  kindCoverage,
  type OwnedResource,
  ownedByEach,
  resourcesMeantByEach,
  type WantedResource,
} from './affected.ts';
export { answersLookedAt, recordShapes } from './answer-shapes.ts';
export {
  createApiKey,
  type KeyChange,
  keyById,
  listApiKeys,
  revokeApiKey,
  rotateApiKey,
  updateApiKey,
} from './api-keys.ts';
export { type BoundKind, bindLate } from './bind-late.ts';
export {
  brakeOverrides,
  countAllLive,
  countStagedKnown,
  type RecentLosses,
  recentLosses,
  setBrake,
  total,
} from './brake.ts';
export {
  type BudgetOwner,
  type BudgetTerms,
  chargeRequests,
  openAddressBudget,
  openBudget,
  type SharedBudget,
} from './budget.ts';
export { type AskedBucket, budgetStates, budgetStatesOfAll } from './budget-states.ts';
export {
  applyPlan,
  bulkById,
  bulkItems,
  bulkOfKey,
  cancelBulk,
  inputOwner,
  listBulks,
  lockBulk,
  type NewBulkItem,
  newBulkId,
  resumeBulk,
  type StoredItem,
  storedItems,
  storePlan,
  usedForAnotherPlan,
} from './bulk.ts';
export {
  assertLaneConnected,
  beatLane,
  claimLane,
  closeLane,
  dueLanes,
  endItem,
  expirePlans,
  haveSucceededBefore,
  holdLane,
  type ItemEnd,
  itemKey,
  itemKeys,
  type Lane,
  type LaneKey,
  LaneLost,
  laneSilenceMsMax,
  type Parking,
  recoverItems,
  releaseLane,
  type TakenItem,
  takeItem,
} from './bulk-lanes.ts';
export { cancelBulksOfKey } from './cancel-bulks-of-key.ts';
export { type ListingPosition, listCertificates } from './certificates.ts';
export { assertCircuitClosed, closeCircuit, countRefusal, forgetRefusals } from './circuit.ts';
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
export { countPastResources, countResources } from './counts.ts';
export {
  type BalancesAround,
  newestCuts,
  type ReadBalance,
  recordCuts,
  type WalletCut,
} from './cuts.ts';
export {
  asPlanner,
  confinedTo,
  type Db,
  databaseError,
  forWatching,
  forWriting,
  inSnapshot,
  inWorkspace,
  openDatabase,
  poolers,
  processNames,
  type Tx,
} from './database.ts';
export { type DatedPart, liveDigests } from './digests.ts';
export {
  askForChecks,
  type CheckedDomain,
  type ClaimedDomain,
  claimDomains,
  giveBackDomains,
  recordDnsChecks,
  requestDnsCheck,
  workspacesWithDnsDue,
} from './dns/checks.ts';
export { enrolDomains, workspacesToEnrol } from './dns/enrol.ts';
export { heldDomains } from './dns/held.ts';
export { pruneDnsPast } from './dns/prune.ts';
export { type AskedDomain, dnsOfDomain, listDnsDomains } from './dns/read.ts';
export type { Drift, DriftCounts } from './drift.ts';
export { type DriftOnRecord, driftOnRecord, type LaterEvent } from './drift-on-record.ts';
export { dueConnections, queueDueRun } from './due.ts';
export {
  appendEvent,
  type EventChoice,
  type EventFilter,
  eventById,
  listEvents,
  type NewEvent,
  type SealedEvent,
  type SealedOfConnection,
  sealedAfter,
  sealedWithConnections,
} from './events.ts';
export { examine } from './examine.ts';
export { examineKeys } from './examine-keys.ts';
export { examineLog } from './examine-log.ts';
export { examineWebhooks } from './examine-webhooks.ts';
export { explainedResource } from './explain.ts';
export { answerShapeFacts } from './facts/answer-shapes.ts';
export { connectionFacts } from './facts/connections.ts';
export type { DeclaredKind } from './facts/declared.ts';
export { type CheckedHeldDomain, dnsFacts } from './facts/dns.ts';
export { driftFacts } from './facts/drift.ts';
export { finalChanges } from './facts/final-changes.ts';
export { emptyDomainFacts, nowhereFacts, orphanFacts, twinFacts } from './facts/identity.ts';
export { keyCountFacts, keyFacts } from './facts/keys.ts';
export type { KindMeaning, Meanings } from './facts/meanings.ts';
export type { DeclaredMoves } from './facts/moving-kinds.ts';
export { connectionsInDoubt, type JudgedConnection, operationFacts } from './facts/operations.ts';
export { orderFacts } from './facts/orders.ts';
export { providerWorkFacts } from './facts/provider-work.ts';
export { rateFacts } from './facts/rates.ts';
export { rechargeFacts } from './facts/recharges.ts';
export { repeatedCharges } from './facts/repeated-charges.ts';
export { reputationFacts } from './facts/reputations.ts';
export { runHeldFacts } from './facts/run-held.ts';
export { type ListedKind, scopeFacts } from './facts/scopes.ts';
export { unbilledTopUps } from './facts/unbilled-top-ups.ts';
export { unpairedLegs } from './facts/unpaired-legs.ts';
export { walletFacts } from './facts/wallets.ts';
export { type ConnectionFigures, figures, ownSeriesMax, type ScopeFigures } from './figures.ts';
export { type Caller, findCaller, type KeyFound, type NamedKey } from './find-caller.ts';
export {
  acceptFinding,
  acknowledgeFinding,
  assignFinding,
  endAcceptances,
  findingToDecide,
  reopenFinding,
} from './findings/decide.ts';
export { findingById, findingPosition, listFindings } from './findings/list.ts';
export { recordFindings } from './findings/record.ts';
export { summariseFindings } from './findings/summarise.ts';
export { awaitTurnToJudge } from './findings/turn.ts';
export { freshnessOf } from './freshness.ts';
export { resourceHistory } from './history.ts';
export {
  applyHold,
  decideHold,
  holdById,
  holdFor,
  holdItems,
  listHolds,
  type StandingHold,
  standingHolds,
  supersede,
} from './holds.ts';
export { closeInterrupted, interruptedConnections } from './interrupted.ts';
export { JsonText } from './json-text.ts';
export { beginJudging, dueJudgings, endJudging, goOnJudging, judgedProviders, wantJudging } from './judgings.ts';
export { takeUnits, type UnitsTaken } from './key-budget.ts';
export { noteUses, type Use } from './last-use.ts';
export type { LearnedAttributes } from './learned.ts';
export {
  ensureScopes,
  type ListingEnd,
  liveParents,
  recordListing,
  recordUnreachable,
  type ScopeKey,
  type ScopeState,
  scopeState,
  wasBelieved,
} from './listings.ts';
export { bundleHead, leavesAfter } from './log/bundle.ts';
export {
  type Checkpoint,
  type CheckpointTimes,
  checkpointNumbered,
  type DueCheckpoint,
  dueCheckpoints,
  faultOfKnown,
  type KnownCheckpoint,
  listCheckpoints,
  makeCheckpoint,
  newestCheckpoint,
  requestCheckpoint,
  type Signing,
} from './log/checkpoints.ts';
export {
  type CompletenessPosition,
  completenessChecks,
  lookForCompleteness,
} from './log/completeness.ts';
export { type Grown, growLogs, type LogFault } from './log/grow.ts';
export { readHashes } from './log/hashes.ts';
export { type LogKeySpan, logKeySpans } from './log/key-spans.ts';
export { type LogKey, logKeys, resealLogKeys, rotateLogKey } from './log/keys.ts';
export { type Leaf, leafOf } from './log/leaves.ts';
export { newestCheckpoints, notePinFault, pinCheckpoint } from './log/pins.ts';
export { growthProof, inclusionProof, rootAt } from './log/proofs.ts';
export { firstSealedSince } from './log/range.ts';
export { dueVerifications, logBrokenFacts, type VerificationStep, verifyStep } from './log/verification.ts';
export { type VerifiedLog, type VerifyingLog, verifyLog } from './log/verify.ts';
export { type VerifiedNext, verifyNext } from './log/verify-next.ts';
export { readState, stateText, type VerifyState } from './log/verify-state.ts';
export { awaitedConnections, overdueConnections, queueLook } from './looks.ts';
export { assertKept, assertReadingsKept, keptFrom, type Moment } from './moment.ts';
export type { Because } from './operation-step.ts';
export {
  type Accepted,
  type AnsweredSecrets,
  acceptOperation,
  dispatchOperation,
  finishOperation,
  type KeyUse,
  listOperations,
  type NewOperation,
  type OpenOperation,
  type OperationOutcome,
  operationById,
  operationsOnRecord,
  type Replay,
  replayOf,
  settleOperation,
} from './operations.ts';
export {
  type ChildKind,
  dropScope,
  type OrphanedScope,
  orphanedScopes,
  recordLeftOut,
  recordOrphaned,
  recordUnlisted,
  stepsAfterParents,
} from './orphans.ts';
export { pastResource, pastResources } from './past.ts';
export { pastFreshness, pastFreshnessByKind } from './past-freshness.ts';
export { eventFloor, type Plan, planMade } from './plan.ts';
export { type Login, type Preparation, prepareDatabase } from './prepare.ts';
export { type WatchedRun, watchedRuns } from './progress.ts';
export { type ProjectionMismatch, projectionMismatches } from './projections.ts';
export { openQueue, type Queue, type SyncJob } from './queue.ts';
export { assertReady } from './ready.ts';
export {
  type ComingChange,
  countDisguisedDuplicates,
  countUnshown,
  countVanishing,
  forgetRawDigests,
  previewChanges,
  previewDrift,
  recordDrift,
  recordSummed,
  refreshStatistics,
} from './record.ts';
export {
  type ResourceFilter,
  type ResourcePage,
  type ResourcePosition,
  readResource,
  readResources,
} from './resources.ts';
export { type Prunable, pruneHistory, takePruningTurn, workspaceIds } from './retention.ts';
export {
  beatRun,
  claimRun,
  finishRun,
  holdRun,
  listRuns,
  lostRunBefore,
  type RunLease,
  type RunRequest,
  releaseRun,
  requestRun,
  runSilenceMsMax,
  runsById,
} from './runs.ts';
export { listScopes, type ParentKinds, type ScopePosition, scopeAges } from './scopes.ts';
export {
  type KeyRing,
  openCredential,
  openSealed,
  type SealedFor,
  type SealOwner,
  sealCredential,
  sealFor,
} from './seal.ts';
export { expireSecrets, takeSealedResult } from './sealed-results.ts';
export {
  destroySealed,
  keepSealed,
  replaceSeal,
  type SecretOwner,
  sealedOf,
  sealedWithOthers,
} from './sealed-secrets.ts';
export { newSealingMark, sealEvents, tailOf, tails } from './sealing.ts';
export { sightingsOf } from './sightings.ts';
export { clearStage, countStaged, type StagedItem, stageItems } from './stage.ts';
export { lostAttributes, sampleVanishing } from './suspicion.ts';
export type { HeldScope } from './tables.ts';
export { type Meant, type Owned, ownedBy, resourcesMeant } from './targets.ts';
export { addUseLines, endUseImport, type UseLine } from './use/import-use.ts';
export type { ToldUse } from './use/use-of.ts';
export { currentVersion, lockVersion, type ResourceKey, unseenChange } from './versions.ts';
export {
  type DeliveryPosition,
  listAttempts,
  listDeliveries,
  pruneDeliveries,
} from './webhooks/log.ts';
export { attemptsAtOnce, type MadeAttempt, recordAttempts } from './webhooks/outcomes.ts';
export {
  deliveryLeaseMs,
  expandDeliveries,
  type Leased,
  leaseDeliveries,
  releaseDeliveries,
  undeliveredMax,
  type WebhookWithWork,
  webhooksWithWork,
} from './webhooks/queue.ts';
export { replayDeliveries, replayMax, skipDelivery } from './webhooks/replay.ts';
export { listWebhooks, webhookNamed, webhooksMax } from './webhooks/row.ts';
export {
  type NewSecret,
  newWebhookSecretId,
  openWebhookSecret,
  replaceWebhookSeal,
  retireSecret,
  retireSecrets,
  rotateSecret,
  sealWebhookSecret,
  webhookSecretsSealedWithOthers,
} from './webhooks/secrets.ts';
export {
  addWebhook,
  type NewWebhook,
  newWebhookId,
  pauseWebhook,
  removeWebhook,
  resumeWebhook,
  testWebhook,
  updateWebhook,
  type WebhookChange,
} from './webhooks/settings.ts';
export { newestPart } from './window.ts';
export { createWorkspace, firstKeyScopes, listWorkspaces } from './workspaces.ts';
