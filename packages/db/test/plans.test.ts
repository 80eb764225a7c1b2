import { EventId, OperationId, RunId } from '@rollcall/schema';
import { type CompiledQuery, Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import {
  type Db,
  inWorkspace,
  listAbsent,
  listEvents,
  listOperations,
  listRuns,
  listScopes,
  liveDigests,
  openDatabase,
  pastResources,
  readResource,
  readResources,
  type ScopeKey,
  type Tx,
} from '../src/index.ts';
import type { Tables } from '../src/tables.ts';
import { type GivenConnection, givenConnection } from './support/given.ts';
import { useStore } from './support/store.ts';

/** A ledger large enough that PostgreSQL prefers an index wherever one serves. */
const store = useStore();
const inboxes = 60_000;

let one: GivenConnection;
let scope: ScopeKey;
let listening: Db;
let serving: Db;
const asked: CompiledQuery[] = [];

beforeAll(async () => {
  one = await givenConnection(store);
  scope = { connectionId: one.id, kind: 'inbox', parent: '' };
  const other = await givenConnection(store);
  for (const { id } of [one, other]) await fill(id);
  await store.owner.query(
    `insert into rollcall.connection (workspace_id, connection_id, name, provider, base_url, config, schedule, state,
        sandbox, next_due_at)
      select $1, gen_random_uuid(), 'many-' || n, 'acme', '', '{}', '', 'active', true, now() + n * interval '1 min'
      from generate_series(-10, 3000) n`,
    [store.theirs],
  );
  await store.owner.query('analyze');
  listening = listenAs(store.urls.daemonUrl);
  serving = listenAs(store.urls.gatewayUrl);
}, 60_000);
afterAll(() => Promise.all([listening, serving].map((db) => db.destroy())));

function listenAs(connectionString: string): Db {
  return new Kysely<Tables>({
    dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString, max: 1 }) }),
    log: ({ query }) => void asked.push(query),
  }).withSchema('rollcall');
}

const next = uuidv7();
const asWorkspace = <T>(work: Parameters<typeof inWorkspace<T>>[2]) => inWorkspace(listening, store.mine, work);
const asGateway = <T>(work: Parameters<typeof inWorkspace<T>>[2]) => inWorkspace(serving, store.mine, work);
const page = (filter: object) => readResources(listening, store.mine, { limit: 50, ...filter });
const scopesOfDomains = (tx: Tx) =>
  listScopes(tx, {
    after: [one.id, 'dns_record', 'e-3000'],
    limit: 51,
    parentKinds: { acme: { dns_record: 'domain' } },
  });
const moment = { asOf: new Date(Date.now() - 3_600_000), knownAt: new Date() };
const after = (kind: string, name: string) => [kind, name, one.id, 'e'] as const;

test.each<{ question: string; ask: () => Promise<unknown>; rides: string }>([
  { question: 'a page of all resources', ask: () => page({}), rides: 'resource_by_name' },
  { question: 'a page of a kind', ask: () => page({ kind: 'inbox' }), rides: 'resource_by_name' },
  {
    question: 'a page of a kind in the middle',
    ask: () => page({ kind: 'inbox', after: after('inbox', 'n-30000') }),
    rides: 'resource_by_name',
  },
  {
    question: 'the names of a kind that begin so',
    ask: () => page({ kind: 'inbox', namePrefix: 'n-3000' }),
    rides: 'resource_by_name',
  },
  {
    question: 'a page of a connection',
    ask: () => page({ connection: one.name }),
    rides: 'resource_of_connection_by_name',
  },
  {
    question: 'a page of a connection and kind in the middle',
    ask: () => page({ connection: one.name, kind: 'inbox', after: after('inbox', 'n-30000') }),
    rides: 'resource_of_connection_by_name',
  },
  {
    question: 'the names of a connection and kind that begin so',
    ask: () => page({ connection: one.name, kind: 'inbox', namePrefix: 'n-3000' }),
    rides: 'resource_of_connection_by_name',
  },
  {
    question: 'one resource',
    ask: () => readResource(listening, store.mine, { connection: one.name, kind: 'inbox', externalId: 'e-30000' }),
    rides: 'resource_pkey',
  },
  {
    question: 'what a scope lacks',
    ask: () => asWorkspace((tx) => listAbsent(tx, scope, { missingBefore: new Date('2099-01-01'), most: 5_000 })),
    rides: 'resource_absent',
  },
  { question: 'scopes in the middle', ask: () => asWorkspace(scopesOfDomains), rides: 'scope_pkey' },
  { question: 'the names of the parents of scopes', ask: () => asWorkspace(scopesOfDomains), rides: 'resource_pkey' },
  {
    question: 'the digests of a scope',
    ask: () => asWorkspace((tx) => liveDigests(tx, scope).next()),
    rides: 'resource_pkey',
  },
  {
    question: 'the digests of a scope with a parent',
    ask: () => asWorkspace((tx) => liveDigests(tx, { ...scope, parent: 'p' }).next()),
    rides: 'resource_of_parent',
  },
  {
    question: 'the newest events',
    ask: () => asGateway((tx) => listEvents(tx, { limit: 50 })),
    rides: 'audit_event_pkey',
  },
  {
    question: 'the events before one',
    ask: () => asGateway((tx) => listEvents(tx, { before: EventId.parse(next), limit: 50 })),
    rides: 'audit_event_pkey',
  },
  {
    question: 'the newest events of a connection',
    ask: () => asGateway((tx) => listEvents(tx, { connectionId: one.id, limit: 50 })),
    rides: 'audit_event_by_connection',
  },
  {
    question: 'the changes that nobody has said anything of',
    ask: () => asGateway((tx) => listEvents(tx, { standing: 'open', limit: 50 })),
    rides: 'audit_event_out_of_band',
  },
  {
    question: 'the newest operations',
    ask: () => asWorkspace((tx) => listOperations(tx, { limit: 50 })),
    rides: 'operation_pkey',
  },
  {
    question: 'the operations of a connection before one',
    ask: () =>
      asWorkspace((tx) => listOperations(tx, { connectionId: one.id, before: OperationId.parse(next), limit: 50 })),
    rides: 'operation_by_connection',
  },
  {
    question: 'the newest runs',
    ask: () => asWorkspace((tx) => listRuns(tx, { limit: 50 })),
    rides: 'run_pkey',
  },
  {
    question: 'the runs of a connection before one',
    ask: () => asWorkspace((tx) => listRuns(tx, { connectionId: one.id, before: RunId.parse(next), limit: 50 })),
    rides: 'run_by_connection',
  },
  {
    question: 'a page of the past, of a connection',
    ask: () => asWorkspace((tx) => pastResources(tx, { connectionId: one.id, limit: 50 }, moment)),
    rides: 'resource_version_by_name',
  },
  {
    question: 'a page of the past, of every connection, in the middle',
    ask: () => asWorkspace((tx) => pastResources(tx, { after: after('inbox', 'n-30000'), limit: 50 }, moment)),
    rides: 'resource_version_by_name',
  },
  {
    question: 'which version of a page of the past was in force',
    ask: () => asWorkspace((tx) => pastResources(tx, { connectionId: one.id, kind: 'inbox', limit: 50 }, moment)),
    rides: 'resource_version_pkey',
  },
  {
    question: 'names of the past that begin so',
    ask: () => asWorkspace((tx) => pastResources(tx, { namePrefix: 'n-3000', limit: 50 }, moment)),
    rides: 'resource_version_by_name',
  },
])('$question: rides $rides, under row-level security', async ({ ask, rides }) => {
  asked.length = 0;
  await ask();
  const asAsked = rides.startsWith('audit_event') ? asGateway : asWorkspace;
  const query = asked.find(({ sql: text }) => tables.test(text));
  if (query === undefined) throw new Error('nothing was asked');
  const used = await asAsked(async (tx) => {
    const { rows } = await tx.executeQuery<{ 'QUERY PLAN': unknown }>({
      ...query,
      sql: `explain (format json) ${query.sql}`,
    });
    return indexesIn(rows[0]?.['QUERY PLAN']);
  });
  expect(used.scans, 'no large table is read whole').toEqual([]);
  expect(
    used.indexes.some((index) => index.startsWith(rides)),
    `${rides} is not among ${used.indexes}`,
  ).toBe(true);
});

test.each([
  { filter: {} },
  { filter: { kind: 'inbox' } },
  { filter: { connection: 'one' } },
  { filter: { connection: 'one', kind: 'inbox' } },
])('a page of $filter in the middle reads no more than the first, and is planned once', async ({ filter }) => {
  const connection = 'connection' in filter ? one.name : undefined;
  const db = await usualPlans();
  const blocks: number[] = [];
  for (const position of [undefined, after('inbox', 'n-30000')]) {
    asked.length = 0;
    const given = { ...filter, connection, after: position };
    await page(given);
    const [query] = asked;
    if (query === undefined) throw new Error('nothing was asked');
    const { rows } = await listening.executeQuery<{ 'QUERY PLAN': [{ Plan: Record<string, number> }] }>({
      ...query,
      sql: `explain (analyze, buffers, format json) ${query.sql}`,
    });
    const plan = rows[0]?.['QUERY PLAN'][0].Plan;
    blocks.push((plan?.['Shared Hit Blocks'] ?? 0) + (plan?.['Shared Read Blocks'] ?? 0));
    for (let n = 0; n < 7; n += 1) await readResources(db, store.mine, { limit: 50, ...given });
  }
  // Of some 115,000 inboxes; a page from the beginning to the middle of them would be thousands.
  expect(blocks[1]).toBeLessThan((blocks[0] ?? 0) + 200);
  const plans = await sql<{ custom: string; generic: string }>`
    select custom_plans as custom, generic_plans as generic from pg_prepared_statements`.execute(db);
  expect(plans.rows).toEqual([
    { custom: '5', generic: '2' },
    { custom: '5', generic: '2' },
  ]);
});

test('reading one resource is planned once', async () => {
  const db = await usualPlans();
  for (let n = 0; n < 8; n += 1)
    await readResource(db, store.mine, { connection: one.name, kind: 'inbox', externalId: `e-${n}` });
  const plans = await sql<{ generic: string }>`select generic_plans as generic from pg_prepared_statements`.execute(db);
  expect(plans.rows).toEqual([{ generic: '3' }]);
});

/** One session as the gateway has it: for tests, the database is told never to plan for a value. */
async function usualPlans(): Promise<Db> {
  const db = openDatabase(store.urls.gatewayUrl, { max: 1, name: 'test' });
  onTestFinished(() => db.destroy());
  await sql`set plan_cache_mode = auto`.execute(db);
  return db;
}

test('the digests of a scope with a parent are those of its own', async () => {
  const digests = await store.asDaemon((tx) => Array.fromAsync(liveDigests(tx, { ...scope, parent: 'p' })));
  const { rows } = await store.owner.query<{ digest: string }>(
    `select encode(substring(digest from 1 for 16), 'hex') as digest from rollcall.resource
      where connection_id = $1 and kind = 'inbox' and parent = 'p' and presence = 'live'`,
    [one.id],
  );
  expect(rows.length).toBeGreaterThan(10);
  expect(digests.flatMap(unpacked).toSorted()).toEqual(rows.map(({ digest }) => digest).toSorted());
});

test('the digests of more resources than fit into one chunk come once each, and only those of live ones', async () => {
  const digests = new Set<string>();
  let count = 0;
  let chunks = 0;
  await store.asDaemon(async (tx) => {
    for await (const chunk of liveDigests(tx, scope)) {
      chunks += 1;
      for (const digest of unpacked(chunk)) {
        count += 1;
        digests.add(digest);
      }
    }
  });
  const { rows } = await store.owner.query<{ digest: string }>(
    `select encode(substring(digest from 1 for 16), 'hex') as digest from rollcall.resource
      where connection_id = $1 and kind = 'inbox' and parent = '' and presence = 'live'`,
    [one.id],
  );
  expect(chunks).toBeGreaterThan(1);
  expect(count).toBe(rows.length);
  expect(digests).toEqual(new Set(rows.map(({ digest }) => digest)));
});

/** The digests of a chunk, without the raw ones beside them. */
function unpacked(chunk: Buffer): string[] {
  return (
    chunk
      .toString('hex')
      .match(/.{64}/g)
      ?.map((pair) => pair.slice(0, 32)) ?? []
  );
}

test('due connections are found by their index', async () => {
  const { rows } = await store.owner.query(
    `explain select * from rollcall.connection c where c.state = 'active' and c.next_due_at <= now() order by c.next_due_at limit 5`,
  );
  expect(JSON.stringify(rows)).toContain('connection_due');
});

/** The indexes that a plan rides, and the large tables that it reads whole. */
function indexesIn(plan: unknown): { indexes: string[]; scans: string[] } {
  const indexes: string[] = [];
  const scans: string[] = [];
  const walk = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const { 'Index Name': index, 'Node Type': type, 'Relation Name': table } = node as Record<string, unknown>; // A plan.
    if (typeof index === 'string') indexes.push(index);
    if (type === 'Seq Scan' && typeof table === 'string' && large.includes(table)) scans.push(table);
    for (const inner of Object.values(node)) walk(inner);
  };
  walk(plan);
  return { indexes, scans };
}

const large = ['resource', 'resource_version', 'audit_event', 'operation', 'run'];
const tables = /rollcall"?\."?(resource|resource_version|audit_event|operation|run)\b/;

async function fill(connectionId: string): Promise<void> {
  await store.owner.query(
    `insert into rollcall.resource (workspace_id, connection_id, kind, external_id, parent, name, presence, attributes,
        digest, version, first_seen_at, last_changed_at, missing_since)
      select $1, $2, case when n % 20 = 0 then 'domain' else 'inbox' end, 'e-' || n, case when n % 1000 = 1 then 'p' else '' end,
        'n-' || n, case when n % 500 = 7 then 'missing' else 'live' end, '{}', sha256(n::text::bytea), 1, now(), now(),
        case when n % 500 = 7 then now() end
      from generate_series(1, ${inboxes}) n`,
    [store.mine, connectionId],
  );
  await store.owner.query(
    `insert into rollcall.resource_version (workspace_id, connection_id, kind, external_id, version, name, presence,
        attributes, recorded_at, run_id, event_id)
      select workspace_id, connection_id, kind, external_id, v, name, presence, '{}', now() - v * interval '1 day', connection_id,
        connection_id
      from rollcall.resource, generate_series(1, 2) v where connection_id = $1`,
    [connectionId],
  );
  await store.owner.query(
    `insert into rollcall.scope (workspace_id, connection_id, kind, parent)
      select $1, $2, 'dns_record', 'e-' || 20 * n from generate_series(1, 3000) n`,
    [store.mine, connectionId],
  );
  await store.owner.query(
    `insert into rollcall.audit_event (workspace_id, event_id, type, connection_id, actor, subject_kind, subject_id, subject_name)
      select $1, gen_random_uuid(), 'resource.appeared', $2, '{"type":"daemon","id":"d","name":"d"}', 'inbox', n::text, '' from generate_series(1, 20000) n`,
    [store.mine, connectionId],
  );
  await store.owner.query(
    `insert into rollcall.operation (workspace_id, operation_id, connection_id, procedure, input, input_hmac, state, expectations, actor,
        deadline_at)
      select $1, gen_random_uuid(), $2, 'p', '{}', '', 'failed', '[]', '{}', now() from generate_series(1, 10000) n`,
    [store.mine, connectionId],
  );
  await store.owner.query(
    `insert into rollcall.run (workspace_id, run_id, connection_id, trigger, plan, state, outcome)
      select $1, gen_random_uuid(), $2, 'schedule', false, 'finished', 'complete' from generate_series(1, 10000) n`,
    [store.mine, connectionId],
  );
}
