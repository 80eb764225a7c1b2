/** No receiver has Rollcall wait for longer than a day. */
const retryAfterMsMax = 86_400_000;

/**
 * How long a `Retry-After` asks to wait, in ms: seconds, or a date, by the receiver's own clock where it says what time it is.
 * Null when there is none or it makes no sense; never more than a day.
 */
export function retryAfterMsOf({ retryAfter, date }: RetryAfter, nowMs: number): number | null {
  const text = retryAfter?.trim() ?? '';
  if (/^\d{1,15}$/.test(text)) return Math.min(Number(text) * 1_000, retryAfterMsMax);
  // A date of HTTP begins with the day of the week; `Date.parse` would read much else.
  if (!/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? /.test(text)) return null;
  const ms = Date.parse(text) - (Date.parse(date ?? '') || nowMs);
  return Number.isNaN(ms) ? null : Math.min(Math.max(ms, 0), retryAfterMsMax);
}

interface RetryAfter {
  readonly retryAfter: string | undefined;
  readonly date: string | undefined;
}
