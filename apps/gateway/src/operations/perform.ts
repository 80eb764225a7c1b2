import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  acceptOperation,
  assertCircuitClosed,
  connectionNamed,
  connectionWithCredential,
  dispatchOperation,
  finishOperation,
  type NewOperation,
  type OperationOutcome,
  openBudget,
  openCredential,
  type Replay,
} from '@rollcall/db';
import {
  type Budget,
  budgetTermsOf,
  callMsOf,
  type Learned,
  type OperationSpec,
  type Provider,
  ProviderError,
  patientBudget,
  type Session,
} from '@rollcall/provider-kit';
import { openSession } from '@rollcall/provider-registry';
import {
  type Connection,
  type Expectation,
  type Kind,
  type Operation,
  type OperationId,
  RollcallError,
} from '@rollcall/schema';
import canonicalize from 'canonicalize';
import { assertMayWrite } from '../keys/scopes.ts';
import type { CallerContext } from '../trpc.ts';
import {
  answerOf,
  failureOf,
  noAnswer,
  providerFailure,
  type StoredFailure,
  storedFailure,
} from './provider-failure.ts';
import { type Watched, watchCredential } from './watch-credential.ts';

export interface Call {
  readonly provider: Provider;
  readonly spec: OperationSpec;
  readonly connection: string;
  readonly input: unknown;
  readonly idempotencyKey: string | undefined;
  /** The kinds that this call writes to, where that is less than all that the operation may do. */
  readonly kinds?: readonly Kind[];
  /** What was asked for, where that was a common operation: the idempotency key is held to it. */
  readonly via?: Asked;
  /** What listings must show of it where the provider cannot tell by the call alone. */
  readonly expects?: readonly Expectation[];
}

/** An operation as a caller asks for it. */
export interface Asked {
  readonly procedure: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** What a call answers. `operation` is null for a read, which leaves no record. */
export interface Performed {
  readonly result: unknown;
  readonly operation: { readonly id: OperationId; readonly state: Operation['state'] } | null;
  /** The answer of an earlier call with the same idempotency key; what may not be stored is left out of it. */
  readonly replayed: boolean;
}

/**
 * The one path from a caller to a provider. A read is passed on; a write is recorded, sent once, and recorded again with
 * its outcome. Throws `provider_error` when it failed, and `operation_unknown` when nobody can say.
 */
export async function perform(ctx: CallerContext, call: Call): Promise<Performed> {
  const input = call.spec.parse(call.input ?? {});
  if (call.spec.effect(input) === 'read') return read(ctx, { call, account: await openFor(ctx, call), input });
  assertMayWrite(ctx.caller, call.kinds ?? call.spec.acts.map(({ kind }) => kind));
  return write(ctx, { call, account: await openFor(ctx, call), input });
}

/** A connection that may be called, and how a session of it is opened. */
interface Account extends Watched {
  readonly budget: Budget;
  open(budget: Budget): Session;
}

type Input = Readonly<Record<string, unknown>>;

/** A call with what it needs: the connection that it goes to, and its input as it was checked. */
interface Opened {
  readonly call: Call;
  readonly account: Account;
  readonly input: Input;
}

async function openFor(ctx: CallerContext, call: Call): Promise<Account> {
  const found = await ctx.inWorkspace(async (tx) =>
    connectionWithCredential(tx, (await connectionNamed(tx, call.connection)).id),
  );
  if (found === undefined || found.connection.state !== 'active') {
    throw new RollcallError(
      'connection_not_active',
      `The connection "${call.connection}" is not active: "connections resume ${call.connection}" wakes it.`,
    );
  }
  const { connection, sealed, refusals } = found;
  if (connection.provider !== call.provider.name) {
    throw new RollcallError(
      'unknown_operation',
      `The connection "${connection.name}" is at ${connection.provider}, and this is an operation of ${call.provider.name}.`,
    );
  }
  assertCircuitClosed(connection);
  const owner = { workspaceId: ctx.caller.workspaceId, connectionId: connection.id };
  const credential = await openCredential(sealed, { ring: ctx.gateway.ring, owner });
  const terms = { ...budgetTermsOf(call.provider, connection), priority: 'caller' } as const;
  const budget = patientBudget(openBudget(ctx.gateway.db, owner, terms));
  return { connection, refusals, budget, open: (spent) => openSession(connection, { credential, budget: spent }) };
}

async function read(ctx: CallerContext, { call, account, input }: Opened): Promise<Performed> {
  const session = account.open(account.budget);
  try {
    return { result: await send(ctx, { call, account, input, session }), operation: null, replayed: false };
  } catch (error) {
    if (error instanceof ProviderError) throw providerFailure(error);
    throw error;
  } finally {
    await session.close();
  }
}

function send(
  ctx: CallerContext,
  { call, account, input, session }: Opened & { readonly session: Session },
): Promise<unknown> {
  const { provider, spec } = call;
  const signal = AbortSignal.timeout(callMsOf(provider));
  return watchCredential(ctx, account, () => session.call({ operationId: spec.operationId, input }, signal));
}

async function write(ctx: CallerContext, { call, account, input }: Opened): Promise<Performed> {
  const operation = operationOf(ctx, { call, connection: account.connection, input });
  const accepted = await ctx.inWorkspace((tx) => acceptOperation(tx, operation));
  if (accepted.state === 'replay') return replayed(accepted);
  const recorded = { ...operation, id: accepted.id };
  const session = account.open(
    // Recorded once the budget allows the request, just before it is sent.
    announcing(account.budget, () => ctx.inWorkspace((tx) => dispatchOperation(tx, recorded))),
  );
  try {
    const result = await send(ctx, { call, account, input, session });
    const learned = learnedFrom(ctx, { call, account, input }, result);
    await record(ctx, recorded, { state: 'succeeded', result: call.spec.redactResult(result), learned });
    return { result, operation: { id: accepted.id, state: 'succeeded' }, replayed: false };
  } catch (error) {
    throw await refusalOf(ctx, recorded, error);
  } finally {
    await session.close();
  }
}

/** What the result tells and no listing shows. That the provider's package cannot read it makes no success unknown. */
function learnedFrom(ctx: CallerContext, { call, input }: Opened, result: unknown): readonly Learned[] {
  const { provider, spec } = call;
  try {
    return provider.learned?.({ operationId: spec.operationId, input }, result) ?? [];
  } catch (error) {
    ctx.gateway.log.error({ err: error, operation: spec.operationId }, 'could not learn from a result');
    return [];
  }
}

/** The same budget; what it allows is announced before it is sent, and not sent when that fails. */
function announcing(budget: Budget, announce: () => Promise<void>): Budget {
  return {
    pause: (bucket, ms) => budget.pause(bucket, ms),
    slow: (bucket) => budget.slow(bucket),
    async take(bucket, signal) {
      const release = await budget.take(bucket, signal);
      try {
        await announce();
      } catch (error) {
        await release();
        throw error;
      }
      return release;
    },
  };
}

function operationOf(
  ctx: CallerContext,
  { call, connection, input }: { call: Call; connection: Connection; input: Input },
): NewOperation {
  const { provider, spec } = call;
  const procedure = `${provider.name}.${spec.operationId}`;
  const told = provider.expectations({ operationId: spec.operationId, input });
  return {
    connection,
    procedure,
    ...(call.via === undefined ? {} : { via: call.via.procedure }),
    input: spec.redact(input),
    inputHmac: hmacOf(ctx, { connection, asked: call.via ?? { procedure, input } }),
    idempotencyKey: call.idempotencyKey ?? null,
    expectations: told.length > 0 ? told : (call.expects ?? []),
    callMs: callMsOf(provider),
    actor: ctx.caller.actor,
  };
}

/** What an idempotency key is held to. */
export function hmacOf(
  ctx: CallerContext,
  { connection, asked: { procedure, input } }: { connection: Pick<Connection, 'id'>; asked: Asked },
): Buffer {
  const whole = canonicalize({ procedure, connection: connection.id, input }) ?? '';
  return createHmac('sha256', ctx.gateway.pepper).update(whole).digest();
}

type Recorded = NewOperation & { readonly id: OperationId };

/** Records how a write failed, and answers what its caller is told. */
async function refusalOf(ctx: CallerContext, recorded: Recorded, error: unknown): Promise<unknown> {
  // Already known to be unknown: the provider answered, and the answer could not be recorded.
  if (error instanceof RollcallError && error.code === 'operation_unknown') return error;
  if (!(error instanceof ProviderError) || error.applied === 'maybe') {
    const failure =
      error instanceof ProviderError
        ? storedFailure(error)
        : { kind: 'unrecognised', message: 'the answer could not be handled', providerCode: null, details: {} };
    if (!(error instanceof ProviderError))
      ctx.gateway.log.error({ err: error, operationId: recorded.id }, 'call broke');
    await record(ctx, recorded, { state: 'unknown', error: failure });
    return unknownOutcome(recorded, failure);
  }
  const failure = storedFailure(error);
  // Without a status nobody has answered: with `applied: no`, nothing was sent.
  await record(ctx, recorded, { state: 'failed', error: failure, unsent: error.status === undefined });
  return failureOf(failure, { cause: error, operationId: recorded.id });
}

/** What the provider has answered must not be lost to a moment's trouble of the database. */
const recordTries = 4;
const recordPauseMs = 500;

/** Records an outcome, also when the caller has gone. Throws `operation_unknown` when that cannot be done. */
async function record(ctx: CallerContext, recorded: Recorded, outcome: OperationOutcome): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ctx.inWorkspace((tx) => finishOperation(tx, recorded, outcome));
    } catch (error) {
      ctx.gateway.log.error(
        { err: error, operationId: recorded.id, state: outcome.state },
        'could not record an outcome',
      );
      if (attempt === recordTries) throw unknownOutcome(recorded, noAnswer);
      await sleep(recordPauseMs * attempt);
    }
  }
}

/** The same key and the same input: the same answer, an error included. */
export function replayed({ operation: earlier, expectations }: Replay): Performed {
  const { id, state, error, result } = earlier;
  if (state === 'unknown') throw unknownOutcome({ id, expectations }, error ?? noAnswer);
  if (state === 'failed' && error !== null) throw failureOf(error, { operationId: id });
  return { result, operation: { id, state }, replayed: true };
}

function unknownOutcome(
  { id, expectations }: { readonly id: string; readonly expectations: NewOperation['expectations'] },
  failure: StoredFailure,
): RollcallError {
  const next =
    expectations.length > 0
      ? 'the next sync settles it. Do not send it again'
      : 'nothing in the inventory will tell. Look at the provider before you send it again';
  return new RollcallError(
    'operation_unknown',
    `The request was sent and no answer that can be trusted came back (${failure.kind}): the operation is unknown, and ${next}.`,
    { details: { operationId: id, provider: answerOf(failure) } },
  );
}
