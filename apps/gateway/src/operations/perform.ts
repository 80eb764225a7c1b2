import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Accepted,
  acceptOperation,
  assertCircuitClosed,
  type Because,
  connectionNamed,
  connectionWithCredential,
  dispatchOperation,
  finishOperation,
  lockVersion,
  type NewOperation,
  type OperationOutcome,
  openBudget,
  openCredential,
  replayOf,
  type Tx,
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
  withheldAs,
} from '@rollcall/provider-kit';
import {
  type Connection,
  type ConnectionId,
  type Expectation,
  type Instant,
  type Kind,
  type OperationId,
  type Performed,
  RollcallError,
} from '@rollcall/schema';
import { about, inSpan, presentSpan } from '@rollcall/telemetry';
import { assertMayWrite } from '../keys/scopes.ts';
import type { CallerContext } from '../trpc.ts';
import { assertMaySee, isAccess, recordAccess, recordRefusedAccess } from './access.ts';
import { assertVersion, changedBy, type Seen } from './assert-version.ts';
import { actedOnKinds } from './kinds-written.ts';
import { openObserved } from './open-observed.ts';
import { failureOf, noAnswer, providerFailure, storedFailure } from './provider-failure.ts';
import { type Asked, earlierAnswer, hmacOf, replayed, unknownOutcome } from './replay.ts';
import { type Sealing, sealSecondsDefault, secretsOf } from './seal-result.ts';
import { type Watched, watchCredential } from './watch-credential.ts';

/** What a caller may say of any call beside the operation's input. */
export interface CallOptions {
  readonly idempotencyKey: string | undefined;
  /** Of the resource that is changed: refused where the ledger holds another one by now. */
  readonly expectedVersion?: number | undefined;
  /** Has the secrets in the answer wait to be taken, instead of being in it. */
  readonly sealSecrets?: Sealing | undefined;
  /** Aborted when nobody waits for the answer any more: its secrets wait, sealed, then. */
  readonly callerGone?: AbortSignal | undefined;
  /** Of a part of something larger. */
  readonly background?: Background | undefined;
}

export interface Call extends CallOptions {
  readonly provider: Provider;
  readonly spec: OperationSpec;
  readonly connection: string;
  readonly input: unknown;
  /** The kinds that this call writes to, where that is less than all that the operation may do. */
  readonly kinds?: readonly Kind[];
  /** What was asked for, where that was a common operation: the idempotency key is held to it, and was looked up by it. */
  readonly via?: Asked;
  /** What a common operation is about. */
  readonly target?: Omit<Seen, 'version'> | undefined;
  /** What listings must show of it where the provider cannot tell by the call alone. */
  readonly expects?: readonly Expectation[];
}

/** How a call goes that is a part of something larger: it lets callers go first, and is sent only while it is let. */
export interface Background {
  readonly because: Because;
  /** The connection that it was planned for: another may have taken its name since. */
  readonly connectionId: ConnectionId;
  /** Asked in each transaction that has the call go on; throws when somebody else is at it by now. */
  hold(tx: Tx): Promise<void>;
  /** The rate allowed the request: it is being sent. */
  onSent(): void;
  /** Aborted, the rate is waited for no longer; what was sent is waited for all the same. */
  readonly stopping: AbortSignal;
}

/**
 * The one path from a caller to a provider. A read is passed on; a write is recorded, sent once, and recorded again with
 * its outcome. Throws `provider_error` or `provider_refused` when it failed, and `operation_unknown` when nobody can say.
 * Secrets of a read are shown once the access is on record; those of a write go to the caller this once, or wait sealed.
 */
export function perform(ctx: CallerContext, call: Call): Promise<Performed> {
  const { provider, spec, connection } = call;
  const attributes = { 'rollcall.provider': provider.name, 'rollcall.operation.name': spec.operationId };
  const work = () => inSpan({ name: 'operation', attributes }, () => performed(ctx, call));
  return about({ provider: provider.name, connection }, work);
}

async function performed(ctx: CallerContext, call: Call): Promise<Performed> {
  const { provider, spec } = call;
  const input = spec.parse(call.input ?? {});
  assertMaySee(ctx.caller, spec);
  if (spec.effect(input) === 'read') {
    if (call.expectedVersion !== undefined) throw unversioned(call, 'it changes nothing');
    return read(ctx, { call, account: await openFor(ctx, call), input });
  }
  assertMayWrite(ctx.caller, call.kinds ?? actedOnKinds(provider, spec));
  if (call.via === undefined && call.idempotencyKey !== undefined) {
    // Before anything is refused: what a call was answered stands, whatever became of its connection since.
    const asked = { procedure: `${provider.name}.${spec.operationId}`, input };
    const earlier = await ctx.inWorkspace((tx) => earlierAnswer(tx, ctx, { ...call, asked }));
    if (earlier !== undefined) return earlier;
  }
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
  if (call.background !== undefined && call.background.connectionId !== connection.id) {
    throw new RollcallError(
      'plan_moved',
      `The connection that was planned for was removed, and "${connection.name}" is another one: plan again.`,
    );
  }
  if (connection.provider !== call.provider.name) {
    throw new RollcallError(
      'unknown_operation',
      `The connection "${connection.name}" is at ${connection.provider}, and this is an operation of ${call.provider.name}.`,
    );
  }
  assertCircuitClosed(connection);
  const owner = { workspaceId: ctx.caller.workspaceId, connectionId: connection.id };
  const credential = await openCredential(sealed, { ring: ctx.gateway.ring, owner });
  const priority = call.background === undefined ? 'caller' : 'background';
  const terms = { ...budgetTermsOf(call.provider, connection), priority } as const;
  const budget = patientBudget(openBudget(ctx.gateway.db, owner, terms));
  const open = (spent: Budget): Session => openObserved(ctx, connection, { credential, budget: spent });
  return { connection, refusals, budget, open };
}

async function read(ctx: CallerContext, opened: Opened): Promise<Performed> {
  const { call, account, input } = opened;
  const access = { ...call, connection: account.connection, input };
  const about = isAccess(call.spec) ? await recordAccess(ctx, access) : undefined;
  const session = account.open(account.budget);
  try {
    return { result: await send(ctx, { ...opened, session }), operation: null, replayed: false, secrets: null };
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    if (about !== undefined) await recordRefusedAccess(ctx, { ...access, about }, error);
    throw providerFailure(error);
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

async function write(ctx: CallerContext, opened: Opened): Promise<Performed> {
  const { call, account, input } = opened;
  const operation = operationOf(ctx, { call, connection: account.connection, input });
  const intent: { recorded?: Recorded } = {};
  // What cannot be opened is refused before anything is on record.
  const session = account.open(
    // Recorded once the budget allows the request, just before it is sent.
    announcing(budgetOf(opened), () => announce(ctx, call, intent.recorded)),
  );
  try {
    // A read that its input makes a write shows what the read would.
    if (isAccess(call.spec)) await recordAccess(ctx, { ...call, connection: account.connection, input });
    const accepted = await accept(ctx, opened, operation);
    if (accepted.state === 'replay') return replayed(accepted);
    const recorded = { ...operation, id: accepted.id };
    intent.recorded = recorded;
    presentSpan()?.setAttribute('rollcall.operation.id', accepted.id);
    const of = { operationId: accepted.id, connectionId: account.connection.id };
    return await about(of, () => sent(ctx, { ...opened, session }, recorded));
  } finally {
    await session.close();
  }
}

/** Sends what is on record, and records what became of it. */
async function sent(
  ctx: CallerContext,
  opened: Opened & { readonly session: Session },
  recorded: Recorded,
): Promise<Performed> {
  try {
    const result = await send(ctx, opened);
    return await succeeded(ctx, opened, { recorded, result });
  } catch (error) {
    throw await refusalOf(ctx, recorded, error);
  }
}

/** Records the intent, unless what is changed has moved since its caller looked. */
function accept(ctx: CallerContext, { call, account }: Opened, operation: NewOperation): Promise<Accepted> {
  const { expectedVersion: version, background } = call;
  if (version === undefined) {
    return ctx.inWorkspace(async (tx) => {
      await background?.hold(tx);
      return acceptOperation(tx, operation);
    });
  }
  const changed = call.target ?? changedBy(operation.expectations);
  if (changed === undefined) throw unversioned(call, 'what it changes cannot be told by its input');
  const { idempotencyKey, inputHmac } = operation;
  return ctx.inWorkspace(async (tx) => {
    // Of two callers who saw the same version the second waits here until the first one's operation is on record.
    await lockVersion(tx, { connectionId: account.connection.id, ...changed });
    const earlier =
      idempotencyKey === null ? undefined : await replayOf(tx, { idempotencyKey, hmacAt: () => inputHmac });
    if (earlier !== undefined) return { state: 'replay', ...earlier };
    await background?.hold(tx);
    await assertVersion(tx, account.connection, { ...changed, version });
    return acceptOperation(tx, operation);
  });
}

/** Records what the provider answered, and what becomes of the secrets in it. */
async function succeeded(
  ctx: CallerContext,
  opened: Opened,
  { recorded, result }: { readonly recorded: Recorded; readonly result: unknown },
): Promise<Performed> {
  const { spec, sealSecrets, callerGone } = opened.call;
  const { id } = recorded;
  const sealing = sealSecrets ?? (callerGone?.aborted === true ? { ttlSeconds: sealSecondsDefault } : undefined);
  const secrets = await secretsOf(ctx, { id, spec, result, sealing });
  const stored = spec.redactResult(result);
  const learned = learnedFrom(ctx, opened, result);
  const outcome = { state: 'succeeded', result: stored, learned, ...(secrets && { secrets }) } as const;
  const expiresAt = await record(ctx, recorded, outcome);
  const answered = { operation: { id, state: 'succeeded' }, replayed: false } as const;
  if (secrets === undefined || secrets.become === 'shown') return { ...answered, result, secrets: null };
  const wait = expiresAt === null ? null : { id, expiresAt };
  return { ...answered, result: withheldAs(stored, secrets.become), secrets: wait };
}

function unversioned({ provider, spec }: Call, why: string): RollcallError {
  return new RollcallError(
    'invalid_input',
    `${provider.name}.${spec.operationId} takes no expected version: ${why}. Leave "expectedVersion" out.`,
    { details: { issues: [{ path: 'expectedVersion', message: why }] } },
  );
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

async function announce(ctx: CallerContext, { background }: Call, recorded: Recorded | undefined): Promise<void> {
  if (recorded === undefined) throw new Error('nothing is sent before it is on record');
  await ctx.inWorkspace(async (tx) => {
    await background?.hold(tx);
    await dispatchOperation(tx, recorded);
  });
  background?.onSent();
}

/** What the background spends from is waited for until it is to stop. */
function budgetOf({ account: { budget }, call: { background } }: Opened): Budget {
  if (background === undefined) return budget;
  const { stopping } = background;
  return { ...budget, take: (bucket, signal) => budget.take(bucket, AbortSignal.any([signal, stopping])) };
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
    reveals: spec.reveals,
    callMs: callMsOf(provider),
    actor: ctx.caller.actor,
    ...(call.background === undefined ? {} : { because: call.background.because }),
  };
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
    if (!(error instanceof ProviderError)) ctx.gateway.log.error({ err: error }, 'call broke');
    await record(ctx, recorded, { state: 'unknown', error: failure });
    return unknownOutcome(recorded, failure);
  }
  const failure = storedFailure(error);
  // Without a status nobody has answered: with `applied: no`, nothing was sent.
  await record(ctx, recorded, { state: 'failed', error: failure, unsent: error.status === undefined });
  return failureOf(failure, { cause: error, operationId: recorded.id });
}

/** One line of each operation; of what nobody knows, one that is seen. */
function tellOutcome({ gateway }: CallerContext, { procedure }: Recorded, outcome: OperationOutcome): void {
  const { state } = outcome;
  const told = outcome.state === 'succeeded' ? {} : { reason: outcome.error.kind };
  presentSpan()?.setAttributes({ 'rollcall.operation.state': state });
  gateway.log[state === 'unknown' ? 'warn' : 'info']({ operation: procedure, state, ...told }, 'operation answered');
}

/** What the provider has answered must not be lost to a moment's trouble of the database. */
const recordTries = 4;
const recordPauseMs = 500;

/** Records an outcome, also when the caller has gone; answers until when secrets wait. Throws `operation_unknown` when that cannot be done. */
async function record(ctx: CallerContext, recorded: Recorded, outcome: OperationOutcome): Promise<Instant | null> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const until = await ctx.inWorkspace((tx) => finishOperation(tx, recorded, outcome));
      tellOutcome(ctx, recorded, outcome);
      return until;
    } catch (error) {
      ctx.gateway.log.error({ err: error, state: outcome.state }, 'could not record an outcome');
      if (attempt === recordTries) throw unknownOutcome(recorded, noAnswer);
      await sleep(recordPauseMs * attempt);
    }
  }
}
