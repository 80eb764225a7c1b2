import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { beforeAll, describe, expect, test } from 'vitest';
import { asPlanner, createApiKey, growLogs, inWorkspace, sealEvents } from '../src/index.ts';
import { type GivenConnection, givenConnection, givenQueuedRun, keyActor } from './support/given.ts';
import { givenReportSchedule } from './support/report-schedule.ts';
import { roll } from './support/roll.ts';
import { useStore } from './support/store.ts';

const store = useStore();
let connection: GivenConnection;
let keyId: string;

beforeAll(async () => {
  connection = await givenConnection(store, { nextDueAt: new Date('2020-01-01'), sealed: 'sealed-and-secret' });
  for (const name of ['before', 'after']) {
    await roll(store, connection, { items: [{ externalId: 'mb_1', name, attributes: {} }] });
  }
  const pepper = Buffer.alloc(32, 1);
  const key = { name: 'k', scopes: ['inventory:read'], actor: keyActor, pepper } as const;
  keyId = (await store.asGateway((tx) => createApiKey(tx, key))).key.id;
  await givenReportSchedule(store);
  await sealEvents(store.daemon);
  await growLogs(store.daemon);
});

interface Crossing {
  readonly as: 'gateway' | 'daemon';
  readonly call: () => string;
  /** What it may answer of another workspace. */
  readonly tells: readonly string[];
}

const ids = ['workspace_id', 'connection_id'];
const named = ['workspace', 'connection', 'provider'];
const counted = ['count', 'oldest_seconds'];

/** Every function that runs as its owner and that a process may call, and all that it may tell of another workspace. */
const crossings: Readonly<Record<string, Crossing>> = {
  awaited_operations: { as: 'daemon', call: () => 'awaited_operations(10)', tells: [...ids, 'provider'] },
  due_bulk_lanes: { as: 'gateway', call: () => 'due_bulk_lanes(10)', tells: [...ids, 'bulk_id'] },
  due_checkpoints: { as: 'daemon', call: () => 'due_checkpoints(0, 0)', tells: ['workspace_id'] },
  due_connections: { as: 'daemon', call: () => 'due_connections(now(), 10)', tells: [...ids, 'provider'] },
  due_judgings: { as: 'daemon', call: () => 'due_judgings(10, 1000)', tells: ['workspace_id'] },
  due_report_schedules: {
    as: 'daemon',
    call: () => 'due_report_schedules(now(), 10)',
    tells: ['workspace_id', 'schedule_id'],
  },
  due_verifications: { as: 'daemon', call: () => 'due_verifications(0)', tells: ['workspace_id'] },
  expired_plans: { as: 'gateway', call: () => 'expired_plans(10)', tells: ['workspace_id', 'bulk_id'] },
  figures_of_connections: {
    as: 'gateway',
    call: () => 'figures_of_connections(10)',
    tells: [
      ...[...named, ...ids, 'rates', 'active', 'paused', 'circuits_open', 'holds_pending', 'hold_oldest_seconds'],
      'operations_unknown',
    ],
  },
  figures_of_dns: {
    as: 'gateway',
    call: () => 'figures_of_dns()',
    tells: ['domains', 'due', 'due_seconds', 'checked_seconds'],
  },
  figures_of_findings: { as: 'gateway', call: () => 'figures_of_findings()', tells: ['rule', 'severity', ...counted] },
  figures_of_logs: {
    as: 'gateway',
    call: () => 'figures_of_logs(10)',
    tells: ['workspace', 'behind', 'checkpoint_seconds', 'unsigned_seconds'],
  },
  figures_of_open_runs: { as: 'gateway', call: () => 'figures_of_open_runs()', tells: ['state', ...counted] },
  figures_of_operations: { as: 'gateway', call: () => 'figures_of_operations()', tells: ['state', ...counted] },
  figures_of_report_schedules: {
    as: 'gateway',
    call: () => 'figures_of_report_schedules()',
    tells: ['active', 'paused', 'failing', 'due', 'due_seconds'],
  },
  figures_of_runs: { as: 'gateway', call: () => 'figures_of_runs()', tells: ['provider', 'outcome', 'ended'] },
  figures_of_scopes: {
    as: 'gateway',
    call: () => 'figures_of_scopes(10)',
    tells: [
      ...[...named, 'kind', 'schedule', 'oldest_seconds', 'proven', 'corroborated', 'plausible', 'stale', 'failed'],
    ],
  },
  figures_of_seals: { as: 'gateway', call: () => 'figures_of_seals()', tells: ['unsealed', 'oldest_seconds'] },
  figures_of_tails: { as: 'gateway', call: () => 'figures_of_tails(10)', tells: ['workspace', 'sealed'] },
  figures_of_webhooks: {
    as: 'gateway',
    call: () => 'figures_of_webhooks(10)',
    tells: [
      ...['workspace', 'webhook', 'state', 'stop_reason', 'count', 'undelivered', 'oldest_seconds', 'behind'],
      'failing_seconds',
    ],
  },
  find_api_key: {
    as: 'gateway',
    call: () => `find_api_key('${keyId}')`,
    tells: [
      ...['workspace_id', 'key_id', 'name', 'secret_hmac', 'scopes', 'connection_ids', 'networks', 'units_per_minute'],
      ...['last_used_on', 'expires_at', 'grace_until', 'revoked_at'],
    ],
  },
  found_workspace: { as: 'gateway', call: () => `found_workspace('${uuidv7()}', 'planted')`, tells: [] },
  // It makes leaves of what is sealed in every workspace; here, nothing lacks one any more.
  grow_leaves: { as: 'daemon', call: () => `grow_leaves(10, '{}')`, tells: [] },
  interrupted_operations: { as: 'daemon', call: () => 'interrupted_operations(10)', tells: ids },
  master_keys_in_use: { as: 'gateway', call: () => 'master_keys_in_use()', tells: ['master_keys_in_use'] },
  newest_checkpoints: { as: 'daemon', call: () => 'newest_checkpoints()', tells: ['workspace_id', 'number'] },
  overdue_operations: { as: 'daemon', call: () => 'overdue_operations(10)', tells: [...ids, 'provider'] },
  prune_cuts: { as: 'daemon', call: () => `prune_cuts(now() - interval '60 days', 100)`, tells: [] },
  prune_deliveries: { as: 'daemon', call: () => `prune_deliveries(now() - interval '1 day', 100)`, tells: [] },
  prune_finding_versions: {
    as: 'daemon',
    call: () => `prune_finding_versions(now() - interval '60 days', 100)`,
    tells: [],
  },
  prune_runs: { as: 'daemon', call: () => `prune_runs(now() - interval '1 day', null, 100)`, tells: [] },
  prune_versions: {
    as: 'daemon',
    call: () => `prune_versions(now() - interval '1 day', '${connection.id}', 'inbox', '', 0, 100)`,
    tells: [],
  },
  rate_budgets: {
    as: 'gateway',
    call: () => 'rate_budgets()',
    tells: [...ids, 'bucket', 'spent_until', 'paused_until', 'slowed_to', 'slowed_at', 'slots'],
  },
  rate_waiters: { as: 'gateway', call: () => 'rate_waiters()', tells: [...ids, 'bucket', 'since', 'until'] },
  refresh_statistics: { as: 'daemon', call: () => 'refresh_statistics()', tells: [] },
  // It seals what waits in every workspace; here, nothing does any more. It tells how many events there were in all.
  seal_events: { as: 'daemon', call: () => 'seal_events(10, 0)', tells: ['drawn', 'oldest'] },
  store_trees: {
    as: 'daemon',
    call: () => `store_trees('{}', '{}', '{}', '{}', '{}', '{}', '{}')`,
    tells: ['store_trees'],
  },
  tails: { as: 'gateway', call: () => `tails(array['${store.mine}']::uuid[])`, tells: ['workspace_id', 'size'] },
  webhooks_with_work: {
    as: 'daemon',
    call: () => 'webhooks_with_work(10, 10000, 1000)',
    tells: ['workspace_id', 'webhook_id', 'is_behind', 'is_due'],
  },
  workspace_ids: { as: 'daemon', call: () => 'workspace_ids()', tells: ['workspace_id'] },
  workspaces_after: { as: 'gateway', call: () => 'workspaces_after(null, 10)', tells: [] },
  workspaces_to_enrol: { as: 'daemon', call: () => 'workspaces_to_enrol(10)', tells: ['workspace_id'] },
  workspaces_with_dns_due: { as: 'daemon', call: () => 'workspaces_with_dns_due(10)', tells: ['workspace_id'] },
  workspaces_with_expired_secrets: {
    as: 'daemon',
    call: () => 'workspaces_with_expired_secrets(now())',
    tells: ['workspace_id'],
  },
  workspaces_with_retired_secrets: {
    as: 'daemon',
    call: () => 'workspaces_with_retired_secrets()',
    tells: ['workspace_id'],
  },
};

test('every function that runs as its owner and that a process may call has a line', async () => {
  const { rows } = await store.owner.query<{ name: string }>(
    `select p.proname as name from pg_proc p where p.pronamespace = 'rollcall'::regnamespace and p.prosecdef
      and (has_function_privilege('rollcall_gateway', p.oid, 'execute') or has_function_privilege('rollcall_daemon', p.oid, 'execute'))
      order by 1`,
  );
  expect(rows.map(({ name }) => name)).toEqual(Object.keys(crossings));
});

test.each(Object.entries(crossings))(
  '%s tells of another workspace what it must, and changes nothing there',
  async (_, line) => {
    const { as: login, call, tells } = line;
    const before = await contents();
    const rows = await as(login, `'${store.theirs}'`, `select * from rollcall.${call()}`).catch(refused);
    expect(await contents()).toEqual(before);
    const told = rows
      .flatMap((row) => Object.entries(row))
      .filter(([, value]) => value !== null && value !== 0 && value !== '');
    expect(told.map(([column]) => column).filter((column) => !tells.includes(column))).toEqual([]);
    expect(JSON.stringify(rows)).not.toContain('sealed-and-secret');
  },
);

describe.each(['gateway', 'daemon'] as const)('as the %s', (login) => {
  test.each([
    { setting: `''`, answer: [] },
    { setting: 'null', answer: [] },
    { setting: `'${uuidv7()}'`, answer: [] },
    { setting: `'not a workspace'`, answer: '22P02' },
    { setting: `'00000000-0000-0000-0000-000000000000'' or true --'`, answer: '22P02' },
  ])('with $setting set, no credential shows', async ({ setting, answer }) => {
    const told = await as(login, setting, 'select * from rollcall.credential').catch(
      (error: { code: string }) => error.code,
    );
    expect(told).toEqual(answer);
  });

  test.each([
    'rollcall_lookup',
    'rollcall_registrar',
    'rollcall_retention',
    'rollcall_sealer',
    'postgres',
    'pg_read_all_data',
    login === 'gateway' ? 'rollcall_daemon' : 'rollcall_gateway',
  ])('the role %s cannot be taken', async (role) => {
    await expect(as(login, `'${store.mine}'`, `set local role ${role}`)).rejects.toMatchObject({ code: '42501' });
    await expect(as(login, `'${store.mine}'`, `select set_config('role', '${role}', true)`)).rejects.toMatchObject({
      code: '42501',
    });
  });

  test.each([
    'alter table rollcall.run no force row level security',
    'create policy planted on rollcall.run using (true)',
    'set local row_security = off; select * from rollcall.run',
    'alter role current_user bypassrls',
    'grant rollcall_lookup to current_user',
    'copy rollcall.credential to program $$cat$$',
    'select pg_read_file($$postgresql.conf$$)',
  ])('there is no way around by: %s', async (statement) => {
    await expect(as(login, `'${store.theirs}'`, statement)).rejects.toMatchObject({ code: '42501' });
  });
});

test('in a plan, nothing of another workspace shows or can be written', async () => {
  const planner = asPlanner(store.daemon);
  const run = await givenQueuedRun(store, connection);
  const counts = await inWorkspace(planner, store.theirs, async (tx) => [
    await tx.selectFrom('resource').selectAll().execute(),
    await tx.selectFrom('credential').selectAll().execute(),
    await tx.updateTable('run').set({ reason: 'planted' }).where('run_id', '=', run).returning('run_id').execute(),
  ]);
  expect(counts).toEqual([[], [], []]);
  const into = inWorkspace(planner, store.theirs, (tx) =>
    tx
      .insertInto('rate_budget')
      .values({ workspace_id: store.mine, connection_id: connection.id, bucket: 'b', spent_until: new Date() })
      .execute(),
  );
  await expect(into).rejects.toThrow(/row-level security/);
});

test('every foreign key names the workspace on both sides, or is of the workspace itself', async () => {
  const { rows } = await store.owner.query(
    `select conrelid::regclass::text as of, conname from pg_constraint f
      where f.contype = 'f' and f.connamespace = 'rollcall'::regnamespace and not exists (
        select from unnest(f.conkey, f.confkey) k(own, other)
          join pg_attribute a on a.attrelid = f.conrelid and a.attnum = k.own and a.attname = 'workspace_id'
          join pg_attribute b on b.attrelid = f.confrelid and b.attnum = k.other and b.attname = 'workspace_id')`,
  );
  expect(rows).toEqual([]);
});

/** One statement of a process's login, in a transaction of its own whose workspace is set to this SQL, then committed. */
async function as(login: 'gateway' | 'daemon', setting: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(login === 'gateway' ? store.urls.gatewayUrl : store.urls.daemonUrl);
  await client.connect();
  try {
    await client.query(`begin; select set_config('rollcall.workspace_id', ${setting}, true)`);
    const answer: pg.QueryResult | pg.QueryResult[] = await client.query(statement);
    await client.query('commit');
    return (Array.isArray(answer) ? answer : [answer]).flatMap(({ rows }) => rows);
  } finally {
    await client.end();
  }
}

/** A refusal tells nothing. */
function refused(error: { code?: string }): [] {
  expect(error.code).toBe('42501');
  return [];
}

/** The content of every table, as far as it is this workspace's. */
async function contents(): Promise<unknown> {
  const tables = await store.owner.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'rollcall'::regnamespace and relkind in ('r', 'p')
      and relname not like 'kysely\\_%' order by 1`,
  );
  const parts = tables.rows.map(
    ({
      name,
    }) => `select '${name}' as name, count(*) || ' ' || coalesce(sum(hashtextextended(t::text, 0)), 0) as content
      from rollcall.${name} t where to_jsonb(t)->>'workspace_id' = '${store.mine}'`,
  );
  return (await store.owner.query(parts.join(' union all '))).rows;
}
