import { inSpan } from '@rollcall/telemetry';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  claimRun,
  closeInterrupted,
  listEvents,
  operationById,
  operationsOnRecord,
  requestRun,
  settleOperation,
} from '../src/index.ts';
import { daemonActor, type GivenConnection, givenConnection, keyActor } from './support/given.ts';
import { givenOperation } from './support/operation.ts';
import { roll } from './support/roll.ts';
import { useStore } from './support/store.ts';

const store = useStore();
const expectations = [{ becomes: 'present', kind: 'inbox', name: 'a@one.example' }] as const;
const caller = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const other = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00';

let connection: GivenConnection;
beforeEach(async () => {
  connection = await givenConnection(store);
});

const inTrace = <T>(traceparent: string | null, work: () => Promise<T>) =>
  inSpan({ name: 'test', from: traceparent }, work);
const events = async () => {
  const found = await store.asGateway((tx) => listEvents(tx, { connectionId: connection.id, limit: 100 }));
  return Object.fromEntries(found.map(({ type, traceparent }) => [type, traceparent]));
};

describe('what is recorded in a trace says so, whoever records it', () => {
  test('an operation and its events', async () => {
    const { id } = await inTrace(caller, () => givenOperation(store, connection, { expectations }));
    const operation = await store.asGateway((tx) => operationById(tx, id));
    expect(operation?.traceparent).toBe(caller);
    const told = { 'operation.accepted': caller, 'operation.dispatched': caller };
    expect(await events()).toEqual({ 'connection.added': null, ...told });
  });

  test('what is written for a whole listing in one statement', async () => {
    const items = [{ externalId: 'a', name: 'a@one.example', attributes: {} }];
    await inTrace(other, () => roll(store, connection, { items }));
    expect(await events()).toMatchObject({ 'resource.appeared': other });
    await roll(store, connection, { items: [{ externalId: 'b', name: 'b@one.example', attributes: {} }] });
    const { rows } = await store.owner.query(
      `select subject_id, traceparent from rollcall.audit_event where connection_id = $1 and type = 'resource.appeared'
        order by subject_id`,
      [connection.id],
    );
    // The next transaction of the same session is of no trace.
    expect(rows).toEqual([
      { subject_id: 'a', traceparent: other },
      { subject_id: 'b', traceparent: null },
    ]);
  });

  test('a run, for whoever takes it', async () => {
    const queue = { send: async () => {}, work: async () => {}, stop: async () => {} };
    const asked = { connection, trigger: 'caller', plan: false, full: false, kinds: null, actor: keyActor } as const;
    const runId = await inTrace(caller, () => store.asGateway((tx) => requestRun(tx, queue, asked)));
    expect(await store.asDaemon((tx) => claimRun(tx, runId))).toMatchObject({ traceparent: caller });
    expect(await events()).toMatchObject({ 'run.requested': caller });
  });
});

describe('what becomes of an operation later belongs to its caller’s trace', () => {
  test.each([
    { what: 'when a run of another trace settles it', of: other },
    { what: 'when a run of none does', of: null },
  ])('$what', async ({ of }) => {
    const outcome = { state: 'succeeded', result: null } as const;
    await inTrace(caller, () => givenOperation(store, connection, { expectations, outcome }));
    const [operation] = await store.asDaemon((tx) => operationsOnRecord(tx, connection.id, null));
    if (operation === undefined) throw new Error('there is none');
    const settling = { connection, operation, actor: daemonActor };
    await inTrace(of, () =>
      store.asDaemon((tx) => settleOperation(tx, settling, { state: 'confirmed', evidence: 'it is there' })),
    );
    expect(await events()).toMatchObject({ 'operation.succeeded': caller, 'operation.confirmed': caller });
  });

  test('when it is closed for a gateway that is gone', async () => {
    await inTrace(caller, () => givenOperation(store, connection, { expectations }));
    await store.owner.query('update rollcall.operation set deadline_at = now() where connection_id = $1', [
      connection.id,
    ]);
    await store.asDaemon((tx) => closeInterrupted(tx, connection.id, daemonActor));
    expect(await events()).toMatchObject({ 'operation.unknown': caller });
  });

  test('and to none where its caller had none', async () => {
    await givenOperation(store, connection, { expectations });
    await store.owner.query('update rollcall.operation set deadline_at = now() where connection_id = $1', [
      connection.id,
    ]);
    await store.asDaemon((tx) => closeInterrupted(tx, connection.id, daemonActor));
    expect(await events()).toMatchObject({ 'operation.unknown': null });
  });
});
