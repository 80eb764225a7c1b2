import type { ReportTerms } from '@rollcall/ledger';

const names = {
  reconciliation: 'Reconciliation',
  wallet: 'Wallets',
  audit: 'Audit',
  dns: 'DNS health',
  inventory: 'Inventory',
} as const;

/** What a report is called: its kind, and its period or moment in UTC. */
export function titleOf({ kind, period, asOf }: Pick<ReportTerms, 'kind' | 'period' | 'asOf'>): string {
  if (period === null) return `${names[kind]} as of ${told(asOf)}`;
  return `${names[kind]}, ${told(period.from)} to ${told(period.to)}`;
}

/** A midnight is its day. */
function told(time: Date): string {
  const text = time.toISOString();
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : `${text.slice(0, 16).replace('T', ' ')} UTC`;
}
