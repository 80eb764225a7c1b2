import type { Doubt, Instant, RunId, Sampled, SecondPass, Suspicion } from '@rollcall/schema';

/** What a well-formed listing shows, against what is known of its scope. */
export interface DoubtEvidence {
  readonly runId: RunId;
  readonly startedAt: Instant;
  readonly seen: number;
  /** Live in the ledger, in this scope, when the listing began. */
  readonly knownLive: number;
  /** Of those, how many the listing does not show any more. */
  readonly vanishing: number;
  /** Of the vanishing, how many for a reason on record: an operation of ours, or an owner that was deleted. */
  readonly explainedAbsent: number;
  /** How many that are new our operations explain, at most. */
  readonly explainedNew: number;
  /** How many each believed listing of the scope showed, the newest last. */
  readonly history: readonly number[];
  /** Attributes that nearly every live resource of the scope has, and none that is listed now. */
  readonly lost: readonly string[];
  /** Whether the listing is read otherwise than those before: its numbers and attributes cannot be held against them. */
  readonly isRebaseline: boolean;
  /** What was suspicious of the newest listing of the scope before this one. */
  readonly earlier: Doubt | null;
  /** Whether the provider answers for one resource by name. */
  readonly canAsk: boolean;
  /** What it answered when some of what is not shown was asked for; null where that was not done. */
  readonly sampled: Sampled | null;
  /** What reading the scope once more showed; null where that was not done. */
  readonly secondPass: SecondPass | null;
}

/** Below this many live resources a fall proves nothing: small accounts do empty themselves. */
export const fallGuardMin = 10;

/** Nothing at all is what a fault shows, too: it is doubted sooner than a fall to something. */
export const emptyGuardMin = 5;

/**
 * How long after a suspicious listing another must begin to agree with it. Answers are cached for seconds or a minute, a
 * deployment takes a few; what shows the same five minutes later is no moment's fault. No kind is due more often than every
 * quarter of an hour, so the next listing by schedule is always late enough; only a person's second try at once is not.
 */
export const agreesAfterMs = 5 * 60_000;

/** Known resources that are asked for by name before many absences are believed at once. */
export const sampleMax = 5;

/** So many counts of believed listings are kept of a scope, and below so many they say nothing yet. */
export const historyMax = 20;
const historyMin = 5;

/**
 * What stands in doubt of the scope after this listing; null when nothing is suspicious. It is `confirmed` when a later
 * listing agrees and the provider, asked by name for some of what is not shown, knows none of them. Where it cannot be
 * asked or did not answer, or nothing is absent, a third listing must agree.
 */
export function doubtOf(listing: DoubtEvidence): Doubt | null {
  const shown = suspicionsOf(listing);
  if (shown === undefined) return null;
  const { runId, startedAt, earlier, sampled } = listing;
  if (earlier === null || !agree(earlier, shown)) {
    const first = { since: startedAt, runId, times: 1, countedAt: startedAt };
    return { ...shown, ...first, evidence: `${shown.evidence}; ${waits(listing, 1)}`, confirmed: false };
  }
  const before = { ...shown, since: earlier.since, runId: earlier.runId };
  const ago = `as ${earlier.times === 1 ? 'the listing' : `${earlier.times} listings`} since ${earlier.since} did`;
  if (earlier.confirmed) return { ...earlier, ...before, evidence: `${shown.evidence}, ${ago}` };
  if (sampled !== null && sampled.present > 0) {
    const contradiction = `asked by name, the provider still knows ${sampled.present} of ${sampled.asked} that are not listed`;
    const again = { times: 1, countedAt: startedAt, confirmed: false };
    return { ...before, ...again, evidence: `${shown.evidence}; ${contradiction}` };
  }
  if (!counts(listing, earlier)) {
    const { times, countedAt } = earlier;
    const evidence = `${shown.evidence}, ${ago}; ${waits(listing, times)}`;
    return { ...before, times, countedAt, evidence, confirmed: false };
  }
  const times = earlier.times + 1;
  const isAbsentByName = sampled !== null && sampled.asked > 0 && sampled.absent === sampled.asked;
  const confirmed = times >= (isAbsentByName ? 2 : 3);
  const asked = isAbsentByName
    ? `; asked by name, the provider knows none of ${sampled.asked} that are not listed`
    : '';
  const evidence = `${shown.evidence}, ${ago}${asked}${confirmed ? '' : `; ${waits(listing, times)}`}`;
  return { ...before, times, countedAt: startedAt, evidence, confirmed };
}

/** Whether some of what the listing does not show is to be asked for by name: that would decide. */
export function wantsSample(listing: DoubtEvidence): boolean {
  const { earlier, canAsk, vanishing, explainedAbsent } = listing;
  if (earlier === null || earlier.confirmed || !canAsk || vanishing <= explainedAbsent) return false;
  const shown = suspicionsOf(listing);
  return shown !== undefined && agree(earlier, shown) && counts(listing, earlier);
}

/** The counts of a scope's believed listings after one more. What was doubted and is confirmed begins anew. */
export function historyAfter(
  history: readonly number[],
  { seen, isRebaseline, doubt }: { seen: number; isRebaseline: boolean; doubt: Doubt | null },
): readonly number[] {
  return isRebaseline || doubt !== null ? [seen] : [...history, seen].slice(-historyMax);
}

/** What a listing shows that is suspicious, in what later ones are compared by. */
type Shown = Pick<Doubt, 'suspicions' | 'evidence' | 'seen' | 'survivors' | 'lost'>;

function suspicionsOf(listing: DoubtEvidence): Shown | undefined {
  const found: [Suspicion, string][] = [];
  const fall = fallOf(listing);
  const unusual = fall === undefined ? unusualCountOf(listing) : undefined;
  if (fall !== undefined) found.push([listing.seen === 0 ? 'emptied' : 'fell', fall]);
  if (unusual !== undefined) found.push(['count_unusual', unusual]);
  const lost = listing.isRebaseline ? [] : [...listing.lost];
  if (lost.length > 0) found.push(['attribute_lost', lostSentence(lost)]);
  if (found.length === 0) return undefined;
  return {
    suspicions: found.map(([suspicion]) => suspicion),
    evidence: found.map(([, sentence]) => sentence).join('; '),
    seen: listing.seen,
    survivors: listing.knownLive - listing.vanishing,
    lost,
  };
}

/**
 * A steep fall is not believed at once: fewer than half of what the ledger holds live are still shown. What is new makes
 * up for nothing, and what is absent for a reason on record is no part of the fall.
 */
function fallOf({ seen, knownLive, vanishing, explainedAbsent }: DoubtEvidence): string | undefined {
  const expected = knownLive - explainedAbsent;
  const survivors = knownLive - vanishing;
  if (expected < (seen === 0 ? emptyGuardMin : fallGuardMin) || survivors * 2 >= expected) return undefined;
  if (seen === 0) return `the listing is empty, where the ledger holds ${expected} live`;
  return `the listing shows ${survivors} of the ${expected} live in the ledger, which is below half`;
}

/**
 * A count that stands apart from those before: below half of their median or above three times that, by 20 or 200 at the
 * least, by five times their usual spread, and by a leap from the newest of them. So nothing small is doubted, nothing
 * that moves steadily, and nothing that our operations brought or took.
 */
function unusualCountOf(listing: DoubtEvidence): string | undefined {
  const { seen, history, explainedAbsent, explainedNew, isRebaseline } = listing;
  const newest = history.at(-1);
  if (isRebaseline || newest === undefined || history.length < historyMin) return undefined;
  const median = medianOf(history);
  // 1.48 makes of the median distance what the standard deviation of a normal distribution would be.
  const spread = 1.48 * medianOf(history.map((count) => Math.abs(count - median)));
  const left = seen + explainedAbsent;
  const come = seen - explainedNew;
  const isLow = median - left > Math.max(20, median / 2, 5 * spread) && newest - left > Math.max(20, newest / 4);
  const isHigh = come - median > Math.max(200, 2 * median, 5 * spread) && come - newest > Math.max(200, newest);
  if (!isLow && !isHigh) return undefined;
  const range = `${Math.min(...history)} to ${Math.max(...history)}`;
  return `the listing shows ${seen}, where the last ${history.length} that were believed showed ${range}`;
}

function lostSentence(lost: readonly string[]): string {
  const names = lost.map((name) => `"${name}"`).join(', ');
  return `no item has ${names} any more, which nearly every one had`;
}

/** Whether two listings show the same: a few may come and go between them. */
function agree(one: Shown, other: Shown): boolean {
  const isNear = (left: number, right: number) => Math.abs(left - right) <= Math.max(2, Math.max(left, right) / 10);
  return (
    one.suspicions.join() === other.suspicions.join() &&
    one.lost.join() === other.lost.join() &&
    isNear(one.seen, other.seen) &&
    isNear(one.survivors, other.survivors)
  );
}

/** Whether the listing is late enough to agree, and did not contradict itself. */
function counts({ startedAt, secondPass }: DoubtEvidence, earlier: Doubt): boolean {
  return Date.parse(startedAt) - Date.parse(earlier.countedAt) >= agreesAfterMs && secondPass?.agreed !== false;
}

function waits({ canAsk, vanishing, explainedAbsent }: DoubtEvidence, times: number): string {
  const asks = canAsk && vanishing > explainedAbsent && times === 1;
  const needed = asks || times > 1 ? 'one that begins' : 'two that begin';
  const unit = `${needed} 5 min later or more must show the same`;
  return asks ? `${unit}, and the provider not know what is absent by name` : unit;
}

function medianOf(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
