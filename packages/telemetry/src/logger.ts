import { context, trace } from '@opentelemetry/api';
import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino';
import { describeError } from './describe-error.ts';
import { presentAbout } from './present.ts';
import { sealedNote } from './scrub.ts';

export const logLevels = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;

/** Fields that may hold what no log may: should one ever be given to a line, it says `[sealed]` there, up to two levels deep. */
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
    redact: { paths: sealed.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]), censor: sealedNote },
  };
  return to === undefined ? pino(options) : pino(options, to);
}

/** A new object each time: pino writes the line's own fields into it. */
function presentFields(): object {
  const span = trace.getSpanContext(context.active());
  return span === undefined ? { ...presentAbout() } : { ...presentAbout(), traceId: span.traceId };
}
