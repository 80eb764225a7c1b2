const [secondMs, minuteMs, hourMs] = [1_000, 60_000, 3_600_000];

/** How long each attempt of a delivery is waited for after the one before, in ms: ten over some three days. */
export const deliveryWaitsMs: readonly number[] = [
  ...[0, 5 * secondMs, 5 * minuteMs, 30 * minuteMs],
  ...[2, 5, 10, 14, 20, 24].map((hours) => hours * hourMs),
];
/** Waits are up to so much shorter and longer: what failed together does not come back together. */
const jitterMax = 0.2;
/** The longest that a receiver's `Retry-After` is honoured for. */
export const retryAfterMsMax = 24 * hourMs;
/** Nothing is ever put off for longer than this: what seems to be was dated by a clock that stood in the future. */
export const deliveryWaitMsMax = 30 * hourMs;
/** A webhook that nothing arrived at for so long is paused. */
export const failingMsMax = 5 * 24 * hourMs;

/**
 * How long to wait after so many attempts that failed, in ms; undefined when those were all, by a schedule as
 * `deliveryWaitsMs`. `random` is from 0 to 1. A receiver that asks for longer is given it.
 */
export function nextDeliveryMs({
  attempts,
  random,
  retryAfterMs,
  waitsMs = deliveryWaitsMs,
}: {
  readonly waitsMs?: readonly number[] | undefined;
  readonly attempts: number;
  readonly random: number;
  readonly retryAfterMs: number | null;
}): number | undefined {
  const waitMs = waitsMs[attempts];
  if (waitMs === undefined) return undefined;
  const spread = 1 + jitterMax * (2 * random - 1);
  return Math.max(Math.round(waitMs * spread), Math.min(retryAfterMs ?? 0, retryAfterMsMax));
}
