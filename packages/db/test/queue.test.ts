import { setTimeout as sleep } from 'node:timers/promises';
import { nextDue } from '@rollcall/ledger';
import type { RunId } from '@rollcall/schema';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  claimRun,
  dueConnections,
  openQueue,
  type Queue,
  queueDueRun,
  requestRun,
  type SyncJob,
  setConnectionState,
} from '../src/index.ts';
import { installQueue } from '../src/queue.ts';
import { type GivenConnection, givenConnection, givenQueuedRun, givenRun, keyActor } from './support/given.ts';
import { useStore } from './support/store.ts';

const store = useStore();
let queue: Queue;
const troubles: Error[] = [];

beforeAll(async () => {
  queue = await opened({ url: store.urls.gatewayUrl, supervise: false });
});
afterAll(async () => {
  await queue.stop(1_000);
  expect(troubles).toEqual([]);
});

const ask = (connection: GivenConnection) =>
  store.asGateway((tx) =>
    requestRun(tx, queue, { connection, trigger: 'caller', plan: false, kinds: null, actor: keyActor }),
  );

describe('asking for a run', () => {
  test('records it, queues it and says so', async () => {
    const connection = await givenConnection(store);
    const runId = await ask(connection);
    expect(await traceOf(connection)).toEqual({ runs: [runId], jobs: [runId], events: ['run.requested'] });
  });

  test('is a job without a policy of its own: what was active when the queue was last looked at keeps none from it', async () => {
    const connection = await givenConnection(store);
    const policies = async () => {
      const { rows } = await store.owner.query(
        `select q.policy as queue, array_agg(distinct j.policy) as jobs from pgboss.queue q
          join pgboss.job j on j.name = q.name where j.group_id = $1 group by 1`,
        [connection.id],
      );
      return rows;
    };
    // As earlier versions made it.
    await store.owner.query(`update pgboss.queue set policy = 'singleton' where name = 'sync'`);
    await ask(connection);
    expect(await policies()).toEqual([{ queue: 'singleton', jobs: ['singleton'] }]);
    await installQueue(store.urls.ownerUrl);
    await ask(connection);
    expect(await policies()).toEqual([{ queue: 'standard', jobs: ['standard'] }]);
  });

  test('leaves nothing behind when its transaction is undone', async () => {
    const connection = await givenConnection(store);
    const undone = store.asGateway(async (tx) => {
      await requestRun(tx, queue, { connection, trigger: 'caller', plan: false, kinds: null, actor: keyActor });
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect(await traceOf(connection)).toEqual({ runs: [], jobs: [], events: [] });
  });
});

describe('a due connection', () => {
  const at = new Date();
  let connection: GivenConnection;
  beforeEach(async () => {
    connection = await givenConnection(store, { nextDueAt: new Date(at.getTime() - 1_000) });
  });
  const declared = { inbox: '0 * * * *' };
  const wake = () => store.asDaemon((tx) => queueDueRun(tx, queue, { connectionId: connection.id, at, declared }));
  const nextDueAt = () => nextDue('0 0 1 1 *', { after: at, spreadKey: connection.id });

  test('is found, longest overdue first, with nothing but its identity and provider', async () => {
    const overdue = await givenConnection(store, { nextDueAt: new Date(at.getTime() - 9_000) });
    await givenConnection(store, { nextDueAt: new Date(at.getTime() + 9_000) });
    const due = await dueConnections(store.daemon, { at, most: 10 });
    const mine = due.filter(({ connectionId }) => [connection.id, overdue.id].includes(connectionId));
    expect(mine).toEqual([
      { workspaceId: store.mine, connectionId: overdue.id, provider: 'acme' },
      { workspaceId: store.mine, connectionId: connection.id, provider: 'acme' },
    ]);
    expect(await dueConnections(store.daemon, { at, most: 1 })).toHaveLength(1);
  });

  test('is queued once, however many daemons see it', async () => {
    await Promise.all(Array.from({ length: 4 }, wake));
    const { runs, jobs, events } = await traceOf(connection);
    expect(runs).toHaveLength(1);
    expect(jobs).toEqual(runs);
    expect(events).toEqual([]);
    expect(await dueOf(connection)).toEqual(nextDueAt());
  });

  test('is not queued again by a daemon that saw it due before it was moved on', async () => {
    await wake();
    await store.owner.query(
      `update rollcall.run set state = 'finished', outcome = 'complete' where connection_id = $1`,
      [connection.id],
    );
    await wake();
    expect((await traceOf(connection)).runs).toHaveLength(1);
  });

  test.each(['queued', 'running'])('is left out, and moved on, while a run of it is %s', async (state) => {
    const going =
      state === 'queued' ? await givenQueuedRun(store, connection) : (await givenRun(store, connection)).runId;
    await wake();
    expect((await traceOf(connection)).runs).toEqual([going]);
    expect(await dueOf(connection)).toEqual(nextDueAt());
  });

  test.each([
    { what: 'queued and never taken, for more than a day', column: 'requested_at', ms: 25 * 3_600_000 },
    { what: 'running, and its worker silent for more than a minute', column: 'heartbeat_at', ms: 70_000 },
  ])('is queued although a run of it is $what', async ({ column, ms }) => {
    const { runId } = await givenRun(store, connection);
    if (column === 'requested_at')
      await store.owner.query(`update rollcall.run set state = 'queued' where run_id = $1`, [runId]);
    await store.owner.query(`update rollcall.run set ${column} = now() - $2 * interval '1 ms' where run_id = $1`, [
      runId,
      ms,
    ]);
    await wake();
    const { runs } = await traceOf(connection);
    expect(runs).toHaveLength(2);
    const [newer] = runs.filter((id) => id !== runId);
    if (newer === undefined) throw new Error('a run was queued');
    expect(await store.asDaemon((tx) => claimRun(tx, newer))).toMatchObject({ runId: newer });
  });

  test.each(['paused', 'removed'] as const)('is left alone when it was %s meanwhile', async (state) => {
    await store.asGateway((tx) => setConnectionState(tx, connection, { state, nextDueAt: null, actor: keyActor }));
    await wake();
    expect((await traceOf(connection)).runs).toEqual([]);
    expect(await dueOf(connection)).toBeNull();
  });
});

describe('working', () => {
  test('two workers do ten connections side by side, each run once and one of a connection at a time', async () => {
    const done: string[] = [];
    const busy = new Set<string>();
    let most = 0;
    const handle = async ({ workspaceId, runId }: SyncJob): Promise<void> => {
      const connectionId = await connectionOf(runId);
      expect(workspaceId).toBe(store.mine);
      expect(busy.has(connectionId), 'one run of a connection at a time').toBe(false);
      busy.add(connectionId);
      most = Math.max(most, busy.size);
      await sleep(100);
      busy.delete(connectionId);
      done.push(runId);
    };
    const connections = await Promise.all(Array.from({ length: 10 }, () => givenConnection(store)));
    // Two runs each, so that the second of a connection stands in front of the first of others.
    const asked: RunId[] = [];
    for (const connection of connections) asked.push(await ask(connection), await ask(connection));
    await worked(handle, () => done.filter((id) => asked.some((one) => one === id)).length >= asked.length);
    expect(done.filter((id) => asked.some((one) => one === id)).sort()).toEqual([...asked].sort());
    expect(most).toBeGreaterThan(2);
  }, 30_000);

  test('a long run, with another of its connection behind it, keeps nobody else waiting', async () => {
    const slow = await givenConnection(store);
    const quick = await givenConnection(store);
    const [first, behind, other] = [await ask(slow), await ask(slow), await ask(quick)];
    const done: string[] = [];
    const handle = async ({ runId }: SyncJob): Promise<void> => {
      const deadline = performance.now() + 10_000;
      while (runId === first && !done.includes(other) && performance.now() < deadline) await sleep(20);
      done.push(runId);
    };
    // Of two workers, one is left to look for something to do, and always comes upon the second run first.
    const enough = () => [first, behind, other].every((runId) => done.includes(runId));
    await worked(handle, enough, { daemons: 1, concurrency: 2 });
    expect(done.filter((runId) => [first, behind, other].some((one) => one === runId))).toEqual([other, first, behind]);
  }, 30_000);

  test('a job whose worker fails is tried again', async () => {
    const connection = await givenConnection(store);
    const runId = await ask(connection);
    let tries = 0;
    const handle = async (job: SyncJob): Promise<void> => {
      if (job.runId !== runId) return;
      tries += 1;
      if (tries === 1) throw new Error('the first try fails');
    };
    await worked(handle, () => tries >= 2);
    expect(tries).toBe(2);
  }, 20_000);
});

/** Lets daemons work until `enough`. */
async function worked(
  handle: (job: SyncJob) => Promise<void>,
  enough: () => boolean,
  { daemons = 2, concurrency = 4 } = {},
): Promise<void> {
  const open = () => opened({ url: store.urls.daemonUrl, supervise: true });
  const workers = await Promise.all(Array.from({ length: daemons }, open));
  try {
    for (const worker of workers) await worker.work(concurrency, handle);
    const deadline = performance.now() + 18_000;
    while (!enough() && performance.now() < deadline) await sleep(50);
  } finally {
    await Promise.all(workers.map((worker) => worker.stop(2_000)));
  }
}

function opened({ url, supervise }: { url: string; supervise: boolean }): Promise<Queue> {
  return openQueue(url, { supervise, onError: (error) => troubles.push(error) });
}

async function traceOf({ id }: GivenConnection): Promise<{ runs: RunId[]; jobs: RunId[]; events: string[] }> {
  const { rows } = await store.owner.query(
    `select
      array(select run_id::text from rollcall.run where connection_id = $1 order by run_id) as runs,
      array(select data ->> 'runId' from pgboss.job where group_id = $1::text order by 1) as jobs,
      array(select type from rollcall.audit_event where connection_id = $1 and type like 'run.%') as events`,
    [id],
  );
  return rows[0];
}

async function dueOf({ id }: GivenConnection): Promise<Date | null> {
  const { rows } = await store.owner.query('select next_due_at from rollcall.connection where connection_id = $1', [
    id,
  ]);
  return rows[0].next_due_at;
}

async function connectionOf(runId: RunId): Promise<string> {
  const { rows } = await store.owner.query('select connection_id from rollcall.run where run_id = $1', [runId]);
  return rows[0]?.connection_id;
}
