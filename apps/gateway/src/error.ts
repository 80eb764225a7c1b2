import { databaseError } from '@rollcall/db';
import {
  type ErrorCode,
  type ErrorIssue,
  type ErrorShape,
  errorCodes,
  RollcallError,
  shownError,
} from '@rollcall/schema';
import { getTRPCErrorFromUnknown, TRPCError } from '@trpc/server';
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc';
import type { Logger } from 'pino';
import { ZodError } from 'zod';

/** An error as tRPC's clients read it: what is ours stands in `data`. */
export interface ErrorEnvelope {
  readonly code: (typeof TRPC_ERROR_CODES_BY_KEY)[TRPCError['code']];
  readonly message: string;
  readonly data: ErrorShape & { readonly httpStatus: number };
}

/** The same for every error, wherever it came from. */
export function envelopeOf(error: RollcallError, requestId: string | null): ErrorEnvelope {
  const shown = shownError(error, requestId);
  const httpStatus = errorCodes[error.code].http;
  return {
    code: TRPC_ERROR_CODES_BY_KEY[trpcCodeOf[httpStatus]],
    message: shown.message,
    data: { ...shown, httpStatus },
  };
}

/**
 * What a caller may see of an error: ours as it is, an input's issues, and of everything else only that it happened. Never
 * throws, whatever was thrown.
 */
export function rollcallErrorOf(error: TRPCError, path?: string): RollcallError {
  try {
    const cause = databaseError(error.cause ?? error);
    if (cause instanceof RollcallError) return cause;
    // By tRPC's code: what breaks on our own data behind the input's check is a fault of ours.
    if (error.code === 'BAD_REQUEST' && cause instanceof ZodError) return invalidInput(cause);
    const refused = refusals[error.code];
    if (refused === undefined) return internal(cause);
    return new RollcallError(refused.code, refused.says(path), { cause });
  } catch (unreadable) {
    return internal(unreadable);
  }
}

/** Whether an error is a fault of ours: one for the log, of which a caller is told only that it happened. */
export function isFault(error: TRPCError): boolean {
  return rollcallErrorOf(error).code === 'internal';
}

/** What was thrown, as tRPC has it. Reading it may throw in turn. */
export function trpcErrorFrom(thrown: unknown): TRPCError {
  try {
    return getTRPCErrorFromUnknown(thrown);
  } catch (unreadable) {
    return getTRPCErrorFromUnknown(unreadable);
  }
}

export function trpcError(error: RollcallError): TRPCError {
  return new TRPCError({ code: trpcCodeOf[errorCodes[error.code].http], message: error.message, cause: error });
}

/** The refusal of what broke outside a procedure: before one ran, or in what it streams. */
export function refusalOf(error: unknown): TRPCError {
  return trpcError(rollcallErrorOf(trpcErrorFrom(error)));
}

/** Tells the log of a fault of ours, with its cause; all else stands by its code in the line of the request. */
export function logRefusal(log: Logger, { known, error }: { known: RollcallError; error: TRPCError }): void {
  if (known.code === 'internal') log.error({ err: error.cause ?? error }, 'request failed');
}

function internal(cause: unknown): RollcallError {
  return new RollcallError('internal', 'Something went wrong here: the log has it under this request id.', { cause });
}

/** More is not read by anybody. */
const issuesMax = 20;
const keysNamedMax = 5;
const keyLengthMax = 80;

function invalidInput({ issues: found }: ZodError): RollcallError {
  const all = found.flatMap(nearest);
  const issues: readonly ErrorIssue[] = all.slice(0, issuesMax).map((issue) => ({
    path: issue.path.map((part) => shortened(String(part))).join('.'),
    message: messageOf(issue),
  }));
  const first = issues.map(({ path, message }) => `${path || 'input'}: ${message}`).join('; ');
  return new RollcallError('invalid_input', `The input is not valid: ${first}.`, { details: { issues } });
}

/** Of what fits none of several forms, what is wrong with it by the form that it comes nearest to. */
function nearest(issue: ZodError['issues'][number]): ZodError['issues'] {
  if (issue.code !== 'invalid_union' || issue.message !== unionMessage) return [issue];
  const [form = [issue]] = issue.errors.toSorted((one, other) => one.length - other.length);
  return form.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
}

/** Zod's words where a schema has none of its own. */
const unionMessage = 'Invalid input';

/** Zod's words for what is missing and what is too much speak of types; a caller looks for the field. */
function messageOf(issue: ZodError['issues'][number]): string {
  if (issue.code === 'unrecognized_keys') {
    const more = issue.keys.length > keysNamedMax ? ` and ${issue.keys.length - keysNamedMax} more` : '';
    return `there is no field ${issue.keys.slice(0, keysNamedMax).map(shortened).join(', ')}${more}`;
  }
  if (issue.code === 'invalid_type' && issue.message.endsWith('received undefined')) return 'is missing';
  return issue.message;
}

function shortened(key: string): string {
  return key.length > keyLengthMax ? `${key.slice(0, keyLengthMax)}…` : key;
}

/** tRPC's own refusals, made before a procedure runs. Their messages may be of whatever broke, so none is passed on. */
const refusals: Partial<
  Record<TRPCError['code'], { readonly code: ErrorCode; says(path: string | undefined): string }>
> = {
  BAD_REQUEST: { code: 'bad_request', says: () => 'The request cannot be read: send the input as JSON, as tRPC does.' },
  PARSE_ERROR: { code: 'bad_request', says: () => 'The body is not JSON.' },
  NOT_FOUND: {
    code: 'not_found',
    says: (path) => `There is no procedure ${shortened(path ?? '')}: docs/API.md says what can be asked.`,
  },
  METHOD_NOT_SUPPORTED: {
    code: 'method_not_allowed',
    says: (path) => `${shortened(path ?? '')} is asked otherwise: a query by GET, a mutation by POST.`,
  },
  UNSUPPORTED_MEDIA_TYPE: {
    code: 'unsupported_media_type',
    says: () => 'A body is JSON: send it with "Content-Type: application/json".',
  },
  PAYLOAD_TOO_LARGE: { code: 'request_too_large', says: () => 'The body is too large: a mebibyte is read at most.' },
};

const trpcCodeOf: Readonly<Record<(typeof errorCodes)[ErrorCode]['http'], TRPCError['code']>> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_SUPPORTED',
  408: 'TIMEOUT',
  409: 'CONFLICT',
  413: 'PAYLOAD_TOO_LARGE',
  // tRPC has no word for 414 and 431, which are said before it is asked.
  414: 'BAD_REQUEST',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  422: 'UNPROCESSABLE_CONTENT',
  429: 'TOO_MANY_REQUESTS',
  431: 'BAD_REQUEST',
  500: 'INTERNAL_SERVER_ERROR',
  502: 'BAD_GATEWAY',
  503: 'SERVICE_UNAVAILABLE',
  504: 'GATEWAY_TIMEOUT',
};
