import type { Instant } from '@rollcall/schema';
import type { MoneyUnit } from '../../money/amount.ts';
import { type ChangedAmount, type ExplainedDifference, explainDifference } from './explain-difference.ts';
import type { WalletFlow, WalletPart, WalletReading } from './facts.ts';
import { type Held, heldAt, isSameSource, type WalletOf } from './held.ts';
import { type FlowSum, flowsBetween, sumOf, worstUnit } from './sums.ts';

/** A wallet over a period, or over one month of it. */
export interface WalletRoll {
  readonly from: Instant;
  readonly end: Instant;
  readonly openingMinor: bigint | null;
  readonly moved: FlowSum;
  readonly closingMinor: bigint | null;
  readonly closing: Held | undefined;
  /** Undefined where nothing tells the closing that does not tell the opening, too. */
  readonly difference: ExplainedDifference | undefined;
}

export interface ReportedWallet {
  readonly externalId: string;
  readonly name: string;
  /** Null where it is not known, or where there are several. */
  readonly currency: string | null;
  readonly currencies: readonly (string | null)[];
  readonly unit: MoneyUnit;
  readonly opening: Held | undefined;
  readonly whole: WalletRoll;
  readonly months: readonly WalletRoll[];
  /** By currency, where there are several. */
  readonly byCurrency: ReadonlyMap<string | null, FlowSum>;
  /** Those without a time: they are in no period. */
  readonly timeless: FlowSum;
  /** The balance as it came, of a reading whose unit is not known. */
  readonly raw: WalletReading | undefined;
  /** Why the order of its running balances could not be told everywhere, in words. */
  readonly undecided: string | null;
  /** Why there are no totals, in words; null where there are. */
  readonly why: string | null;
}

/** Every wallet of a part that all is asked for of, and in which something moved or that was read: by name. */
export function reportedWallets(
  part: WalletPart,
  changedOf: (wallet: string) => readonly ChangedAmount[],
): readonly ReportedWallet[] {
  const names = new Map(part.wallets.map(({ externalId, name }) => [externalId, name]));
  const own = Map.groupBy(
    part.flows.filter(({ isOwn }) => isOwn),
    ({ wallet }) => wallet,
  );
  const ids = new Set([...own.keys(), ...part.readings.map(({ wallet }) => wallet)]);
  const theirs = new Set([...own.keys(), ...part.ownWallets]);
  return [...ids]
    .filter((externalId) => !part.isNarrowed || theirs.has(externalId))
    .map((externalId) =>
      reported(
        part,
        { externalId, name: names.get(externalId) ?? externalId, flows: own.get(externalId) ?? [] },
        changedOf(externalId),
      ),
    )
    .sort((one, other) =>
      one.name === other.name ? compare(one.externalId, other.externalId) : compare(one.name, other.name),
    );
}

function reported(
  part: WalletPart,
  {
    externalId,
    name,
    flows,
  }: { readonly externalId: string; readonly name: string; readonly flows: readonly WalletFlow[] },
  changed: readonly ChangedAmount[],
): ReportedWallet {
  const { boundaries, readings } = part;
  const wallet: WalletOf = { part, externalId, flows, rolled: part.rolled.find((one) => one.wallet === externalId) };
  const [from, end] = [boundaries[0] ?? '', boundaries.at(-1) ?? ''];
  const inPeriod = flowsBetween(part, flows, { from, to: end });
  const total = sumOf(inPeriod);
  const read = readings.filter((one) => one.wallet === externalId);
  const currencies = [...new Set([...total.currencies, ...read.map(({ currency }) => currency)])].sort();
  const opening = heldAt(wallet, 0);
  const months = boundaries
    .slice(1)
    .map((_, place) => roll(wallet, { opening, last: place + 1, first: place, changed }));
  const whole = roll(wallet, { opening, first: 0, last: boundaries.length - 1, changed });
  const unit = worstUnit([total.unit, ...read.map((one) => one.unit)]);
  return {
    ...{ externalId, name, currencies, unit, opening, whole, months },
    currency: currencies.length === 1 ? (currencies[0] ?? null) : null,
    byCurrency: new Map(
      [...Map.groupBy(inPeriod, ({ currency }) => currency)].map(([currency, own]) => [currency, sumOf(own)]),
    ),
    timeless: sumOf(flows.filter(({ segment }) => segment === null)),
    raw: read.findLast((one) => one.raw !== null),
    undecided: wallet.rolled?.undecided ?? null,
    why: whyNoTotals({ currencies, total, unit, opening }),
  };
}

/** A wallet between two boundaries: its opening is what it held at the first of all, and what moved since. */
function roll(
  wallet: WalletOf,
  of: {
    readonly opening: Held | undefined;
    readonly first: number;
    readonly last: number;
    readonly changed: readonly ChangedAmount[];
  },
): WalletRoll {
  const { part, flows } = wallet;
  const [start, from, end] = [
    part.boundaries[0] ?? '',
    part.boundaries[of.first] ?? '',
    part.boundaries[of.last] ?? '',
  ];
  const before = from === start ? sumOf([]) : sumOf(flowsBetween(part, flows, { from: start, to: from }));
  const moved = sumOf(flowsBetween(part, flows, { from, to: end }));
  const openingMinor = added(of.opening?.minor ?? null, before.minor);
  // Of all that moved since the first boundary: two months of two currencies are not added either.
  const closingMinor = added(
    of.opening?.minor ?? null,
    sumOf(flowsBetween(part, flows, { from: start, to: end })).minor,
  );
  const closing = heldAt(wallet, of.last);
  const difference =
    of.opening !== undefined && closing !== undefined && closingMinor !== null && !isSameSource(of.opening, closing)
      ? explainDifference(wallet, { opening: of.opening, closing, closingMinor, from: start, end }, of.changed)
      : undefined;
  return { from, end, openingMinor, moved, closingMinor, closing, difference };
}

function added(one: bigint | null, other: bigint | null): bigint | null {
  return one === null || other === null ? null : one + other;
}

function whyNoTotals({
  currencies,
  total,
  unit,
  opening,
}: {
  readonly currencies: readonly (string | null)[];
  readonly total: FlowSum;
  readonly unit: MoneyUnit;
  readonly opening: Held | undefined;
}): string | null {
  if (unit === 'unknown') return 'nobody knows in which unit its amounts are';
  if (currencies.length > 1) {
    return `its amounts are of several currencies (${currencies.map((currency) => currency ?? 'none that is one').join(', ')}), which are never added`;
  }
  if (total.unknown > 0) return `what ${total.unknown} of its transactions move is not known`;
  if (opening === undefined)
    return 'nothing says what it held at the beginning: no running balance, and no consistent cut';
  return null;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
