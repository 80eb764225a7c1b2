import type { WalletFacts } from '../../facts/money.ts';

/** What a break at the newest transaction is: the balance of a cut that ends with it tells. */
export function newestBreakIs({ rolled, consistent }: WalletFacts): 'misstated' | 'jump' | 'open' {
  const { newestBreak } = rolled;
  const cut = consistent?.newest;
  if (newestBreak === null || cut === undefined || cut.newestId !== newestBreak.externalId) return 'open';
  if (cut.balanceMinor === newestBreak.expectedMinor) return 'misstated';
  return cut.balanceMinor === newestBreak.statedMinor ? 'jump' : 'open';
}
