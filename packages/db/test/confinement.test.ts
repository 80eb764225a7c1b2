import type { ConnectionId } from '@rollcall/schema';
import { sql } from 'kysely';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  appendEvent,
  confinedTo,
  createApiKey,
  examineKeys,
  inWorkspace,
  listApiKeys,
  listConnections,
  listEvents,
  openBudget,
  readResources,
  type Tx,
} from '../src/index.ts';
import { type GivenConnection, givenConnection, keyActor } from './support/given.ts';
import { givenOperation } from './support/operation.ts';
import { roll } from './support/roll.ts';
import { useStore } from './support/store.ts';

const store = useStore();
const pepper = Buffer.alloc(32, 7);
const key = { name: 'k', scopes: ['inventory:read'] as const, actor: keyActor, pepper };

let seen: GivenConnection;
let hidden: GivenConnection;

/** As a key that is limited to one of the two connections. */
const confined = <T>(work: (tx: Tx) => Promise<T>, to: readonly ConnectionId[] = [seen.id]): Promise<T> =>
  inWorkspace(confinedTo(store.gateway, to), store.mine, work);

beforeAll(async () => {
  seen = await givenConnection(store);
  hidden = await givenConnection(store);
  for (const connection of [seen, hidden]) {
    for (const attributes of [{ n: 1 }, { n: 2 }]) {
      await roll(store, connection, { items: [{ externalId: 'mb_1', name: 'ada@one.example', attributes }] });
    }
    await givenOperation(store, connection, { expectations: [], outcome: { state: 'succeeded', result: null } });
    const buckets = { default: { perMinute: 60, burst: 60 } };
    const terms = { buckets, address: 'acme.example', requestMsMax: 1_000, priority: 'caller' } as const;
    await openBudget(store.gateway, { workspaceId: store.mine, connectionId: connection.id }, terms).take(
      'default',
      AbortSignal.timeout(5_000),
    );
  }
});

/** From the catalog: a table that is added tomorrow is looked at tomorrow. */
async function tablesOfConnections(): Promise<{ name: string }[]> {
  const { rows } = await store.owner.query(`
    select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'connection_id'
    where c.relnamespace = 'rollcall'::regnamespace and c.relkind in ('r', 'p')
      and (has_table_privilege('rollcall_gateway', c.oid, 'select, insert, update, delete')
        or has_any_column_privilege('rollcall_gateway', c.oid, 'select, insert, update')) order by 1`);
  return rows;
}

test('every table of connections that the gateway reaches hides those that a key is not for', async () => {
  expect((await tablesOfConnections()).length).toBeGreaterThanOrEqual(13);
  const hidden = async () => (await store.asGateway(examineKeys)).at(-1);
  expect(await hidden()).toMatchObject({ ok: true, detail: 'none found' });
  await store.owner.query(`create table rollcall.planted (workspace_id uuid, connection_id uuid);
    grant select on rollcall.planted to rollcall_gateway`);
  expect(await hidden()).toMatchObject({ ok: false, detail: expect.stringMatching(/^planted — /) });
  for (const harmless of ['for select', 'as restrictive for select', 'as restrictive']) {
    await store.owner.query(`create policy connections on rollcall.planted ${harmless} using (false)`);
    expect(await hidden(), harmless).toMatchObject({ ok: false });
    await store.owner.query('drop policy connections on rollcall.planted');
  }
  await store.owner.query('drop table rollcall.planted');
});

test('to a limited key, what is of another connection is not there, in any table', async () => {
  const filled: string[] = [];
  for (const { name } of await tablesOfConnections()) {
    const shown = async (tx: Tx, id: ConnectionId) => {
      const { rows } = await sql<{ count: number }>`select count(*)::int as count
        from rollcall.${sql.raw(name)} where connection_id = ${id}`.execute(tx);
      return rows[0]?.count ?? -1;
    };
    const counts = {
      all: await store.asGateway((tx) => shown(tx, hidden.id)),
      own: await confined((tx) => shown(tx, seen.id)),
      other: await confined((tx) => shown(tx, hidden.id)),
    };
    if (counts.all > 0) filled.push(name);
    expect(counts, name).toEqual({ all: counts.all, own: counts.all, other: 0 });
  }
  expect(filled).toEqual(
    expect.arrayContaining(['audit_event', 'connection', 'listing', 'operation', 'rate_budget', 'resource', 'run']),
  );
});

describe('a limited key', () => {
  test('sees no event that is of no connection, and may cause one all the same', async () => {
    const subject = { kind: 'gateway_key' as const, externalId: 'aaaaaaaaaaaa', name: 'k' };
    await confined((tx) => appendEvent(tx, { type: 'key.revoked', actor: keyActor, subject }));
    const types = async (as: typeof confined) =>
      new Set((await as((tx) => listEvents(tx, { limit: 500 }))).map(({ type }) => type));
    expect(await types(store.asGateway)).toContain('key.revoked');
    expect(await types(confined)).not.toContain('key.revoked');
    expect(await types(confined)).toContain('resource.changed');
  });

  test('can neither change what is of another connection nor put anything there', async () => {
    const told = (tx: Tx) =>
      appendEvent(tx, {
        ...{ type: 'connection.paused', actor: keyActor, connectionId: hidden.id },
        subject: { kind: 'connection', externalId: hidden.id, name: hidden.name },
      });
    await expect(confined(told)).rejects.toThrow(/row-level security policy "connections"/);
    const paused = await confined((tx) => tx.updateTable('connection').set({ state: 'paused' }).executeTakeFirst());
    expect(paused.numUpdatedRows).toBe(1n);
    const { rows } = await store.owner.query('select state from rollcall.connection where connection_id = $1', [
      hidden.id,
    ]);
    expect(rows).toEqual([{ state: 'active' }]);
    const braked = await confined((tx) => tx.updateTable('workspace').set({ brake: '{}' }).executeTakeFirst());
    expect(braked.numUpdatedRows).toBe(0n);
  });

  test('spends from no other budget', async () => {
    const buckets = { default: { perMinute: 60, burst: 60 } };
    const terms = { buckets, address: 'acme.example', requestMsMax: 1_000, priority: 'caller' } as const;
    const owner = { workspaceId: store.mine, connectionId: hidden.id };
    const taking = openBudget(confinedTo(store.gateway, [seen.id]), owner, terms).take(
      'default',
      AbortSignal.timeout(5_000),
    );
    await expect(taking).rejects.toThrow(/row-level security/);
  });

  test('makes and sees only keys that are limited to some of the same', async () => {
    const make = (connections: readonly ConnectionId[] | null, to?: readonly ConnectionId[]) =>
      confined((tx) => createApiKey(tx, { ...key, connections }), to);
    for (const wider of [null, [hidden.id], [seen.id, hidden.id]]) {
      await expect(make(wider)).rejects.toThrow(/row-level security policy "connections"/);
    }
    const both = await make([seen.id, hidden.id], [seen.id, hidden.id]);
    const one = await make([seen.id]);
    const ids = async (to: readonly ConnectionId[]) => (await confined(listApiKeys, to)).map(({ id }) => id);
    expect(await ids([seen.id])).toEqual([one.key.id]);
    expect(await ids([seen.id, hidden.id])).toEqual(expect.arrayContaining([one.key.id, both.key.id]));
    expect(one.key.connections).toEqual([seen.name]);
  });

  test('is limited where a question is one statement, too, and whoever comes next on its connection is not', async () => {
    const page = await readResources(confinedTo(store.gateway, [seen.id]), store.mine, { limit: 10 });
    expect(page.data).toContain(seen.name);
    expect(page.data).not.toContain(hidden.name);
    const whole = await readResources(store.gateway, store.mine, { limit: 10 });
    expect(whole.data).toContain(hidden.name);
    expect(await confined(listConnections)).toHaveLength(1);
    expect(await confined(listConnections, [])).toEqual([]);
  });
});

test('a key that is used and about to end is told, and so is one that never ends', async () => {
  const check = async () => (await store.asGateway(examineKeys))[0];
  const { key: made } = await store.asGateway((tx) => createApiKey(tx, { ...key, name: 'nightly' }));
  const set = (what: string) => store.owner.query(`update rollcall.api_key set ${what} where key_id = $1`, [made.id]);
  await set(`last_used_on = current_date, expires_at = now() + interval '8 days'`);
  expect(await check()).toMatchObject({ ok: true, detail: 'none found' });
  await set(`expires_at = now() + interval '6 days'`);
  expect(await check()).toMatchObject({ ok: false, detail: expect.stringMatching(/^nightly \(.*"keys rotate"/) });
  await set('last_used_on = current_date - 20');
  expect(await check()).toMatchObject({ ok: true });
  await set('expires_at = null');
  expect(await check()).toMatchObject({ ok: true, detail: `none found; never ends: nightly (${made.id})` });
});
