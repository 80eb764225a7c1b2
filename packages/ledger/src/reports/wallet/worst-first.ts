import { sizeOf } from '../../money/amount.ts';
import type { WalletPart } from './facts.ts';
import type { ReportedWallet } from './wallet-roll.ts';

/** A wallet with the part that it is of. */
export interface WalletOfPart {
  readonly part: WalletPart;
  readonly wallet: ReportedWallet;
}

/** What nothing explains of what it holds at the end; 0 where there are no totals. */
export function unexplainedOf({ part, wallet }: WalletOfPart): bigint {
  return part.cover.isCovered && wallet.why === null ? (wallet.whole.difference?.unexplainedMinor ?? 0n) : 0n;
}

/**
 * Those of which something is unexplained stand before all others, which stay as they come. Amounts of two currencies are not held
 * against each other, nor are amounts of a unit that is only assumed: the worst of each come first, then the second of each.
 */
export function worstFirst(wallets: readonly WalletOfPart[]): readonly WalletOfPart[] {
  const wrong = wallets.filter((one) => unexplainedOf(one) !== 0n);
  const alike = [...Map.groupBy(wrong, ({ wallet }) => `${wallet.currency} ${wallet.unit}`)]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([, own]) => own.toSorted(bySize));
  const most = Math.max(0, ...alike.map(({ length }) => length));
  const ranked = Array.from({ length: most }, (_, place) => alike.flatMap((own) => own[place] ?? [])).flat();
  return [...ranked, ...wallets.filter((one) => unexplainedOf(one) === 0n)];
}

function bySize(one: WalletOfPart, other: WalletOfPart): number {
  const [own, others] = [sizeOf(unexplainedOf(one)), sizeOf(unexplainedOf(other))];
  return own > others ? -1 : own < others ? 1 : 0;
}
