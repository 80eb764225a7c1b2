import type { ReportChart, ReportColumn, ReportRow } from '@rollcall/schema';
import type { DraftSection } from '../draft.ts';
import type { ReportedWallet, WalletRoll } from './wallet-roll.ts';
import type { ToldPart } from './wallet-table.ts';
import { asNumber, coverSentence, heldSentence, reportAmount } from './words.ts';

/** The months of the period side by side: what one closes with, the next opens with. */
export function monthsSection(parts: readonly ToldPart[]): DraftSection {
  const chart = chartOf(parts);
  return {
    ...{ id: 'months', title: 'Months' },
    notes: [
      'The difference is what has come up since the beginning of the period: it stays the same while nothing further is wrong.',
    ],
    ...(chart === undefined ? {} : { chart }),
    table: {
      columns,
      rows: parts.flatMap(({ part, wallets }) =>
        wallets.flatMap((wallet) =>
          wallet.months.map(
            (month): ReportRow =>
              rowOf(month, wallet, {
                connection: part.connection,
                isCovered: part.cover.isCovered,
                coverage: coverSentence(part.cover),
              }),
          ),
        ),
      ),
    },
  };
}

const columns: readonly ReportColumn[] = [
  { name: 'connection', title: 'Connection', type: 'text' },
  { name: 'wallet', title: 'Wallet', type: 'text' },
  { name: 'from', title: 'From', type: 'time' },
  { name: 'until', title: 'Until', type: 'time' },
  { name: 'opening', title: 'Opening', type: 'amount' },
  { name: 'credits', title: 'Credits', type: 'amount' },
  { name: 'debits', title: 'Debits', type: 'amount' },
  { name: 'closing', title: 'Closing', type: 'amount' },
  { name: 'provider_closing', title: 'Provider’s closing', type: 'amount' },
  { name: 'difference', title: 'Difference', type: 'amount' },
  { name: 'unexplained', title: 'Unexplained', type: 'amount' },
  { name: 'transactions', title: 'Transactions', type: 'count' },
  { name: 'provider_closing_is', title: 'Provider’s closing is', type: 'text' },
  { name: 'coverage', title: 'Coverage', type: 'text' },
];

function rowOf(
  month: WalletRoll,
  wallet: ReportedWallet,
  {
    connection,
    isCovered,
    coverage,
  }: { readonly connection: string; readonly isCovered: boolean; readonly coverage: string },
): ReportRow {
  const isTold = isCovered && wallet.why === null;
  const amount = (minor: bigint | null | undefined) => (isTold ? reportAmount(minor, wallet) : null);
  return {
    ...{ connection, wallet: wallet.name, from: month.from, until: month.end },
    opening: amount(month.openingMinor),
    credits: amount(month.moved.inMinor),
    debits: amount(month.moved.outMinor),
    closing: amount(month.closingMinor),
    provider_closing: amount(month.closing?.minor),
    difference: amount(month.difference?.minor),
    unexplained: amount(month.difference?.unexplainedMinor),
    transactions: isCovered ? month.moved.count : null,
    provider_closing_is: heldSentence(month.closing, month.end),
    coverage,
  };
}

/** Credits and debits of all wallets, month by month: where all of them are of one currency, and all of it is known. */
function chartOf(parts: readonly ToldPart[]): ReportChart | undefined {
  const wallets = parts.flatMap((told) => told.wallets);
  const isWhole = wallets.every(({ why }) => why === null) && parts.every(({ part }) => part.cover.isCovered);
  const [currency, ...others] = new Set(wallets.map((wallet) => wallet.currency));
  if (!isWhole || currency === undefined || currency === null || others.length > 0) return undefined;
  const months = [...new Set(wallets.flatMap((wallet) => wallet.months.map(({ from }) => from.slice(0, 7))))].sort();
  const sums = (of: (month: WalletRoll) => bigint | null) =>
    months.map((month) =>
      asNumber(
        wallets
          .flatMap((wallet) => wallet.months)
          .filter(({ from }) => from.startsWith(month))
          .reduce((sum, one) => sum + (of(one) ?? 0n), 0n),
        currency,
      ),
    );
  const isAssumed = wallets.some(({ unit }) => unit !== 'confirmed');
  return {
    ...{
      type: 'bar',
      title: `Credits and debits by month${isAssumed ? ' (the unit is assumed)' : ''}`,
      unit: currency,
    },
    categories: months,
    series: [
      { name: 'Credits', values: sums(({ moved }) => moved.inMinor) },
      { name: 'Debits', values: sums(({ moved }) => (moved.outMinor === null ? null : -moved.outMinor)) },
    ],
  };
}
