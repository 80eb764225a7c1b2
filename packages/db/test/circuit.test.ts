import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  assertCircuitClosed,
  closeCircuit,
  connectionWithCredential,
  countRefusal,
  forgetRefusals,
  listEvents,
  openQueue,
  type Queue,
  queueDueRun,
} from '../src/index.ts';
import { daemonActor, type GivenConnection, givenConnection, keyActor } from './support/given.ts';
import { useStore } from './support/store.ts';
import { touchedBy } from './support/touched.ts';

const store = useStore();
let queue: Queue;
beforeAll(async () => {
  queue = await openQueue(store.urls.gatewayUrl, { supervise: false, onError: () => {} });
});
afterAll(() => queue.stop(1_000));

const refusal = { kind: 'unauthorized', message: 'GET /me: the provider answered 401.' };
const reason = 'unauthorized: GET /me: the provider answered 401';

let connection: GivenConnection;
beforeEach(async () => {
  connection = await givenConnection(store);
});

const refuse = () => store.asDaemon((tx) => countRefusal(tx, connection, { refusal, actor: daemonActor }));
const accept = () => store.asGateway((tx) => forgetRefusals(tx, connection));
const close = () => store.asGateway((tx) => closeCircuit(tx, connection, keyActor));

async function state() {
  const found = await store.asGateway((tx) => connectionWithCredential(tx, connection.id));
  return { circuit: found?.connection.circuit, refusals: found?.refusals };
}

async function events() {
  const found = await store.asGateway((tx) => listEvents(tx, { connectionId: connection.id, limit: 10 }));
  return found.filter(({ type }) => type.startsWith('connection.circuit')).reverse();
}

describe('a circuit', () => {
  test('opens at the third refusal in a row, once, with its event, and stays open', async () => {
    expect([await refuse(), await refuse()]).toEqual([false, false]);
    expect(await state()).toEqual({ circuit: null, refusals: 2 });
    expect(await refuse()).toBe(true);
    const { circuit } = await state();
    expect(circuit).toEqual({ openedAt: expect.any(String), reason });
    expect(await refuse()).toBe(true);
    await accept();
    expect((await state()).circuit).toEqual(circuit);
    expect(await events()).toMatchObject([
      { type: 'connection.circuit_opened', actor: daemonActor, after: { reason }, subject: { name: connection.name } },
    ]);
  });

  test('does not open when the credential was accepted in between', async () => {
    for (let round = 0; round < 3; round += 1) {
      expect([await refuse(), await refuse()]).toEqual([false, false]);
      await accept();
    }
    expect(await state()).toEqual({ circuit: null, refusals: 0 });
  });

  test('opens once for ten refusals at once', async () => {
    await Promise.all(Array.from({ length: 10 }, refuse));
    expect(await events()).toHaveLength(1);
  });

  test('closes with its event, and counts anew', async () => {
    for (let refused = 0; refused < 3; refused += 1) await refuse();
    const { circuit } = await state();
    await close();
    expect(await state()).toEqual({ circuit: null, refusals: 0 });
    expect((await events())[1]).toMatchObject({
      ...{ type: 'connection.circuit_closed', actor: keyActor },
      before: { openedAt: circuit?.openedAt, reason },
    });
    expect(await refuse()).toBe(false);
  });

  test('that was never open costs no write when the credential is accepted', async () => {
    const touched = await store.asGateway((tx) =>
      touchedBy(tx, async () => {
        await forgetRefusals(tx, connection);
        await closeCircuit(tx, connection, keyActor);
      }),
    );
    expect(touched).toEqual({});
    expect(await events()).toEqual([]);
  });

  test('lets no due run be queued, and the connection is due again at its next time', async () => {
    const at = new Date('2026-03-01T06:02:00.000Z');
    connection = await givenConnection(store, { nextDueAt: at });
    for (let refused = 0; refused < 3; refused += 1) await refuse();
    const wake = (now: Date) =>
      store.asDaemon((tx) =>
        queueDueRun(tx, queue, { connectionId: connection.id, at: now, declared: { inbox: '0 * * * *' } }),
      );
    const text = `select (select count(*)::int from rollcall.run r where r.connection_id = c.connection_id) as runs,
      c.next_due_at as next from rollcall.connection c where c.connection_id = $1`;
    await wake(at);
    const { rows } = await store.owner.query(text, [connection.id]);
    expect(rows).toEqual([{ runs: 0, next: expect.any(Date) }]);
    expect(rows[0].next.getTime()).toBeGreaterThan(at.getTime());
    await close();
    await wake(rows[0].next);
    expect((await store.owner.query(text, [connection.id])).rows).toMatchObject([{ runs: 1 }]);
  });

  test('says what was answered, since when, and what to do', () => {
    expect(() => assertCircuitClosed({ name: 'acme', circuit: null })).not.toThrow();
    const circuit = { openedAt: '2026-11-21T10:00:00.000Z', reason };
    expect(() => assertCircuitClosed({ name: 'acme', circuit })).toThrow(
      expect.objectContaining({
        code: 'circuit_open',
        message: expect.stringMatching(/"acme".*2026-11-21.*401.*connections update acme.*connections test acme/),
      }),
    );
  });
});
