export {
  type BrakeExtent,
  brake,
  brakeDefaults,
  brakeLimits,
  brakeWindowMs,
  type Loss,
  type Unasked,
} from './brake.ts';
export { digestOf, type Meaning } from './canonical.ts';
export {
  believesAbsence,
  certify,
  type ListingEvidence,
  movementOf,
  wantsSecondPass,
} from './certify.ts';
export { type Claim, claimsOf, type OperationOnRecord } from './claim.ts';
export { deliveryWaitMsMax, deliveryWaitsMs, failingMsMax, nextDeliveryMs, retryAfterMsMax } from './delivery.ts';
export { createDigestSet, type DigestSet } from './digest-set.ts';
export {
  agreesAfterMs,
  emptyGuardMin,
  fallGuardMin,
  historyAfter,
  historyMax,
  sampleMax,
  wantsSample,
} from './doubt.ts';
export { type DueTimes, dueKinds, effectiveSchedules, reschedule, type Schedules } from './due.ts';
export { type ExplanationFacts, explain, explainAttribute } from './explain.ts';
export { catalogue } from './findings/catalogue.ts';
export { type Difference, differencesOf } from './findings/differences.ts';
export type { AnswerPlace, AnswerShapeFacts } from './findings/facts/answer-shapes.ts';
export type { ConnectionFacts } from './findings/facts/connections.ts';
export {
  type DnsFacts,
  type DnsHolder,
  type DomainTerms,
  dnsHolder,
  type HeldDomain,
  type SaidRecord,
  type SigningKey,
} from './findings/facts/dns.ts';
export { type DriftFacts, driftKinds, type OpenChange } from './findings/facts/drift.ts';
export type { HeldResource } from './findings/facts/held.ts';
export type { EmptyDomainFacts, NowhereFacts, OrphanFacts, TwinFacts } from './findings/facts/identity.ts';
export type { GatewayKeyFacts, KeyCountFacts, KeyFacts, ProviderKeyFacts } from './findings/facts/keys.ts';
export type { LogBrokenFacts } from './findings/facts/log-broken.ts';
export type {
  CutFacts,
  FinalChange,
  MoneyPlace,
  Recharge,
  RechargeFacts,
  RepeatedCharge,
  UnbilledTopUp,
  UnpairedLeg,
  WalletFacts,
} from './findings/facts/money.ts';
export type { OperationFacts, Trace } from './findings/facts/operations.ts';
export type { OrderFacts } from './findings/facts/orders.ts';
export type { ProviderWorkFacts } from './findings/facts/provider-work.ts';
export type { RateFacts } from './findings/facts/rate.ts';
export type { ReputationFacts } from './findings/facts/reputation.ts';
export type { RunHeldFacts } from './findings/facts/run-held.ts';
export type { ScopeFacts } from './findings/facts/scopes.ts';
export { judge, RuleFailure } from './findings/judge.ts';
export { scopePatienceMs, starvedMs } from './findings/limits.ts';
export type { Judgement, Rule, Verdict } from './findings/rule.ts';
export { dkimDiffers } from './findings/rules/deliverability/dkim-differs.ts';
export { dkimMalformed } from './findings/rules/deliverability/dkim-malformed.ts';
export { dkimMissing } from './findings/rules/deliverability/dkim-missing.ts';
export { dmarcMalformed } from './findings/rules/deliverability/dmarc-malformed.ts';
export { dmarcMissing } from './findings/rules/deliverability/dmarc-missing.ts';
export { dmarcUnaligned } from './findings/rules/deliverability/dmarc-unaligned.ts';
export { dnsAnswersDiffer } from './findings/rules/deliverability/dns-answers-differ.ts';
export { dnsNotPublished } from './findings/rules/deliverability/dns-not-published.ts';
export { dnsRecordMissing } from './findings/rules/deliverability/dns-record-missing.ts';
export { domainUnresolvable } from './findings/rules/deliverability/domain-unresolvable.ts';
export { mxWrong } from './findings/rules/deliverability/mx-wrong.ts';
export { nameserversDiffer } from './findings/rules/deliverability/nameservers-differ.ts';
export { spfMalformed } from './findings/rules/deliverability/spf-malformed.ts';
export { spfMissing } from './findings/rules/deliverability/spf-missing.ts';
export { spfOpenEnded } from './findings/rules/deliverability/spf-open-ended.ts';
export { spfSeveral } from './findings/rules/deliverability/spf-several.ts';
export { spfTooManyLookups } from './findings/rules/deliverability/spf-too-many-lookups.ts';
export { spfWithoutProvider } from './findings/rules/deliverability/spf-without-provider.ts';
export { apiKeyAppeared } from './findings/rules/drift/api-key-appeared.ts';
export { dnsChangedOutOfBand } from './findings/rules/drift/dns-changed-out-of-band.ts';
export { forwardingChangedOutOfBand } from './findings/rules/drift/forwarding-changed-out-of-band.ts';
export { inboxVanished } from './findings/rules/drift/inbox-vanished.ts';
export { operationContradicted } from './findings/rules/drift/operation-contradicted.ts';
export { operationLeaked } from './findings/rules/drift/operation-leaked.ts';
export { operationUnsettled } from './findings/rules/drift/operation-unsettled.ts';
export { passwordChangedOutOfBand } from './findings/rules/drift/password-changed-out-of-band.ts';
export { permissionsChangedOutOfBand } from './findings/rules/drift/permissions-changed-out-of-band.ts';
export { aliasToNowhere } from './findings/rules/identity/alias-to-nowhere.ts';
export { domainWithoutInbox } from './findings/rules/identity/domain-without-inbox.ts';
export { inboxAtTwoProviders } from './findings/rules/identity/inbox-at-two-providers.ts';
export { inboxWithoutDomain } from './findings/rules/identity/inbox-without-domain.ts';
export { credentialFailing } from './findings/rules/keys/credential-failing.ts';
export { credentialRotationDue } from './findings/rules/keys/credential-rotation-due.ts';
export { keyExpiring } from './findings/rules/keys/key-expiring.ts';
export { keyTooBroad } from './findings/rules/keys/key-too-broad.ts';
export { keyUnused } from './findings/rules/keys/key-unused.ts';
export { keyWithoutNetworks } from './findings/rules/keys/key-without-networks.ts';
export { keysNearLimit } from './findings/rules/keys/keys-near-limit.ts';
export { autoRechargeSurprise } from './findings/rules/money/auto-recharge-surprise.ts';
export { balanceDiffers } from './findings/rules/money/balance-differs.ts';
export { chargedAfterGone } from './findings/rules/money/charged-after-gone.ts';
export { chargedTwice } from './findings/rules/money/charged-twice.ts';
export { chargedWithoutInboxes } from './findings/rules/money/charged-without-inboxes.ts';
export { inboxWithoutCharge } from './findings/rules/money/inbox-without-charge.ts';
export { orderUnpaid } from './findings/rules/money/order-unpaid.ts';
export { renewalDays } from './findings/rules/money/renewal.ts';
export { renewalOfFailing } from './findings/rules/money/renewal-of-failing.ts';
export { renewalOfUnused } from './findings/rules/money/renewal-of-unused.ts';
export { runningBalanceBroken } from './findings/rules/money/running-balance-broken.ts';
export { topUpWithoutInvoice } from './findings/rules/money/top-up-without-invoice.ts';
export { transactionChanged } from './findings/rules/money/transaction-changed.ts';
export { transactionVanished } from './findings/rules/money/transaction-vanished.ts';
export { walletDoesNotAddUp } from './findings/rules/money/wallet-does-not-add-up.ts';
export { budgetStarved } from './findings/rules/trust/budget-starved.ts';
export { documentLeft } from './findings/rules/trust/document-left.ts';
export { logBroken } from './findings/rules/trust/log-broken.ts';
export { ruleFailed } from './findings/rules/trust/rule-failed.ts';
export { runHeld } from './findings/rules/trust/run-held.ts';
export { scopeNotProven } from './findings/rules/trust/scope-not-proven.ts';
export { blacklisted } from './findings/rules/work/blacklisted.ts';
export { provisioningFailed } from './findings/rules/work/provisioning-failed.ts';
export { readyToReactivate } from './findings/rules/work/ready-to-reactivate.ts';
export { transferWithoutOtherLeg } from './findings/rules/work/transfer-without-other-leg.ts';
export {
  type BundleHead,
  bundleEndLine,
  bundleEventLine,
  bundleHeadLine,
  type Handover,
} from './log/bundle.ts';
export {
  type CheckpointText,
  noteHash,
  type OpenedCheckpoint,
  openCheckpoint,
  originOf,
  readCheckpoint,
  signCheckpoint,
} from './log/checkpoint.ts';
export { emptyRoot, hashBytes, leafHash, nodeHash, sameHash } from './log/hash.ts';
export {
  type HashOf,
  hashOfSpan,
  keptEveryLevels,
  type Leaves,
  type Node,
  nodesOf,
  type Span,
  spanOf,
} from './log/nodes.ts';
export {
  formatVerifierKey,
  NoteError,
  type NoteFault,
  openNote,
  parseVerifierKey,
  type SignerKey,
  signerKey,
  signNote,
  splitNote,
  type VerifierKey,
  verifierKey,
} from './log/note.ts';
export { collectProblems, type LogProblem, type LogProblemKind, type LogProblems } from './log/problems.ts';
export {
  consistencyPlan,
  type Growth,
  type GrowthProof,
  inclusionPlan,
  nodesOfPlan,
  type Part,
  type PartProof,
  type Place,
  type ProofPlan,
  partPlan,
  proofOf,
  provesGrowth,
  provesInclusion,
  rootWith,
} from './log/proof.ts';
export { type GrowingRange, growRange, type Keep, nothing, type Range, rootOf } from './log/range.ts';
export { followKeys, type HeldNote, isSameKey, isSignedByThese, publicKeyIn } from './log/trust.ts';
export { type BundleReader, type BundleVerdict, verifyBundle } from './log/verify-bundle.ts';
export type { CheckpointOnRecord, LinkEnd } from './log/verify-checkpoint.ts';
export { type EndOnRecord, verifyEnd } from './log/verify-end.ts';
export {
  type LogPart,
  type NodeOnRecord,
  notVerified,
  type PlaceOnRecord,
  type VerifiedTo,
  type VerifyingPart,
  verifyPart,
} from './log/verify-part.ts';
export { nextLookMs, settleByMsOf } from './look.ts';
export type { MoneyUnit } from './money/amount.ts';
export { chainFrom, chainStart } from './money/chain.ts';
export { minorIn } from './money/money.ts';
export { type Leg, pairLegs } from './money/pair-legs.ts';
export { createRollForward, type Entry, type RollForward } from './money/roll-forward.ts';
export { type KindEnd, outcomeOf } from './outcome.ts';
export { createPass, type Pass } from './pass.ts';
export { type Absent, type ByName, creationGraceMs, goneGraceMs, nextPresence, type PresenceStep } from './presence.ts';
export { type Baseline, type Rebaseline, rebaselineOf, settingsDigests } from './rebaseline.ts';
export { endOf, listedTypes, type Outcome, secretTypes, settingTypes } from './reports/audit/audit-types.ts';
export { type AuditParts, auditDraft } from './reports/audit/draft.ts';
export type {
  AuditGroup,
  AuditLine,
  AuditOperation,
  AuditSpan,
  NewAddress,
  RefusedKey,
} from './reports/audit/facts.ts';
export { auditPeople, noOperations, tallyOf } from './reports/audit/people.ts';
export { lineColumns, lineRow, operationColumns, operationRow } from './reports/audit/rows.ts';
export { changedFigures } from './reports/changed-figures.ts';
export { reportCoverage } from './reports/coverage.ts';
export { type DnsReportFacts, dnsReport } from './reports/dns/dns-report.ts';
export type { DomainSeen } from './reports/dns/domain-state.ts';
export type {
  ConnectionTurn,
  DnsFindingSpan,
  DnsProblem,
  DomainVersion,
  HeldDomainThen,
  InboxesOnDomain,
  SaidThen,
  ToldChecks,
} from './reports/dns/facts.ts';
export { lateDomains } from './reports/dns/late-domains.ts';
export { askedMsMax, type DomainPast, domainPasts, standingAt } from './reports/dns/past.ts';
export { dnsSideRows } from './reports/dns/side-rows.ts';
export { dnsTopics, topicOf, undecidedTopics } from './reports/dns/topics.ts';
export { dnsMoves, dnsTrend, standsSince } from './reports/dns/trend.ts';
export {
  type DraftSection,
  type DraftTable,
  isStreamed,
  type ReportDraft,
  rowsShownMax,
  type StreamedTable,
} from './reports/draft.ts';
export { assertFiltersOf } from './reports/filters.ts';
export { cellKey, type InventoryFacts } from './reports/inventory/cells.ts';
export { type InventoryParts, inventoryDraft } from './reports/inventory/draft.ts';
export type {
  HeldThen,
  InventoryConnection,
  InventoryCount,
  InventoryPair,
  InventoryState,
  KindFreshness,
} from './reports/inventory/facts.ts';
export { inventoryChange } from './reports/inventory/inventory-change.ts';
export { changeColumns, changeRows, resourceColumns, resourceRow } from './reports/inventory/rows.ts';
export { emptyTally, type InventoryTally, tallied } from './reports/inventory/tally.ts';
export { askedPeriod, openReason, timeIn } from './reports/period.ts';
export type {
  DriftSum,
  HeldAround,
  HeldRun,
  LateChange,
  ListedSum,
  ReconciledConnection,
  Unexplained,
  UnprovenScope,
  UnsettledOperation,
} from './reports/reconciliation/facts.ts';
export { findingColumns, findingsSection } from './reports/reconciliation/findings-section.ts';
export { reconciliationHeadline } from './reports/reconciliation/headline.ts';
export { reconcile } from './reports/reconciliation/reconcile.ts';
export {
  connectionsSection,
  driftSection,
  heldSection,
  lateChangeOf,
  operationsSection,
  unexplainedColumns,
  unexplainedRow,
  unprovenSection,
} from './reports/reconciliation/sections.ts';
export { totalsOf } from './reports/reconciliation/totals.ts';
export { assertReportSchedule, coveredPeriod, reportWaitMs } from './reports/scheduled.ts';
export { type EarlierReport, type ReportTerms, reportRuleset } from './reports/terms.ts';
export type { TransactionState, WalletChange, WalletChanges } from './reports/wallet/changes.ts';
export type { ChangedAmount } from './reports/wallet/explain-difference.ts';
export {
  type ClientFlow,
  type RolledWallet,
  type StatedAt,
  type WalletCover,
  type WalletFlow,
  type WalletPart,
  type WalletReading,
  walletBins,
} from './reports/wallet/facts.ts';
export { monthBoundaries } from './reports/wallet/months.ts';
export { walletNotKept } from './reports/wallet/not-kept.ts';
export type { BroughtKind, PaidOrder, ReportedTransaction } from './reports/wallet/rows.ts';
export type { Streamed } from './reports/wallet/streamed-sections.ts';
export { type WalletReportFacts, walletReport } from './reports/wallet/wallet-report.ts';
export { type ReportedWallet, reportedWallets } from './reports/wallet/wallet-roll.ts';
export { assertSchedule, longestIntervalMs, newestTime, nextDue, nextTime } from './schedule.ts';
export { carriedOutWithinMs, type Settlement, type Sighted, type Sighting, settle, settleWithinMs } from './settle.ts';
export {
  doubtOfWindow,
  type Extent,
  fullEveryDaysMax,
  type Incremental,
  instantIn,
  olderMin,
  overlapItemsMin,
  type WindowReading,
  whyFull,
} from './window.ts';
