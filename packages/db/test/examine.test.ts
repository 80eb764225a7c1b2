import { randomUUID } from 'node:crypto';
import type { Check } from '@rollcall/schema';
import { beforeAll, describe, expect, test } from 'vitest';
import { countRefusal, examine, inWorkspace, openDatabase } from '../src/index.ts';
import { find, verdictOf } from './support/finding.ts';
import { daemonActor, type GivenConnection, givenConnection } from './support/given.ts';
import { checkOf, type Fault, testPlanted } from './support/planted.ts';
import { useStore } from './support/store.ts';

const store = useStore();

/** The checks, by a word of their names. */
const checks = {
  isolation: 'every table is under row-level security',
  policies: 'every policy is the one of workspaces, or narrows it',
  unique: 'unique indexes begin with the workspace',
  indexes: 'every index serves under row-level security',
  views: 'nothing shows rows by another way than their table',
  owner: 'no process connects as an owner or superuser',
  functions: 'functions that run as their owner are known, and hold their search path',
  past: 'audit events, their order, their log, versions and renames cannot be altered',
  plans: 'a plan can change nothing but itself',
  retention: 'only retention deletes versions, and only what it says',
  sealer: 'only the sealer orders events, and every event comes to it',
  order: 'the order of events has no gap, and ends where its tail says',
  waits: 'no event waits for its place in the order',
  projections: 'what changed last is as its versions say',
  daemon: 'a sync daemon is connected',
  scopes: 'the newest listing of every scope was believed',
  findings: 'no finding is open',
  circuits: 'no circuit is open',
} as const;

test('without a daemon, that is said, with what to do', async () => {
  const found = await checked(checks.daemon);
  expect(found).toEqual({
    name: checks.daemon,
    ok: false,
    detail: 'none found — start one: without it nothing is synced',
  });
});

test('a well installation passes every check', async () => {
  await store.asDaemon(async () => {
    const found = await store.asGateway(examine);
    expect(found.map(({ name }) => name)).toEqual(Object.values(checks));
    expect(found.filter(({ ok }) => !ok)).toEqual([]);
  });
});

test('the daemon passes them as well', async () => {
  const found = await store.asDaemon((tx) => examine(tx).catch((error: Error) => error.message));
  expect(found).toEqual(expect.arrayContaining([expect.objectContaining({ name: checks.isolation, ok: true })]));
});

const planted: readonly Fault[] = [
  {
    what: 'a table that a process owns',
    plant:
      'grant create on schema rollcall to rollcall_gateway_test; alter table rollcall.scope owner to rollcall_gateway_test',
    mend: 'alter table rollcall.scope owner to postgres; revoke create on schema rollcall from rollcall_gateway_test',
    check: checks.owner,
    found: 'rollcall_gateway_test owns scope',
  },
  ...['resource', 'audit_event', 'scope'].map(
    (table): Fault => ({
      what: `a plan's right to insert into ${table}`,
      plant: `grant insert on rollcall.${table} to rollcall_planner`,
      mend: `revoke insert on rollcall.${table} from rollcall_planner`,
      check: checks.plans,
      found: `${table}: INSERT`,
    }),
  ),
  {
    what: "a plan's right to update one column",
    plant: 'grant update (presence) on rollcall.resource to rollcall_planner',
    mend: 'revoke update (presence) on rollcall.resource from rollcall_planner',
    check: checks.plans,
    found: 'resource: UPDATE',
  },
  {
    what: 'a login that may delete versions',
    plant: 'grant delete on rollcall.resource_version to rollcall_lookup',
    mend: 'revoke delete on rollcall.resource_version from rollcall_lookup',
    check: checks.retention,
    found: 'rollcall_lookup may delete from resource_version',
  },
  {
    what: 'everybody may delete versions',
    plant: 'grant delete on rollcall.resource_version to public',
    mend: 'revoke delete on rollcall.resource_version from public',
    check: checks.retention,
    found: 'everybody may delete from resource_version',
  },
  {
    what: 'a second function that runs as the role of retention',
    plant: `create function rollcall.planted() returns int language sql security definer return 1;
      grant create on schema rollcall to rollcall_retention;
      alter function rollcall.planted() owner to rollcall_retention`,
    mend: 'drop function rollcall.planted(); revoke create on schema rollcall from rollcall_retention',
    check: checks.retention,
    found: 'rollcall.planted() runs as rollcall_retention',
  },
  ...['audit_event', 'sealed_event', 'audit_leaf', 'audit_checkpoint', 'resource_version', 'resource_rename'].flatMap(
    (table): Fault[] => [
      {
        what: `${table} without its trigger`,
        plant: `alter trigger append_only on rollcall.${table} rename to other`,
        mend: `alter trigger other on rollcall.${table} rename to append_only`,
        check: checks.past,
        found: `rollcall.${table}: UPDATE`,
      },
      {
        what: `${table} with its trigger disabled`,
        plant: `alter table rollcall.${table} disable trigger append_only`,
        mend: `alter table rollcall.${table} enable trigger append_only`,
        check: checks.past,
        found: `rollcall.${table}: DELETE`,
      },
      {
        what: `${table} with its trigger against truncating disabled`,
        plant: `alter table rollcall.${table} disable trigger never_truncated`,
        mend: `alter table rollcall.${table} enable trigger never_truncated`,
        check: checks.past,
        found: `rollcall.${table}: TRUNCATE`,
      },
      {
        what: `the right to update ${table}`,
        plant: `grant update on rollcall.${table} to rollcall_gateway`,
        mend: `revoke update on rollcall.${table} from rollcall_gateway`,
        check: checks.past,
        found: `rollcall.${table}: UPDATE`,
      },
      {
        what: `the right to update one column of ${table}`,
        plant: `grant update (workspace_id) on rollcall.${table} to rollcall_gateway`,
        mend: `revoke update (workspace_id) on rollcall.${table} from rollcall_gateway`,
        check: checks.past,
        found: `rollcall.${table}: UPDATE`,
      },
      {
        what: `the daemon's right to delete from ${table}`,
        plant: `grant delete on rollcall.${table} to rollcall_daemon`,
        mend: `revoke delete on rollcall.${table} from rollcall_daemon`,
        check: checks.past,
        found: `rollcall.${table}: DELETE`,
      },
    ],
  ),
];

testPlanted(store, planted);

test('a process that connects as the owner is found', async () => {
  const db = openDatabase(store.urls.ownerUrl, { max: 1, name: 'owner' });
  try {
    const found = await inWorkspace(db, store.mine, examine);
    const check = found.find(({ name }) => name === checks.owner);
    expect(check?.ok).toBe(false);
    expect(check?.detail).toContain('postgres passes row-level security');
    expect(check?.detail).toContain('postgres owns audit_event');
  } finally {
    await db.destroy();
  }
});

test('a login that passes row-level security is found', async () => {
  // A login of its own: those of the other tests are shared by the whole server.
  const login = `passes_${randomUUID().replaceAll('-', '')}`;
  await store.owner.query(`create role ${login} login password 'test-only' bypassrls in role rollcall_gateway`);
  const url = new URL(store.urls.gatewayUrl);
  url.username = login;
  url.password = 'test-only';
  const db = openDatabase(url.href, { max: 1, name: 'passes' });
  try {
    const found = await inWorkspace(db, store.mine, examine);
    const detail = expect.stringContaining(`${login} passes row-level security`);
    expect(found).toContainEqual({ name: checks.owner, ok: false, detail });
  } finally {
    await db.destroy();
    await store.owner.query(`drop role ${login}`);
  }
});

describe('of the inventory', () => {
  let connection: GivenConnection;
  beforeAll(async () => {
    connection = await givenConnection(store);
  });

  test('a scope whose newest listing was not believed is found, of this workspace only', async () => {
    await store.owner.query(
      `insert into rollcall.scope (workspace_id, connection_id, kind, attempted_at, trouble) values ($1, $2, 'inbox', now(),
        'unavailable: the connection broke')`,
      [store.mine, connection.id],
    );
    const { ok, detail } = await checked(checks.scopes);
    expect(ok).toBe(false);
    expect(detail).toContain(`${connection.name} inbox: unavailable: the connection broke`);
    expect(await checked(checks.scopes, store.theirs)).toMatchObject({ ok: true });
    await store.owner.query(`update rollcall.connection set state = 'paused' where connection_id = $1`, [
      connection.id,
    ]);
    expect(await checked(checks.scopes)).toMatchObject({ ok: true });
  });

  test('an open finding is told, alarms first, of this workspace only', async () => {
    const verdict = (severity: 'notice' | 'alarm') =>
      verdictOf({ severity, fingerprint: `operation_leaked ${severity}`, sentence: `It is a ${severity}.` });
    await find(store, [verdict('notice'), verdict('alarm')]);
    const { ok, detail } = await checked(checks.findings);
    expect(ok).toBe(false);
    expect(detail).toContain('alarm: It is a alarm.; notice: It is a notice.');
    expect(await checked(checks.findings, store.theirs)).toMatchObject({ ok: true });
    await find(store, []);
    expect(await checked(checks.findings)).toMatchObject({ ok: true });
  });

  test('a circuit that is open is found, of this workspace only', async () => {
    const account = await givenConnection(store);
    const refused = { refusal: { kind: 'unauthorized', message: 'it is not accepted' }, actor: daemonActor };
    for (let times = 0; times < 3; times += 1) {
      await store.asDaemon((tx) => countRefusal(tx, account, refused));
    }
    const { ok, detail } = await checked(checks.circuits);
    expect(ok).toBe(false);
    expect(detail).toContain(`${account.name} since 20`);
    expect(await checked(checks.circuits, store.theirs)).toMatchObject({ ok: true });
  });
});

function checked(name: string, workspaceId = store.mine): Promise<Check> {
  return checkOf(store, name, workspaceId);
}
