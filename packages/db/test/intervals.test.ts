import type { Claim } from '@rollcall/ledger';
import { OperationId } from '@rollcall/schema';
import { v7 as uuidv7 } from 'uuid';
import { expect, test } from 'vitest';
import { listEvents, recordAbsence, resourceHistory } from '../src/index.ts';
import { daemonActor, type GivenConnection, givenConnection, givenRun } from './support/given.ts';
import { finish, roll, type Showing } from './support/roll.ts';
import { useStore } from './support/store.ts';

const store = useStore();
const kind = 'inbox';

/** The beginnings of the listings of these tests, by number. */
const listing = (number: number): Date => new Date(Date.UTC(2026, 9, 1, number));

interface Given extends Partial<Showing> {
  readonly number: number;
  /** External ids and a letter each that is their only attribute: `a1 b2`. */
  readonly shows: string;
}

async function list(connection: GivenConnection, { number, shows, ...showing }: Given): Promise<void> {
  const items = shows
    .split(' ')
    .filter((shown) => shown !== '')
    .map((shown) => ({ externalId: shown.slice(0, 1), name: shown.slice(0, 1), attributes: { is: shown.slice(1) } }));
  await roll(store, connection, { items, kind, startedAt: listing(number), ...showing });
}

/** Each version of the resource as `presence after-notAfter`, by the numbers of the listings. */
async function intervals({ id }: GivenConnection, externalId: string): Promise<string[]> {
  const versions = await store.asGateway((tx) => resourceHistory(tx, { connectionId: id, kind, externalId }));
  return versions.map(({ presence, interval }) => {
    const [after, notAfter] = [interval?.after, interval?.notAfter].map((at) =>
      at === null || at === undefined ? 'never' : String(new Date(at).getUTCHours()),
    );
    return `${presence} ${after}-${notAfter}`;
  });
}

test('a change lies between the listing that last showed it otherwise and the one that shows it', async () => {
  const connection = await givenConnection(store);
  await list(connection, { number: 1, shows: 'a1' });
  await list(connection, { number: 2, shows: 'a1' });
  await list(connection, { number: 3, shows: 'a2 b1' });
  await list(connection, { number: 4, shows: 'a2' });
  await list(connection, { number: 5, shows: 'a2' });
  await list(connection, { number: 6, shows: 'a2 b1' });
  expect(await intervals(connection, 'a')).toEqual(['live never-1', 'live 2-3']);
  expect(await intervals(connection, 'b')).toEqual(['live 2-3', 'missing 3-4', 'live 5-6']);
});

test('its event tells the same interval', async () => {
  const connection = await givenConnection(store);
  await list(connection, { number: 1, shows: 'a1' });
  await list(connection, { number: 2, shows: '' });
  const events = await store.asGateway((tx) => listEvents(tx, { connectionId: connection.id, limit: 10 }));
  const told = events.filter(({ type }) => type.startsWith('resource.')).map(({ type, interval }) => [type, interval]);
  expect(told).toEqual([
    ['resource.vanished', { after: listing(1).toISOString(), notAfter: listing(2).toISOString() }],
    ['resource.appeared', { after: null, notAfter: listing(1).toISOString() }],
  ]);
  expect(events.find(({ type }) => type === 'run.finished')?.interval).toBeNull();
});

test('what a listing may have missed says nothing of when it changed: the last sight of it does', async () => {
  const connection = await givenConnection(store);
  await list(connection, { number: 1, shows: 'a1', believed: false });
  await list(connection, { number: 2, shows: 'b1', believed: false });
  await list(connection, { number: 3, shows: 'a2 c1', believed: false });
  expect(await intervals(connection, 'a')).toEqual(['live never-1', 'live 1-3']);
  expect(await intervals(connection, 'c'), 'no listing says that it was not there').toEqual(['live never-3']);
});

test('a listing of which something was left to the next is no bound', async () => {
  const connection = await givenConnection(store);
  const claim: Claim = {
    operationId: OperationId.parse(uuidv7()),
    change: 'changed',
    ...{ externalId: 'a', name: null, ownerExternalId: null, attributes: null, count: 0 },
    ...{ defers: true, evidence: 'it was under way', confidence: 'certain' },
  };
  await list(connection, { number: 1, shows: 'a1' });
  await list(connection, { number: 2, shows: 'a2', claims: [claim] });
  await list(connection, { number: 3, shows: 'a2' });
  expect(await intervals(connection, 'a')).toEqual(['live never-1', 'live 1-3']);
});

test('what other settings bring to light has been there for nobody knows how long', async () => {
  const connection = await givenConnection(store);
  await list(connection, { number: 1, shows: 'a1', settings: { hosts: 'one' } });
  await list(connection, { number: 2, shows: 'a2 b1', settings: { hosts: 'one, two' } });
  expect(await intervals(connection, 'a')).toEqual(['live never-1', 'live 1-2']);
  expect(await intervals(connection, 'b')).toEqual(['live never-2']);
});

test('where the clocks of two daemons contradict each other, only the later bound is told', async () => {
  const connection = await givenConnection(store);
  await list(connection, { number: 5, shows: 'a1' });
  await list(connection, { number: 4, shows: 'a2' });
  expect(await intervals(connection, 'a')).toEqual(['live never-5', 'live never-4']);
});

test('each step down the ladder lies between the listing of the step before and its own', async () => {
  const connection = await givenConnection(store);
  await list(connection, { number: 1, shows: 'a1' });
  await list(connection, { number: 2, shows: '' });
  for (const [number, presence] of [
    [4, 'suspect'],
    [7, 'gone'],
  ] as const) {
    const lease = await givenRun(store, connection);
    const scope = { connectionId: connection.id, kind, parent: '' };
    const end = { lease, scope, startedAt: listing(number), actor: daemonActor };
    await store.asDaemon((tx) =>
      recordAbsence(tx, end, [{ externalId: 'a', step: { presence, evidence: `absent in ${number}` } }]),
    );
    await finish(store, lease);
  }
  await list(connection, { number: 9, shows: 'a1' });
  expect(await intervals(connection, 'a')).toEqual([
    'live never-1',
    'missing 1-2',
    'suspect 2-4',
    'gone 4-7',
    'live 7-9',
  ]);
});

test('a renamed resource was under its former external id until then', async () => {
  const connection = await givenConnection(store);
  const renamedBy = { attribute: 'is', reason: 'it stays' };
  await list(connection, { number: 1, shows: 'a1', renamedBy });
  await list(connection, { number: 3, shows: 'b1', renamedBy });
  expect(await intervals(connection, 'b')).toEqual(['live never-1', 'live 1-3']);
});
