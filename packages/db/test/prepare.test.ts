import { growRange, leafHash, nothing } from '@rollcall/ledger';
import { WorkspaceId } from '@rollcall/schema';
import { Kysely, PostgresDialect } from 'kysely';
import { Migrator } from 'kysely/migration';
import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { assertReady, ensureAdminKey, findCaller, inWorkspace, openDatabase, prepareDatabase } from '../src/index.ts';
import { migrations } from '../src/migrations/index.ts';
import { sealAll, signAll } from '../src/testing/index.ts';
import { givenConnection } from './support/given.ts';
import { olderFinding, versionsOfOlder, versionsTold } from './support/older-finding.ts';
import { testRing } from './support/ring.ts';
import { roll } from './support/roll.ts';
import { useServer } from './support/server.ts';
import { openStore } from './support/store.ts';

const server = useServer();
const gateway = { user: 'gateway_login', password: 'gate%w@y /?#' };
const daemon = { user: 'daemon_login', password: "d'aemon" };
const all = Object.keys(migrations);
let count = 0;

/** An empty database that the superuser owns, or another login. */
async function emptyDatabase(owner = 'postgres'): Promise<string> {
  count += 1;
  await server.query(`create database prepared_${count} owner ${owner}`);
  return `prepared_${count}`;
}

const prepareAgain = (database: string, more: object = {}) =>
  prepareDatabase({ ownerUrl: server.url(database), gateway, daemon, ...more });

describe('preparing a database', () => {
  // First, while the server has none of our roles: whoever owns the database must be able to make them.
  test('works for an owner who is no superuser, end to end, and its own rows are hidden from it, too', async () => {
    await server.query(`create role landlord login createrole password 'landlord-only'`);
    const database = await emptyDatabase('landlord');
    const ownerUrl = server.url(database, { user: 'landlord', password: 'landlord-only' });
    const { migrated, ...urls } = await prepareAgain(database, { ownerUrl });
    expect(migrated).toEqual(all);
    const store = await openStore({ ownerUrl, ...urls });
    try {
      const pepper = Buffer.alloc(32, 1);
      const made = await ensureAdminKey({ ownerUrl, pepper, keep: () => {} });
      const found = await findCaller(store.gateway, made?.token ?? '', { pepper, at: new Date() });
      expect(found.state).toBe('active');
      expect(await ensureAdminKey({ ownerUrl, pepper, keep: () => {} })).toBeUndefined();
      const connection = await givenConnection(store);
      const items = [{ externalId: 'a', name: 'a', attributes: {} }];
      expect((await roll(store, connection, { items })).counts.appeared).toBe(1);
      const { rows } = await store.owner.query('select * from rollcall.resource');
      expect(rows).toEqual([]);
      await expect(store.owner.query('truncate rollcall.audit_event cascade')).rejects.toThrow(/append-only/);
      expect((await prepareAgain(database, { ownerUrl })).migrated).toEqual([]);
    } finally {
      await store.close();
    }
  });

  test('the schedule that every connection was given becomes none, of every workspace; one that was chosen stays', async () => {
    const database = await emptyDatabase('landlord');
    const ownerUrl = server.url(database, { user: 'landlord', password: 'landlord-only' });
    await migrateTo('0005_operations', ownerUrl);
    const schedules = ['*/15 * * * *', '0 3 * * *'];
    for (const [nth, schedule] of schedules.entries()) {
      const workspaceId = `00000000-0000-7000-8000-00000000000${nth}`;
      await server.query(
        `insert into rollcall.workspace (workspace_id, name) values ('${workspaceId}', 'w${nth}');
        insert into rollcall.connection (workspace_id, connection_id, name, provider, base_url, config, schedule, state, sandbox)
        values ('${workspaceId}', '${workspaceId}', 'c', 'acme', 'https://acme.example', '{}', '${schedule}', 'active', true)`,
        database,
      );
    }
    await prepareAgain(database, { ownerUrl });
    const { rows } = await server.query(
      'select schedule, schedules, due_at from rollcall.connection order by connection_id',
      database,
    );
    expect(rows).toEqual([
      { schedule: null, schedules: {}, due_at: {} },
      { schedule: '0 3 * * *', schedules: {}, due_at: {} },
    ]);
  });

  test('the keys that could do everything may make workspaces and read metrics now, and it is on record; others stay as they were', async () => {
    const database = await emptyDatabase('landlord');
    const ownerUrl = server.url(database, { user: 'landlord', password: 'landlord-only' });
    await migrateTo('0017_increments', ownerUrl);
    const all = '{inventory:read,operations:write,secrets:read,reports:read,audit:read,connections:admin,keys:admin}';
    await server.query(
      `insert into rollcall.workspace (workspace_id, name) values ('00000000-0000-7000-8000-000000000001', 'other');
      insert into rollcall.api_key (workspace_id, key_id, name, secret_hmac, scopes, revoked_at)
        select w.workspace_id, w.name || k.id, k.id, '', k.scopes::text[], k.revoked_at from rollcall.workspace w,
          (values ('admin', '${all}', null), ('some', '{keys:admin}', null), ('revoked', '${all}', now())) k(id, scopes, revoked_at)`,
      database,
    );
    await prepareAgain(database, { ownerUrl });
    const { rows } = await server.query(
      `select key_id from rollcall.api_key where scopes && '{workspaces:admin,metrics:read}'`,
      database,
    );
    expect(rows).toEqual([{ key_id: 'defaultadmin' }]);
    const events = await server.query(
      `select type, subject_id, after->'scopes'->>-1 as given, jsonb_array_length(before->'scopes') as before
      from rollcall.audit_event order by before, subject_id`,
      database,
    );
    const type = 'key.changed';
    expect(events.rows).toEqual([
      { type, subject_id: 'defaultadmin', given: 'workspaces:admin', before: 7 },
      // Of every workspace: webhooks are no landlord's business.
      { type, subject_id: 'otheradmin', given: 'webhooks:admin', before: 7 },
      { type, subject_id: 'defaultadmin', given: 'webhooks:admin', before: 8 },
      { type, subject_id: 'otheradmin', given: 'findings:write', before: 8 },
      { type, subject_id: 'defaultadmin', given: 'metrics:read', before: 9 },
      { type, subject_id: 'otheradmin', given: 'use:write', before: 9 },
      { type, subject_id: 'defaultadmin', given: 'findings:write', before: 10 },
      { type, subject_id: 'defaultadmin', given: 'use:write', before: 11 },
    ]);
  });

  test('the runs that had ended by then are counted, and those after that, too; plans are not', async () => {
    const database = await emptyDatabase('landlord');
    const ownerUrl = server.url(database, { user: 'landlord', password: 'landlord-only' });
    await migrateTo('0029_spent_until', ownerUrl);
    const run = (state: string, outcome: string, plan = false) =>
      `insert into rollcall.run (workspace_id, run_id, connection_id, trigger, plan, state, outcome)
        select workspace_id, gen_random_uuid(), connection_id, 'caller', ${plan}, '${state}', ${outcome}
        from rollcall.connection;`;
    await server.query(
      `insert into rollcall.connection (workspace_id, connection_id, name, provider, base_url, config, state, sandbox)
        select workspace_id, gen_random_uuid(), 'c', 'acme', '', '{}', 'active', true from rollcall.workspace;
      ${run('finished', `'complete'`)} ${run('finished', `'complete'`)} ${run('finished', `'failed'`)}
      ${run('finished', `'complete'`, true)} ${run('queued', 'null')} ${run('queued', 'null', true)}`,
      database,
    );
    await prepareAgain(database, { ownerUrl });
    const tally = async () =>
      (await server.query('select outcome, ended::int from rollcall.run_tally order by 1', database)).rows;
    expect(await tally()).toEqual([
      { outcome: 'complete', ended: 2 },
      { outcome: 'failed', ended: 1 },
    ]);
    await server.query(
      `update rollcall.run set state = 'finished', outcome = 'failed' where state = 'queued';
      update rollcall.run set reason = 'again', state = state;`,
      database,
    );
    expect(await tally()).toEqual([
      { outcome: 'complete', ended: 2 },
      { outcome: 'failed', ended: 2 },
    ]);
  });

  test('the events that are there are sealed in the order of their ids, each workspace from 1, and later ones after them', async () => {
    const database = await emptyDatabase('landlord');
    const ownerUrl = server.url(database, { user: 'landlord', password: 'landlord-only' });
    await migrateTo('0029_spent_until', ownerUrl);
    const tell = (numbers: string) =>
      server.query(
        `insert into rollcall.audit_event (workspace_id, event_id, type, actor, subject_kind, subject_id, subject_name)
        select w::uuid, ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'key.created', '{}', 'gateway_key', n, n
        from unnest(array['00000000-0000-7000-8000-00000000000a', '00000000-0000-7000-8000-00000000000b']) w, ${numbers} n
        order by random()`,
        database,
      );
    await tell('generate_series(101, 140)');
    const { daemonUrl } = await prepareAgain(database, { ownerUrl });
    await tell('generate_series(1, 2)');
    await sealAll({ daemonUrl });
    const { rows } = await server.query(
      `select array_agg(e.subject_id::int order by s.seq) filter (where e.subject_id::int > 100) as subjects,
        array_agg(s.seq::int order by s.seq) as seqs
      from rollcall.sealed_event s join rollcall.audit_event e using (workspace_id, event_id)
      group by s.workspace_id`,
      database,
    );
    const upTo = (end: number) => Array.from({ length: end }, (_, nth) => nth + 1);
    expect(rows).toEqual([1, 2].map(() => ({ subjects: upTo(40).map((n) => n + 100), seqs: upTo(42) })));
  });

  test('the events that are there when the log comes are its first leaves, sealed or not, and are signed', async () => {
    const database = await emptyDatabase('landlord');
    const ownerUrl = server.url(database, { user: 'landlord', password: 'landlord-only' });
    await migrateTo('0036_findings', ownerUrl);
    const workspaces = ['00000000-0000-7000-8000-00000000000a', '00000000-0000-7000-8000-00000000000b'];
    const tell = (count: number) =>
      server.query(
        `insert into rollcall.audit_event (workspace_id, event_id, type, severity, connection_id, actor, subject_kind, subject_id,
          subject_name, cause, after, true_after)
        select w::uuid, gen_random_uuid(), 'resource.changed', 'alarm', gen_random_uuid(), '{"n": 1.10}', 'inbox', n,
          n || E'"\\u2028\\n', 'null', '{}', '-infinity'
        from unnest('{${workspaces.join()}}'::text[]) w, generate_series(1, ${count}) n`,
        database,
      );
    await tell(600);
    await server.query('select rollcall.seal_events(1000, 0)', database);
    const { daemonUrl } = await prepareAgain(database, { ownerUrl });
    await tell(1);
    for (const workspace of workspaces) {
      const workspaceId = WorkspaceId.parse(workspace);
      await signAll({ daemonUrl }, { workspaceId, ring: testRing });
      const { rows } = await server.query(
        `select rollcall.leaf_text(e, s.seq, s.sealed_at) as text, l.leaf, c.root from rollcall.sealed_event s
          join rollcall.audit_event e using (workspace_id, event_id) join rollcall.audit_leaf l using (workspace_id, seq)
          join rollcall.audit_checkpoint c on c.workspace_id = s.workspace_id and c.size = 601
        where s.workspace_id = '${workspace}' order by s.seq`,
        database,
      );
      const log = growRange(nothing);
      for (const { text, leaf } of rows) {
        expect(leafHash(text)).toEqual(leaf);
        log.appendText(text);
      }
      expect([rows.length, log.root()]).toEqual([601, rows[0].root]);
    }
  });

  test('what findings were is made of their events, as far as these tell, and of what they are by then', async () => {
    const database = await emptyDatabase('landlord');
    const ownerUrl = server.url(database, { user: 'landlord', password: 'landlord-only' });
    await migrateTo('0051_judged_when', ownerUrl);
    await server.query(olderFinding, database);
    await prepareAgain(database, { ownerUrl });
    expect((await server.query(versionsTold, database)).rows.map(({ told }) => told)).toEqual(versionsOfOlder);
  });

  test('a second time changes nothing, and is safe while the processes run', async () => {
    await server.query('alter role landlord nocreaterole');
    const database = await emptyDatabase();
    const first = await prepareAgain(database);
    expect(first.migrated).toEqual(all);
    const before = await shapeOf(database);
    const db = openDatabase(first.gatewayUrl, { max: 1, name: 'running' });
    await assertReady(db);
    expect(await prepareAgain(database)).toEqual({ ...first, migrated: [] });
    expect(await shapeOf(database)).toEqual(before);
    await assertReady(db);
    await db.destroy();
  });

  test('gives the logins the passwords it was told, new ones as well', async () => {
    const database = await emptyDatabase();
    const old = await prepareAgain(database);
    expect(await whoIs(old.gatewayUrl)).toBe('gateway_login');
    expect(await whoIs(old.daemonUrl)).toBe('daemon_login');
    const now = await prepareAgain(database, { gateway: { ...gateway, password: 'another' } });
    expect(await whoIs(now.gatewayUrl)).toBe('gateway_login');
    await expect(whoIs(old.gatewayUrl)).rejects.toMatchObject({ code: '28P01' });
  });

  test('takes logins that the operator made, and leaves their passwords alone', async () => {
    const database = await emptyDatabase();
    await server.query(`create role "op gateway" login password 'op-only'`);
    const gatewayUrl = server.url(database, { user: 'op gateway', password: 'op-only' });
    const prepared = await prepareAgain(database, { gateway: undefined, gatewayUrl });
    expect(prepared.gatewayUrl).toBe(gatewayUrl);
    const db = openDatabase(gatewayUrl, { max: 1, name: 'operator' });
    await assertReady(db);
    const { rows } = await server.query('select workspace_id from rollcall.workspace', database);
    await inWorkspace(db, rows[0].workspace_id, (tx) => tx.selectFrom('operation').selectAll().execute());
    await db.destroy();
  });

  test('by two at once leaves one database that is prepared', async () => {
    const database = await emptyDatabase();
    const both = await Promise.all([prepareAgain(database), prepareAgain(database)]);
    expect(both.flatMap(({ migrated }) => migrated).sort()).toEqual(all);
    expect(await whoIs(both[0].daemonUrl)).toBe('daemon_login');
  });

  test('of several databases at once makes the logins that they share', async () => {
    const logins = {
      gateway: { user: 'shared_gateway', password: 'of-the-gateway' },
      daemon: { user: 'shared_daemon', password: 'of-the-daemon' },
    };
    const databases = [await emptyDatabase(), await emptyDatabase(), await emptyDatabase()];
    const prepared = await Promise.all(databases.map((database) => prepareAgain(database, logins)));
    for (const { gatewayUrl } of prepared) expect(await whoIs(gatewayUrl)).toBe('shared_gateway');
  });
});

describe('what cannot be prepared is said, with what to do', () => {
  test('a database at a newer version, which is left as it is', async () => {
    const database = await emptyDatabase();
    const { gatewayUrl } = await prepareAgain(database);
    await server.query(`insert into rollcall.kysely_migration values ('9999_future', 'later')`, database);
    const before = await shapeOf(database);
    const says = /migrated by a newer Rollcall \(9999_future\): upgrade Rollcall, or use another database/;
    await expect(prepareAgain(database)).rejects.toMatchObject({
      code: 'database_newer',
      message: expect.stringMatching(says),
    });
    expect(await shapeOf(database)).toEqual(before);
    const db = openDatabase(gatewayUrl, { max: 1, name: 'older' });
    await expect(assertReady(db)).rejects.toMatchObject({
      code: 'database_newer',
      message: expect.stringMatching(says),
    });
    await db.destroy();
  });

  test('an owner who may not make logins', async () => {
    await server.query(`create role tenant login password 'tenant-only'`);
    const database = await emptyDatabase('tenant');
    const ownerUrl = server.url(database, { user: 'tenant', password: 'tenant-only' });
    await expect(prepareAgain(database, { ownerUrl })).rejects.toMatchObject({
      code: 'bad_request',
      message: expect.stringMatching(/DATABASE_URL may not prepare.*must own the database and have CREATEROLE/),
    });
    const { rows } = await server.query(
      `select count(*)::int as count from pg_class where relnamespace =
      to_regnamespace('rollcall') and relname not like 'kysely%'`,
      database,
    );
    expect(rows).toEqual([{ count: 0 }]);
  });

  test.each([
    {
      what: 'a login that does not exist',
      more: () => ({ gatewayUrl: server.url('x', { user: 'nobody', password: 'x' }) }),
      says: /no login "nobody"/,
    },
    {
      what: 'a URL without a login',
      more: () => ({ daemonUrl: 'postgres://127.0.0.1/x' }),
      says: /No login is given for rollcall_daemon/,
    },
    { what: 'no login at all', more: () => ({ gateway: undefined }), says: /No login is given for rollcall_gateway/ },
  ])('$what', async ({ more, says }) => {
    const preparing = prepareAgain(await emptyDatabase(), more());
    await expect(preparing).rejects.toMatchObject({ code: 'bad_request', message: expect.stringMatching(says) });
  });

  test.each([
    { what: 'a server that is not there', url: () => 'postgres://postgres@127.0.0.1:1/none' },
    { what: 'a database that is not there', url: () => server.url('none') },
    { what: 'a wrong password', url: () => server.url('postgres', { user: 'postgres', password: 'wrong' }) },
  ])('$what', async ({ url }) => {
    await expect(prepareDatabase({ ownerUrl: url(), gateway, daemon })).rejects.toMatchObject({
      code: 'database_unavailable',
    });
  });
});

test('a database that nobody migrated is not ready, and says who does it', async () => {
  const db = openDatabase(server.url(await emptyDatabase()), { max: 1, name: 'empty' });
  await expect(assertReady(db)).rejects.toMatchObject({
    code: 'database_unavailable',
    message: expect.stringMatching(/^The database lacks 0001_\w+, .*: "pnpm start" migrates it/),
  });
  await db.destroy();
});

/** Migrates as far as an older version did. */
async function migrateTo(name: string, ownerUrl: string): Promise<void> {
  const pool = new pg.Pool({ connectionString: ownerUrl, max: 1 });
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  const provider = { getMigrations: async () => ({ ...migrations }) };
  const { error } = await new Migrator({ db, provider, migrationTableSchema: 'rollcall' }).migrateTo(name);
  await db.destroy();
  if (error !== undefined) throw error;
}

/** Everything in the database that preparing it makes. */
async function shapeOf(database: string): Promise<unknown> {
  const { rows } = await server.query(
    `select n.nspname, c.relname, c.relkind, c.relacl::text, c.relowner from pg_class c
      join pg_namespace n on n.oid = c.relnamespace where n.nspname in ('rollcall', 'pgboss') order by 1, 2`,
    database,
  );
  return rows;
}

async function whoIs(url: string): Promise<string> {
  const client = new pg.Client(url);
  await client.connect();
  const { rows } = await client.query('select current_user as name');
  await client.end();
  return rows[0].name;
}
