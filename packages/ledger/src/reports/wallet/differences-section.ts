import type { ReportColumn, ReportRow } from '@rollcall/schema';
import type { DraftSection } from '../draft.ts';
import type { ReportedWallet } from './wallet-roll.ts';
import type { ToldPart } from './wallet-table.ts';
import { explanationSentence, reportAmount } from './words.ts';

/** What differences are made of: what a rule explains, and what nothing does, with the place where that happens. */
export function differencesSection(parts: readonly ToldPart[]): DraftSection {
  return {
    ...{ id: 'differences', title: 'Differences' },
    notes: [
      'Explained and unexplained are the whole difference. A place is where running balances go off, if they tell.',
    ],
    table: {
      columns,
      rows: parts.flatMap(({ part, wallets }) =>
        part.cover.isCovered
          ? wallets.flatMap((wallet) =>
              rowsOf(wallet).map((row) => ({ connection: part.connection, wallet: wallet.name, ...row })),
            )
          : [],
      ),
    },
  };
}

const columns: readonly ReportColumn[] = [
  { name: 'connection', title: 'Connection', type: 'text' },
  { name: 'wallet', title: 'Wallet', type: 'text' },
  { name: 'what', title: 'What', type: 'text' },
  { name: 'amount', title: 'Amount', type: 'amount' },
  { name: 'because', title: 'Because', type: 'text' },
  { name: 'transactions', title: 'Transactions', type: 'text' },
];

function rowsOf(wallet: ReportedWallet): readonly ReportRow[] {
  const { difference } = wallet.whole;
  if (difference === undefined || wallet.why !== null || difference.minor === 0n) return [];
  const explained = difference.explanations.map((one) => ({
    ...{ what: 'explained', amount: reportAmount(one.minor, wallet), because: explanationSentence(one) },
    transactions: one.externalIds.slice(0, idsMax).join(', '),
  }));
  if (difference.unexplainedMinor === 0n) return explained;
  const rest = {
    ...{ what: 'unexplained', amount: reportAmount(difference.unexplainedMinor, wallet), transactions: '' },
    because:
      difference.places.length === 0 ? 'no running balance tells where' : 'where running balances go off stands below',
  };
  const places = difference.places.map(({ externalId, name, at, minor }) => ({
    ...{ what: 'place', amount: reportAmount(minor, wallet), transactions: externalId },
    because: `from ${name} of ${at.slice(0, 16).replace('T', ' ')} on, running balances are off by so much`,
  }));
  return [...explained, rest, ...places];
}

const idsMax = 20;
