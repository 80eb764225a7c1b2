/** What the rules about work, keys and trust hold to be too much or too long, each with its reason. */

const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;

/** A quarter of a year: whatever is done at least each quarter has used its key by then. */
export const keyUnusedMs = 90 * dayMs;
/** A month is time to plan; in the last week it is time to do it. */
export const keyExpiringMs = 30 * dayMs;
export const keyExpiringSoonMs = 7 * dayMs;
/** Two more keys are one rotation, which needs a free place, and one by mistake. */
export const keysLeftMin = 2;
/** Twice a year: no provider here asks for more, and a credential that nobody turns is one that somebody has. */
export const credentialDaysMax = 180;
/** Three days without a proof: a weekend, and the day on which somebody looks. */
const scopeProvenMs = 3 * dayMs;
/** What is listed so rarely that three days are nothing may miss twice, and is told at the third time. */
const scopeTimesMissed = 3;
/** How long a scope that is listed so often may go without the grade that it can earn. */
export function scopePatienceMs(intervalMs: number): number {
  return Math.max(scopeProvenMs, scopeTimesMissed * intervalMs);
}
/** A listing that waits for its rate is late; after some hours it does not come. */
export const starvedMs = 3 * hourMs;
/** A provider that wants silence for so long has refused more than a burst. */
export const pausedMs = hourMs;
/** So many of a caller's requests in those hours are no burst, either. */
export const refusedCallsMin = 10;
/** One answer may be a slip of theirs; three are how it is now. */
export const missedSamplesMin = 3;
/** What nobody promised may be missing now and then: in so many samples without a break it is gone. */
export const vanishedSamplesMin = 50;
/** And it must have been there: in so many samples, and in all of them but one in twenty. */
export const oftenSamplesMin = 20;
export const oftenMissedShare = 0.05;
/** An operation that is answered otherwise no more, for a day in which it was answered, is as documented again. */
export const differenceOverMs = 24 * hourMs;
