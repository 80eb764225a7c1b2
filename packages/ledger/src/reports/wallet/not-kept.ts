import type { ReportHead } from '@rollcall/schema';
import type { WalletPart } from './facts.ts';

/** From when on what a wallet is told by is kept; null where all of it is. */
export interface WalletKept {
  readonly runsFrom: Date | null;
  readonly cutsFrom: Date | null;
}

/**
 * What of a period retention has deleted, in words: it may be told otherwise than before. When that went is not said, which is another time
 * each day.
 */
export function walletNotKept(
  parts: readonly Pick<WalletPart, 'cover' | 'boundaries'>[],
  { runsFrom, cutsFrom }: WalletKept,
): ReportHead['reasons'] {
  const isBefore = (edge: string | undefined, kept: Date | null) =>
    kept !== null && edge !== undefined && Date.parse(edge) < kept.getTime();
  // Where none covers the period, one of the listings that are gone may have, with others of before.
  const listings = parts.some(({ cover, boundaries }) =>
    isBefore(cover.isCovered ? boundaries.at(-1) : boundaries[0], runsFrom),
  );
  const balances = parts.some(({ boundaries }) => isBefore(boundaries[0], cutsFrom));
  return [...(listings ? [lacking.listings] : []), ...(balances ? [lacking.balances] : [])];
}

const lacking = {
  listings: {
    sentence:
      'Listings of then are not kept any more but for the newest: whether the period was listed whole, and what came late, is told by those that are left.',
    remedy: null,
  },
  balances: {
    sentence:
      'Balances that were read then are not kept any more but for the newest: what wallets held is told by those that are left.',
    remedy: null,
  },
} as const;
