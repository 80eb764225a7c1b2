export { isConfined } from './confined.ts';
export {
  type FindingSum,
  type FindingsThenFilter,
  type FindingThen,
  findingsThen,
  sumFindingsThen,
} from './findings-then.ts';
export {
  inventoryConnections,
  inventoryCounts,
  inventoryOf,
  inventoryPairs,
} from './inventory.ts';
export {
  checkpointThen,
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
export { settledMoment } from './settled.ts';
export { type WalletSource, type WalletTerms, walletPart, walletSources } from './wallet.ts';
export { walletChanges } from './wallet-changes.ts';
export { countPaidOrders, paidOrders } from './wallet-orders.ts';
export { walletTransactions } from './wallet-transactions.ts';
export { writeDocument } from './write-document.ts';
