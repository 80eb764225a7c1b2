import { sql } from 'kysely';
import { beforeAll, describe, expect, test } from 'vitest';
import { asPlanner, type Db, finishRun, inWorkspace, type Tx } from '../src/index.ts';
import { daemonActor, givenConnection, givenRun } from './support/given.ts';
import { useStore } from './support/store.ts';

const store = useStore();
let planner: Db;
beforeAll(() => {
  planner = asPlanner(store.daemon);
});

const asPlan = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => inWorkspace(planner, store.mine, work);

/** All that a plan writes; of every other table, from the catalog, it may write nothing. */
const plansOwn = ['run', 'listing', 'stage_item', 'rate_budget', 'rate_waiter', 'address_slots'];

test("every table but a plan's own refuses its role to insert, update, delete and truncate", async () => {
  const { rows } = await store.owner.query<{ name: string; column: string }>(
    `select c.relname as name, (select min(attname) from pg_attribute a where a.attrelid = c.oid and a.attnum > 0
        and not a.attisdropped) as column
      from pg_class c where relnamespace = 'rollcall'::regnamespace and relkind in ('r', 'p') order by 1`,
  );
  const refused: Record<string, string> = {};
  const others = rows.filter(({ name }) => !plansOwn.includes(name));
  for (const { name, column } of others) {
    for (const statement of [
      `insert into rollcall.${name} default values`,
      `update rollcall.${name} set ${column} = ${column}`,
      `delete from rollcall.${name}`,
      `truncate rollcall.${name}`,
    ]) {
      refused[statement] = await asPlan((tx) => sql.raw(statement).execute(tx)).then(
        () => 'it was done',
        ({ code }: { code: string }) => code,
      );
    }
  }
  expect(others.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      'audit_event',
      'connection',
      'learned',
      'operation',
      'resource',
      'resource_version',
      'scope',
    ]),
  );
  expect(Object.entries(refused).filter(([, code]) => code !== '42501')).toEqual([]);
});

test.each(plansOwn)('not even its own is truncated: %s', async (name) => {
  await expect(asPlan((tx) => sql.raw(`truncate rollcall.${name}`).execute(tx))).rejects.toMatchObject({
    code: '42501',
  });
});

test('it sees its workspace and no other, and ends its run', async () => {
  const connection = await givenConnection(store);
  const lease = await givenRun(store, connection, { plan: true });
  await asPlan((tx) => finishRun(tx, lease, { outcome: 'complete', reason: null, actor: daemonActor }));
  const { rows } = await store.owner.query('select outcome from rollcall.run where run_id = $1', [lease.runId]);
  expect(rows).toEqual([{ outcome: 'complete' }]);
  const theirs = await inWorkspace(planner, store.theirs, (tx) => tx.selectFrom('run').selectAll().execute());
  expect(theirs).toEqual([]);
});

describe('the role', () => {
  test('is held for one transaction: the connection goes back to the pool as it was', async () => {
    const who = (db: Db) =>
      inWorkspace(db, store.mine, async (tx) => {
        const { rows } = await sql<{ name: string }>`select current_user as name`.execute(tx);
        return rows[0]?.name;
      });
    const seen = await Promise.all(Array.from({ length: 20 }, (_, n) => who(n % 2 === 0 ? planner : store.daemon)));
    expect(seen).toEqual(
      Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? 'rollcall_planner' : 'rollcall_daemon_test')),
    );
    await expect(inWorkspace(planner, store.mine, () => Promise.reject(new Error('undone')))).rejects.toThrow('undone');
    expect(await who(store.daemon)).toBe('rollcall_daemon_test');
  });

  test('cannot log in, owns nothing and is no member of another', async () => {
    const { rows } = await store.owner.query(
      `select rolcanlogin as login, rolsuper or rolbypassrls or rolcreaterole or rolcreatedb as powerful,
        (select count(*)::int from pg_class where relowner = r.oid) as owned,
        (select count(*)::int from pg_auth_members where member = r.oid) as memberships
      from pg_roles r where rolname = 'rollcall_planner'`,
    );
    expect(rows).toEqual([{ login: false, powerful: false, owned: 0, memberships: 0 }]);
  });
});
