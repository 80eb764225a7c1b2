import { type DriftFacts, dnsChangedOutOfBand, inboxVanished, judge, type Meaning } from '@rollcall/ledger';
import { beforeEach, expect, test } from 'vitest';
import { acceptDrift, driftFacts, driftOnRecord, listEvents } from '../src/index.ts';
import { givenBulk } from './support/bulk.ts';
import { type GivenConnection, givenConnection, keyActor } from './support/given.ts';
import { roll } from './support/roll.ts';
import { useStore } from './support/store.ts';

const store = useStore();
const inbox = (id: string, roles: readonly string[] = []): Meaning => ({
  ...{ externalId: id, name: `${id}@one.example`, attributes: { roles } },
});

let connection: GivenConnection;
beforeEach(async () => {
  connection = await givenConnection(store);
  await roll(store, connection, { items: [inbox('a'), inbox('b')] });
});

const facts = async () => {
  const found: DriftFacts[] = [];
  await store.asDaemon(async (tx) => {
    for await (const page of driftFacts(tx)) found.push(...page);
  });
  return found.filter(({ connectionId }) => connectionId === connection.id);
};
const changes = async () =>
  (await facts()).map(({ externalId, presence, changes: of }) => ({
    ...{ externalId, presence, changes: of.map(({ change }) => change) },
  }));
const newest = async () => {
  const [event] = await store.asGateway((tx) =>
    listEvents(tx, { connectionId: connection.id, standing: 'open', limit: 1 }),
  );
  if (event === undefined) throw new Error('a change is open');
  return event;
};

test('what was there at first is none; what others change is one resource with all its open changes', async () => {
  expect(await facts()).toEqual([]);
  await roll(store, connection, { items: [inbox('a', ['admin'])] });
  await roll(store, connection, { items: [inbox('a', ['admin', 'owner'])] });
  const found = await facts();
  expect(found.toSorted((one, other) => one.externalId.localeCompare(other.externalId))).toMatchObject([
    {
      ...{ connection: connection.name, kind: 'inbox', externalId: 'a', name: 'a@one.example', presence: 'live' },
      attributes: { roles: ['admin', 'owner'] },
      changes: [
        { change: 'changed', before: { roles: [] }, after: { roles: ['admin'] }, evidence: expect.any(String) },
        { change: 'changed', before: { roles: ['admin'] }, after: { roles: ['admin', 'owner'] } },
      ],
    },
    { externalId: 'b', presence: 'missing', changes: [{ change: 'vanished', after: null, by: expect.any(String) }] },
  ]);
  const judged = judge([inboxVanished, dnsChangedOutOfBand], found, new Date().toISOString());
  expect(judged).toMatchObject([{ rule: 'inbox_vanished', eventId: expect.any(String) }]);
});

test('a change that was accepted, or is being taken back, is none', async () => {
  await roll(store, connection, { items: [inbox('a', ['admin']), inbox('b')] });
  const event = await newest();
  await store.asGateway(async (tx) => {
    await acceptDrift(tx, await driftOnRecord(tx, event.id), { actor: keyActor, reason: 'it is right' });
  });
  expect(await changes()).toEqual([]);
  await roll(store, connection, { items: [inbox('a', ['admin'])] });
  expect(await changes()).toEqual([{ externalId: 'b', presence: 'missing', changes: ['vanished'] }]);
  await givenBulk(store, connection, { reverts: (await newest()).id });
  await store.owner.query(`update rollcall.bulk set state = 'running'`);
  expect(await changes()).toEqual([]);
});

test('what is of a connection that was removed, and of kinds that no rule is about, is none', async () => {
  await roll(store, connection, { kind: 'suppression', items: [] });
  await roll(store, connection, { kind: 'suppression', items: [inbox('s')] });
  expect(await changes()).toEqual([]);
  await roll(store, connection, { items: [inbox('b')] });
  expect(await changes()).toHaveLength(1);
  await store.owner.query(`update rollcall.connection set state = 'removed' where connection_id = $1`, [connection.id]);
  expect(await changes()).toEqual([]);
});
