import { type EventId, eventTypes, WorkspaceId } from '@rollcall/schema';
import { v7 as uuidv7 } from 'uuid';
import { beforeEach, expect, test } from 'vitest';
import {
  appendEvent,
  type EventChoice,
  eventById,
  inWorkspace,
  listEvents,
  newSealingMark,
  sealEvents,
  sealedAfter,
  tailOf,
  tails,
} from '../src/index.ts';
import { sealAll } from '../src/testing/index.ts';
import { type GivenConnection, givenConnection, keyActor } from './support/given.ts';
import { useStore } from './support/store.ts';

const store = useStore();

let connection: GivenConnection;
let start: number;
beforeEach(async () => {
  connection = await givenConnection(store);
  await sealAll(store.urls);
  start = await store.asGateway(tailOf);
});

const append = (type: (typeof eventTypes)[number] = 'connection.updated', of = connection): Promise<EventId> =>
  store.asGateway((tx) =>
    appendEvent(tx, {
      type,
      actor: keyActor,
      connectionId: of.id,
      subject: { kind: 'connection', externalId: of.id, name: of.name },
    }),
  );

const after = (position: number, { limit = 100, ...filter }: EventChoice & { limit?: number } = {}) =>
  store.asGateway((tx) => sealedAfter(tx, { after: position, limit, filter }));

test('an event has no sequence until it is sealed, and the next one from then on', async () => {
  const ids = [await append(), await append()];
  const sequences = async () => {
    const listed = await store.asGateway((tx) => listEvents(tx, { connectionId: connection.id, limit: 2 }));
    const shown = await store.asGateway((tx) => Promise.all(ids.map((id) => eventById(tx, id))));
    expect(listed.toReversed()).toEqual(shown);
    return shown.map(({ sequence }) => sequence);
  };
  expect(await sequences()).toEqual([null, null]);
  expect(await after(start)).toEqual({ events: [], through: start });
  expect(await sealEvents(store.daemon)).toBe(2);
  expect(await sequences()).toEqual([start + 1, start + 2]);
  expect(await sealEvents(store.daemon)).toBe(0);
  expect(await store.asGateway(tailOf)).toBe(start + 2);
});

test('of what was undone, nothing waits, and no number is missing for it', async () => {
  const undone = inWorkspace(store.gateway, store.mine, async (tx) => {
    await appendEvent(tx, {
      type: 'key.created',
      actor: keyActor,
      subject: { kind: 'gateway_key', externalId: 'k', name: 'k' },
    });
    throw new Error('undone');
  });
  await expect(undone).rejects.toThrow('undone');
  const id = await append();
  expect(await sealEvents(store.daemon)).toBe(1);
  expect((await after(start)).events.map((event) => [event.id, event.sequence])).toEqual([[id, start + 1]]);
});

test('what is known of the numbers of another server keeps nothing waiting', async () => {
  const mark = newSealingMark();
  const seal = async (events: number) => {
    for (let nth = 0; nth < events; nth += 1) await append();
    return sealEvents(store.daemon, mark);
  };
  expect(await seal(5)).toBe(5);
  // Not before all have ended who wrote to any database of the server when the first were sealed.
  const settled = async () => ((await seal(1)) === 1 ? mark.settled : 'not sealed');
  await expect.poll(settled).toBeGreaterThan(0n);
  await store.owner.query(`select setval('rollcall.audit_pending_enq_seq', $1)`, [`${mark.settled - 4n}`]);
  expect([await seal(1), await seal(5)]).toEqual([1, 5]);
});

test('pages in order hold each once, and each says from where to go on', async () => {
  const ids = [];
  for (const type of eventTypes) ids.push(await append(type));
  await sealEvents(store.daemon);
  const found = [];
  for (let position = start; ; ) {
    const { events, through } = await after(position, { limit: 7 });
    found.push(...events);
    if (through === position) break;
    expect(through).toBe(position + events.length);
    position = through;
  }
  expect(found.map(({ id }) => id)).toEqual(ids);
  expect(found.map(({ sequence }) => sequence)).toEqual(ids.map((_, nth) => start + 1 + nth));
});

test('what a filter leaves out is passed over, and what is unwanted to the end is not asked for again', async () => {
  const other = await givenConnection(store);
  const wanted = await append('run.finished');
  await append('run.finished', other);
  await append('key.created');
  await sealEvents(store.daemon);
  const end = await store.asGateway(tailOf);
  const finished = await after(start, { types: ['run.finished'], connectionId: connection.id });
  expect(finished).toEqual({ events: [expect.objectContaining({ id: wanted })], through: end });
  const full = await after(start, { types: ['run.finished'], connectionId: connection.id, limit: 1 });
  expect(full).toEqual({ events: finished.events, through: start + 2 });
  expect(await after(full.through, { types: ['run.finished'], connectionId: connection.id })).toEqual({
    events: [],
    through: end,
  });
});

test.each([
  { what: 'several types', filter: { types: ['run.finished', 'key.created'] }, want: [1, 3] },
  { what: 'kinds', filter: { kinds: ['run', 'connection'] }, want: [1, 2] },
  { what: 'a subject', filter: { subject: 'two' }, want: [2] },
  { what: 'both', filter: { types: ['key.created'], kinds: ['run'] }, want: [] },
] as const)('events are chosen by $what, also the newest first', async ({ filter, want }) => {
  const facts = [
    ['run.finished', 'run', 'one'],
    ['connection.updated', 'connection', 'two'],
    ['key.created', 'key', 'one'],
  ] as const;
  for (const [type, kind, externalId] of facts) {
    await store.asGateway((tx) =>
      appendEvent(tx, { type, actor: keyActor, connectionId: connection.id, subject: { kind, externalId, name: 'x' } }),
    );
  }
  await sealEvents(store.daemon);
  const ordered = (await after(start, filter)).events.map(({ sequence }) => sequence - start);
  expect(ordered).toEqual(want);
  const newest = await store.asGateway((tx) => listEvents(tx, { ...filter, connectionId: connection.id, limit: 100 }));
  expect(newest.map(({ sequence }) => (sequence ?? 0) - start).filter((n) => n > 0)).toEqual(want.toReversed());
});

test('each workspace has an order of its own, from 1, which another does not see', async () => {
  const theirs = await givenConnection(store, { workspaceId: store.theirs });
  await append();
  await sealEvents(store.daemon);
  const { events } = await inWorkspace(store.gateway, store.theirs, (tx) => sealedAfter(tx, { after: 0, limit: 10 }));
  expect(events.map(({ sequence, subject }) => [sequence, subject.externalId])).toEqual([[1, theirs.id]]);
  const unknown = WorkspaceId.parse(uuidv7());
  expect(await tails(store.gateway, [store.mine, store.theirs, unknown])).toEqual(
    new Map([
      [store.mine, start + 1],
      [store.theirs, 1],
    ]),
  );
});

test('what a copy that was put back by halves has in the queue again is not numbered again', async () => {
  const sealed = await append();
  await sealEvents(store.daemon);
  const ids = [await append(), await append()];
  await store.owner.query(`insert into rollcall.audit_pending (workspace_id, event_id) select $1, unnest($2::uuid[])`, [
    store.mine,
    [sealed, ...ids],
  ]);
  await sealEvents(store.daemon);
  const { events } = await after(start);
  expect(events.map(({ id, sequence }) => [id, sequence - start])).toEqual(
    [sealed, ...ids].map((id, nth) => [id, nth + 1]),
  );
  expect((await store.owner.query('select from rollcall.audit_pending')).rowCount).toBe(0);
});

test('where the tail is behind, nothing is numbered twice: sealing fails, and says so', async () => {
  await append();
  await sealEvents(store.daemon);
  await append();
  await store.owner.query('update rollcall.audit_tail set size = size - 1 where workspace_id = $1', [store.mine]);
  await expect(sealEvents(store.daemon)).rejects.toThrow('sealed_event_pkey');
  await store.owner.query('update rollcall.audit_tail set size = size + 1 where workspace_id = $1', [store.mine]);
  expect(await sealEvents(store.daemon)).toBe(1);
});
