import type { Expectation, Operation, OperationId } from '@rollcall/schema';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  acceptOperation,
  awaitedConnections,
  closeInterrupted,
  finishOperation,
  interruptedConnections,
  inWorkspace,
  type OperationOutcome,
  operationById,
  type Queue,
  queueLook,
  setConnectionState,
} from '../src/index.ts';
import { daemonActor, type GivenConnection, givenConnection, givenQueuedRun, keyActor } from './support/given.ts';
import { givenOperation } from './support/operation.ts';
import { useStore } from './support/store.ts';

const store = useStore();
const error = { kind: 'unavailable', message: 'the connection broke', providerCode: null, details: {} };
const lost: OperationOutcome = { state: 'unknown', error };
const present: Expectation = { becomes: 'present', kind: 'dns_record', name: 'www.one.example' };
const listed = new Map([
  ['domain', undefined],
  ['inbox', undefined],
  ['dns_record', 'domain'],
]);

let connection: GivenConnection;
let sent: string[];
const queue: Queue = {
  send: async (_tx, job) => void sent.push(job.runId),
  work: async () => {},
  stop: async () => {},
};
beforeEach(async () => {
  connection = await givenConnection(store);
  sent = [];
});

const given = (outcome?: OperationOutcome, expectations: readonly Expectation[] = [present]) =>
  givenOperation(store, connection, { expectations, ...(outcome && { outcome }) });
const byId = async (id: OperationId): Promise<Operation> => {
  const found = await store.asGateway((tx) => operationById(tx, id));
  if (found === undefined) throw new Error('it is on record');
  return found;
};
const passed = (id: OperationId, column: 'look_at' | 'deadline_at') =>
  store.owner.query(`update rollcall.operation set ${column} = now() - interval '1 s' where operation_id = $1`, [id]);
const look = () => store.asDaemon((tx) => queueLook(tx, queue, { connectionId: connection.id, listed }));
const isAwaited = async () =>
  (await awaitedConnections(store.daemon, 500)).some(({ connectionId }) => connectionId === connection.id);
const isInterrupted = async () =>
  (await interruptedConnections(store.daemon, 500)).some(({ connectionId }) => connectionId === connection.id);

describe('an operation that is unknown', () => {
  test('says when it is looked at next, and by when it must be known', async () => {
    const operation = await byId((await given(lost)).id);
    const inSeconds = (at: string | null) => Math.round((Date.parse(at ?? '') - Date.now()) / 1_000);
    expect(inSeconds(operation.nextLookAt)).toBeGreaterThan(10);
    expect(inSeconds(operation.nextLookAt)).toBeLessThan(21);
    expect(Math.round(inSeconds(operation.settleBy) / 3_600)).toBe(24);
  });

  test('is none where it broke before it was sent: it has failed, or nobody could ever settle it', async () => {
    const broken = { ...(await given()), idempotencyKey: 'broke' };
    const accept = () => store.asGateway((tx) => acceptOperation(tx, broken));
    const accepted = await accept();
    if (accepted.state !== 'new') throw new Error('it was accepted before');
    await store.asGateway((tx) => finishOperation(tx, { ...broken, id: accepted.id }, lost));
    expect(await byId(accepted.id)).toMatchObject({ state: 'failed', settledAt: expect.any(String) });
    expect(await accept(), 'its key was not used up').toMatchObject({ state: 'new' });
  });

  test('is looked at no more once it is answered after all', async () => {
    const operation = await given(lost);
    await store.asGateway((tx) => finishOperation(tx, operation, { state: 'succeeded', result: null }));
    await store.owner.query(
      'update rollcall.operation set look_at = look_at - interval $$1 h$$ where operation_id = $1',
      [operation.id],
    );
    expect({ ...(await byId(operation.id)), isAwaited: await isAwaited() }).toMatchObject({
      ...{ state: 'succeeded', settleBy: null, isAwaited: false },
    });
  });

  test('has one run look at the kinds that show it, and at those they are listed by, once its time has come', async () => {
    const first = await given(lost);
    const second = await given(lost, [{ becomes: 'absent', kind: 'inbox', externalId: 'mb_1' }]);
    await look();
    expect({ sent, isAwaited: await isAwaited() }, 'not yet').toEqual({ sent: [], isAwaited: false });
    for (const { id } of [first, second]) await passed(id, 'look_at');
    expect(await isAwaited()).toBe(true);
    // Two daemons see it.
    await look();
    await look();
    expect(sent).toHaveLength(1);
    const { rows } = await store.owner.query('select trigger, kinds, plan from rollcall.run where run_id = $1', sent);
    expect(rows).toEqual([{ trigger: 'operation', kinds: expect.any(Array), plan: false }]);
    expect(rows[0]?.kinds.toSorted()).toEqual(['dns_record', 'domain', 'inbox']);
    expect(await isAwaited()).toBe(false);
    expect(Date.parse((await byId(first.id)).nextLookAt ?? '')).toBeGreaterThan(Date.now());
  });

  test('is looked at only when that settles it, where the look takes more than a hundred listings', async () => {
    const { id } = await given(lost);
    await store.owner.query(
      `insert into rollcall.scope (workspace_id, connection_id, kind, parent)
        select $1, $2, 'dns_record', n::text from generate_series(1, 101) n`,
      [store.mine, connection.id],
    );
    await passed(id, 'look_at');
    await look();
    expect({ sent, isAwaited: await isAwaited() }).toEqual({ sent: [], isAwaited: false });
    const minutes = (Date.parse((await byId(id)).nextLookAt ?? '') - Date.now()) / 60_000;
    expect(Math.round(minutes)).toBe(16);
    await store.owner.query(
      `update rollcall.operation set dispatched_at = now() - interval '16 minutes' where operation_id = $1`,
      [id],
    );
    await passed(id, 'look_at');
    await look();
    expect(sent).toHaveLength(1);
  });

  test('waits while another run is queued or under way', async () => {
    const { id } = await given(lost);
    await passed(id, 'look_at');
    const running = await givenQueuedRun(store, connection);
    await look();
    expect({ sent, isAwaited: await isAwaited() }).toEqual({ sent: [], isAwaited: true });
    await store.owner.query(
      `update rollcall.run set state = 'finished', outcome = 'cancelled', finished_at = now() where run_id = $1`,
      [running],
    );
    await look();
    expect(sent).toHaveLength(1);
  });

  test.each(['paused', 'with an open circuit'])('is not asked about while its connection is %s', async (how) => {
    const { id } = await given(lost);
    await passed(id, 'look_at');
    const change = (value: boolean) =>
      how === 'paused'
        ? store.asGateway((tx) =>
            setConnectionState(tx, connection, {
              state: value ? 'paused' : 'active',
              nextDueAt: null,
              actor: keyActor,
            }),
          )
        : store.owner.query(
            `update rollcall.connection set circuit_opened_at = ${value ? 'now()' : 'null'},
              circuit_reason = ${value ? "'refused'" : 'null'} where connection_id = $1`,
            [connection.id],
          );
    await change(true);
    await look();
    expect({ sent, isAwaited: await isAwaited() }).toEqual({ sent: [], isAwaited: false });
    expect((await byId(id)).nextLookAt).toBeNull();
    await change(false);
    await look();
    expect(sent).toHaveLength(1);
  });

  test('and that no listing can show is not looked at, and neither is one that succeeded or failed', async () => {
    for (const { id } of [
      await given(lost, []),
      await given({ state: 'succeeded', result: null }),
      await given({ state: 'failed', error, unsent: false }),
    ]) {
      const { rows } = await store.owner.query(
        `select look_at, settle_by from rollcall.operation where operation_id = $1`,
        [id],
      );
      expect(rows).toEqual([{ look_at: null, settle_by: null }]);
    }
  });
});

describe('what a crash of a gateway left open', () => {
  test.each(['active', 'paused', 'removed'] as const)('is found where its connection is %s', async (state) => {
    const { id } = await given();
    if (state !== 'active') {
      await store.asGateway((tx) => setConnectionState(tx, connection, { state, nextDueAt: null, actor: keyActor }));
    }
    expect(await isInterrupted(), 'it may be under way').toBe(false);
    await passed(id, 'deadline_at');
    expect(await isInterrupted()).toBe(true);
    await store.asDaemon((tx) => closeInterrupted(tx, connection.id, daemonActor));
    expect(await isInterrupted()).toBe(false);
    const { rows } = await store.owner.query(
      'select state, look_at, settle_by from rollcall.operation where operation_id = $1',
      [id],
    );
    expect(rows).toEqual([{ state: 'unknown', look_at: expect.any(Date), settle_by: expect.any(Date) }]);
  });

  test('is closed in its own workspace alone', async () => {
    const { id } = await given();
    await passed(id, 'deadline_at');
    await inWorkspace(store.daemon, store.theirs, (tx) => closeInterrupted(tx, connection.id, daemonActor));
    expect((await byId(id)).state).toBe('dispatched');
  });
});
