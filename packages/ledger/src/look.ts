import type { Expectation } from '@rollcall/schema';
import { carriedOutWithinMs, settleWithinMs } from './settle.ts';

/** What was cut off may still be carried out: who looks at once sees what was before. */
const firstLookMs = 20_000;
/** What is carried out later than that is rarely so within the next seconds. */
const secondLookMs = 120_000;
/** The listing must begin after the deadline, by the clock of whoever lists. */
const afterDeadlineMs = 60_000;

/**
 * In how many ms the provider is asked what became of an operation that is unknown, apart from its schedules: soon, once
 * more, and when an effect that does not show contradicts it. Null after that: what is left is for the schedules.
 */
export function nextLookMs({
  looks,
  sentMsAgo,
}: {
  readonly looks: number;
  readonly sentMsAgo: number;
}): number | null {
  const lastMs = settleWithinMs + afterDeadlineMs - sentMsAgo;
  if (looks === 0) return firstLookMs;
  // That look was made late enough to settle it, if anything could.
  if (lastMs <= 0) return null;
  return looks === 1 ? Math.min(secondLookMs, lastMs) : lastMs;
}

const hourMs = 3_600_000;
/** Every kind is listed within a day, some every six hours: what four listings could not tell, a person must. */
const settleByMs = 24 * hourMs;
/** Orders and jobs have their time to be carried out first. */
const settleOrderByMs = carriedOutWithinMs + settleByMs;

/** How long after it became unknown an operation may stay so before that is a finding, in ms. */
export function settleByMsOf(expectations: readonly Expectation[]): number {
  const isOrder = expectations.some((one) => one.becomes === 'more' && one.attributes !== undefined);
  return isOrder ? settleOrderByMs : settleByMs;
}
