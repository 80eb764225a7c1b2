import { setTimeout as sleep } from 'node:timers/promises';
import type { OperationId } from '@rollcall/schema';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  acceptOperation,
  beatLane,
  cancelBulk,
  claimLane,
  closeLane,
  dispatchOperation,
  dueLanes,
  endItem,
  finishOperation,
  holdLane,
  itemKey,
  type Lane,
  LaneLost,
  type NewOperation,
  recoverItems,
  releaseLane,
  takeItem,
} from '../src/index.ts';
import { givenBulk } from './support/bulk.ts';
import { type GivenConnection, givenConnection, keyActor } from './support/given.ts';
import { useStore } from './support/store.ts';

const store = useStore();
let connection: GivenConnection;
beforeAll(async () => {
  connection = await givenConnection(store);
});

const isTriedAgain = () => false;

/** Claims the one lane of a new bulk operation. */
async function claimed(items: number): Promise<Lane> {
  const bulkId = await givenBulk(store, connection, { items });
  return claim(bulkId);
}

async function claim(bulkId: Lane['bulkId']): Promise<Lane> {
  const key = { workspaceId: store.mine, bulkId, connectionId: connection.id };
  const lane = await store.asGateway((tx) => claimLane(tx, key, 'here:1'));
  if (lane === undefined) throw new Error('the lane is held');
  return lane;
}

/** As though its holder had not been heard of for too long. */
async function silence({ bulkId }: Lane): Promise<void> {
  await store.owner.query(`update rollcall.bulk_lane set due_at = now() where bulk_id = $1`, [bulkId]);
}

async function given(
  lane: Lane,
  item: { ordinal: number; tries: number; expectations?: NewOperation['expectations'] },
): Promise<NewOperation & { id: OperationId }> {
  const operation: NewOperation = {
    ...{
      connection,
      procedure: 'acme.write',
      input: {},
      inputHmac: Buffer.alloc(32, 1),
      callMs: 60_000,
      actor: keyActor,
    },
    idempotencyKey: itemKey(lane.bulkId, item),
    expectations: item.expectations ?? [{ becomes: 'present', kind: 'inbox', name: 'a' }],
    because: { bulk: lane.bulkId, reverts: null },
  };
  const accepted = await store.asGateway((tx) => acceptOperation(tx, operation));
  if (accepted.state !== 'new') throw new Error('it was accepted before');
  return { ...operation, id: accepted.id };
}

async function itemsOf({ bulkId }: Lane): Promise<unknown> {
  const { rows } = await store.owner.query(
    `select i.state, o.state as operation, exists (select from rollcall.sealed_secret s
        where s.owner_id = i.bulk_id || '/' || i.ordinal) as sealed
      from rollcall.bulk_item i left join rollcall.operation o using (workspace_id, operation_id)
      where i.bulk_id = $1 order by i.ordinal`,
    [bulkId],
  );
  return rows.map(({ state, operation, sealed }) => [state, operation, sealed]);
}

describe('a lane whose holder is gone', () => {
  test('goes to another gateway, which sends again only what was never sent', async () => {
    const lane = await claimed(6);
    const taken = [];
    for (let n = 0; n < 5; n += 1) taken.push(await store.asGateway((tx) => takeItem(tx, lane)));
    expect(taken.map((item) => item?.ordinal)).toEqual([0, 1, 2, 3, 4]);
    // 0: taken. 1: accepted. 2: sent. 3: answered, and not recorded here. 4: refused by the provider.
    const operations = [];
    for (const ordinal of [1, 2, 3, 4]) operations.push(await given(lane, { ordinal, tries: 1 }));
    const [accepted, sent, answered, failed] = operations;
    if (!accepted || !sent || !answered || !failed) throw new Error('there are four');
    for (const operation of [sent, answered, failed]) await store.asGateway((tx) => dispatchOperation(tx, operation));
    await store.asGateway((tx) => finishOperation(tx, answered, { state: 'succeeded', result: null }));
    const error = { kind: 'rejected', message: 'no', providerCode: null, details: {} };
    await store.asGateway((tx) => finishOperation(tx, failed, { state: 'failed', error, unsent: false }));

    await silence(lane);
    const next = await claim(lane.bulkId);
    expect(next.fence).toBe(lane.fence + 1);
    await store.asGateway((tx) => recoverItems(tx, next, { actor: keyActor, isTriedAgain }));
    expect(await itemsOf(lane)).toEqual([
      ['waiting', null, true],
      ['waiting', null, true],
      ['done', 'unknown', false],
      ['done', 'succeeded', false],
      ['done', 'failed', false],
      ['waiting', null, true],
    ]);
    // Whoever was at it before can neither send what was closed nor record anything.
    await expect(store.asGateway((tx) => dispatchOperation(tx, accepted))).rejects.toThrow(/closed before it was sent/);
    const stale = [
      () => store.asGateway((tx) => takeItem(tx, lane)),
      () => store.asGateway((tx) => holdLane(tx, lane)),
      () => store.asGateway((tx) => beatLane(tx, lane)),
      () => store.asGateway((tx) => endItem(tx, lane, { ordinal: 0, end: { state: 'waiting' } })),
      () => store.asGateway((tx) => recoverItems(tx, lane, { actor: keyActor, isTriedAgain })),
      () => store.asGateway((tx) => closeLane(tx, lane, keyActor)),
    ];
    for (const attempt of stale) await expect(attempt()).rejects.toThrow(LaneLost);
    await store.asGateway((tx) => releaseLane(tx, lane, undefined));
    await store.asGateway((tx) => holdLane(tx, next));
    // An answer that comes late is still recorded: what is unknown becomes known.
    await store.asGateway((tx) => finishOperation(tx, sent, { state: 'succeeded', result: null }));
    expect(await store.asGateway((tx) => closeLane(tx, next, keyActor))).toEqual({ waiting: 3, unknown: 0 });
    expect(await store.asGateway((tx) => takeItem(tx, next))).toMatchObject({ ordinal: 0, tries: 2 });
  });

  test('is told to no gateway while it is held, or parked for a person', async () => {
    const lane = await claimed(1);
    const isDue = async () => (await dueLanes(store.gateway, 100)).some(({ bulkId }) => bulkId === lane.bulkId);
    expect(await isDue()).toBe(false);
    await store.asGateway((tx) => releaseLane(tx, lane, undefined));
    expect(await isDue()).toBe(true);
    const held = await claim(lane.bulkId);
    await store.asGateway((tx) => releaseLane(tx, held, { code: 'payment_required', message: 'no money', ms: null }));
    expect(await isDue()).toBe(false);
  });

  test('has nothing sent of what was under way when its bulk operation was cancelled', async () => {
    const lane = await claimed(2);
    await store.asGateway((tx) => takeItem(tx, lane));
    await store.asGateway((tx) => cancelBulk(tx, lane.bulkId, keyActor));
    expect(await itemsOf(lane)).toEqual([
      ['running', null, true],
      ['cancelled', null, false],
    ]);
    await silence(lane);
    const next = await claim(lane.bulkId);
    await store.asGateway((tx) => recoverItems(tx, next, { actor: keyActor, isTriedAgain }));
    expect(await itemsOf(lane)).toEqual([
      ['cancelled', null, false],
      ['cancelled', null, false],
    ]);
    expect(await store.asGateway((tx) => closeLane(tx, next, keyActor))).toEqual({ waiting: 0, unknown: 0 });
  });

  test('waits for nothing that no listing can ever tell', async () => {
    const lane = await claimed(3);
    for (let n = 0; n < 3; n += 1) await store.asGateway((tx) => takeItem(tx, lane));
    // 0: a message that was sent. 1: unknown past its time. 2: unknown, and listings may tell.
    const operations = [
      await given(lane, { ordinal: 0, tries: 1, expectations: [] }),
      await given(lane, { ordinal: 1, tries: 1 }),
      await given(lane, { ordinal: 2, tries: 1 }),
    ];
    for (const operation of operations) await store.asGateway((tx) => dispatchOperation(tx, operation));
    await silence(lane);
    const next = await claim(lane.bulkId);
    await store.asGateway((tx) => recoverItems(tx, next, { actor: keyActor, isTriedAgain }));
    expect(await itemsOf(lane)).toEqual(operations.map(() => ['done', 'unknown', false]));
    const pastItsTime = (id: OperationId | undefined) =>
      store.owner.query(`update rollcall.operation set settle_by = now() - interval '1 s' where operation_id = $1`, [
        id,
      ]);
    await pastItsTime(operations[1]?.id);
    expect(await store.asGateway((tx) => closeLane(tx, next, keyActor))).toEqual({ waiting: 0, unknown: 1 });
    await pastItsTime(operations[2]?.id);
    expect(await store.asGateway((tx) => closeLane(tx, next, keyActor))).toEqual({ waiting: 0, unknown: 0 });
  });
});

describe('a bulk operation that is cancelled', () => {
  test('takes no item again that failed in the same moment', async () => {
    const lane = await claimed(1);
    await store.asGateway((tx) => takeItem(tx, lane));
    let cancelling: Promise<void> | undefined;
    await store.asGateway(async (tx) => {
      await endItem(tx, lane, { ordinal: 0, end: { state: 'waiting' } });
      cancelling = store.asGateway((other) => cancelBulk(other, lane.bulkId, keyActor));
      // Without a lock it is over by then, and has seen nothing that waits.
      await Promise.race([cancelling, sleep(200)]);
    });
    await cancelling;
    expect(await itemsOf(lane)).toEqual([['cancelled', null, false]]);
  });

  test('does not wait for a person when what parks its lane is known later', async () => {
    const lane = await claimed(1);
    await store.asGateway((tx) => cancelBulk(tx, lane.bulkId, keyActor));
    await store.asGateway((tx) => releaseLane(tx, lane, { code: 'payment_required', message: 'no money', ms: null }));
    const next = await claim(lane.bulkId);
    expect(await store.asGateway((tx) => closeLane(tx, next, keyActor))).toEqual({ waiting: 0, unknown: 0 });
  });
});
