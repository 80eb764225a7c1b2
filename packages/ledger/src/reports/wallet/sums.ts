import type { Instant } from '@rollcall/schema';
import type { MoneyUnit } from '../../money/amount.ts';
import type { WalletFlow, WalletPart } from './facts.ts';

/** What transactions come to; null where there are several currencies, or an amount is not known. */
export interface FlowSum {
  readonly count: number;
  readonly inMinor: bigint | null;
  readonly outMinor: bigint | null;
  /** Both together, as they add to the balance. */
  readonly minor: bigint | null;
  readonly currencies: readonly (string | null)[];
  readonly unit: MoneyUnit;
  readonly unknown: number;
}

export function sumOf(flows: readonly WalletFlow[]): FlowSum {
  const currencies = [...new Set(flows.map(({ currency }) => currency))].sort((one, other) =>
    String(one) < String(other) ? -1 : 1,
  );
  const unknown = flows.reduce((sum, flow) => sum + flow.unknown, 0);
  const isKnown = currencies.length <= 1 && unknown === 0;
  const total = (of: (flow: WalletFlow) => bigint) =>
    isKnown ? flows.reduce((sum, flow) => sum + of(flow), 0n) : null;
  return {
    count: flows.reduce((sum, flow) => sum + flow.count, 0),
    inMinor: total((flow) => flow.inMinor),
    outMinor: total((flow) => flow.outMinor),
    minor: total((flow) => flow.inMinor + flow.outMinor),
    ...{ currencies, unknown, unit: worstUnit(flows.map(({ unit }) => unit)) },
  };
}

/** How sure the least sure of them is. */
export function worstUnit(units: readonly MoneyUnit[]): MoneyUnit {
  return units.includes('unknown') ? 'unknown' : units.includes('assumed') ? 'assumed' : 'confirmed';
}

/** The transactions of a wallet from one point on and before another; from the first on, where none is given. */
export function flowsBetween(
  { points }: Pick<WalletPart, 'points'>,
  flows: readonly WalletFlow[],
  { from, to }: { readonly from: Instant | null; readonly to: Instant },
): readonly WalletFlow[] {
  const first = from === null ? 0 : placeOf(points, from) + 1;
  const last = placeOf(points, to);
  return flows.filter(({ segment }) => segment !== null && segment >= first && segment <= last);
}

/** Those that are dated at this point or later. */
export function flowsFrom(
  { points }: Pick<WalletPart, 'points'>,
  flows: readonly WalletFlow[],
  from: Instant,
): readonly WalletFlow[] {
  const first = placeOf(points, from) + 1;
  return flows.filter(({ segment }) => segment !== null && segment >= first);
}

function placeOf(points: readonly Instant[], at: Instant): number {
  const place = points.indexOf(at);
  if (place === -1) throw new Error(`${at} is none of the points that transactions are told apart by`);
  return place;
}
