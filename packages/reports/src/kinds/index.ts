import { type ReportKind, RollcallError } from '@rollcall/schema';
import type { BuildReport } from '../context.ts';
import { buildAudit } from './audit.ts';
import { buildDns } from './dns.ts';
import { buildInventory } from './inventory.ts';
import { buildReconciliation } from './reconciliation.ts';
import { buildWallet } from './wallet.ts';

const builders: Readonly<Partial<Record<ReportKind, BuildReport>>> = {
  audit: buildAudit,
  dns: buildDns,
  inventory: buildInventory,
  reconciliation: buildReconciliation,
  wallet: buildWallet,
};

/** What makes reports of a kind. */
export function builderOf(kind: ReportKind): BuildReport {
  const found = builders[kind];
  if (found === undefined) throw new RollcallError('not_supported', `There is no ${kind} report yet.`);
  return found;
}
