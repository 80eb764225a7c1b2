import { context, trace } from '@opentelemetry/api';
import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino';
import { describeError } from './describe-error.ts';
import { presentAbout } from './present.ts';
import { sealedNote } from './scrub.ts';

export const logLevels = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;

/** Fields that may hold what no log may: should one ever be given to a line, it says `[sealed]` there, however deep. */
const sealed = [
  ...['authorization', 'apiKey', 'api_key', 'token', 'secret', 'secrets', 'sealed', 'password', 'passphrase', 'pepper'],
  ...['credential', 'cookie', 'headers', 'input', 'body', 'result', 'params', 'parameters'],
] as const;

/**
 * A process's log: a constant sentence and fields. Each line has what the present work is about, and the trace that it
 * belongs to, whoever writes it. `to` is standard output unless given.
 */
export function createLogger(
  { name, level }: { readonly name: string; readonly level: (typeof logLevels)[number] },
  to?: DestinationStream,
): Logger {
  const options: LoggerOptions = {
    name,
    level,
    mixin: presentFields,
    serializers: { err: describeError },
    redact: { paths: [...sealed], censor: sealedNote },
    formatters: { log: sealedWithin },
  };
  return to === undefined ? pino(options) : pino(options, to);
}

/**
 * The fields of a line, with what is to be sealed inside of them sealed: pino's own paths with wildcards cost 23 µs a line, of
 * which nearly all hold no object at all. What was thrown is described by its serializer, and may throw when it is read.
 */
function sealedWithin(fields: Record<string, unknown>): Record<string, unknown> {
  let copy: Record<string, unknown> | undefined;
  for (const name of Object.keys(fields)) {
    if (name === 'err') continue;
    const value = fields[name];
    const told = typeof value === 'object' && value !== null ? sealedValue(value, 1) : value;
    if (told !== value) copy = { ...(copy ?? fields), [name]: told };
  }
  return copy ?? fields;
}

/** Deeper than anything that is logged; what is deeper is not told. */
const depthMax = 5;
const names: ReadonlySet<string> = new Set(sealed);

function sealedValue(value: object, depth: number): unknown {
  // What says itself how it is written: dates, and credentials, which say that they are sealed.
  if ('toJSON' in value) return value;
  if (depth > depthMax) return sealedNote;
  const within = (inner: unknown) =>
    typeof inner === 'object' && inner !== null ? sealedValue(inner, depth + 1) : inner;
  if (Array.isArray(value)) return value.map(within);
  const entries = Object.entries(value).map(([name, inner]) => [name, names.has(name) ? sealedNote : within(inner)]);
  return Object.fromEntries(entries);
}

/** A new object each time: pino writes the line's own fields into it. */
function presentFields(): object {
  const span = trace.getSpanContext(context.active());
  return span === undefined ? { ...presentAbout() } : { ...presentAbout(), traceId: span.traceId };
}
