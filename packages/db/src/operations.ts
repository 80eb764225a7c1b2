import type { OperationOnRecord, Settlement } from '@rollcall/ledger';
import {
  type Actor,
  ConnectionId,
  Expectation,
  type Instant,
  type Operation,
  OperationId,
  type OperationSecrets,
  type OperationState,
  RollcallError,
} from '@rollcall/schema';
import { type Selectable, sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { ago, inMs, now } from './clock.ts';
import type { Tx } from './database.ts';
import { instant, instantOrNull } from './json.ts';
import { type LearnedAttributes, storeLearned } from './learned.ts';
import { askedFor } from './looks.ts';
import { type Because, becauseOf, tellOperation } from './operation-step.ts';
import type { Sealed } from './seal.ts';
import { takeableUntil } from './sealed-results.ts';
import { keepSealed } from './sealed-secrets.ts';
import type { Tables } from './tables.ts';

/** A write that a caller asks for, validated and redacted. */
export interface NewOperation {
  readonly connection: { readonly id: ConnectionId; readonly name: string };
  /** `provider.operation` */
  readonly procedure: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** The common operation that it was asked for as, if it was: told in the event. */
  readonly via?: string;
  /** HMAC of what was asked for, connection and full input: tells a replay from another request without keeping secrets. */
  readonly inputHmac: Buffer;
  readonly idempotencyKey: string | null;
  readonly expectations: readonly Expectation[];
  /** Whether its answer may hold secrets. */
  readonly reveals?: boolean;
  /** How long the gateway goes on with the call, in ms. */
  readonly callMs: number;
  readonly actor: Actor;
  /** Why it is asked for, where that is not for itself: all its events say so. */
  readonly because?: Because;
}

export type Accepted = { readonly state: 'new'; readonly id: OperationId } | ({ readonly state: 'replay' } & Replay);

/** What an idempotency key was used for before, for the same input. */
export interface Replay {
  readonly operation: Operation;
  readonly expectations: readonly Expectation[];
  /** Until when its secrets can be taken; null where none wait. */
  readonly secretsUntil: Instant | null;
}

/**
 * Records an intent before anything is sent. A key that was used for the same input answers with that operation;
 * throws `idempotency_mismatch` for another input and `idempotency_in_flight` while the first is under way.
 */
export async function acceptOperation(tx: Tx, operation: NewOperation): Promise<Accepted> {
  const id = OperationId.parse(uuidv7());
  const inserted = await tx
    .insertInto('operation')
    .values({
      workspace_id: tx.workspaceId,
      operation_id: id,
      connection_id: operation.connection.id,
      procedure: operation.procedure,
      input: JSON.stringify(operation.input),
      input_hmac: operation.inputHmac,
      idempotency_key: operation.idempotencyKey,
      state: 'accepted',
      expectations: JSON.stringify(operation.expectations),
      actor: JSON.stringify(operation.actor),
      bulk_id: operation.because?.bulk ?? null,
      reverts: operation.because?.reverts ?? null,
      secrets: operation.reveals === true ? 'awaited' : 'none',
      deadline_at: inMs(operation.callMs + recordMsMax),
    })
    .onConflict((conflict) =>
      conflict.columns(['workspace_id', 'idempotency_key']).where('idempotency_key', 'is not', null).doNothing(),
    )
    .returning('operation_id')
    .executeTakeFirst();
  if (inserted === undefined) {
    const { idempotencyKey, inputHmac } = operation;
    const replay = await replayOf(tx, { idempotencyKey, hmacAt: () => inputHmac });
    if (replay === undefined) throw usedElsewhere();
    return { state: 'replay', ...replay };
  }
  const { via } = operation;
  const after = { input: operation.input, ...(via === undefined ? {} : { via }) };
  await tellOperation(tx, { ...operation, id, state: 'accepted', after });
  return { state: 'new', id };
}

/** What became of a call. `result` is redacted and may be stored. */
export type OperationOutcome =
  | {
      readonly state: 'succeeded';
      readonly result: unknown;
      readonly learned?: readonly LearnedAttributes[];
      /** What becomes of the secrets in the answer; left out where there are none. */
      readonly secrets?: AnsweredSecrets;
    }
  | { readonly state: 'failed'; readonly error: NonNullable<Operation['error']>; readonly unsent: boolean }
  | { readonly state: 'unknown'; readonly error: NonNullable<Operation['error']> };

/** They go to the caller, wait as this seal for so long, or are gone. */
export type AnsweredSecrets =
  | { readonly become: 'shown' | 'lost' }
  | ({ readonly become: 'sealed'; readonly ttlMs: number } & Sealed);

/**
 * Says that the request is about to be sent. From here on, silence means `unknown`. Saying it again, for a call of several
 * requests, changes nothing.
 */
export async function dispatchOperation(tx: Tx, operation: NewOperation & { id: OperationId }): Promise<void> {
  const { state } = await tx
    .selectFrom('operation')
    .select('state')
    .where('operation_id', '=', operation.id)
    .forUpdate()
    .executeTakeFirstOrThrow();
  if (state === 'dispatched') return;
  if (state !== 'accepted') throw new Error(`operation ${operation.id} was closed before it was sent`);
  await tx
    .updateTable('operation')
    .set({ state: 'dispatched', dispatched_at: now })
    .where('operation_id', '=', operation.id)
    .execute();
  await tellOperation(tx, { ...operation, state: 'dispatched' });
}

/**
 * Records how a call ended. What was closed meanwhile as never sent, or settled by what listings showed, stays as it is:
 * whoever answers then has lost its turn. But secrets are kept all the same. Answers until when those can be taken that wait.
 */
export async function finishOperation(
  tx: Tx,
  operation: NewOperation & { id: OperationId },
  given: OperationOutcome,
): Promise<Instant | null> {
  const outcome = await outcomeOf(tx, operation.id, given);
  const error = outcome.state === 'succeeded' ? null : outcome.error;
  const secrets = secretsAfter(operation, outcome);
  const finished = await tx
    .updateTable('operation')
    .set({
      state: outcome.state,
      result: outcome.state === 'succeeded' ? JSON.stringify(outcome.result ?? null) : null,
      error: error === null ? null : JSON.stringify(error),
      answered_at: now,
      secrets,
      ...(outcome.state === 'failed' || operation.expectations.length === 0 ? { settled_at: now } : {}),
      // It may have been unknown for a while, and be looked at.
      ...(outcome.state === 'unknown' ? askedFor(operation.expectations) : { look_at: null, settle_by: null }),
      // What was never sent has not used its key up.
      ...(outcome.state === 'failed' && outcome.unsent ? { idempotency_key: null } : {}),
    })
    .where('operation_id', '=', operation.id)
    .where('state', 'in', ['accepted', 'dispatched', 'unknown'])
    .returning('operation_id')
    .executeTakeFirst();
  const answered = outcome.state === 'succeeded' ? outcome : undefined;
  const until = await keepSecrets(tx, operation.id, answered?.secrets);
  if (finished === undefined) return until;
  if (answered !== undefined) {
    await storeLearned(tx, { id: operation.id, connectionId: operation.connection.id }, answered.learned ?? []);
  }
  const after = outcome.state === 'succeeded' ? { result: outcome.result ?? null } : { error };
  await tellOperation(tx, {
    ...operation,
    state: outcome.state,
    after: secrets === 'none' ? after : { ...after, secrets },
  });
  return until;
}

/** What broke before it was said to be sent is not unknown: it did nothing, and no listing could ever tell. */
async function outcomeOf(tx: Tx, id: OperationId, outcome: OperationOutcome): Promise<OperationOutcome> {
  if (outcome.state !== 'unknown') return outcome;
  const { state } = await tx
    .selectFrom('operation')
    .select('state')
    .where('operation_id', '=', id)
    .forUpdate()
    .executeTakeFirstOrThrow();
  return state === 'accepted' ? { state: 'failed', error: outcome.error, unsent: true } : outcome;
}

async function keepSecrets(tx: Tx, id: OperationId, secrets: AnsweredSecrets | undefined): Promise<Instant | null> {
  if (secrets === undefined) return null;
  await tx.updateTable('operation').set({ secrets: secrets.become }).where('operation_id', '=', id).execute();
  if (secrets.become !== 'sealed') return null;
  await keepSealed(tx, [{ purpose: 'result', id, ...secrets }]);
  return takeableUntil(tx, id);
}

/** What was sent and never answered may have made a secret that nobody has seen. */
function secretsAfter({ reveals = false }: NewOperation, outcome: OperationOutcome): OperationSecrets {
  if (outcome.state === 'succeeded') return outcome.secrets?.become ?? 'none';
  return outcome.state === 'unknown' && reveals ? 'lost' : 'none';
}

/** Operations, newest first. Rides the primary key, or `operation_by_connection`. */
export async function listOperations(
  tx: Tx,
  filter: {
    connectionId?: ConnectionId | undefined;
    state?: OperationState | undefined;
    before?: OperationId | undefined;
    limit: number;
  },
): Promise<readonly Operation[]> {
  let query = operationRows(tx).orderBy('operation.operation_id', 'desc').limit(filter.limit);
  if (filter.connectionId !== undefined) query = query.where('operation.connection_id', '=', filter.connectionId);
  if (filter.state !== undefined) query = query.where('operation.state', '=', filter.state);
  if (filter.before !== undefined) query = query.where('operation.operation_id', '<', filter.before);
  return (await query.execute()).map(operationOf);
}

export async function operationById(tx: Tx, id: OperationId): Promise<Operation | undefined> {
  const row = await operationRows(tx).where('operation.operation_id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : operationOf(row);
}

/** How late an effect may show and still be told from what somebody else did. */
const lateMsMax = 7 * 86_400_000;

/** What leaves no trace in the inventory (a sent message) is of no interest to listings. */
const leavesATrace = sql<boolean>`expectations <> '[]'::jsonb`;

/** An operation that listings have yet to settle, with what they must show. */
export interface OpenOperation extends OperationOnRecord {
  readonly actor: Actor;
  readonly because: Because;
  /** The trace of its caller. */
  readonly traceparent: string | null;
}

/**
 * The connection's operations that may explain what a listing shows: those not settled, and those confirmed that were
 * sent after `since`. Oldest first.
 */
export async function operationsOnRecord(
  tx: Tx,
  connectionId: ConnectionId,
  since: Date | null,
): Promise<readonly OpenOperation[]> {
  const rows = await tx
    .selectFrom('operation')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('connection_id', '=', connectionId)
    .where(leavesATrace)
    .where((eb) =>
      eb.or([
        eb('state', 'in', ['dispatched', 'succeeded', 'unknown']),
        eb.and([eb('state', '=', 'contradicted'), eb('dispatched_at', '>', ago(lateMsMax))]),
        eb.and([eb('state', '=', 'confirmed'), ...(since === null ? [] : [eb('dispatched_at', '>=', since)])]),
      ]),
    )
    .orderBy('operation_id')
    .execute();
  return rows.map((row) => ({
    id: OperationId.parse(row.operation_id),
    procedure: row.procedure,
    state: row.state,
    expectations: Expectation.array().parse(row.expectations),
    dispatchedAt: instantOrNull(row.dispatched_at),
    answeredAt: instantOrNull(row.answered_at),
    actor: row.actor,
    because: becauseOf(row),
    traceparent: row.traceparent,
  }));
}

/** Settles an operation by what listings showed; that belongs to its caller's trace, whenever it comes. */
export async function settleOperation(
  tx: Tx,
  {
    connection,
    operation,
    actor,
  }: { connection: { id: ConnectionId; name: string }; operation: OpenOperation; actor: Actor },
  { state, evidence }: Settlement,
): Promise<void> {
  const settled = await tx
    .updateTable('operation')
    .set({ state, settled_at: now, look_at: null })
    .where('operation_id', '=', operation.id)
    .where('state', '=', operation.state)
    .returning('operation_id')
    .executeTakeFirst();
  if (settled === undefined) return;
  const { id, procedure, because, traceparent } = operation;
  await tellOperation(tx, { connection, procedure, actor, because, id, state, after: { evidence }, traceparent });
}

/** Recording an outcome is tried again and again for some seconds, and may wait for a lock. */
const recordMsMax = 30_000;

/** An idempotency key, and what it would be held to at the connection that it was used for; undefined when that is another. */
export interface KeyUse {
  readonly idempotencyKey: string | null;
  hmacAt(connection: { readonly id: ConnectionId; readonly name: string }): Buffer | undefined;
}

/**
 * The operation that this key was used for, in this workspace and for as long as the operation is kept, whatever became of
 * its connection; undefined for a new one. Throws `idempotency_mismatch` and `idempotency_in_flight` as `acceptOperation`
 * does. Rides `operation_idempotency`.
 */
export async function replayOf(tx: Tx, { idempotencyKey, hmacAt }: KeyUse): Promise<Replay | undefined> {
  const row = await operationRows(tx).where('operation.idempotency_key', '=', idempotencyKey).executeTakeFirst();
  if (row === undefined) return undefined;
  const connection = { id: ConnectionId.parse(row.connection_id), name: row.connection_name };
  if (hmacAt(connection)?.equals(row.input_hmac) !== true) {
    throw usedElsewhere(row.operation_id);
  }
  if (row.state === 'accepted' || row.state === 'dispatched') {
    throw new RollcallError(
      'idempotency_in_flight',
      'The operation of this idempotency key is under way: ask again in a moment.',
      { details: { operationId: row.operation_id } },
    );
  }
  const operation = operationOf(row);
  return {
    operation,
    expectations: Expectation.array().parse(row.expectations),
    secretsUntil: operation.secrets === 'sealed' ? await takeableUntil(tx, operation.id) : null,
  };
}

/** Of what the caller cannot see, as an operation of a connection that its key does not have, only that it is there. */
function usedElsewhere(operationId?: string): RollcallError {
  return new RollcallError(
    'idempotency_mismatch',
    'This idempotency key was used for another input: use a new key for a new operation.',
    operationId === undefined ? {} : { details: { operationId } },
  );
}

function operationRows(tx: Tx) {
  return tx
    .selectFrom('operation')
    .innerJoin('connection', (join) =>
      join
        .onRef('connection.workspace_id', '=', 'operation.workspace_id')
        .onRef('connection.connection_id', '=', 'operation.connection_id'),
    )
    .selectAll('operation')
    .select(['connection.name as connection_name', nextLook.as('next_look_at')])
    .where('operation.workspace_id', '=', tx.workspaceId);
}

/**
 * When listings are looked at next for what became of an operation: of one that is unknown, with whatever its connection
 * lists next, unless it is asked for sooner; of one that succeeded, once all kinds that can tell were due.
 */
const nextLook = sql<Date | null>`case when connection.state = 'active' and connection.circuit_opened_at is null
    and operation.expectations <> '[]' then case
  when operation.state = 'unknown' then coalesce(operation.look_at, connection.next_due_at)
  when operation.state = 'succeeded' then (select max((connection.due_at ->> x.kind)::timestamptz)
    from jsonb_to_recordset(operation.expectations) as x(kind text)) end end`;

function operationOf(
  row: Selectable<Tables['operation']> & { connection_name: string; next_look_at: Date | null },
): Operation {
  return {
    id: OperationId.parse(row.operation_id),
    state: row.state,
    connection: row.connection_name,
    operation: row.procedure,
    input: row.input,
    result: row.result,
    error: row.error,
    secrets: row.secrets,
    at: instant(row.accepted_at),
    settledAt: instantOrNull(row.settled_at),
    nextLookAt: instantOrNull(row.next_look_at),
    settleBy: row.state === 'unknown' ? instantOrNull(row.settle_by) : null,
    ...becauseOf(row),
    traceparent: row.traceparent,
  };
}
