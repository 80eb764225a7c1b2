export {
  type AuditLook,
  auditGroups,
  auditLines,
  auditOperations,
  auditSpan,
  countAuditLines,
  newAddresses,
  refusedKeys,
} from './audit.ts';
export { carriedDocuments } from './carried.ts';
export { isConfined } from './confined.ts';
export { connectionThen, type NamedThen } from './connection-then.ts';
export { dnsChecks, dnsKeptFrom, lastAskedBefore } from './dns/checks.ts';
export { dnsFindingSpans, faultsThen } from './dns/findings.ts';
export { inboxesThen } from './dns/inboxes.ts';
export { connectionTurns, domainVersions } from './dns/lives.ts';
export { heldDomainsThen, saidThen } from './dns/sides.ts';
export { examineReportSchedules } from './examine.ts';
export {
  type FindingSum,
  type FindingsThenFilter,
  type FindingThen,
  findingsThen,
  markFindingsThen,
  sumFindingsThen,
} from './findings-then.ts';
export {
  inventoryConnections,
  inventoryCounts,
  inventoryOf,
  inventoryPairs,
} from './inventory.ts';
export { pruneReports } from './prune.ts';
export { heldRunsThen, lateChanges, unsettledThen } from './reconciliation/happened.ts';
export { listedSums, unprovenThen } from './reconciliation/listed.ts';
export type { ReconciledPeriod } from './reconciliation/period.ts';
export { connectionsThen, driftSums, heldAround } from './reconciliation/sums.ts';
export { markUnexplained, unexplainedThen } from './reconciliation/unexplained.ts';
export {
  checkpointThen,
  documentBytes,
  firstListedAt,
  issuedAt,
  issuedBefore,
  keepReport,
  listReports,
  type NewReport,
  readPart,
  reportById,
  workspaceName,
} from './reports.ts';
export {
  claimReportSchedule,
  dueReportSchedules,
  failReportSchedule,
  finishReportSchedule,
  releaseReportSchedule,
  renewReportSchedule,
  type ScheduledJob,
  scheduleLeaseMs,
} from './schedule-queue.ts';
export { listReportSchedules, reportScheduleNamed, reportSchedulesMax } from './schedule-row.ts';
export {
  addReportSchedule,
  askReportSchedule,
  pauseReportSchedule,
  removeReportSchedule,
  resumeReportSchedule,
  type ScheduleTerms,
  updateReportSchedule,
} from './schedules.ts';
export { settledMoment } from './settled.ts';
export { type WalletSource, type WalletTerms, walletPart, walletSources } from './wallet.ts';
export { walletChanges } from './wallet-changes.ts';
export { findingsOfClient } from './wallet-client.ts';
export { paidOrders, readPaidOrders } from './wallet-orders.ts';
export { walletTransactions } from './wallet-transactions.ts';
export { writeDocument } from './write-document.ts';
