import type { Instant } from '@rollcall/schema';
import type { Break } from '../../money/roll-forward.ts';
import type { WalletFlow } from './facts.ts';
import type { Held, WalletOf } from './held.ts';
import { flowsBetween, flowsFrom, sumOf } from './sums.ts';

/** Why a wallet holds something else than its transactions come to. */
export type ExplanationRule =
  | 'without_time'
  | 'dated_later'
  | 'listed_later'
  | 'dated_before'
  | 'changed_since'
  | 'misstated';

export interface Explanation {
  readonly rule: ExplanationRule;
  /** How much of the difference it makes. */
  readonly minor: bigint;
  /** How many transactions it is. */
  readonly count: number;
  readonly externalIds: readonly string[];
}

/** What is wrong of the running balances, at the transaction where it is. */
type Place = Pick<Break, 'externalId' | 'name' | 'at'> & { readonly minor: bigint };

export interface ExplainedDifference {
  /** What the provider says that the wallet held, less what it comes to. */
  readonly minor: bigint;
  readonly explanations: readonly Explanation[];
  readonly explainedMinor: bigint;
  readonly unexplainedMinor: bigint;
  /** Where the unexplained happens, as far as running balances tell. */
  readonly places: readonly Place[];
}

/**
 * What transactions of a wallet did to its sums that changed or went after they had been recorded: together, all that are between the
 * same points and were recorded between the same readings' listings.
 */
export interface ChangedAmount {
  readonly wallet: string;
  readonly count: number;
  /** The newest of them. */
  readonly externalIds: readonly string[];
  /** When the first of them was dated, before, and when the first was recorded. */
  readonly at: Instant;
  readonly recordedAt: Instant;
  /** What they added to the balance before, and what they add since; those whose amount is not known are left out. */
  readonly beforeMinor: bigint;
  readonly nowMinor: bigint;
}

export interface Ends {
  readonly opening: Held;
  readonly closing: Held;
  readonly closingMinor: bigint;
  readonly from: Instant;
  readonly end: Instant;
}

/**
 * Splits a difference into what a rule explains, each with its transactions, and what nothing does. Both always come to the whole. A
 * rule is only taken where it leaves less unexplained: what happens to be listed late and was in the balance all the same explains
 * nothing.
 */
export function explainDifference(
  wallet: WalletOf,
  ends: Ends,
  changed: readonly ChangedAmount[] = [],
): ExplainedDifference {
  const minor = ends.closing.minor - ends.closingMinor;
  let rest = minor;
  const explanations: Explanation[] = [];
  for (const candidate of candidates(wallet, ends, changed)) {
    if (candidate.minor === 0n || size(rest - candidate.minor) >= size(rest)) continue;
    rest -= candidate.minor;
    explanations.push(candidate);
  }
  const explainedMinor = explanations.reduce((sum, one) => sum + one.minor, 0n);
  if (explainedMinor + rest !== minor) throw new Error('a difference is more than its parts');
  return {
    minor,
    explanations,
    explainedMinor,
    unexplainedMinor: rest,
    places: rest === 0n ? [] : places(wallet, ends),
  };
}

function candidates(wallet: WalletOf, ends: Ends, changed: readonly ChangedAmount[]): readonly Explanation[] {
  const { part, flows } = wallet;
  const { opening, closing, from, end } = ends;
  const [opened, closed] = [placeOf(wallet, opening), placeOf(wallet, closing)];
  const [first, last] = [opening.reading?.takenAt ?? from, closing.reading?.takenAt ?? end];
  // What a reading's listing knew of: what was recorded later was not seen by it.
  const knewAtClosing = ({ seen }: WalletFlow) => closed === null || (seen !== null && seen <= closed);
  const knewAtOpening = ({ seen }: WalletFlow) => opened !== null && seen !== null && seen <= opened;
  const between = (flow: WalletFlow) => knewAtClosing(flow) && !knewAtOpening(flow);
  const within = first < last ? flowsBetween(part, flows, { from: first, to: last }) : [];
  const earlier = opened === null ? [] : flowsBetween(part, flows, { from: null, to: first });
  return [
    explanation(
      'without_time',
      flows.filter((flow) => flow.segment === null && between(flow)),
      1n,
    ),
    explanation(
      'dated_later',
      closed === null ? [] : flowsFrom(part, flows, last).filter((flow) => flow.seen !== null && between(flow)),
      1n,
    ),
    explanation(
      'listed_later',
      closed === null ? [] : within.filter(({ seen }) => seen !== null && seen > closed),
      -1n,
    ),
    explanation(
      'dated_before',
      earlier.filter((flow) => flow.seen !== null && between(flow)),
      1n,
    ),
    changes(changed, ends),
    misstated(wallet, ends),
  ].flatMap((one) => one ?? []);
}

function explanation(rule: ExplanationRule, flows: readonly WalletFlow[], sign: bigint): Explanation | undefined {
  const { minor, count } = sumOf(flows);
  return minor === null || count === 0 ? undefined : { rule, minor: sign * minor, count, externalIds: [] };
}

/** What was other when the closing balance was read than it is known to be since. */
function changes(changed: readonly ChangedAmount[], { opening, closing, from, end }: Ends): Explanation | undefined {
  const off = changed.flatMap(({ count, externalIds, at, recordedAt, beforeMinor, nowMinor }) => {
    const [first, last] = [opening.reading?.takenAt ?? from, closing.reading?.takenAt ?? end];
    const isAfter = closing.reading !== null && recordedAt > closing.reading.knownAt && at >= first && at < last;
    const isBetween =
      opening.reading !== null &&
      recordedAt > opening.reading.knownAt &&
      at < first &&
      !(closing.reading !== null && recordedAt > closing.reading.knownAt);
    if (isAfter) return [{ count, externalIds, minor: beforeMinor - nowMinor }];
    return isBetween ? [{ count, externalIds, minor: nowMinor - beforeMinor }] : [];
  });
  if (off.length === 0) return undefined;
  return {
    rule: 'changed_since',
    count: off.reduce((sum, { count }) => sum + count, 0),
    externalIds: off.flatMap(({ externalIds }) => externalIds),
    minor: off.reduce((sum, one) => sum + one.minor, 0n),
  };
}

/** A running balance that nothing goes on from is wrong by itself, and so is what is taken from it. */
function misstated({ rolled, part }: WalletOf, { opening, closing, from, end }: Ends): Explanation | undefined {
  const offAt = (held: Held, moment: Instant, sign: bigint) => {
    const broken = held.by === 'running' ? rolled?.stated[part.boundaries.indexOf(moment)]?.broken : null;
    const isAlone = rolled?.misstated.some(({ externalId }) => externalId === broken?.externalId) === true;
    return broken == null || !isAlone ? [] : [{ ...broken, off: sign * (broken.statedMinor - broken.expectedMinor) }];
  };
  const off = [...offAt(opening, from, -1n), ...offAt(closing, end, 1n)];
  if (off.length === 0) return undefined;
  return {
    ...{ rule: 'misstated', count: off.length, externalIds: off.map(({ externalId }) => externalId) },
    minor: off.reduce((sum, one) => sum + one.off, 0n),
  };
}

function places({ rolled }: WalletOf, { opening, closing, from, end }: Ends): readonly Place[] {
  const [first, last] = [opening.reading?.takenAt ?? from, closing.reading?.takenAt ?? end].sort();
  const found = [...(rolled?.jumps ?? []), ...(rolled?.newestBreak == null ? [] : [rolled.newestBreak])];
  return found
    .filter(({ at }) => first !== undefined && last !== undefined && at >= first && at <= last)
    .map(({ externalId, name, at, statedMinor, expectedMinor }) => ({
      ...{ externalId, name, at },
      minor: statedMinor - expectedMinor,
    }));
}

/** Which of the readings it is, in the order of their runs; null where it is none. */
function placeOf({ part }: WalletOf, { reading }: Held): number | null {
  if (reading === null) return null;
  const runs = [...new Map(part.readings.map((one) => [one.runId, one])).values()]
    .sort((one, other) => Date.parse(one.takenAt) - Date.parse(other.takenAt))
    .map(({ runId }) => runId);
  return runs.indexOf(reading.runId);
}

function size(minor: bigint): bigint {
  return minor < 0n ? -minor : minor;
}
