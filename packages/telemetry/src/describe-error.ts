import { scrubbed } from './scrub.ts';

/** An error as the log has it: what happened and where, and nothing of what was sent, answered or stored. */
export interface DescribedError {
  readonly type: string;
  readonly message: string;
  /** Where it was thrown: places in code, without the message that a stack begins with. */
  readonly stack?: string;
  readonly cause?: DescribedError;
  readonly errors?: readonly DescribedError[];
  readonly [fact: string]: unknown;
}

const messageLengthMax = 1_000;
const framesMax = 30;
const causesMax = 5;
const errorsMax = 5;

/** What else is told of an error: words and numbers of ours, of Node's and of PostgreSQL's that hold no values. */
const facts = [
  ...['kind', 'code', 'status', 'applied', 'errno', 'syscall', 'address', 'port', 'retryAfterMs', 'providerCode'],
  ...['severity', 'schema', 'table', 'column', 'constraint', 'routine'],
] as const;

/**
 * Describes what was thrown, which need not be an error. What an error quotes may have been sent by somebody: of errors that
 * quote, what stands between quotation marks is left out, and forms of secrets are wherever they stand. Its own other fields
 * (a URL that could not be read, the row that broke a rule, the headers of a request) are not told at all. Never throws.
 */
export function describeError(thrown: unknown): DescribedError {
  try {
    return described(thrown, causesMax);
  } catch {
    return { type: 'Unknown', message: 'what was thrown cannot be read' };
  }
}

function described(thrown: unknown, depth: number): DescribedError {
  if (!(thrown instanceof Error)) return { type: typeof thrown, message: 'what was thrown is no error' };
  const { cause, stack } = thrown;
  const errors = thrown instanceof AggregateError && depth > 0 ? thrown.errors.slice(0, errorsMax) : [];
  return {
    type: thrown.name,
    message: messageOf(thrown),
    ...factsOf(thrown),
    ...(typeof stack === 'string' ? { stack: framesOf(stack) } : {}),
    ...(cause !== undefined && depth > 0 ? { cause: described(cause, depth - 1) } : {}),
    ...(errors.length > 0 ? { errors: errors.map((error) => described(error, depth - 1)) } : {}),
  };
}

function messageOf(error: Error): string {
  const text = error.message.slice(0, 10 * messageLengthMax);
  const told = scrubbed(quotes(error) ? text.replace(/(["'`]).*\1/gs, '$1…$1') : text);
  return told.length > messageLengthMax ? `${told.slice(0, messageLengthMax)}…` : told;
}

/** Of these classes PostgreSQL quotes names of ours; of all others it may quote values. */
const namingClasses = /^(08|23|25|26|28|3D|40|42|53|55|57|58)/;

/** Whether an error quotes what it met: parsers do, and PostgreSQL of values that it cannot take. */
function quotes(error: Error): boolean {
  if (error instanceof SyntaxError || error instanceof TypeError || error instanceof RangeError) return true;
  if (!('severity' in error && 'routine' in error)) return false;
  return !('code' in error && typeof error.code === 'string' && namingClasses.test(error.code));
}

function factsOf(error: Error): Readonly<Record<string, unknown>> {
  const told = facts.map((name): [string, unknown] => [name, Reflect.get(error, name)]);
  return Object.fromEntries(
    told.flatMap(([name, value]): [string, unknown][] => {
      if (typeof value === 'number') return [[name, value]];
      return typeof value === 'string' ? [[name, scrubbed(value).slice(0, 200)]] : [];
    }),
  );
}

function framesOf(stack: string): string {
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, framesMax)
    .join('\n');
}
