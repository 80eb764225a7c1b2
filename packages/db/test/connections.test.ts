import { ConnectionId, type WorkspaceId } from '@rollcall/schema';
import { v7 as uuidv7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import {
  addConnection,
  connectionNamed,
  connectionWithCredential,
  finishRun,
  inWorkspace,
  listConnections,
  listSealed,
  masterKeysInUse,
  type NewConnection,
  pinAccount,
  putCredential,
  setConnectionState,
  updateConnection,
} from '../src/index.ts';
import { daemonActor, givenRun, keyActor } from './support/given.ts';
import { roll } from './support/roll.ts';
import { useStore } from './support/store.ts';

const store = useStore();

function fresh(given: Partial<NewConnection> = {}): NewConnection {
  const id = ConnectionId.parse(uuidv7());
  return {
    ...{ id, name: `n-${id}`, provider: 'acme', baseUrl: 'https://acme.example', config: { region: 'eu' } },
    ...{
      schedule: '0 0 1 1 *',
      schedules: { wallet: '*/15 * * * *' },
      rates: { default: 120 },
      sandbox: false,
      account: { id: 'ws_1', name: 'Acme' },
      nextDueAt: new Date('2099-01-01'),
    },
    ...{ sealed: 'sealed-1', masterKeyId: 'key-1' },
    ...given,
  };
}

const add = (connection: NewConnection, workspaceId: WorkspaceId = store.mine) =>
  inWorkspace(store.gateway, workspaceId, (tx) => addConnection(tx, connection, keyActor));
const named = (name: string) => store.asGateway((tx) => connectionNamed(tx, name));
const become = (connection: NewConnection, state: 'active' | 'paused' | 'removed', nextDueAt: Date | null = null) =>
  store.asGateway((tx) => setConnectionState(tx, connection, { state, nextDueAt, actor: keyActor }));

describe('a connection', () => {
  test('is stored as it was given, with its credential apart, and said so', async () => {
    const connection = fresh();
    await add(connection);
    const { sealed, masterKeyId: _key, nextDueAt, ...shown } = connection;
    expect(await named(connection.name)).toEqual({
      ...shown,
      state: 'active',
      nextDueAt: nextDueAt?.toISOString(),
      dueAt: {},
      createdAt: expect.any(String),
      circuit: null,
      lastRun: null,
    });
    expect(await store.asDaemon((tx) => connectionWithCredential(tx, connection.id))).toMatchObject({ sealed });
    const after = {
      provider: 'acme',
      baseUrl: 'https://acme.example',
      schedule: '0 0 1 1 *',
      schedules: { wallet: '*/15 * * * *' },
      config: { region: 'eu' },
    };
    expect(await eventsOf(connection.id)).toMatchObject([
      { type: 'connection.added', actor: keyActor, before: null, after },
    ]);
    expect(JSON.stringify(await eventsOf(connection.id))).not.toContain(sealed);
  });

  test('has a name of its own in its workspace; another workspace may use it, too', async () => {
    const connection = fresh();
    await add(connection);
    await expect(add(fresh({ name: connection.name }))).rejects.toMatchObject({ code: 'connection_exists' });
    await add(fresh({ name: connection.name }), store.theirs);
    expect(await eventsOf(connection.id)).toHaveLength(1);
    const { rows } = await store.owner.query(`select count(*)::int as count from rollcall.credential c
      where not exists (select from rollcall.connection n where n.connection_id = c.connection_id)`);
    expect(rows).toEqual([{ count: 0 }]);
  });

  test('is found by its name, or the error says how to find it', async () => {
    const theirs = fresh();
    await add(theirs, store.theirs);
    for (const name of ['nobody', theirs.name, '']) {
      await expect(named(name)).rejects.toMatchObject({
        code: 'connection_not_found',
        message: `There is no connection named "${name}": "connections list" shows those there are.`,
      });
    }
  });

  test('shows how its last run ended, and not one that is under way', async () => {
    const connection = fresh();
    await add(connection);
    const first = await givenRun(store, connection);
    const end = { outcome: 'partial', reason: 'why', actor: daemonActor } as const;
    await store.asDaemon((tx) => finishRun(tx, first, end));
    await givenRun(store, connection);
    expect((await named(connection.name)).lastRun).toMatchObject({ outcome: 'partial', reason: 'why' });
  });
});

describe('changing a connection', () => {
  test('says what it was and what it became', async () => {
    const connection = fresh();
    await add(connection);
    const change = {
      baseUrl: 'https://new.example',
      schedule: null,
      schedules: { inbox: '5 * * * *' },
      account: { id: 'ws_1', name: 'Renamed' },
    };
    await store.asGateway((tx) => updateConnection(tx, connection.id, change, keyActor));
    expect(await named(connection.name)).toMatchObject({ ...change, config: { region: 'eu' } });
    const before = {
      baseUrl: connection.baseUrl,
      schedule: connection.schedule,
      schedules: connection.schedules,
      config: { region: 'eu' },
      account: connection.account,
    };
    expect((await eventsOf(connection.id)).at(-1)).toMatchObject({
      type: 'connection.updated',
      before,
      after: { ...change, config: { region: 'eu' } },
    });
  });

  test('leaves alone what is not named', async () => {
    const connection = fresh();
    await add(connection);
    const before = await named(connection.name);
    await store.asGateway((tx) => updateConnection(tx, connection.id, {}, keyActor));
    expect(await named(connection.name)).toEqual(before);
  });

  test('pins an account once', async () => {
    const connection = fresh({ account: null });
    await add(connection);
    const pin = (id: string) =>
      store.asDaemon((tx) => pinAccount(tx, connection, { account: { id, name: id }, actor: daemonActor }));
    expect(await pin('ws_1')).toMatchObject({ id: 'ws_1' });
    expect(await pin('ws_2'), 'the account that is pinned now').toMatchObject({ id: 'ws_1' });
    expect((await named(connection.name)).account).toEqual({ id: 'ws_1', name: 'ws_1' });
    const pinned = (await eventsOf(connection.id)).filter(({ type }) => type === 'connection.updated');
    const after = { account: { id: 'ws_1', name: 'ws_1' } };
    expect(pinned).toMatchObject([{ actor: daemonActor, before: { account: null }, after }]);
  });
});

describe('a connection that is', () => {
  test('paused is not due, and resumed is due again, with everything that it lists', async () => {
    const connection = fresh();
    await add(connection);
    const due = { due: { inbox: new Date('2097-01-01') }, next: new Date('2096-01-01') };
    await store.asGateway((tx) => updateConnection(tx, connection.id, { due }, keyActor));
    expect(await named(connection.name)).toMatchObject({
      nextDueAt: '2096-01-01T00:00:00.000Z',
      dueAt: { inbox: '2097-01-01T00:00:00.000Z' },
    });
    await become(connection, 'paused');
    expect(await named(connection.name)).toMatchObject({ state: 'paused', nextDueAt: null, dueAt: {} });
    await become(connection, 'active', new Date('2098-01-01'));
    expect(await named(connection.name)).toMatchObject({
      ...{ state: 'active', dueAt: {} },
      nextDueAt: '2098-01-01T00:00:00.000Z',
    });
    const types = (await eventsOf(connection.id)).map(({ type }) => type);
    expect(types.slice(-2)).toEqual(['connection.paused', 'connection.resumed']);
  });

  test('removed gives its name back and loses its credential; what the ledger knows stays', async () => {
    const connection = fresh();
    await add(connection);
    await roll(store, connection, { items: [{ externalId: 'a', name: 'a', attributes: {} }] });
    await become(connection, 'removed');
    await expect(named(connection.name)).rejects.toMatchObject({ code: 'connection_not_found' });
    expect(await store.asDaemon((tx) => connectionWithCredential(tx, connection.id))).toBeUndefined();
    expect((await store.asGateway(listConnections)).map(({ id }) => id)).not.toContain(connection.id);
    const { rows } = await store.owner.query(
      `select (select count(*)::int from rollcall.credential where connection_id = $1) as credentials,
        (select count(*)::int from rollcall.resource where connection_id = $1) as resources,
        (select count(*)::int from rollcall.resource_version where connection_id = $1) as versions`,
      [connection.id],
    );
    expect(rows).toEqual([{ credentials: 0, resources: 1, versions: 1 }]);
    await add(fresh({ name: connection.name }));
    expect((await named(connection.name)).id).not.toBe(connection.id);
  });
});

test('connections are listed by name, of this workspace', async () => {
  const [b, a] = [fresh({ name: 'zz-b' }), fresh({ name: 'zz-a' })];
  await add(b);
  await add(a);
  await add(fresh({ name: 'zz-c' }), store.theirs);
  const names = (await store.asGateway(listConnections)).map(({ name }) => name);
  expect(names.filter((name) => name.startsWith('zz-'))).toEqual(['zz-a', 'zz-b']);
});

test('sealed credentials are listed of this workspace, replaced in place, and their keys known of all', async () => {
  const mine = fresh({ masterKeyId: 'key-mine' });
  await add(mine);
  await add(fresh({ masterKeyId: 'key-theirs' }), store.theirs);
  const sealed = await store.asGateway(listSealed);
  expect(sealed).toContainEqual({ id: mine.id, sealed: 'sealed-1', masterKeyId: 'key-mine' });
  expect(sealed.map(({ masterKeyId }) => masterKeyId)).not.toContain('key-theirs');
  const inUse = await masterKeysInUse(store.gateway);
  expect([inUse.has('key-mine'), inUse.has('key-theirs'), inUse.has('key-none')]).toEqual([true, true, false]);
  await store.asGateway((tx) => putCredential(tx, { id: mine.id, sealed: 'sealed-2', masterKeyId: 'key-2' }));
  expect(await store.asDaemon((tx) => connectionWithCredential(tx, mine.id))).toMatchObject({ sealed: 'sealed-2' });
  expect((await masterKeysInUse(store.gateway)).has('key-mine')).toBe(false);
});

async function eventsOf(id: ConnectionId): Promise<Record<string, unknown>[]> {
  const { rows } = await store.owner.query(
    'select * from rollcall.audit_event where connection_id = $1 order by event_id',
    [id],
  );
  return rows;
}
