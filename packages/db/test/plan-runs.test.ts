import { afterAll, beforeAll, expect, test } from 'vitest';
import { finishRun, openQueue, type Queue, requestRun } from '../src/index.ts';
import { daemonActor, type GivenConnection, givenConnection, givenRun, keyActor } from './support/given.ts';
import { roll } from './support/roll.ts';
import { useStore } from './support/store.ts';

const store = useStore();
let queue: Queue;

beforeAll(async () => {
  queue = await openQueue(store.urls.gatewayUrl, {
    supervise: false,
    onError: (error) => {
      throw error;
    },
  });
});
afterAll(() => queue.stop(1_000));

test.each([
  { plan: true, says: [] },
  { plan: false, says: ['run.requested'] },
])('a run that is asked for with plan: $plan says $says', async ({ plan, says }) => {
  const connection = await givenConnection(store);
  const runId = await store.asGateway((tx) =>
    requestRun(tx, queue, { connection, trigger: 'caller', plan, kinds: null, actor: keyActor }),
  );
  expect(await said(connection)).toEqual(says);
  const { rows } = await store.owner.query(`select 1 from pgboss.job where data ->> 'runId' = $1`, [runId]);
  expect(rows, 'it is queued').toHaveLength(1);
});

test.each(['complete', 'failed'] as const)('a plan that ends %s writes no event', async (outcome) => {
  const connection = await givenConnection(store);
  const lease = await givenRun(store, connection, { plan: true });
  await store.asDaemon((tx) => finishRun(tx, lease, { outcome, reason: 'why', actor: daemonActor }));
  expect(await said(connection)).toEqual([]);
  const { rows } = await store.owner.query('select state, outcome from rollcall.run where run_id = $1', [lease.runId]);
  expect(rows).toEqual([{ state: 'finished', outcome }]);
});

test('a plan that finds drift writes no event', async () => {
  const connection = await givenConnection(store);
  const item = (id: string) => ({ externalId: id, name: id, attributes: {} });
  await roll(store, connection, { items: [item('a'), item('b')] });
  const before = await said(connection);
  const { counts } = await roll(store, connection, { items: [item('b'), item('c')], plan: true });
  expect(counts).toMatchObject({ appeared: 1, vanished: 1 });
  expect(await said(connection)).toEqual(before);
});

test('what changes by itself stands in no before and after of a change, and is no change', async () => {
  const connection = await givenConnection(store);
  const list = (attributes: Readonly<Record<string, unknown>>) =>
    roll(store, connection, { items: [{ externalId: 'a', name: 'a', attributes }], noise: ['used', 'seenAt'] });
  await list({ status: 'active', used: 1, seenAt: 'monday' });
  expect((await list({ status: 'active', used: 2 })).counts).toMatchObject({ changed: 0 });
  const { runId } = await list({ status: 'paused', used: 3, seenAt: 'friday' });
  const { rows } = await store.owner.query(
    `select before, after from rollcall.audit_event where run_id = $1 and type = 'resource.changed'`,
    [runId],
  );
  expect(rows).toEqual([{ before: { status: 'active' }, after: { status: 'paused' } }]);
  const { rows: held } = await store.owner.query('select attributes from rollcall.resource where connection_id = $1', [
    connection.id,
  ]);
  expect(held, 'the ledger holds all of it').toEqual([{ attributes: { status: 'paused', used: 3, seenAt: 'friday' } }]);
});

async function said({ id }: GivenConnection): Promise<string[]> {
  const { rows } = await store.owner.query<{ type: string }>(
    `select type from rollcall.audit_event where connection_id = $1 and type <> 'connection.added' order by event_id`,
    [id],
  );
  return rows.map(({ type }) => type);
}
