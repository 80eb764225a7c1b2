import { createHmac } from 'node:crypto';
import { type KeyUse, type NewOperation, type Replay, replayOf, type Tx } from '@rollcall/db';
import { withheldAs } from '@rollcall/provider-kit';
import { type Connection, type OperationSecrets, type Performed, RollcallError, type Withheld } from '@rollcall/schema';
import canonicalize from 'canonicalize';
import type { CallerContext } from '../trpc.ts';
import { answerOf, failureOf, noAnswer, type StoredFailure } from './provider-failure.ts';

/** An operation as a caller asks for it. */
export interface Asked {
  readonly procedure: string;
  readonly input: Readonly<Record<string, unknown>>;
}

interface Use {
  readonly idempotencyKey: string | undefined;
  /** By its name. */
  readonly connection: string;
  readonly asked: Asked;
}

/**
 * The answer of the earlier call with this idempotency key, be its connection paused, cut off or removed by now; undefined
 * for a new one. Throws what that call was answered, `idempotency_mismatch` and `idempotency_in_flight`.
 */
export async function earlierAnswer(tx: Tx, ctx: CallerContext, use: Use): Promise<Performed | undefined> {
  const { idempotencyKey, connection, asked } = use;
  if (idempotencyKey === undefined) return undefined;
  const hmacAt: KeyUse['hmacAt'] = ({ id, name }) =>
    name === connection ? hmacOf(ctx, { connection: { id }, asked }) : undefined;
  const earlier = await replayOf(tx, { idempotencyKey, hmacAt });
  return earlier === undefined ? undefined : replayed(earlier);
}

/** What an idempotency key is held to. */
export function hmacOf(
  ctx: CallerContext,
  { connection, asked: { procedure, input } }: { connection: Pick<Connection, 'id'>; asked: Asked },
): Buffer {
  const whole = canonicalize({ procedure, connection: connection.id, input }) ?? '';
  return createHmac('sha256', ctx.gateway.pepper).update(whole).digest();
}

/** The same key and the same input: the same answer, an error included. */
export function replayed({ operation: earlier, expectations, secretsUntil }: Replay): Performed {
  const { id, state, error, result, secrets } = earlier;
  if (state === 'unknown') throw unknownOutcome({ id, expectations, reveals: secrets === 'lost' }, error ?? noAnswer);
  if (state === 'failed' && error !== null) throw failureOf(error, { operationId: id });
  const wait = secretsUntil === null ? null : { id, expiresAt: secretsUntil };
  const told = secrets === 'sealed' && wait === null ? 'expired' : secrets;
  return { result: withheldAs(result, wordFor[told]), operation: { id, state }, replayed: true, secrets: wait };
}

/** Why a secret is not in an answer that is given again. */
const wordFor: Readonly<Record<OperationSecrets, Withheld['$withheld']>> = {
  none: 'already_shown',
  awaited: 'already_shown',
  shown: 'already_shown',
  taken: 'already_shown',
  sealed: 'sealed',
  expired: 'expired',
  lost: 'lost',
};

/** What is told of an operation whose outcome nobody knows. */
export function unknownOutcome(
  operation: Pick<NewOperation, 'expectations' | 'reveals'> & { readonly id: string },
  failure: StoredFailure,
): RollcallError {
  const { id, expectations, reveals = false } = operation;
  const next =
    expectations.length > 0
      ? 'it is looked by itself what became of it ("operations" says when). Do not send it again'
      : 'nothing in the inventory will tell. Look at the provider before you send it again';
  const lost = reveals ? ' A secret in its answer is lost: if it took effect, make another, and end that one.' : '';
  return new RollcallError(
    'operation_unknown',
    `The request was sent and no answer that can be trusted came back (${failure.kind}): the operation is unknown, and ${next}.${lost}`,
    { details: { operationId: id, provider: answerOf(failure) } },
  );
}
