import { describe, expect, test } from 'vitest';
import { assertReady, inWorkspace, openDatabase, openQueue, prepareDatabase, readResource } from '../src/index.ts';
import { givenConnection } from './support/given.ts';
import { roll } from './support/roll.ts';
import { useServer } from './support/server.ts';
import { openStore, useStore } from './support/store.ts';

describe('a database that is down', () => {
  const server = useServer();

  test('is said to be unavailable by everything that asks it, and serves the same pools when it is back', async () => {
    const gateway = { user: 'gateway_login', password: 'gateway-only' };
    const daemon = { user: 'daemon_login', password: 'daemon-only' };
    const ownerUrl = server.url('postgres');
    const store = await openStore({ ownerUrl, ...(await prepareDatabase({ ownerUrl, gateway, daemon })) });
    const connection = await givenConnection(store);
    const read = () =>
      readResource(store.gateway, store.mine, { connection: connection.name, kind: 'inbox', externalId: 'a' });
    const sharing = openDatabase(store.urls.gatewayUrl, { name: 'test', shared: 2 });
    const readShared = () => {
      const one = { connection: connection.name, kind: 'inbox', externalId: 'a' };
      return Promise.all(Array.from({ length: 5 }, () => readResource(sharing, store.mine, one)));
    };
    await read();
    await readShared();

    await server.stop();
    const unavailable = { code: 'database_unavailable', message: expect.stringMatching(/check that PostgreSQL runs/) };
    for (let n = 0; n < 6; n += 1) {
      await expect(store.asGateway(async (tx) => tx.selectFrom('run').selectAll().execute())).rejects.toMatchObject(
        unavailable,
      );
      await expect(read()).rejects.toMatchObject(unavailable);
      await expect(readShared()).rejects.toMatchObject(unavailable);
    }
    await expect(assertReady(store.daemon)).rejects.toMatchObject(unavailable);
    const opening = openQueue(store.urls.daemonUrl, { supervise: false, onError: () => {} });
    await expect(opening).rejects.toMatchObject(unavailable);

    await server.start();
    await assertReady(store.daemon);
    await read();
    const items = [{ externalId: 'a', name: 'a', attributes: {} }];
    expect((await roll(store, connection, { items })).counts.appeared).toBe(1);
    expect((await readShared()).every(({ data }) => data !== null)).toBe(true);
    await sharing.destroy();
    await store.close();
  }, 30_000);
});

describe('while it runs', () => {
  const store = useStore();

  /** All that the ledger holds of a connection, and when each row was written. */
  const stateOf = async (id: string): Promise<unknown> => {
    const { rows } = await store.owner.query(
      `select array(select (external_id, version, xmin)::text from rollcall.resource where connection_id = $1 order by 1) as resources,
        (select count(*)::int from rollcall.resource_version where connection_id = $1) as versions,
        (select count(*)::int from rollcall.audit_event where connection_id = $1 and type like 'resource.%') as events`,
      [id],
    );
    return rows[0];
  };

  test('a connection that is cut in the middle of a transaction undoes it, and is said to be unavailable', async () => {
    const connection = await givenConnection(store);
    const db = openDatabase(store.urls.gatewayUrl, { max: 1, name: 'cut off' });
    const work = inWorkspace(db, store.mine, async (tx) => {
      await tx.updateTable('connection').set({ schedule: 'cut' }).where('connection_id', '=', connection.id).execute();
      await store.owner.query(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'cut off'
        and datname = current_database()`);
      await tx.selectFrom('connection').selectAll().execute();
    });
    await expect(work).rejects.toMatchObject({ code: 'database_unavailable' });
    const { rows } = await store.owner.query('select schedule from rollcall.connection where connection_id = $1', [
      connection.id,
    ]);
    expect(rows).toEqual([{ schedule: '0 0 1 1 *' }]);
    expect(await inWorkspace(db, store.mine, async () => 'served again')).toBe('served again');
    await db.destroy();
  });

  test.each([
    { sqlstate: '53100', want: 'database_full', says: /free some space/ },
    { sqlstate: '57P01', want: 'database_unavailable', says: /check that PostgreSQL runs/ },
    { sqlstate: '08006', want: 'database_unavailable', says: /check that PostgreSQL runs/ },
  ])(
    'an error $sqlstate in the middle of recording is $want, and nothing is half-written',
    async ({ sqlstate, want, says }) => {
      const connection = await givenConnection(store);
      await roll(store, connection, { items: [{ externalId: 'a', name: 'a', attributes: {} }] });
      const before = await stateOf(connection.id);
      await store.owner.query(`create function public.fail() returns trigger language plpgsql as $$
        begin raise exception 'planted' using errcode = '${sqlstate}'; end $$;
      create trigger planted before insert on rollcall.resource_version for each row execute function public.fail()`);
      try {
        const rolling = roll(store, connection, { items: [{ externalId: 'b', name: 'b', attributes: {} }] });
        await expect(rolling).rejects.toMatchObject({ code: want, message: expect.stringMatching(says) });
        expect(await stateOf(connection.id)).toEqual(before);
      } finally {
        await store.owner.query('drop trigger planted on rollcall.resource_version; drop function public.fail()');
      }
    },
  );

  test('a mistake of ours is none of these: it comes through as it is', async () => {
    const failing = store.asGateway(() => Promise.reject(new TypeError('a mistake')));
    await expect(failing).rejects.toBeInstanceOf(TypeError);
  });
});
