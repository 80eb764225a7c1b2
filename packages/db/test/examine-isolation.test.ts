import { expect, test } from 'vitest';
import { openDatabase, processNames } from '../src/index.ts';
import { givenConnection } from './support/given.ts';
import { checkOf, type Fault, testPlanted } from './support/planted.ts';
import { useStore } from './support/store.ts';

const store = useStore();

const checks = {
  isolation: 'every table is under row-level security',
  policies: 'every policy is the one of workspaces, or narrows it',
  unique: 'unique indexes begin with the workspace',
  indexes: 'every index serves under row-level security',
  views: 'nothing shows rows by another way than their table',
  owner: 'no process connects as an owner or superuser',
  functions: 'functions that run as their owner are known, and hold their search path',
} as const;

const column = 'workspace_id uuid not null';
const isolated = (table: string) =>
  `alter table ${table} enable row level security; alter table ${table} force row level security;`;
const own = '(workspace_id = (select rollcall.current_workspace()))';
const policy = (using: string, check: string) => `drop policy workspace on rollcall.run;
  create policy workspace on rollcall.run using ${using} with check ${check}`;

const ofPolicies: readonly Fault[] = [
  { what: 'a policy that shows everything', using: '(true)', check: own },
  { what: 'a policy that lets everything be written', using: own, check: '(true)' },
  { what: 'a policy that is asked of every row', using: '(workspace_id = rollcall.current_workspace())', check: own },
  { what: 'a policy with a way around', using: `(${own} or state = 'queued')`, check: own },
].map(({ what, using, check }) => ({
  ...{ what, plant: policy(using, check), mend: policy(own, own) },
  ...{ check: checks.policies, found: 'run has no policy of that shape' },
}));

const anotherPolicy = ['', 'to rollcall_gateway', 'to rollcall_lookup, rollcall_planner'].map(
  (to): Fault => ({
    what: `a second policy ${to}`,
    plant: `create policy planted on rollcall.run for select ${to} using (true)`,
    mend: 'drop policy planted on rollcall.run',
    ...{ check: checks.policies, found: 'run: the policy planted lets more be seen or written' },
  }),
);

const ofIndexes: readonly Fault[] = [
  {
    what: 'a field of jsonb',
    on: `resource (workspace_id, (attributes ->> 'plan'))`,
    found: 'jsonb_object_field_text(',
  },
  { what: 'what jsonb holds', on: 'resource using gin (attributes)', found: '@>(jsonb,jsonb)' },
  { what: 'a jsonb itself', on: 'operation (workspace_id, expectations)', found: '=(jsonb,jsonb)' },
  { what: 'an array', on: 'api_key (workspace_id, scopes)', found: '=(anyarray,anyarray)' },
  { what: 'a name in small letters', on: 'resource (workspace_id, lower(name))', found: 'lower(text)' },
  { what: 'a number as text', on: 'listing (workspace_id, (seen::text))', found: 'a cast by way of text' },
].map(({ what, on, found }) => ({
  what: `an index of ${what}`,
  plant: `create index planted on rollcall.${on}`,
  mend: 'drop index rollcall.planted',
  ...{ check: checks.indexes, found: `rollcall.planted: ${found}` },
}));

const ofColumns: readonly Fault[] = [
  { type: 'numeric', found: '=(numeric,numeric)' },
  { type: 'rollcall.mood', found: '=(anyenum,anyenum)' },
  { type: 'tstzrange', found: '=(anyrange,anyrange)' },
].map(({ type, found }) => ({
  what: `an index of a column of ${type}`,
  plant: `create type rollcall.mood as enum ('well'); alter table rollcall.listing add planted ${type};
    create index planted on rollcall.listing (workspace_id, planted)`,
  mend: 'alter table rollcall.listing drop planted; drop type rollcall.mood',
  ...{ check: checks.indexes, found: `rollcall.planted: ${found}` },
}));

const ofViews: readonly Fault[] = [
  {
    what: 'a view that runs as its owner',
    plant: 'create view rollcall.planted as select * from rollcall.run',
    mend: 'drop view rollcall.planted',
    ...{ check: checks.views, found: 'planted is a view that runs as its owner' },
  },
  {
    what: 'a view that says so',
    plant: 'create view rollcall.planted with (security_invoker = false) as select * from rollcall.run',
    mend: 'drop view rollcall.planted',
    ...{ check: checks.views, found: 'planted is a view that runs as its owner' },
  },
  {
    what: 'a materialised view',
    plant: 'create materialized view rollcall.planted as select * from rollcall.run',
    mend: 'drop materialized view rollcall.planted',
    ...{ check: checks.views, found: 'planted is a materialised view' },
  },
  {
    what: 'a partition that can be read by itself',
    plant: `create table rollcall.note (${column}) partition by hash (workspace_id);
      create table rollcall.note_0 partition of rollcall.note for values with (modulus 1, remainder 0);
      grant select on rollcall.note_0 to rollcall_gateway`,
    mend: 'drop table rollcall.note',
    ...{ check: checks.views, found: 'note_0 is a partition that rollcall_gateway may use by itself' },
  },
];

const ofFunctions: readonly Fault[] = [
  {
    what: 'a function that runs as its owner, and that nobody knows',
    plant: `create function rollcall.planted() returns bigint language sql security definer set search_path = ''
      return (select count(*) from rollcall.run); revoke all on function rollcall.planted from public`,
    mend: 'drop function rollcall.planted()',
    ...{ check: checks.functions, found: 'rollcall.planted() is not known' },
  },
  {
    what: 'one that looks where its caller says',
    plant: 'alter function rollcall.workspace_ids() reset search_path',
    mend: `alter function rollcall.workspace_ids() set search_path = ''`,
    ...{ check: checks.functions, found: 'rollcall.workspace_ids() takes the search path of whoever calls it' },
  },
  {
    what: 'one that everybody may call',
    plant: 'grant execute on function rollcall.workspace_ids() to public',
    mend: 'revoke execute on function rollcall.workspace_ids() from public',
    ...{ check: checks.functions, found: 'rollcall.workspace_ids() may be called by everybody' },
  },
];

testPlanted(store, [
  {
    what: 'a table without row-level security',
    plant: `create table rollcall.note (${column} primary key)`,
    mend: 'drop table rollcall.note',
    check: checks.isolation,
    found: 'note',
  },
  {
    what: 'a table whose security is not forced on its owner',
    plant: 'alter table rollcall.resource no force row level security',
    mend: 'alter table rollcall.resource force row level security',
    check: checks.isolation,
    found: 'resource',
  },
  {
    what: 'a table whose security is switched off',
    plant: 'alter table rollcall.run disable row level security',
    mend: 'alter table rollcall.run enable row level security',
    check: checks.isolation,
    found: 'run',
  },
  {
    what: 'a table without a policy',
    plant: `create table rollcall.note (${column} primary key); ${isolated('rollcall.note')}`,
    mend: 'drop table rollcall.note',
    check: checks.isolation,
    found: 'note',
  },
  {
    what: 'a partitioned table without row-level security',
    plant: `create table rollcall.note (${column}) partition by hash (workspace_id)`,
    mend: 'drop table rollcall.note',
    check: checks.isolation,
    found: 'note',
  },
  {
    what: 'a unique index that begins with something else',
    plant: 'create unique index planted on rollcall.resource (external_id, workspace_id)',
    mend: 'drop index rollcall.planted',
    check: checks.unique,
    found: 'rollcall.planted',
  },
  {
    what: 'a unique index that begins with an expression',
    plant: 'create unique index planted on rollcall.connection (lower(name), workspace_id)',
    mend: 'drop index rollcall.planted',
    check: checks.unique,
    found: 'rollcall.planted',
  },
  ...ofPolicies,
  ...anotherPolicy,
  ...ofIndexes,
  ...ofColumns,
  ...ofViews,
  ...ofFunctions,
]);

test('a view that runs as whoever asks is none of those', async () => {
  await store.owner.query('create view rollcall.planted with (security_invoker = on) as select * from rollcall.run');
  expect(await checkOf(store, checks.views)).toMatchObject({ ok: true });
  await store.owner.query('drop view rollcall.planted');
});

test('a daemon that is connected as a superuser is found by any other process', async () => {
  const db = openDatabase(store.urls.ownerUrl, { max: 1, name: processNames.daemon });
  try {
    await db.selectFrom('workspace').select('name').execute();
    expect(await checkOf(store, checks.owner)).toMatchObject({
      ok: false,
      detail: expect.stringContaining('rollcall-sync-daemon connects as postgres, which passes row-level security'),
    });
  } finally {
    await db.destroy();
  }
});

test('what a partial index is limited to does not keep it from serving; what an index is of, does', async () => {
  await givenConnection(store);
  const client = await store.owner.connect();
  const plan = async (query: string) => {
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(`explain (costs off) ${query}`);
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  };
  try {
    await client.query(`begin; create index planted on rollcall.connection (workspace_id, lower(provider));
      set local enable_seqscan = off; set local enable_bitmapscan = off; set local role rollcall_gateway;
      select set_config('rollcall.workspace_id', '${store.mine}', true)`);
    const mine = `workspace_id = '${store.mine}'`;
    expect(
      await plan(`select from rollcall.operation where ${mine} and expectations <> '[]'
        and state in ('dispatched', 'succeeded', 'unknown', 'contradicted')`),
    ).toContain('using operation_open');
    expect(await plan(`select from rollcall.connection where ${mine} and lower(provider) = 'acme'`)).not.toMatch(
      /Index Cond: .*lower/,
    );
    await client.query('set local role postgres');
    expect(await plan(`select from rollcall.connection where ${mine} and lower(provider) = 'acme'`)).toMatch(
      /Index Cond: .*lower/,
    );
  } finally {
    await client.query('rollback');
    client.release();
  }
});
