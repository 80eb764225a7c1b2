import { type Claim, claimsOf } from '@rollcall/ledger';
import type { Expectation, OperationId } from '@rollcall/schema';
import {
  acceptOperation,
  dispatchOperation,
  finishOperation,
  type NewOperation,
  type OpenOperation,
  type OperationOutcome,
  operationsOnRecord,
} from '../../src/index.ts';
import { type GivenConnection, keyActor } from './given.ts';
import type { Store } from './store.ts';

/** An operation that was accepted and sent, and answered unless `outcome` is left out. */
export async function givenOperation(
  store: Store,
  connection: GivenConnection,
  given: { expectations: readonly Expectation[]; outcome?: OperationOutcome; idempotencyKey?: string },
): Promise<NewOperation & { readonly id: OperationId }> {
  const operation: NewOperation = {
    connection,
    procedure: 'acme.write',
    input: {},
    inputHmac: Buffer.alloc(32, 1),
    idempotencyKey: given.idempotencyKey ?? null,
    expectations: given.expectations,
    callMs: 60_000,
    actor: keyActor,
  };
  const accepted = await store.asGateway((tx) => acceptOperation(tx, operation));
  if (accepted.state !== 'new') throw new Error('it was accepted before');
  const recorded = { ...operation, id: accepted.id };
  await store.asGateway((tx) => dispatchOperation(tx, recorded));
  const { outcome } = given;
  if (outcome !== undefined) await store.asGateway((tx) => finishOperation(tx, recorded, outcome));
  return recorded;
}

/** The operation as listings see it; undefined when they are not to look at it. */
export async function onRecord(
  store: Store,
  connection: GivenConnection,
  id: OperationId,
): Promise<OpenOperation | undefined> {
  const found = await store.asDaemon((tx) => operationsOnRecord(tx, connection.id, null));
  return found.find((operation) => operation.id === id);
}

/** What the connection's operations explain in a listing of inboxes, whose owners are domains, that begins now. */
export async function claimsNow(store: Store, connection: GivenConnection): Promise<readonly Claim[]> {
  const operations = await store.asDaemon((tx) => operationsOnRecord(tx, connection.id, null));
  const startedAt = new Date().toISOString();
  return claimsOf(operations, { kind: 'inbox', ownerKind: 'domain', startedAt, previousAt: null });
}
