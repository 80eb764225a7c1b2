import type { ReportColumn, ReportFigure, ReportRow, ReportValue } from '@rollcall/schema';
import type { DraftSection } from '../draft.ts';
import type { WalletPart } from './facts.ts';
import type { ReportedWallet } from './wallet-roll.ts';
import { coverSentence, heldSentence, reportAmount, walletText } from './words.ts';
import { worstFirst } from './worst-first.ts';

/** A part with its wallets, as all sections take it. */
export interface ToldPart {
  readonly part: WalletPart;
  readonly wallets: readonly ReportedWallet[];
}

/**
 * Of more wallets, there are rows and no figures: an issued report keeps its figures. Which ones have figures goes by their order alone:
 * if it went by their amounts, the next report would say of a wallet that nothing changed of that it holds nothing any more.
 */
const figuredMax = 200;

/** Each wallet over the whole period: what it held, what moved, and what the provider says. */
export function walletsSection(parts: readonly ToldPart[]): DraftSection {
  const all = parts.flatMap(({ part, wallets }) => wallets.map((wallet) => ({ part, wallet })));
  return {
    ...{ id: 'wallets', title: 'Wallets' },
    notes: [
      'Opening + credits + debits + fees = closing. What the provider says that it held, less the closing, is the difference: explained and unexplained.',
      'Fees are 0: no provider here states any; what one takes stands among the debits.',
      ...(all.length > figuredMax ? [`Only the first ${figuredMax} wallets have figures of their own.`] : []),
    ],
    // Then the worst first: a reader's first screen shows the first figures.
    figures: worstFirst(all.slice(0, figuredMax)).flatMap(({ part, wallet }) => figuresOf(part, wallet)),
    table: { columns, rows: all.flatMap(({ part, wallet }) => rowsOf(part, wallet)) },
  };
}

/** What a wallet comes to, name by name; all null where there are no totals. */
function amountsOf(part: WalletPart, wallet: ReportedWallet): Readonly<Record<AmountName, ReportValue>> {
  const { whole, opening, why } = wallet;
  const isTold = part.cover.isCovered && why === null;
  const amount = (minor: bigint | null | undefined) => (isTold ? reportAmount(minor, wallet) : null);
  return {
    opening: amount(opening?.minor),
    credits: amount(whole.moved.inMinor),
    debits: amount(whole.moved.outMinor),
    fees: amount(0n),
    closing: amount(whole.closingMinor),
    provider_closing: providerClosing(part, wallet) ?? amount(whole.closing?.minor),
    difference: amount(whole.difference?.minor),
    explained: amount(whole.difference?.explainedMinor),
    unexplained: amount(whole.difference?.unexplainedMinor),
  };
}

/** Of an unknown unit there is what came, and nothing that was worked out. */
function providerClosing({ cover }: WalletPart, { raw, unit }: ReportedWallet): ReportValue {
  if (!cover.isCovered || unit !== 'unknown' || raw === undefined) return null;
  return { minor: null, currency: raw.currency, unit: 'unknown', raw: raw.raw };
}

const amountNames = [
  'opening',
  'credits',
  'debits',
  'fees',
  'closing',
  'provider_closing',
  'difference',
  'explained',
  'unexplained',
] as const;
type AmountName = (typeof amountNames)[number];

const amountTitles: Readonly<Record<AmountName, string>> = {
  opening: 'Opening',
  credits: 'Credits',
  debits: 'Debits',
  fees: 'Fees',
  closing: 'Closing',
  provider_closing: 'Provider’s closing',
  difference: 'Difference',
  explained: 'Explained',
  unexplained: 'Unexplained',
};

function figuresOf(part: WalletPart, wallet: ReportedWallet): readonly ReportFigure[] {
  const amounts = amountsOf(part, wallet);
  const coverage = coverSentence(part.cover);
  return amountNames.map((name) => ({
    id: `${name}/${part.connection}/${part.kind}/${wallet.externalId}`,
    label: `${amountTitles[name]} of ${walletText(wallet, part)}`,
    ...{ type: 'amount', value: amounts[name], coverage },
  }));
}

const columns: readonly ReportColumn[] = [
  { name: 'connection', title: 'Connection', type: 'text' },
  { name: 'wallet', title: 'Wallet', type: 'text' },
  ...amountNames.map((name): ReportColumn => ({ name, title: amountTitles[name], type: 'amount' })),
  { name: 'transactions', title: 'Transactions', type: 'count' },
  { name: 'from', title: 'From', type: 'time' },
  { name: 'until', title: 'Until', type: 'time' },
  { name: 'opening_is', title: 'Opening is', type: 'text' },
  { name: 'provider_closing_is', title: 'Provider’s closing is', type: 'text' },
  { name: 'no_totals', title: 'No totals, for', type: 'text' },
  { name: 'coverage', title: 'Coverage', type: 'text' },
];

function rowsOf(part: WalletPart, wallet: ReportedWallet): readonly ReportRow[] {
  const { opening, whole, why, currencies } = wallet;
  const place = {
    ...{ connection: part.connection, wallet: wallet.name, from: whole.from, until: whole.end },
    coverage: coverSentence(part.cover),
  };
  const row = {
    ...place,
    ...amountsOf(part, wallet),
    transactions: part.cover.isCovered ? whole.moved.count : null,
    opening_is: heldSentence(opening, whole.from),
    provider_closing_is: heldSentence(whole.closing, whole.end),
    no_totals: part.cover.isCovered ? why : coverSentence(part.cover),
  };
  if (currencies.length < 2 || !part.cover.isCovered) return [row];
  // Of each currency what came and what went; nothing of one is ever added to another's.
  const lines = [...wallet.byCurrency].map(([currency, moved]) => ({
    ...place,
    ...Object.fromEntries(amountNames.map((name) => [name, null])),
    credits: reportAmount(moved.inMinor, { currency, unit: moved.unit }),
    debits: reportAmount(moved.outMinor, { currency, unit: moved.unit }),
    transactions: moved.count,
    ...{ opening_is: null, provider_closing_is: null, no_totals: `of ${currency ?? 'no known currency'} alone` },
  }));
  return [row, ...lines];
}
