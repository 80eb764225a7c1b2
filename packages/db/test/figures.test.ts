import { WorkspaceId } from '@rollcall/schema';
import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import { figures, forWatching, holdFor, inWorkspace, type Tx } from '../src/index.ts';
import { sealAll } from '../src/testing/index.ts';
import { find, verdictOf } from './support/finding.ts';
import { daemonActor, type GivenConnection, givenConnection, givenQueuedRun, givenRun } from './support/given.ts';
import { givenOperation } from './support/operation.ts';
import { roll } from './support/roll.ts';
import { useStore } from './support/store.ts';
import { answer, expand, givenWebhook, happen, takeDue } from './support/webhook.ts';

const store = useStore();
let mine: GivenConnection;
const theirs = 'of-another-workspace';

/** Asked in the name of a workspace that has nothing: what is counted is everybody's. */
const nobody = WorkspaceId.parse('018f0000-0000-7000-8000-000000000001');
const asked = <Row>(figure: (tx: Tx) => Promise<readonly Row[]>) =>
  inWorkspace(forWatching(store.gateway), nobody, figure);
const age = expect.toSatisfy((seconds: unknown) => typeof seconds === 'number' && seconds >= 0 && seconds < 60);

const error = { kind: 'unavailable', message: 'no answer', providerCode: null, details: {} };

beforeAll(async () => {
  mine = await givenConnection(store, { rates: { default: 6 }, schedules: { inbox: '0 * * * *' } });
  await givenConnection(store, { workspaceId: store.theirs, name: theirs, provider: 'other' });
  const items = [{ externalId: 'mb_1', name: 'ada@one.example', attributes: {} }];
  await roll(store, mine, { items });
  await roll(store, mine, { items, parent: 'p', believed: false });
  await roll(store, mine, { items, plan: true });
  await givenOperation(store, mine, { expectations: [] });
  await givenOperation(store, mine, { expectations: [], outcome: { state: 'unknown', error } });
  const lease = await givenRun(store, mine);
  const plan = { checksum: '0'.repeat(64), changes: 1, counts: {}, items: [] };
  const held = { plan, reasons: ['too many'], scopes: [], same: undefined };
  await store.asDaemon((tx) => holdFor(tx, { lease, connection: mine.name, actor: daemonActor }, held));
  await givenQueuedRun(store, mine);
  await find(store, [verdictOf()]);
});

test('operations are counted by state, and those that have not ended have an age', async () => {
  const rows = await asked(figures.operations);
  expect(rows.toSorted((one, other) => (one.state < other.state ? -1 : 1))).toEqual([
    { state: 'dispatched', count: 1, oldest_seconds: age },
    { state: 'unknown', count: 1, oldest_seconds: age },
  ]);
});

test('runs are counted as they end, plans apart, and stay counted when they are deleted', async () => {
  const complete = { provider: 'acme', outcome: 'complete', ended: 2 };
  expect(await asked(figures.runs)).toEqual([complete]);
  // As retention does it.
  await store.owner.query(
    `with gone as (delete from rollcall.listing) delete from rollcall.run where state = 'finished'`,
  );
  expect(await asked(figures.runs)).toEqual([complete]);
  expect((await asked(figures.openRuns)).toSorted((one, other) => (one.state < other.state ? -1 : 1))).toEqual([
    { state: 'queued', count: 1, oldest_seconds: age },
    { state: 'running', count: 1, oldest_seconds: age },
  ]);
});

test('what is of a connection stands beside its name and its workspace, also for one that has nothing', async () => {
  const none = { circuits_open: 0, holds_pending: 0, hold_oldest_seconds: null, operations_unknown: 0 };
  const [first, second, ...more] = await asked(figures.connections);
  expect(more).toEqual([]);
  expect([first, second]).toEqual(
    expect.arrayContaining([
      {
        ...{
          workspace: 'mine',
          connection: mine.name,
          provider: 'acme',
          workspace_id: store.mine,
          connection_id: mine.id,
        },
        ...{ rates: { default: 6 }, active: 1, paused: 0, ...none },
        ...{ holds_pending: 1, hold_oldest_seconds: age, operations_unknown: 1 },
      },
      {
        ...{ workspace: 'theirs', connection: theirs, provider: 'other', workspace_id: store.theirs },
        ...{ connection_id: expect.any(String), rates: {}, active: 1, paused: 0, ...none },
      },
    ]),
  );
});

test('beyond so many connections, the others are summed up by provider, and none is named', async () => {
  const summed = async (most: number) =>
    (
      await store.gateway.transaction().execute((tx) =>
        sql<{ connection: string | null; workspace_id: string | null; rates: unknown; active: number }>`
          select connection, workspace_id, rates, active from rollcall.figures_of_connections(${most})`.execute(tx),
      )
    ).rows;
  await givenConnection(store, { name: 'one-more' });
  await givenConnection(store, { name: 'and-another' });
  expect(await summed(1)).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ connection: expect.any(String), active: 1 }),
      { connection: null, workspace_id: null, rates: null, active: expect.any(Number) },
    ]),
  );
  const rows = await summed(0);
  expect(rows.map(({ active }) => active).toSorted()).toEqual([1, 3]);
  expect(rows.map(({ connection }) => connection)).toEqual([null, null]);
  await store.owner.query(`update rollcall.connection set state = 'removed' where name in ('one-more', 'and-another')`);
});

test('the scopes of a kind are counted as answers say how they are covered, and the oldest counts', async () => {
  await store.owner.query(`update rollcall.scope set trouble = 'it broke', believed_at = now() - interval '1 hour'
    where parent = 'p'`);
  const of = { workspace: 'mine', connection: mine.name, provider: 'acme', kind: 'inbox', schedule: '0 * * * *' };
  const hour = expect.toSatisfy((seconds: unknown) => Math.round(Number(seconds) / 60) === 60);
  expect(await asked(figures.scopes)).toEqual([
    { ...of, oldest_seconds: hour, proven: 1, corroborated: 0, plausible: 0, stale: 1, failed: 0 },
  ]);
  await store.owner.query(`update rollcall.connection set state = 'paused' where name = $1`, [mine.name]);
  expect(await asked(figures.scopes)).toMatchObject([{ oldest_seconds: null, stale: 1 }]);
  await store.owner.query(`update rollcall.connection set state = 'active' where name = $1`, [mine.name]);
});

test('findings that are open are counted by rule', async () => {
  expect(await asked(figures.findings)).toEqual([
    { rule: 'operation_leaked', severity: 'alarm', count: 1, oldest_seconds: age },
  ]);
});

test('events wait until they are sealed', async () => {
  const [waiting] = await asked(figures.seals);
  expect(waiting).toMatchObject({
    unsealed: expect.toSatisfy((count: unknown) => Number(count) > 3),
    oldest_seconds: age,
  });
  await sealAll(store.urls);
  expect(await asked(figures.seals)).toEqual([{ unsealed: 0, oldest_seconds: null }]);
  const tails = await asked(figures.tails);
  expect(tails.find(({ workspace }) => workspace === 'mine')?.sealed).toBe((waiting?.unsealed ?? 0) - 1);
  expect(tails.find(({ workspace }) => workspace === 'theirs')?.sealed).toBe(1);
});

test('a webhook tells what it still has to deliver, how far behind it is, and since when it fails', async () => {
  const hook = await givenWebhook(store);
  const own = { workspace: 'mine', webhook: hook.name, state: 'active', stop_reason: null, count: 1 };
  await happen(store, ['ada', 'bob', 'cy']);
  await expand(store, hook);
  const none = { oldest_seconds: null, behind: 0, failing_seconds: null };
  await answer(store, hook, { leased: await takeDue(store, hook) });
  expect(await asked(figures.webhooks)).toEqual([{ ...own, undelivered: 0, ...none }]);
  await happen(store, ['ada', 'bob']);
  expect(await asked(figures.webhooks)).toEqual([{ ...own, undelivered: 0, ...none, behind: 2 }]);
  await expand(store, hook);
  await answer(store, hook, { leased: await takeDue(store, hook), came: { outcome: 'timed_out', status: null } });
  expect(await asked(figures.webhooks)).toEqual([
    { ...own, undelivered: 2, oldest_seconds: age, behind: 0, failing_seconds: age },
  ]);
});

test('the server says how many sessions the processes have', async () => {
  expect(await asked(figures.sessions)).toEqual(
    expect.arrayContaining([
      { process: 'gateway', count: 0 },
      { process: 'daemon', count: 0 },
    ]),
  );
});

test('a figure that takes too long is given up by PostgreSQL', async () => {
  const limit = await asked(async (tx) => (await sql`show statement_timeout`.execute(tx)).rows);
  expect(limit).toEqual([{ statement_timeout: '2s' }]);
});
