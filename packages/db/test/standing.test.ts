import { setTimeout as sleep } from 'node:timers/promises';
import type { Meaning } from '@rollcall/ledger';
import { type AuditEvent, EventId, type Expectation, type OperationState } from '@rollcall/schema';
import { beforeEach, describe, expect, test } from 'vitest';
import { acceptDrift, driftOnRecord, eventToDecide, inWorkspace, listEvents, resourceHistory } from '../src/index.ts';
import { givenBulk } from './support/bulk.ts';
import { type GivenConnection, givenConnection, keyActor } from './support/given.ts';
import { givenOperation } from './support/operation.ts';
import { roll } from './support/roll.ts';
import { useStore } from './support/store.ts';

const store = useStore();
const quota = (value: number): Meaning => ({ externalId: 'a', name: 'a@one.example', attributes: { quota: value } });
const all: Expectation = { becomes: 'changed', kind: 'inbox', externalId: 'a', attributes: { quota: 1 } };

let connection: GivenConnection;
let change: AuditEvent;
beforeEach(async () => {
  connection = await givenConnection(store);
  await list([quota(1)]);
  await list([quota(2)]);
  change = await newest('resource.changed');
});

describe('a change that nobody here asked for', () => {
  test('is open until it is accepted; the event stays as it was, and another one says so', async () => {
    expect(change).toMatchObject({ standing: 'open', cause: { kind: 'out_of_band' } });
    expect(await open()).toEqual([change.id]);
    await accept(change.id, 'we moved it ourselves');
    expect(await open()).toEqual([]);
    expect(await newest('resource.changed')).toEqual({ ...change, standing: 'accepted' });
    expect(await newest('drift.accepted')).toMatchObject({
      ...{ about: change.id, actor: keyActor, subject: change.subject, connection: connection.name, standing: null },
      after: { event: change.id, type: 'resource.changed', reason: 'we moved it ourselves' },
    });
    expect(await standings()).toEqual([null, 'accepted']);
  });

  test('is accepted once, however many say so at the same time', async () => {
    const outcomes = await Promise.allSettled([accept(change.id, 'one'), accept(change.id, 'two')]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'event_decided' } });
    await expect(accept(change.id, 'three')).rejects.toMatchObject({ code: 'event_decided' });
  });

  test.each<{ what: string; ends: readonly OperationState[]; bulk: string; want: string }>([
    { what: 'waits', ends: [], bulk: 'running', want: 'reverting' },
    { what: 'has succeeded, and no listing has shown it', ends: ['succeeded'], bulk: 'finished', want: 'reverting' },
    { what: 'is confirmed', ends: ['confirmed', 'confirmed'], bulk: 'finished', want: 'reverted' },
    { what: 'has failed', ends: ['failed'], bulk: 'finished', want: 'open' },
    { what: 'is contradicted', ends: ['confirmed', 'contradicted'], bulk: 'finished', want: 'open' },
    { what: 'was cancelled', ends: [], bulk: 'cancelled', want: 'open' },
  ])('is $want while what takes it back $what', async ({ ends, bulk, want }) => {
    const id = await givenBulk(store, connection, { items: Math.max(1, ends.length), reverts: change.id });
    for (const [ordinal, state] of ends.entries()) {
      const operation = await givenOperation(store, connection, {
        ...{ expectations: [all], idempotencyKey: `${id}/${ordinal}` },
        outcome: { state: 'succeeded', result: null },
      });
      const isSettled = state !== 'succeeded';
      await store.owner.query(
        `update rollcall.operation set state = $2, settled_at = case when $3 then now() end where operation_id = $1`,
        [operation.id, state, isSettled],
      );
      await store.owner.query(
        `update rollcall.bulk_item set state = 'done', operation_id = $3 where bulk_id = $1 and ordinal = $2`,
        [id, ordinal, operation.id],
      );
    }
    await store.owner.query(
      `update rollcall.bulk set state = $2, finished_at = case when $2 <> 'running' then now() end where bulk_id = $1`,
      [id, bulk],
    );
    expect(await newest('resource.changed')).toMatchObject({ id: change.id, standing: want });
    expect(await open()).toEqual(want === 'open' ? [change.id] : []);
    expect(await standings()).toEqual([null, want]);
  });

  test('is not taken back by whoever comes while another accepts it', async () => {
    let second: Promise<AuditEvent> | undefined;
    await store.asGateway(async (tx) => {
      await eventToDecide(tx, change.id);
      await acceptDrift(tx, await driftOnRecord(tx, change.id), { actor: keyActor, reason: 'it is right' });
      second = store.asGateway((other) => eventToDecide(other, change.id));
      // Without a lock it is over by then, and has seen an event that is open.
      await Promise.race([second, sleep(200)]);
    });
    expect(await second).toMatchObject({ id: change.id, standing: 'accepted' });
  });

  test('is not to be decided any more once its connection is removed, whatever is called so since', async () => {
    await store.owner.query(`update rollcall.connection set state = 'removed' where connection_id = $1`, [
      connection.id,
    ]);
    await expect(store.asGateway((tx) => driftOnRecord(tx, change.id))).rejects.toMatchObject({
      ...{ code: 'event_not_revertible', message: expect.stringContaining('was removed') },
    });
  });

  test('is taken back by one bulk operation at a time', async () => {
    await givenBulk(store, connection, { reverts: change.id });
    await expect(givenBulk(store, connection, { reverts: change.id })).rejects.toMatchObject({ code: 'event_decided' });
  });
});

test('what was there at first, and what nobody but us did, is not to be decided', async () => {
  const first = await newest('resource.appeared');
  expect(first).toMatchObject({ standing: null, cause: { kind: 'first_sight' } });
  expect(await newest('run.finished')).toMatchObject({ standing: null });
});

describe('a change on record', () => {
  test('comes with the resource as it is, and with what happened to it since, the newest first', async () => {
    expect(await drift(change.id)).toMatchObject({
      resource: { attributes: { quota: 2 }, presence: 'live' },
      later: [],
    });
    await list([quota(3)]);
    await list([]);
    const { resource, later, event } = await drift(change.id);
    expect(event).toEqual(await eventOf(change.id));
    expect(resource).toMatchObject({ externalId: 'a', presence: 'missing', attributes: { quota: 3 } });
    expect(later).toMatchObject([
      { type: 'resource.vanished', before: { quota: 3 }, after: null },
      { type: 'resource.changed', before: { quota: 2 }, after: { quota: 3 } },
    ]);
    expect((await drift(later[0]?.id ?? change.id)).later).toEqual([]);
  });

  test('of what was renamed since has no resource by that id, and names the rename', async () => {
    const named = (externalId: string): Meaning => ({
      externalId,
      name: externalId,
      attributes: { madeAt: 't', n: 1 },
    });
    const renamedBy = { attribute: 'madeAt', reason: 'it is kept' };
    await roll(store, connection, { kind: 'key', items: [], renamedBy });
    await roll(store, connection, { kind: 'key', items: [named('old')], renamedBy });
    const appeared = await newest('resource.appeared');
    await roll(store, connection, { kind: 'key', items: [named('new')], renamedBy });
    const found = await drift(appeared.id);
    expect(found.resource).toBeNull();
    expect(found.later).toMatchObject([{ type: 'resource.renamed', after: { externalId: 'new' } }]);
  });

  test('is none of an event that tells of no change, of one that there is not, or of another workspace', async () => {
    const run = await newest('run.finished');
    await expect(drift(run.id)).rejects.toMatchObject({ code: 'event_not_revertible' });
    const nobody = EventId.parse('01900000-0000-7000-8000-000000000001');
    await expect(drift(nobody)).rejects.toMatchObject({ code: 'not_found' });
    const elsewhere = inWorkspace(store.gateway, store.theirs, (tx) => driftOnRecord(tx, change.id));
    await expect(elsewhere).rejects.toMatchObject({ code: 'not_found' });
  });
});

function list(items: readonly Meaning[]) {
  return roll(store, connection, { items });
}

async function newest(type: AuditEvent['type']): Promise<AuditEvent> {
  const [event] = await store.asGateway((tx) =>
    listEvents(tx, { types: [type], connectionId: connection.id, limit: 1 }),
  );
  if (event === undefined) throw new Error(`there is no ${type}`);
  return event;
}

async function eventOf(id: EventId): Promise<AuditEvent | undefined> {
  const events = await store.asGateway((tx) => listEvents(tx, { connectionId: connection.id, limit: 100 }));
  return events.find((event) => event.id === id);
}

async function open(): Promise<readonly EventId[]> {
  const filter = { standing: 'open', connectionId: connection.id, limit: 100 } as const;
  return (await store.asGateway((tx) => listEvents(tx, filter))).map(({ id }) => id);
}

async function standings(): Promise<readonly unknown[]> {
  const of = { connectionId: connection.id, kind: 'inbox', externalId: 'a' };
  return (await store.asGateway((tx) => resourceHistory(tx, of))).map(({ standing }) => standing);
}

function drift(id: EventId) {
  return store.asGateway((tx) => driftOnRecord(tx, id));
}

function accept(id: EventId, reason: string): Promise<EventId> {
  return store.asGateway(async (tx) => acceptDrift(tx, await driftOnRecord(tx, id), { actor: keyActor, reason }));
}
