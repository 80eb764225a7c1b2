import { claimsOf, type Meaning, settle } from '@rollcall/ledger';
import { type Expectation, type Operation, type OperationId, RollcallError } from '@rollcall/schema';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  acceptOperation,
  closeInterrupted,
  dispatchOperation,
  finishOperation,
  listOperations,
  type NewOperation,
  type OpenOperation,
  type OperationOutcome,
  operationById,
  operationsOnRecord,
  settleOperation,
  sightingsOf,
} from '../src/index.ts';
import { daemonActor, type GivenConnection, givenConnection, keyActor } from './support/given.ts';
import { roll } from './support/roll.ts';
import { useStore } from './support/store.ts';

const store = useStore();

let connection: GivenConnection;
beforeEach(async () => {
  connection = await givenConnection(store);
});

const present: Expectation = { becomes: 'present', kind: 'inbox', name: 'ada@one.example' };
const succeeded: OperationOutcome = { state: 'succeeded', result: { orderId: 'o_1' } };
const refused: OperationOutcome = {
  state: 'failed',
  error: { kind: 'conflict', message: 'it exists', providerCode: 'conflict', details: {} },
  unsent: false,
};
const lost: OperationOutcome = {
  state: 'unknown',
  error: { kind: 'unavailable', message: 'the connection broke', providerCode: null, details: {} },
};

function asked(given: Partial<NewOperation> = {}): NewOperation {
  return {
    connection,
    procedure: 'acme.createMailboxes',
    input: { emails: ['ada@one.example'] },
    inputHmac: Buffer.alloc(32, 1),
    idempotencyKey: null,
    expectations: [present],
    callMs: 60_000,
    actor: keyActor,
    ...given,
  };
}

const accept = (operation: NewOperation) => store.asGateway((tx) => acceptOperation(tx, operation));
const dispatch = (operation: NewOperation & { id: OperationId }) =>
  store.asGateway((tx) => dispatchOperation(tx, operation));
const finish = (operation: NewOperation & { id: OperationId }, outcome: OperationOutcome) =>
  store.asGateway((tx) => finishOperation(tx, operation, outcome));

/** An operation that was sent, and answered unless `outcome` is left out. */
async function sent(operation: NewOperation, outcome?: OperationOutcome): Promise<NewOperation & { id: OperationId }> {
  const accepted = await accept(operation);
  if (accepted.state !== 'new') throw new Error('it was accepted before');
  const recorded = { ...operation, id: accepted.id };
  await dispatch(recorded);
  if (outcome !== undefined) await finish(recorded, outcome);
  return recorded;
}

describe('the life of an operation', () => {
  test.each([
    { outcome: succeeded, want: { state: 'succeeded', result: { orderId: 'o_1' }, error: null, settled: false } },
    { outcome: refused, want: { state: 'failed', result: null, error: { kind: 'conflict' }, settled: true } },
    { outcome: lost, want: { state: 'unknown', result: null, error: { kind: 'unavailable' }, settled: false } },
  ])('each step is recorded and said, until it is $want.state', async ({ outcome, want }) => {
    const { id } = await sent(asked(), outcome);
    const operation = await byId(id);
    const { settled, ...said } = want;
    expect(operation).toMatchObject({ connection: connection.name, operation: 'acme.createMailboxes', ...said });
    expect(operation?.input).toEqual({ emails: ['ada@one.example'] });
    expect(operation?.settledAt !== null).toBe(settled);
    const steps = ['operation.accepted', 'operation.dispatched', `operation.${want.state}`];
    expect((await eventsOf(id)).map(({ type }) => type)).toEqual(steps);
  });

  test('its events name who asked, what for, and what became of it', async () => {
    const { id } = await sent(asked(), succeeded);
    const subject = { subject_kind: 'operation', subject_id: id, subject_name: 'acme.createMailboxes' };
    const line = {
      ...subject,
      actor: keyActor,
      connection_id: connection.id,
      operation_id: id,
      before: null,
      cause: null,
    };
    expect(await eventsOf(id)).toMatchObject([
      { ...line, after: { input: { emails: ['ada@one.example'] } } },
      { ...line, after: null },
      { ...line, after: { result: { orderId: 'o_1' } } },
    ]);
  });

  test('operations are listed newest first, by connection and state, page by page', async () => {
    const done = await sent(asked(), succeeded);
    const failed = await sent(asked(), refused);
    const open = await sent(asked());
    await sent(asked({ connection: await givenConnection(store) }), succeeded);
    const list = async (filter: object) => {
      const listed = await store.asGateway((tx) =>
        listOperations(tx, { connectionId: connection.id, limit: 10, ...filter }),
      );
      return listed.map(({ id }) => id);
    };
    expect(await list({})).toEqual([open.id, failed.id, done.id]);
    expect(await list({ state: 'failed' })).toEqual([failed.id]);
    expect(await list({ before: failed.id })).toEqual([done.id]);
    expect(await list({ limit: 1 })).toEqual([open.id]);
  });
});

describe('an idempotency key', () => {
  const key = () => `key-${connection.id}`;

  test('answers with the same operation once it has ended', async () => {
    const first = await sent(asked({ idempotencyKey: key() }), succeeded);
    const again = await accept(asked({ idempotencyKey: key() }));
    expect(again).toMatchObject({
      state: 'replay',
      operation: { id: first.id, state: 'succeeded', result: { orderId: 'o_1' } },
    });
  });

  test.each([refused, lost])('answers with a failure as well: $state', async (outcome) => {
    const first = await sent(asked({ idempotencyKey: key() }), outcome);
    const again = await accept(asked({ idempotencyKey: key() }));
    expect(again).toMatchObject({ state: 'replay', operation: { id: first.id, state: outcome.state } });
  });

  test('is refused for another input', async () => {
    const first = await sent(asked({ idempotencyKey: key() }), succeeded);
    const other = accept(asked({ idempotencyKey: key(), inputHmac: Buffer.alloc(32, 2) }));
    await expect(other).rejects.toMatchObject({ code: 'idempotency_mismatch', details: { operationId: first.id } });
  });

  test.each(['accepted', 'dispatched'])('is refused while the first is %s', async (state) => {
    const accepted = await accept(asked({ idempotencyKey: key() }));
    if (accepted.state !== 'new') throw new Error('the key is new');
    if (state === 'dispatched') await dispatch({ ...asked({ idempotencyKey: key() }), id: accepted.id });
    const again = accept(asked({ idempotencyKey: key() }));
    await expect(again).rejects.toMatchObject({ code: 'idempotency_in_flight', details: { operationId: accepted.id } });
  });

  test('lets one of ten at once through', async () => {
    const answers = await Promise.allSettled(
      Array.from({ length: 10 }, () => accept(asked({ idempotencyKey: key() }))),
    );
    const accepted = answers.filter(({ status }) => status === 'fulfilled');
    expect(accepted).toHaveLength(1);
    for (const answer of answers) {
      if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ code: 'idempotency_in_flight' });
    }
    expect(await store.asGateway((tx) => listOperations(tx, { connectionId: connection.id, limit: 10 }))).toHaveLength(
      1,
    );
  });

  test('of another workspace is another key', async () => {
    await sent(asked({ idempotencyKey: 'shared' }), succeeded);
    const theirs = await givenConnection(store, { workspaceId: store.theirs });
    const { rows } = await store.owner.query(
      `insert into rollcall.operation (workspace_id, operation_id, connection_id, procedure, input, input_hmac,
        idempotency_key, state, expectations, actor, deadline_at)
      values ($1, gen_random_uuid(), $2, 'p', '{}', '', 'shared', 'accepted', '[]', '{}', now()) returning state`,
      [store.theirs, theirs.id],
    );
    expect(rows).toEqual([{ state: 'accepted' }]);
  });

  test('is not asked for: the same call twice is two operations', async () => {
    const [one, other] = [await accept(asked()), await accept(asked())];
    expect([one.state, other.state]).toEqual(['new', 'new']);
  });
});

describe('what a crash of the gateway left open', () => {
  const close = () => store.asDaemon((tx) => closeInterrupted(tx, connection.id, daemonActor));
  const age = (id: OperationId, seconds: number) =>
    store.owner.query(
      `update rollcall.operation set accepted_at = accepted_at - $2 * interval '1 s',
        dispatched_at = dispatched_at - $2 * interval '1 s', deadline_at = deadline_at - $2 * interval '1 s'
        where operation_id = $1`,
      [id, seconds],
    );

  test('is unknown when it was sent, and has failed when it was not', async () => {
    const dispatched = await sent(asked());
    const accepted = await accept(asked());
    if (accepted.state !== 'new') throw new Error('it has no key');
    await age(dispatched.id, 91);
    await age(accepted.id, 91);
    await close();
    expect(await byId(dispatched.id)).toMatchObject({
      state: 'unknown',
      error: { kind: 'unavailable', message: 'the gateway stopped while the answer was awaited' },
      settledAt: null,
    });
    const failed = await byId(accepted.id);
    expect(failed).toMatchObject({ state: 'failed', error: { message: 'the gateway stopped before it was sent' } });
    expect(failed?.settledAt).not.toBeNull();
    expect((await eventsOf(dispatched.id)).at(-1)).toMatchObject({ type: 'operation.unknown', actor: daemonActor });
    const events = (await eventsOf(accepted.id)).length;
    await close();
    expect(await eventsOf(accepted.id)).toHaveLength(events);
  });

  test('is left alone until its own deadline: a call may still be under way', async () => {
    const dispatched = await sent(asked());
    const accepted = await accept(asked());
    if (accepted.state !== 'new') throw new Error('it has no key');
    const long = await sent(asked({ callMs: 695_000 }));
    for (const { id } of [dispatched, accepted]) await age(id, 85);
    await age(long.id, 720);
    await close();
    expect(await byId(long.id)).toMatchObject({ state: 'dispatched' });
    expect(await byId(dispatched.id)).toMatchObject({ state: 'dispatched' });
    expect(await byId(accepted.id)).toMatchObject({ state: 'accepted' });
  });

  test('is left alone at other connections, and once it has ended', async () => {
    const elsewhere = await sent(asked({ connection: await givenConnection(store) }));
    const done = await sent(asked(), succeeded);
    await age(elsewhere.id, 500);
    await age(done.id, 500);
    await close();
    expect(await byId(elsewhere.id)).toMatchObject({ state: 'dispatched' });
    expect(await byId(done.id)).toMatchObject({ state: 'succeeded' });
  });
});

function ofQuota(attributes: Readonly<Record<string, unknown>>): Expectation {
  return { becomes: 'changed', kind: 'inbox', externalId: 'mb_1', attributes };
}

describe('what listings show of an operation', () => {
  const ada: Meaning = { externalId: 'mb_1', name: 'ada@one.example', attributes: {} };
  const list = (items: Meaning[], kind = 'inbox') => roll(store, connection, { items, kind });
  const sightings = async ({ id }: { id: OperationId }) => {
    const found = await store.asDaemon(async (tx) => sightingsOf(tx, { connectionId: connection.id }, await open(id)));
    return found.map(({ sighting }) => sighting);
  };

  test('counts only when the listing began after the answer', async () => {
    await list([ada]);
    const operation = await sent(asked(), succeeded);
    expect(await sightings(operation)).toEqual(['not_looked']);
    await list([ada]);
    expect(await sightings(operation)).toEqual(['met']);
  });

  test.each<{ expectation: Expectation; items: Meaning[]; want: string }>([
    { expectation: present, items: [ada], want: 'met' },
    { expectation: present, items: [{ ...ada, name: 'eve@one.example' }], want: 'not_met' },
    { expectation: { becomes: 'absent', kind: 'inbox', externalId: 'mb_1' }, items: [ada], want: 'not_met' },
    { expectation: { becomes: 'absent', kind: 'inbox', externalId: 'mb_1' }, items: [], want: 'met' },
    { expectation: { becomes: 'absent', kind: 'inbox', externalId: 'mb_9' }, items: [ada], want: 'met' },
    { expectation: { becomes: 'present', kind: 'domain', name: ada.name }, items: [ada], want: 'not_looked' },
    { expectation: ofQuota({ quota: 7 }), items: [{ ...ada, attributes: { quota: 7, more: [] } }], want: 'met' },
    { expectation: ofQuota({ quota: 7 }), items: [{ ...ada, attributes: { quota: 8 } }], want: 'not_met' },
    { expectation: ofQuota({ quota: [7] }), items: [{ ...ada, attributes: { quota: [7, 8] } }], want: 'not_met' },
    { expectation: ofQuota({ quota: 7 }), items: [], want: 'not_met' },
  ])('$expectation over $items.length of them is $want', async ({ expectation, items, want }) => {
    await list([ada]);
    const operation = await sent(asked({ expectations: [expectation] }), succeeded);
    await list(items);
    expect(await sightings(operation)).toEqual([want]);
  });

  test('a change that nobody can describe beforehand is met once something of that resource came because of it', async () => {
    await list([ada]);
    const expectations: Expectation[] = [{ becomes: 'changed', kind: 'inbox', externalId: 'mb_1' }];
    const operation = await sent(asked({ expectations }), succeeded);
    const claims = claimsOf([await open(operation.id)], {
      ...{ kind: 'inbox', startedAt: new Date().toISOString(), previousAt: null },
    });
    await roll(store, connection, { items: [ada], claims });
    expect(await sightings(operation)).toEqual(['not_met']);
    await roll(store, connection, { items: [{ ...ada, attributes: { status: 'queued' } }], claims });
    expect(await sightings(operation)).toEqual(['met']);
  });

  test('an order is met once as many came because of it, over however many listings', async () => {
    await list([]);
    const order = await sent(asked({ expectations: [{ becomes: 'more', kind: 'inbox', count: 2 }] }), succeeded);
    const claims = async () =>
      claimsOf([await open(order.id)], { kind: 'inbox', startedAt: new Date().toISOString(), previousAt: null });
    await roll(store, connection, { items: [ada], claims: await claims() });
    expect(await sightings(order)).toEqual(['not_met']);
    const eve = { ...ada, externalId: 'mb_2', name: 'eve@one.example' };
    await roll(store, connection, { items: [ada, eve], claims: await claims() });
    expect(await sightings(order)).toEqual(['met']);
  });

  test('a job is met once it has come to its end', async () => {
    await list([]);
    const attributes = { status: 'completed' };
    const expectations: Expectation[] = [{ becomes: 'more', kind: 'inbox', count: 1, attributes }];
    const job = await sent(asked({ expectations }), succeeded);
    const listed = async (status: string) => {
      const claims = claimsOf([await open(job.id)], {
        ...{ kind: 'inbox', startedAt: new Date().toISOString(), previousAt: null },
      });
      await roll(store, connection, { items: [{ ...ada, attributes: { status } }], claims });
      return sightings(job);
    };
    expect(await sightings(job), 'it did not come about yet').toEqual(['not_looked']);
    await list([]);
    expect(await sightings(job)).toEqual(['not_met']);
    expect(await listed('queued')).toEqual(['under_way']);
    expect(await listed('processing')).toEqual(['under_way']);
    expect(await listed('completed')).toEqual(['met']);
  });

  test('settles it once, with the evidence', async () => {
    const operation = await sent(asked(), lost);
    await list([ada]);
    const onRecord = await open(operation.id);
    const found = await store.asDaemon((tx) => sightingsOf(tx, { connectionId: connection.id }, onRecord));
    const settlement = settle({ sightings: found, dispatchedAt: onRecord.dispatchedAt ?? '' });
    if (settlement === undefined) throw new Error('it is seen');
    for (const _daemon of [1, 2]) {
      await store.asDaemon((tx) =>
        settleOperation(tx, { connection, operation: onRecord, actor: daemonActor }, settlement),
      );
    }
    expect(await byId(operation.id)).toMatchObject({ state: 'confirmed', settledAt: expect.any(String) });
    const after = { evidence: 'a listing shows it: inbox ada@one.example present' };
    const said = (await eventsOf(operation.id)).filter(({ type }) => type === 'operation.confirmed');
    expect(said).toMatchObject([{ actor: daemonActor, after }]);
  });

  test('a settlement that comes too late changes nothing', async () => {
    const operation = await sent(asked());
    const before = await open(operation.id);
    await finish(operation, refused);
    const settlement = { state: 'confirmed', evidence: 'seen' } as const;
    await store.asDaemon((tx) =>
      settleOperation(tx, { connection, operation: before, actor: daemonActor }, settlement),
    );
    expect(await byId(operation.id)).toMatchObject({ state: 'failed' });
  });
});

test('on record for a listing are the open ones, and those confirmed since the scope was believed', async () => {
  const settled = async (operation: NewOperation) => {
    const recorded = await sent(operation, succeeded);
    const settlement = { state: 'confirmed', evidence: 'seen' } as const;
    const onRecord = await open(recorded.id);
    await store.asDaemon((tx) =>
      settleOperation(tx, { connection, operation: onRecord, actor: daemonActor }, settlement),
    );
    return recorded.id;
  };
  const old = await settled(asked());
  const since = new Date();
  const fresh = await settled(asked());
  const { id: unknown } = await sent(asked(), lost);
  const { id: underWay } = await sent(asked());
  await sent(asked(), refused);
  await accept(asked());
  const onRecord = async (from: Date | null) =>
    (await store.asDaemon((tx) => operationsOnRecord(tx, connection.id, from))).map(({ id }) => id);
  expect(await onRecord(since)).toEqual([fresh, unknown, underWay]);
  expect(await onRecord(null)).toEqual([old, fresh, unknown, underWay]);
});

async function byId(id: OperationId): Promise<Operation | undefined> {
  return store.asGateway((tx) => operationById(tx, id));
}

async function open(id: OperationId): Promise<OpenOperation> {
  const found = await store.asDaemon((tx) => operationsOnRecord(tx, connection.id, null));
  const operation = found.find((one) => one.id === id);
  if (operation === undefined) throw new RollcallError('not_found', `${id} is not open`);
  return operation;
}

async function eventsOf(id: OperationId): Promise<Record<string, unknown>[]> {
  const { rows } = await store.owner.query(
    'select * from rollcall.audit_event where operation_id = $1 order by event_id',
    [id],
  );
  return rows;
}
