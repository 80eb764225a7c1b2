import { type Caller, confinedTo, forWriting, inWorkspace, type Tx } from '@rollcall/db';
import { isStorable } from '@rollcall/provider-kit';
import { type KeyScope, RollcallError } from '@rollcall/schema';
import { inSpan, note, presentAbout } from '@rollcall/telemetry';
import { initTRPC, type TRPCError } from '@trpc/server';
import { envelopeOf, logRefusal, rollcallErrorOf, trpcError, trpcErrorFrom } from './error.ts';
import type { Gateway } from './gateway.ts';
import type { EventStream } from './http/event-stream.ts';
import { presentRequestId } from './http/request-id.ts';
import { hasScope, hasSomeOperations, scopeMissing } from './keys/scopes.ts';
import { keyLimited } from './keys/within.ts';
import type { Subscriptions } from './subscriptions.ts';

/** What a procedure knows of its request. */
export interface Context {
  readonly gateway: Gateway;
  readonly requestId: string;
  /** Undefined for a request without a good key: every procedure refuses it, with `refusal`. */
  readonly caller: Caller | undefined;
  /** Why there is none: the key opens nothing, or nobody could look. */
  readonly refusal: RollcallError | undefined;
  /** Spends units of the caller's key; throws, or rejects with, `rate_limited`. Nothing to wait for is the rule. */
  readonly spend: (units: number) => Promise<void> | undefined;
  /** Forgets remembered keys: one was revoked. */
  readonly forgetCallers: () => void;
  /** Looks once more whose request this is: one that goes on for minutes may outlive its key. Throws what refuses it. */
  readonly callerNow: () => Promise<Caller>;
  readonly subscriptions: Subscriptions;
  /** Says from where a stream goes on, though nothing is told. Nobody hears it where nothing is streamed. */
  readonly pass: EventStream['pass'];
}

/** What every procedure declares of itself: who may call it, what a call costs its key, and what it leaves on record. */
export interface Meta {
  /**
   * How whoever speaks no tRPC asks for it: a method, and a path under `/v1` whose `{fields}` are fields of the input. What
   * reads is GET; what changes is PATCH where it changes some settings of a thing, PUT where it sets all of them, DELETE where
   * it ends a thing of ours and takes its name alone, and else POST.
   */
  readonly rest: `${RestMethod} /${string}`;
  /** What it does, in a sentence for whoever reads the OpenAPI document. */
  readonly summary: string;
  /** REST answers a document as it is; tRPC tells of it. */
  readonly answers?: 'document';
  readonly scope: KeyScope;
  readonly cost: Cost;
  readonly audit: AuditRule;
  /** `kinds`: for `operations:write`, it asks itself whether the key may write to the kinds that a call touches. */
  readonly narrows?: 'kinds';
  /** `workspace`: it is of the whole workspace, and not for a key that is limited to some connections. */
  readonly reach?: 'workspace';
}

export const restMethods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type RestMethod = (typeof restMethods)[number];

/** What a call costs, in the units that a key may spend: looking at one thing, a page of them, a change, asking a provider. */
export const costUnits = { read: 1, page: 2, change: 5, call: 10 } as const;
type Cost = keyof typeof costUnits;

/** `none`: nothing; `change`: an event for each change it makes; `access`: an event for each call, also one that only reads. */
export const auditRules = ['none', 'change', 'access'] as const;
type AuditRule = (typeof auditRules)[number];

const t = initTRPC
  .context<Context>()
  .meta<Meta>()
  .create({
    isDev: false,
    errorFormatter: ({ error, path, ctx }) => {
      const known = rollcallErrorOf(error, path);
      note({ code: known.code });
      return envelopeOf(known, ctx?.requestId ?? presentRequestId());
    },
  });

export const router = t.router;

/** A procedure for callers whose key has `scope`. Its context has the caller and a way into the caller's workspace. */
export function procedureFor(meta: Meta) {
  return t.procedure.meta(meta).use(async ({ ctx, type, path, next, getRawInput }) => {
    const ended = timing(ctx, path);
    noteProcedure(path);
    try {
      const caller = await admitted(ctx, meta, getRawInput);
      const { gateway } = ctx;
      // Nothing behind this has a way to the database that shows more than the key may see.
      const db = caller.connections === null ? gateway.db : confinedTo(gateway.db, caller.connections);
      const own = db === gateway.db ? gateway : { ...gateway, db };
      const patient = type === 'mutation' ? forWriting(db) : db;
      const inCallersWorkspace = <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
        inWorkspace(patient, caller.workspaceId, work);
      return await inSpan({ name: path, attributes: { 'rpc.system.name': 'trpc', 'rpc.method': path } }, async () => {
        const result = await next({ ctx: { ...ctx, gateway: own, caller, inWorkspace: inCallersWorkspace } });
        if (!result.ok) throw refused(ctx, result.error);
        ended('ok');
        return result;
      });
    } catch (error) {
      ended(rollcallErrorOf(trpcErrorFrom(error)).code);
      throw error;
    }
  });
}

/** Counts how a call ended, and how long it took. Here, since a middleware of its own would cost each read 3 µs. */
function timing({ gateway: { metrics } }: Context, procedure: string): (code: string) => void {
  const began = performance.now();
  return (code) => metrics.called({ procedure, code, ms: performance.now() - began });
}

/** Whose call this is, once it is paid for. Throws what refuses it. */
async function admitted(ctx: Context, meta: Meta, getRawInput: () => Promise<unknown>): Promise<Caller> {
  const { caller } = ctx;
  if (caller === undefined) throw refused(ctx, trpcError(ctx.refusal ?? new RollcallError('internal', 'No caller.')));
  await spendFor(ctx, meta);
  assertMay(caller, meta);
  if (!isStorable(await getRawInput())) {
    const message = 'The input is not valid: it holds U+0000 or half of a character, which no text may hold.';
    throw trpcError(new RollcallError('invalid_input', message));
  }
  return caller;
}

/** Of a batch, all of them; more than a line can hold say no more. */
const proceduresLengthMax = 300;

function noteProcedure(path: string): void {
  const { procedure } = presentAbout();
  if (procedure === undefined) note({ procedure: path });
  else if (procedure.length < proceduresLengthMax) note({ procedure: `${procedure},${path}` });
}

/** What a caller is told of what a procedure threw; the log has it under the id that the caller is told. */
function refused({ gateway }: Context, error: TRPCError): TRPCError {
  const known = rollcallErrorOf(error);
  logRefusal(gateway.log, { known, error });
  return trpcError(known);
}

async function spendFor(ctx: Context, { cost }: Meta): Promise<void> {
  try {
    const spending = ctx.spend(costUnits[cost]);
    if (spending !== undefined) await spending;
  } catch (error) {
    throw refused(ctx, trpcErrorFrom(error));
  }
}

function assertMay(caller: Caller, { scope, narrows, reach }: Meta): void {
  const may = hasScope(caller, scope) || (narrows === 'kinds' && hasSomeOperations(caller));
  if (!may) throw trpcError(scopeMissing(scope));
  if (reach !== 'workspace' || caller.connections === null) return;
  throw trpcError(keyLimited('is limited to some connections, and this is of the whole workspace'));
}

/** The context behind `procedureFor`. */
export type CallerContext = Context & {
  readonly caller: Caller;
  readonly inWorkspace: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;
};
