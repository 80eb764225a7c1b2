import { createHmac } from 'node:crypto';
import {
  acceptOperation,
  connectionNamed,
  connectionWithCredential,
  dispatchOperation,
  finishOperation,
  inWorkspace,
  type NewOperation,
  type OperationOutcome,
  openBudget,
  openCredential,
} from '@rollcall/db';
import { type OperationSpec, type Provider, ProviderError, type Session } from '@rollcall/provider-kit';
import { openSession } from '@rollcall/provider-registry';
import { type Connection, type Operation, type OperationId, RollcallError } from '@rollcall/schema';
import canonicalize from 'canonicalize';
import { type CallerContext, scopeMissing } from '../trpc.ts';
import { providerFailure } from './provider-failure.ts';

/** A caller waits this long in all: for the rate budget, and for the provider's answer. */
const callMsMax = 60_000;

export interface Call {
  readonly provider: Provider;
  readonly spec: OperationSpec;
  readonly connection: string;
  readonly input: unknown;
  readonly idempotencyKey: string | undefined;
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
  const reads = call.spec.effect(input) === 'read';
  if (!reads && !ctx.caller.scopes.includes('operations:write')) throw scopeMissing('operations:write');
  const { connection, session } = await openFor(ctx, call);
  try {
    if (reads) return { result: await answer(session, call, input), operation: null, replayed: false };
    return await write(ctx, { call, connection, session, input });
  } finally {
    await session.close();
  }
}

async function openFor(ctx: CallerContext, call: Call): Promise<{ connection: Connection; session: Session }> {
  const found = await ctx.inWorkspace(async (tx) =>
    connectionWithCredential(tx, (await connectionNamed(tx, call.connection)).id),
  );
  if (found === undefined || found.connection.state !== 'active') {
    throw new RollcallError(
      'connection_not_active',
      `The connection "${call.connection}" is not active: "connections resume ${call.connection}" wakes it.`,
    );
  }
  const { connection, sealed } = found;
  if (connection.provider !== call.provider.name) {
    throw new RollcallError(
      'unknown_operation',
      `The connection "${connection.name}" is at ${connection.provider}, and this is an operation of ${call.provider.name}.`,
    );
  }
  const owner = { workspaceId: ctx.caller.workspaceId, connectionId: connection.id };
  const credential = await openCredential(sealed, { ring: ctx.gateway.ring, owner });
  const budget = openBudget(ctx.gateway.db, owner, call.provider.buckets);
  return { connection, session: openSession(connection, { credential, budget }) };
}

async function answer(session: Session, { spec }: Call, input: Readonly<Record<string, unknown>>): Promise<unknown> {
  try {
    return await session.call({ operationId: spec.operationId, input }, AbortSignal.timeout(callMsMax));
  } catch (error) {
    if (error instanceof ProviderError) throw providerFailure(error);
    throw error;
  }
}

interface Write {
  readonly call: Call;
  readonly connection: Connection;
  readonly session: Session;
  readonly input: Readonly<Record<string, unknown>>;
}

async function write(ctx: CallerContext, { call, connection, session, input }: Write): Promise<Performed> {
  const { provider, spec } = call;
  const procedure = `${provider.name}.${spec.operationId}`;
  const operation: NewOperation = {
    connection,
    procedure,
    input: spec.redact(input),
    inputHmac: createHmac('sha256', ctx.gateway.pepper)
      .update(canonicalize({ procedure, connection: connection.id, input }) ?? '')
      .digest(),
    idempotencyKey: call.idempotencyKey ?? null,
    expectations: provider.expectations({ operationId: spec.operationId, input }),
    actor: ctx.caller.actor,
  };
  const accepted = await ctx.inWorkspace((tx) => acceptOperation(tx, operation));
  if (accepted.state === 'replay') return replayed(accepted.operation);
  const recorded = { ...operation, id: accepted.id };
  await ctx.inWorkspace((tx) => dispatchOperation(tx, recorded));
  try {
    const result = await session.call({ operationId: spec.operationId, input }, AbortSignal.timeout(callMsMax));
    await finish(ctx, recorded, { state: 'succeeded', result: spec.redactResult(result) });
    return { result, operation: { id: accepted.id, state: 'succeeded' }, replayed: false };
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    const state = error.applied === 'maybe' ? 'unknown' : 'failed';
    const { kind, message, providerCode = null } = error;
    await finish(ctx, recorded, { state, error: { kind, message, providerCode } });
    throw state === 'unknown' ? unknownOutcome(accepted.id, error.kind) : providerFailure(error, accepted.id);
  }
}

/** The provider has answered: its answer is recorded even when the caller has gone. */
async function finish(
  ctx: CallerContext,
  operation: NewOperation & { id: OperationId },
  outcome: OperationOutcome,
): Promise<void> {
  await inWorkspace(ctx.gateway.db, ctx.caller.workspaceId, (tx) => finishOperation(tx, operation, outcome));
}

/** The same key and the same input: the same answer, an error included. */
function replayed(operation: Operation): Performed {
  const { id, state, error, result } = operation;
  if (state === 'unknown') throw unknownOutcome(id, error?.kind ?? 'unavailable');
  if (state === 'failed') {
    throw new RollcallError('provider_error', `${error?.kind}: ${error?.message}`, {
      details: { kind: error?.kind, providerCode: error?.providerCode ?? null, operationId: id, replayed: true },
    });
  }
  return { result, operation: { id, state }, replayed: true };
}

function unknownOutcome(operationId: string, kind: string): RollcallError {
  return new RollcallError(
    'operation_unknown',
    `The request was sent and no answer that can be trusted came back (${kind}): the operation is unknown, and the next sync settles it. Do not send it again.`,
    { details: { operationId, kind } },
  );
}
