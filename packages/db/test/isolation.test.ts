import type { WorkspaceId } from '@rollcall/schema';
import { sql } from 'kysely';
import pg from 'pg';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Db, inWorkspace, openDatabase } from '../src/index.ts';
import { fillEveryTable } from './support/fill-every-table.ts';
import { givenConnection } from './support/given.ts';
import { useStore } from './support/store.ts';

const store = useStore();
const logins = ['gateway', 'daemon'] as const;
type Login = (typeof logins)[number];

/**
 * Every table of the schema, from the catalog: one that is added tomorrow is tested tomorrow. All but the one that holds
 * nothing of any workspace: the slots that all connections to a host share.
 */
let tables: readonly string[];

beforeAll(async () => {
  const found = await store.owner.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'rollcall'::regnamespace and relkind in ('r', 'p')
      and relname not like 'kysely\\_%' and relname <> 'address_slots' order by 1`,
  );
  tables = found.rows.map(({ name }) => name);
  await fillEveryTable(store);
});

test('every table has a row of this workspace to hide, or the tests below prove nothing', async () => {
  const counts = await countIn((text) => store.owner.query(text), tables, `where workspace_id = '${store.mine}'`);
  expect(Object.entries(counts).filter(([, count]) => count === 0)).toEqual([]);
  expect(tables.length).toBeGreaterThanOrEqual(13);
});

describe.each(logins)('as the %s', (login) => {
  test('the rows of its workspace show', async () => {
    const readable = await allowed(login, 'SELECT');
    const counts = await seenBy(login, store.mine, readable);
    expect(readable.length).toBeGreaterThanOrEqual(10);
    expect(Object.entries(counts).filter(([, count]) => count === 0)).toEqual([]);
  });

  test.each(['no workspace', 'another workspace'])('with %s set, no table shows a row', async (which) => {
    const workspaceId = which === 'no workspace' ? undefined : store.theirs;
    const readable = await allowed(login, 'SELECT');
    const counts = await seenBy(login, workspaceId, readable);
    // A workspace may see its own line among the workspaces.
    const { workspace, ...others } = counts;
    expect(workspace).toBe(which === 'no workspace' ? 0 : 1);
    expect(Object.entries(others).filter(([, count]) => count > 0)).toEqual([]);
  });

  test.each(['no workspace', 'another workspace'])('with %s set, no row of this one can be inserted', async (which) => {
    const workspaceId = which === 'no workspace' ? undefined : store.theirs;
    const refusals: Record<string, string> = {};
    const writable = await allowed(login, 'INSERT');
    for (const table of writable) refusals[table] = await insertCopy(login, { table, workspaceId });
    expect(writable.length).toBeGreaterThanOrEqual(5);
    expect(refusals).toEqual(
      Object.fromEntries(
        writable.map((table) => [table, `new row violates row-level security policy for table "${table}"`]),
      ),
    );
  });

  test('with its own set, the same insert gets as far as the unique indexes', async () => {
    const writable = await allowed(login, 'INSERT');
    for (const table of writable) {
      expect(await insertCopy(login, { table, workspaceId: store.mine })).toMatch(/duplicate key value/);
    }
  });

  test('with another workspace set, no row of this one can be updated or deleted', async () => {
    const touched: Record<string, number | null> = {};
    await as(login, store.theirs, async (client) => {
      for (const [table, column] of await updatable(login)) {
        const { rowCount } = await client.query(`update rollcall.${table} set ${column} = ${column}
          where workspace_id = '${store.mine}'`);
        touched[`update ${table}`] = rowCount;
      }
      for (const table of await allowed(login, 'DELETE')) {
        const { rowCount } = await client.query(`delete from rollcall.${table} where workspace_id = '${store.mine}'`);
        touched[`delete ${table}`] = rowCount;
      }
    });
    expect(Object.keys(touched).length).toBeGreaterThanOrEqual(5);
    expect(Object.entries(touched).filter(([, count]) => count !== 0)).toEqual([]);
  });

  test('no row can be given to another workspace', async () => {
    for (const table of await allowed(login, 'UPDATE')) {
      const moved = as(login, store.mine, (client) =>
        client.query(`update rollcall.${table} set workspace_id = '${store.theirs}'`),
      );
      await expect(moved, table).rejects.toThrow(/violates row-level security policy|append-only/);
    }
  });
});

test('a workspace cannot refer to what another one holds', async () => {
  const theirs = await givenConnection(store, { workspaceId: store.theirs });
  const run = store.asDaemon((tx) =>
    tx
      .insertInto('run')
      .values({
        workspace_id: store.mine,
        run_id: '018f0000-0000-7000-8000-00000000000a',
        connection_id: theirs.id,
        trigger: 'caller',
        plan: false,
        kinds: null,
        state: 'queued',
      })
      .execute(),
  );
  await expect(run).rejects.toThrow(/violates foreign key constraint/);
});

test('a connection that served a workspace before shows nothing afterwards, and serves the next one', async () => {
  const db = openDatabase(store.urls.gatewayUrl, { max: 1, name: 'one connection' });
  try {
    const names = (workspaceId: WorkspaceId) =>
      inWorkspace(db, workspaceId, (tx) => tx.selectFrom('workspace').select('name').execute());
    expect(await names(store.mine)).toEqual([{ name: 'mine' }]);
    // The setting is now '' instead of unset, which is no uuid.
    expect(await outside(db)).toBe(0);
    expect(await names(store.theirs)).toEqual([{ name: 'theirs' }]);
    await expect(inWorkspace(db, store.mine, () => Promise.reject(new Error('undone')))).rejects.toThrow('undone');
    expect(await outside(db)).toBe(0);
  } finally {
    await db.destroy();
  }
});

test('two workspaces at once on one pool see each their own', async () => {
  const seen = await Promise.all(
    Array.from({ length: 40 }, async (_, n) => {
      const workspaceId = n % 2 === 0 ? store.mine : store.theirs;
      const rows = await inWorkspace(store.gateway, workspaceId, async (tx) => {
        await sql`select pg_sleep(0.002)`.execute(tx);
        return tx.selectFrom('workspace').select('name').execute();
      });
      return rows.map(({ name }) => name).join() === (n % 2 === 0 ? 'mine' : 'theirs');
    }),
  );
  expect(seen).not.toContain(false);
});

test('functions that run as their owner are few, hold their search path, and are not for everybody', async () => {
  const { rows } = await store.owner.query(
    `select p.proname as name, p.proconfig as config, has_function_privilege('public', p.oid, 'execute') as everybody,
      has_function_privilege('rollcall_gateway', p.oid, 'execute') as gateway,
      has_function_privilege('rollcall_daemon', p.oid, 'execute') as daemon
    from pg_proc p where p.pronamespace = 'rollcall'::regnamespace and p.prosecdef order by 1`,
  );
  const config = ['search_path=""'];
  expect(rows).toEqual([
    { name: 'awaited_operations', config, everybody: false, gateway: false, daemon: true },
    { name: 'due_bulk_lanes', config, everybody: false, gateway: true, daemon: false },
    { name: 'due_checkpoints', config, everybody: false, gateway: false, daemon: true },
    { name: 'due_connections', config, everybody: false, gateway: false, daemon: true },
    { name: 'due_judgings', config, everybody: false, gateway: false, daemon: true },
    { name: 'due_report_schedules', config, everybody: false, gateway: false, daemon: true },
    { name: 'due_verifications', config, everybody: false, gateway: false, daemon: true },
    { name: 'expired_plans', config, everybody: false, gateway: true, daemon: false },
    { name: 'figures_of_connections', config, everybody: false, gateway: true, daemon: false },
    { name: 'figures_of_dns', config, everybody: false, gateway: true, daemon: false },
    { name: 'figures_of_findings', config, everybody: false, gateway: true, daemon: false },
    { name: 'figures_of_logs', config, everybody: false, gateway: true, daemon: false },
    { name: 'figures_of_open_runs', config, everybody: false, gateway: true, daemon: false },
    { name: 'figures_of_operations', config, everybody: false, gateway: true, daemon: false },
    { name: 'figures_of_report_schedules', config, everybody: false, gateway: true, daemon: false },
    { name: 'figures_of_runs', config, everybody: false, gateway: true, daemon: false },
    { name: 'figures_of_scopes', config, everybody: false, gateway: true, daemon: false },
    { name: 'figures_of_seals', config, everybody: false, gateway: true, daemon: false },
    { name: 'figures_of_tails', config, everybody: false, gateway: true, daemon: false },
    { name: 'figures_of_webhooks', config, everybody: false, gateway: true, daemon: false },
    { name: 'find_api_key', config, everybody: false, gateway: true, daemon: false },
    { name: 'find_workspace', config, everybody: false, gateway: false, daemon: false },
    { name: 'found_workspace', config, everybody: false, gateway: true, daemon: false },
    {
      ...{ name: 'grow_leaves', everybody: false, gateway: false, daemon: true },
      config: [
        ...[...config, 'plan_cache_mode=force_custom_plan', 'jit=off'],
        ...['enable_seqscan=off', 'enable_hashjoin=off', 'enable_mergejoin=off'],
      ],
    },
    { name: 'interrupted_operations', config, everybody: false, gateway: false, daemon: true },
    { name: 'master_keys_in_use', config, everybody: false, gateway: true, daemon: false },
    { name: 'newest_checkpoints', config, everybody: false, gateway: false, daemon: true },
    { name: 'overdue_operations', config, everybody: false, gateway: false, daemon: true },
    { name: 'prune_cuts', config, everybody: false, gateway: false, daemon: true },
    { name: 'prune_deliveries', config, everybody: false, gateway: false, daemon: true },
    { name: 'prune_finding_versions', config, everybody: false, gateway: false, daemon: true },
    { name: 'prune_runs', config, everybody: false, gateway: false, daemon: true },
    { name: 'prune_versions', config, everybody: false, gateway: false, daemon: true },
    { name: 'queue_events', config, everybody: false, gateway: false, daemon: false },
    { name: 'rate_budgets', config, everybody: false, gateway: true, daemon: false },
    { name: 'rate_waiters', config, everybody: false, gateway: true, daemon: false },
    { name: 'refresh_statistics', config, everybody: false, gateway: false, daemon: true },
    {
      ...{ name: 'seal_events', everybody: false, gateway: false, daemon: true },
      config: [...config, 'plan_cache_mode=force_custom_plan', 'jit=off'],
    },
    { name: 'store_trees', config, everybody: false, gateway: false, daemon: true },
    { name: 'tails', config, everybody: false, gateway: true, daemon: true },
    { name: 'webhooks_with_work', config, everybody: false, gateway: false, daemon: true },
    { name: 'workspace_ids', config, everybody: false, gateway: false, daemon: true },
    { name: 'workspaces_after', config, everybody: false, gateway: true, daemon: false },
    { name: 'workspaces_to_enrol', config, everybody: false, gateway: false, daemon: true },
    { name: 'workspaces_with_dns_due', config, everybody: false, gateway: false, daemon: true },
    { name: 'workspaces_with_expired_secrets', config, everybody: false, gateway: false, daemon: true },
    { name: 'workspaces_with_retired_secrets', config, everybody: false, gateway: false, daemon: true },
  ]);
});

async function allowed(login: Login, privilege: 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE'): Promise<string[]> {
  const { rows } = await store.owner.query<{ t: string }>(
    `select t from unnest($1::text[]) t where has_table_privilege('rollcall_${login}', 'rollcall.' || t, $2)`,
    [tables, privilege],
  );
  return rows.map(({ t }) => t);
}

/** A column of each table that the login may update. */
async function updatable(login: Login): Promise<[string, string][]> {
  const { rows } = await store.owner.query<{ t: string; c: string }>(
    `select t, min(a.attname) as c from unnest($1::text[]) t
      join pg_attribute a on a.attrelid = ('rollcall.' || t)::regclass and a.attnum > 0 and not a.attisdropped
    where has_column_privilege('rollcall_${login}', a.attrelid, a.attnum, 'UPDATE') group by t`,
    [tables],
  );
  return rows.map(({ t, c }) => [t, c]);
}

/** What inserting a copy of a row of this workspace meets. */
async function insertCopy(
  login: Login,
  { table, workspaceId }: { table: string; workspaceId: WorkspaceId | undefined },
): Promise<string> {
  const { rows } = await store.owner.query(
    `select to_jsonb(t) as row from rollcall.${table} t where workspace_id = $1 limit 1`,
    [store.mine],
  );
  return as(login, workspaceId, (client) =>
    client.query(`insert into rollcall.${table} select * from jsonb_populate_record(null::rollcall.${table}, $1)`, [
      JSON.stringify(rows[0]?.row),
    ]),
  ).then(
    () => 'it was inserted',
    (error: Error) => error.message,
  );
}

async function seenBy(login: Login, workspaceId: WorkspaceId | undefined, readable: readonly string[]) {
  return as(login, workspaceId, (client) => countIn((text) => client.query(text), readable, ''));
}

async function countIn(
  query: (text: string) => Promise<pg.QueryResult<{ count: number }>>,
  names: readonly string[],
  where: string,
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const name of names) {
    const { rows } = await query(`select count(*)::int as count from rollcall.${name} ${where}`);
    counts[name] = rows[0]?.count ?? -1;
  }
  return counts;
}

/** One transaction of a process's login, rolled back: by itself, or by what was refused. */
async function as<T>(
  login: Login,
  workspaceId: WorkspaceId | undefined,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client(login === 'gateway' ? store.urls.gatewayUrl : store.urls.daemonUrl);
  await client.connect();
  try {
    await client.query('begin');
    if (workspaceId !== undefined)
      await client.query(`select set_config('rollcall.workspace_id', $1, true)`, [workspaceId]);
    return await work(client);
  } finally {
    await client.end();
  }
}

async function outside(db: Db): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from rollcall.workspace`.execute(db);
  return rows[0]?.count ?? -1;
}
