import { type Meaning, settle } from '@rollcall/ledger';
import { type Expectation, Instant, type OperationId } from '@rollcall/schema';
import { beforeEach, describe, expect, test } from 'vitest';
import { bindLate, holdRun, listEvents, resourceHistory, settleOperation, sightingsOf } from '../src/index.ts';
import { daemonActor, type GivenConnection, givenConnection, givenRun } from './support/given.ts';
import { claimsNow, givenOperation, onRecord } from './support/operation.ts';
import { finish, type Rolled, roll } from './support/roll.ts';
import { useStore } from './support/store.ts';

const store = useStore();
const succeeded = { state: 'succeeded', result: null } as const;
const pause: Expectation = {
  ...{ becomes: 'changed', kind: 'inbox', externalId: 'a' },
  attributes: { status: 'paused', quota: 7 },
};

let connection: GivenConnection;
beforeEach(async () => {
  connection = await givenConnection(store);
});

describe('a change that was a step on the way to what an operation asked for', () => {
  let id: OperationId;
  beforeEach(async () => {
    await list([inbox('a', { status: 'on', quota: 1 }), inbox('b', { status: 'on', quota: 1 })]);
    ({ id } = await givenOperation(store, connection, { expectations: [pause], outcome: succeeded }));
  });
  const done = [inbox('a', { status: 'paused', quota: 7 }), inbox('b', { status: 'on', quota: 1 })];

  test('is bound to it once a listing shows the whole, by an event of its own; what was said stays', async () => {
    const step = await list([inbox('a', { status: 'paused', quota: 1 }), inbox('b', { status: 'on', quota: 1 })]);
    expect(await bind()).toBe(0);
    await list(done);
    expect(await bind()).toBe(0);
    await settled(id);
    const before = await events(step.runId);
    expect(before).toMatchObject([{ type: 'resource.changed', cause: { kind: 'out_of_band' } }]);
    expect(await bind()).toBe(1);
    // It is told of as it was said; only that something came of it is new.
    expect(await events(step.runId)).toEqual(before.map((event) => ({ ...event, standing: 'attributed' })));
    const [bound] = await store.asGateway((tx) => listEvents(tx, { types: ['resource.attributed'], limit: 5 }));
    expect(bound).toMatchObject({
      about: before[0]?.id,
      subject: { kind: 'inbox', externalId: 'a', name: 'a@one.example' },
      before: { cause: before[0]?.cause },
      after: { event: before[0]?.id, type: 'resource.changed' },
      operationId: id,
      cause: {
        ...{ kind: 'operation', operationId: id, confidence: 'likely' },
        evidence: expect.stringMatching(/^acme\.write was sent at .*Z for it, and a later listing showed what/),
      },
    });
    expect(await bind()).toBe(0);
  });

  test('stands in the history beside what was said of it then, and not in what was known then', async () => {
    await list([inbox('a', { status: 'paused', quota: 1 }), inbox('b', { status: 'on', quota: 1 })]);
    await list(done);
    await settled(id);
    const knownAt = new Date();
    await bind();
    const of = { connectionId: connection.id, kind: 'inbox', externalId: 'a' };
    const history = await store.asGateway((tx) => resourceHistory(tx, of));
    expect(history.map(({ cause, boundCause }) => [cause?.kind, boundCause?.kind])).toEqual([
      ['first_sight', undefined],
      ['out_of_band', 'operation'],
      ['operation', undefined],
    ]);
    const then = await store.asGateway((tx) => resourceHistory(tx, of, { asOf: knownAt, knownAt }));
    expect(then.map(({ boundCause }) => boundCause)).toEqual([null, null, null]);
  });

  test.each([
    { what: 'touched something else, too', attributes: { status: 'paused', quota: 1, note: 'x' }, want: ['possible'] },
    { what: 'has nothing to do with it', attributes: { status: 'on', quota: 1, note: 'x' }, want: [] },
  ])('is bound as far as that goes: it $what', async ({ attributes, want }) => {
    await list([inbox('a', attributes), inbox('b', { status: 'on', quota: 1 })]);
    await list(done);
    await settled(id);
    await bind();
    expect(await bound()).toEqual(want);
  });

  test('is none of another resource, nor of what came after, nor of a listing that began before it was sent', async () => {
    const startedAt = new Date(Date.parse(Instant.parse((await onRecord(store, connection, id))?.dispatchedAt)) - 1);
    await list([inbox('a', { status: 'on', quota: 7 }), inbox('b', { status: 'paused', quota: 7 })], { startedAt });
    await list(done);
    await settled(id);
    await list([inbox('a', { status: 'paused', quota: 9 }), ...done.slice(1)], { claims: [] });
    await list(done, { claims: [] });
    await bind();
    expect(await bound()).toEqual([]);
  });
});

test('what appeared before it was as an operation had asked for it is bound once it is', async () => {
  const expectations: Expectation[] = [
    { becomes: 'present', kind: 'inbox', name: 'a@one.example', attributes: { status: 'on' } },
  ];
  await list([]);
  const { id } = await givenOperation(store, connection, { expectations, outcome: succeeded });
  await list([inbox('a', { status: 'making' })]);
  await list([inbox('a', { status: 'on' })]);
  await settled(id);
  expect(await bind()).toBe(1);
  expect(await bound()).toEqual(['likely']);
});

test('what names an order of ours as what it came with is bound to it, and what names another is not', async () => {
  const orders = { kind: 'order', items: [] };
  await roll(store, connection, orders);
  await list([]);
  const expectations: Expectation[] = [{ becomes: 'more', kind: 'order', count: 1 }];
  const { id } = await givenOperation(store, connection, { expectations, outcome: succeeded });
  await list([inbox('a', { orderId: 'o1' }), inbox('b', { orderId: 'o2' }), inbox('c', { orderId: null })]);
  expect(await bind()).toBe(0);
  const order = { externalId: 'o1', name: 'o1', attributes: {} };
  const claim = { change: 'appeared', externalId: null, name: null, ownerExternalId: null, attributes: null } as const;
  const claims = [
    { ...claim, operationId: id, count: 1, defers: false, evidence: 'it was sent', confidence: 'likely' as const },
  ];
  await roll(store, connection, { kind: 'order', items: [order], claims });
  expect(await bind()).toBe(1);
  const [event] = await store.asGateway((tx) => listEvents(tx, { types: ['resource.attributed'], limit: 5 }));
  expect(event).toMatchObject({
    subject: { externalId: 'a' },
    operationId: id,
    cause: {
      kind: 'operation',
      confidence: 'likely',
      evidence: expect.stringMatching(/^it names order o1 as what it/),
    },
  });
});

function inbox(id: string, attributes: Readonly<Record<string, unknown>> = {}): Meaning {
  return { externalId: id, name: `${id}@one.example`, attributes };
}

async function list(items: readonly Meaning[], more: Partial<Parameters<typeof roll>[2]> = {}): Promise<Rolled> {
  return roll(store, connection, { items, claims: await claimsNow(store, connection), ...more });
}

/** What the daemon does after the listings of a run. */
async function settled(id: OperationId): Promise<void> {
  await store.asDaemon(async (tx) => {
    const operation = await onRecord(store, connection, id);
    if (operation?.dispatchedAt == null) throw new Error('it was not sent');
    const sightings = await sightingsOf(tx, { connectionId: connection.id }, operation);
    const settlement = settle({ sightings, dispatchedAt: operation.dispatchedAt });
    if (settlement?.state !== 'confirmed') throw new Error('it is not confirmed');
    await settleOperation(tx, { connection, operation, actor: daemonActor }, settlement);
  });
}

async function bind(): Promise<number> {
  const lease = await givenRun(store, connection);
  const kinds = [
    { kind: 'order', broughtBy: undefined },
    { kind: 'inbox', broughtBy: { kind: 'order', attribute: 'orderId' } },
  ];
  const count = await store.asDaemon(async (tx) => {
    if (!(await holdRun(tx, lease))) throw new Error('the run is held by another');
    return bindLate(tx, { connectionId: connection.id, lease, actor: daemonActor }, kinds);
  });
  await finish(store, lease);
  return count;
}

async function bound(): Promise<readonly unknown[]> {
  const { rows } = await store.owner.query<{ confidence: string }>(
    `select cause ->> 'confidence' as confidence from rollcall.audit_event
      where connection_id = $1 and type = 'resource.attributed' order by event_id`,
    [connection.id],
  );
  return rows.map(({ confidence }) => confidence);
}

async function events(runId: string) {
  const all = await store.asGateway((tx) => listEvents(tx, { connectionId: connection.id, limit: 100 }));
  return all.filter((event) => event.runId === runId && event.type.startsWith('resource.'));
}
