import { isSpanContextValid, type SpanContext } from '@opentelemetry/api';

/**
 * Where a trace goes on, as W3C Trace Context writes it in a header: `00-<trace id>-<span id>-<flags>`. Random numbers: it
 * tells nothing of who or what.
 */
const form = /^(?!ff)([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** Of version 00, what is known: whether the trace is recorded, and whether its id is random. */
const flagsKnown = 0b11;

/** What a `traceparent` says; undefined for one that is none, which is the same as having none. Of `tracestate` nothing is kept. */
export function spanContextOf(traceparent: unknown): SpanContext | undefined {
  if (typeof traceparent !== 'string') return undefined;
  const [, version, traceId = '', spanId = '', flags = '', more] = form.exec(traceparent) ?? [];
  // Later versions may say more behind it.
  if (version === undefined || (version === '00' && more !== undefined)) return undefined;
  const context = { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & flagsKnown, isRemote: true };
  return isSpanContextValid(context) ? context : undefined;
}

/** The same in its one written form. */
export function traceparentOf({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${(traceFlags & flagsKnown).toString(16).padStart(2, '0')}`;
}
