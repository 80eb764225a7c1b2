import type { ReportColumn, ReportRow } from '@rollcall/schema';
import type { DraftSection } from '../draft.ts';
import { type WalletBin, type WalletFlow, type WalletPart, walletBins } from './facts.ts';
import { flowsBetween, sumOf } from './sums.ts';
import type { ToldPart } from './wallet-table.ts';
import { binWords, coverSentence, reportAmount } from './words.ts';

/** What transactions of one connection are, of one currency and unit. */
export interface BinSum {
  readonly bin: WalletBin;
  readonly currency: string | null;
  readonly unit: WalletFlow['unit'];
  readonly count: number;
  /** Null where it is not known. */
  readonly minor: bigint | null;
}

/** The bins of a period, in their order: each transaction is in one of them, and they come to all of them. */
export function binSums(part: WalletPart): readonly BinSum[] {
  const [from, to] = [part.boundaries[0] ?? '', part.boundaries.at(-1) ?? ''];
  const inPeriod = flowsBetween(part, part.flows, { from, to });
  const groups = Map.groupBy(inPeriod, ({ bin, currency, unit }) =>
    JSON.stringify([walletBins.indexOf(bin), currency, unit]),
  );
  const sums = [...groups].flatMap(([key, flows]) => {
    const [first] = flows;
    if (first === undefined) return [];
    const { count, minor } = sumOf(flows);
    return [{ key, sum: { bin: first.bin, currency: first.currency, unit: first.unit, count, minor } }];
  });
  assertWhole(
    sums.map(({ sum }) => sum),
    inPeriod,
  );
  return sums.toSorted((one, other) => order(one.sum, other.sum)).map(({ sum }) => sum);
}

function order(one: BinSum, other: BinSum): number {
  const place = walletBins.indexOf(one.bin) - walletBins.indexOf(other.bin);
  const [own, others] = [`${one.currency} ${one.unit}`, `${other.currency} ${other.unit}`];
  return place !== 0 ? place : own < others ? -1 : own > others ? 1 : 0;
}

function assertWhole(sums: readonly BinSum[], flows: readonly WalletFlow[]): void {
  const count = (of: readonly { readonly count: number }[]) => of.reduce((sum, one) => sum + one.count, 0);
  if (count(sums) !== count(flows)) throw new Error('a transaction is in no bin, or in two');
  const known = flows.reduce(
    (sum, { inMinor, outMinor, unknown }) => (unknown > 0 ? sum : sum + inMinor + outMinor),
    0n,
  );
  const isKnown = sums.every(({ minor }) => minor !== null);
  if (isKnown && sums.reduce((sum, { minor }) => sum + (minor ?? 0n), 0n) !== known) {
    throw new Error('the bins come to something else than all transactions');
  }
}

/** What the transactions are. */
export function binsSection(parts: readonly ToldPart[]): DraftSection {
  return {
    ...{ id: 'bins', title: 'What the transactions are' },
    notes: ['Each transaction of the period is in one bin, and the bins come to all that moved.'],
    table: {
      columns,
      rows: parts.flatMap(({ part }) => (part.cover.isCovered ? binSums(part).map((sum) => rowOf(part, sum)) : [])),
    },
  };
}

const columns: readonly ReportColumn[] = [
  { name: 'connection', title: 'Connection', type: 'text' },
  { name: 'bin', title: 'Bin', type: 'text' },
  { name: 'transactions', title: 'Transactions', type: 'count' },
  { name: 'amount', title: 'Amount', type: 'amount' },
  { name: 'means', title: 'What it is', type: 'text' },
  { name: 'coverage', title: 'Coverage', type: 'text' },
];

function rowOf(part: WalletPart, sum: BinSum): ReportRow {
  const { title, means } = binWords[sum.bin];
  return {
    ...{ connection: part.connection, bin: title, transactions: sum.count, means },
    amount: reportAmount(sum.minor, sum),
    coverage: coverSentence(part.cover),
  };
}
