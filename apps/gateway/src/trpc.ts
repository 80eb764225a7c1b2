import { type Caller, databaseError, inWorkspace, type Tx } from '@rollcall/db';
import { isStorable } from '@rollcall/provider-kit';
import { type ErrorCode, errorCodes, type KeyScope, RollcallError } from '@rollcall/schema';
import { getTRPCErrorFromUnknown, initTRPC, TRPCError } from '@trpc/server';
import { ZodError } from 'zod';
import type { Gateway } from './gateway.ts';
import type { Subscriptions } from './subscriptions.ts';

/** What a procedure knows of its request. */
export interface Context {
  readonly gateway: Gateway;
  readonly requestId: string;
  /** Undefined for a request without a good key: every procedure refuses it. */
  readonly caller: Caller | undefined;
  /** Forgets remembered keys: one was revoked. */
  readonly forgetCallers: () => void;
  /** Looks once more whose request this is: one that goes on for minutes may outlive its key. */
  readonly callerNow: () => Promise<Caller | undefined>;
  readonly subscriptions: Subscriptions;
}

/** What every procedure declares of itself: who may call it, what a call costs its key, and what it leaves on record. */
export interface Meta {
  readonly scope: KeyScope;
  readonly cost: Cost;
  readonly audit: AuditRule;
}

/** What a call costs, in the units that a key may spend: looking at one thing, a page of them, a change, asking a provider. */
export const costUnits = { read: 1, page: 2, change: 5, call: 10 } as const;
type Cost = keyof typeof costUnits;

/** `none`: nothing; `change`: an event for each change it makes; `access`: an event for each call, also one that only reads. */
export const auditRules = ['none', 'change', 'access'] as const;
type AuditRule = (typeof auditRules)[number];

const pingMs = 10_000;
/** A subscription is opened anew after this long: whoever went away without a word is not served for ever. */
const subscriptionMsMax = 3_600_000;

const t = initTRPC
  .context<Context>()
  .meta<Meta>()
  .create({
    isDev: false,
    sse: {
      // Whoever hears nothing for three pings connects again; proxies do not take the silence for death.
      ping: { enabled: true, intervalMs: pingMs },
      client: { reconnectAfterInactivityMs: 3 * pingMs },
      maxDurationMs: subscriptionMsMax,
    },
    errorFormatter: ({ shape, error, ctx }) => {
      const known = rollcallErrorOf(error);
      return {
        code: shape.code,
        message: known.message,
        data: {
          code: known.code,
          httpStatus: errorCodes[known.code].http,
          requestId: ctx?.requestId ?? null,
          details: known.details,
        },
      };
    },
  });

export const router = t.router;

/** A procedure for callers whose key has `scope`. Its context has the caller and a way into the caller's workspace. */
export function procedureFor(meta: Meta) {
  const { scope } = meta;
  return t.procedure.meta(meta).use(async ({ ctx, next, getRawInput }) => {
    const { caller, gateway } = ctx;
    if (caller === undefined) {
      throw trpcError(unauthenticated());
    }
    if (!caller.scopes.includes(scope)) throw trpcError(scopeMissing(scope));
    if (!isStorable(await getRawInput())) {
      const message = 'The input is not valid: it holds U+0000 or half of a character, which no text may hold.';
      throw trpcError(new RollcallError('invalid_input', message));
    }
    const inCallersWorkspace = <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
      inWorkspace(gateway.db, caller.workspaceId, work);
    const result = await next({ ctx: { ...ctx, caller, inWorkspace: inCallersWorkspace } });
    if (!result.ok) {
      const known = rollcallErrorOf(result.error);
      if (known.code === 'internal') {
        gateway.log.error({ err: result.error.cause ?? result.error, requestId: ctx.requestId }, 'request failed');
      }
      throw trpcError(known);
    }
    return result;
  });
}

/** Whether an error is a fault of ours: one for the log, of which a caller is told only that it happened. */
export function isFault(error: TRPCError): boolean {
  return rollcallErrorOf(error).code === 'internal';
}

/** The context behind `procedureFor`. */
export type CallerContext = Context & {
  readonly caller: Caller;
  readonly inWorkspace: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;
};

export function unauthenticated(): RollcallError {
  return new RollcallError(
    'unauthenticated',
    'No valid API key: send "Authorization: Bearer rc_live_…" with a key that is not revoked.',
  );
}

export function scopeMissing(scope: KeyScope): RollcallError {
  return new RollcallError('scope_missing', `This key lacks the scope ${scope}: use one that has it.`, {
    details: { scope },
  });
}

/** The refusal of what broke outside a procedure: before one ran, or in what it streams. */
export function refusalOf(error: unknown): TRPCError {
  return trpcError(rollcallErrorOf(getTRPCErrorFromUnknown(error)));
}

/** What a caller may see of an error: ours as it is, an input's issues, and of everything else only that it happened. */
function rollcallErrorOf(error: TRPCError): RollcallError {
  const cause = databaseError(error.cause ?? error);
  if (cause instanceof RollcallError) return cause;
  if (cause instanceof ZodError) {
    const issues = cause.issues.map((issue) => ({ path: issue.path.join('.'), message: messageOf(issue) }));
    const first = issues.map(({ path, message }) => `${path || 'input'}: ${message}`).join('; ');
    return new RollcallError('invalid_input', `The input is not valid: ${first}.`, { details: { issues } });
  }
  const code = codeOfTrpc[error.code];
  if (code === undefined)
    return new RollcallError('internal', 'Something went wrong here: the log has it under this request id.', { cause });
  return new RollcallError(code, error.message, { cause });
}

/** Zod's words for what is missing and what is too much speak of types; a caller looks for the field. */
function messageOf(issue: ZodError['issues'][number]): string {
  if (issue.code === 'unrecognized_keys') return `there is no field ${issue.keys.join(', ')}`;
  if (issue.code === 'invalid_type' && issue.message.endsWith('received undefined')) return 'is missing';
  return issue.message;
}

/** tRPC's own refusals, made before a procedure runs. */
const codeOfTrpc: Partial<Record<TRPCError['code'], ErrorCode>> = {
  BAD_REQUEST: 'bad_request',
  PARSE_ERROR: 'bad_request',
  NOT_FOUND: 'not_found',
  METHOD_NOT_SUPPORTED: 'bad_request',
  UNSUPPORTED_MEDIA_TYPE: 'bad_request',
  PAYLOAD_TOO_LARGE: 'request_too_large',
};

const trpcCodeOf: Readonly<Record<(typeof errorCodes)[ErrorCode]['http'], TRPCError['code']>> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  409: 'CONFLICT',
  413: 'PAYLOAD_TOO_LARGE',
  422: 'UNPROCESSABLE_CONTENT',
  429: 'TOO_MANY_REQUESTS',
  500: 'INTERNAL_SERVER_ERROR',
  502: 'BAD_GATEWAY',
  503: 'SERVICE_UNAVAILABLE',
};

function trpcError(error: RollcallError): TRPCError {
  return new TRPCError({ code: trpcCodeOf[errorCodes[error.code].http], message: error.message, cause: error });
}
