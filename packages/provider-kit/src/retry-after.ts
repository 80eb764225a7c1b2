/**
 * How long a `Retry-After` header asks to wait: seconds or an HTTP date. Undefined when there is none or it makes no
 * sense; never more than `retryAfterMsMax`.
 */
export function retryAfterMs(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - nowMs;
  if (Number.isNaN(ms)) return undefined;
  return Math.min(Math.max(ms, 0), retryAfterMsMax);
}

/** A pause is shared by every process of a connection; a provider that asks for more is asked again after an hour. */
const retryAfterMsMax = 3_600_000;
