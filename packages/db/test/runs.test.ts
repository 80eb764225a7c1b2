import { RunId } from '@rollcall/schema';
import { v7 as uuidv7 } from 'uuid';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  beatRun,
  claimRun,
  finishRun,
  holdRun,
  listRuns,
  type RunLease,
  recordListing,
  releaseRun,
  runSilenceMsMax,
  runsById,
  setConnectionState,
} from '../src/index.ts';
import {
  daemonActor,
  type GivenConnection,
  givenConnection,
  givenQueuedRun,
  givenRun,
  keyActor,
  leaseOf,
} from './support/given.ts';
import { stage } from './support/roll.ts';
import { useStore } from './support/store.ts';

const store = useStore();

let connection: GivenConnection;
beforeEach(async () => {
  connection = await givenConnection(store);
});

const claim = (runId: RunId) => store.asDaemon((tx) => claimRun(tx, runId));
const complete = (lease: RunLease) =>
  store.asDaemon((tx) => finishRun(tx, lease, { outcome: 'complete', reason: null, actor: daemonActor }));

describe('claiming', () => {
  test('a queued run is taken, and says when it began', async () => {
    const runId = await givenQueuedRun(store, connection);
    const lease = leaseOf(await claim(runId));
    expect(lease).toMatchObject({ runId, connectionId: connection.id, fence: 1, plan: false, kinds: null });
    const row = await rowOf(runId);
    expect(row).toMatchObject({ state: 'running', fence: 1 });
    expect(Math.abs(Date.now() - Number(row?.['started_at']))).toBeLessThan(5_000);
  });

  test('a run that has finished is not taken again, nor one that does not exist', async () => {
    const lease = await givenRun(store, connection);
    await complete(lease);
    expect(await claim(lease.runId)).toBeUndefined();
    expect(await claim(RunId.parse(uuidv7()))).toBeUndefined();
  });

  test('while another run of the connection is under way, a run is busy; afterwards it is taken', async () => {
    const first = await givenRun(store, connection);
    const second = await givenQueuedRun(store, connection);
    expect(await claim(second)).toBe('busy');
    expect(await rowOf(second)).toMatchObject({ state: 'queued', fence: 0 });
    await complete(first);
    expect(leaseOf(await claim(second)).runId).toBe(second);
  });

  test('runs of two connections do not wait for each other', async () => {
    await givenRun(store, connection);
    const other = await givenQueuedRun(store, await givenConnection(store));
    expect(leaseOf(await claim(other)).fence).toBe(1);
  });

  test.each([
    { silentMs: runSilenceMsMax - 5_000, want: 'busy' },
    { silentMs: runSilenceMsMax + 5_000, want: 'taken' },
  ])('when the other has been silent for $silentMs ms, it is $want', async ({ silentMs, want }) => {
    const silent = await givenRun(store, connection);
    await age(silent.runId, 'heartbeat_at', silentMs);
    const claimed = await claim(await givenQueuedRun(store, connection));
    expect(claimed === 'busy' ? 'busy' : 'taken').toBe(want);
    const closed = { state: 'finished', outcome: 'failed', reason: 'its worker was lost, and nobody took it over' };
    expect(await rowOf(silent.runId)).toMatchObject(want === 'busy' ? { state: 'running', outcome: null } : closed);
    expect(await store.asDaemon((tx) => holdRun(tx, silent))).toBe(want === 'busy');
  });

  test('of many that claim two runs of one connection at once, at most one holds one', async () => {
    const runs = [await givenQueuedRun(store, connection), await givenQueuedRun(store, connection)];
    await Promise.allSettled(Array.from({ length: 8 }, (_, n) => claim(runs[n % 2] ?? RunId.parse(uuidv7()))));
    const rows = await Promise.all(runs.map(rowOf));
    expect(rows.filter((row) => row?.['state'] === 'running')).toHaveLength(1);
  });
});

describe('of two workers that took the same run', () => {
  let lost: RunLease;
  let held: RunLease;
  beforeEach(async () => {
    lost = await givenRun(store, connection);
    held = leaseOf(await claim(lost.runId));
  });

  test('the second holds it', async () => {
    expect([lost.fence, held.fence]).toEqual([1, 2]);
    expect(await store.asDaemon((tx) => holdRun(tx, lost))).toBe(false);
    expect(await store.asDaemon((tx) => holdRun(tx, held))).toBe(true);
  });

  test('the first cannot beat, finish or release it', async () => {
    expect(await store.asDaemon((tx) => beatRun(tx, lost))).toBe(false);
    await store.asDaemon((tx) => releaseRun(tx, lost));
    await complete(lost);
    expect(await rowOf(held.runId)).toMatchObject({ state: 'running', fence: 2, outcome: null });
    expect(await eventsOf(held.runId)).toEqual([]);
    expect(await store.asDaemon((tx) => beatRun(tx, held))).toBe(true);
  });

  test('the second finishes it once', async () => {
    await complete(held);
    await complete(held);
    expect(await rowOf(held.runId)).toMatchObject({ state: 'finished', outcome: 'complete' });
    expect(await eventsOf(held.runId)).toEqual(['run.finished']);
  });

  test('the first waits with its writing until the second has committed, and then finds that it lost', async () => {
    const lease = leaseOf(await claim(held.runId));
    let release: () => void = () => {};
    const taken = new Promise<void>((settle) => {
      release = settle;
    });
    let claiming: Promise<unknown> = Promise.resolve();
    const writing = store.asDaemon(async (tx) => {
      expect(await holdRun(tx, lease)).toBe(true);
      claiming = claim(lease.runId);
      await taken;
    });
    setTimeout(release, 100);
    await writing;
    expect(await claiming).toMatchObject({ fence: lease.fence + 1 });
    expect(await store.asDaemon((tx) => holdRun(tx, lease))).toBe(false);
  });
});

describe('beating', () => {
  test('goes on while what it tells of is recorded, however long that takes, and no other run is begun for it', async () => {
    const lease = await givenRun(store, connection);
    await age(lease.runId, 'heartbeat_at', 10 * runSilenceMsMax);
    let claiming: Promise<unknown> = Promise.resolve();
    await store.asDaemon(async (tx) => {
      expect(await holdRun(tx, lease)).toBe(true);
      claiming = givenQueuedRun(store, connection).then(claim);
      expect(await store.asDaemon((other) => beatRun(other, lease))).toBe(true);
    });
    expect(await claiming).toBe('busy');
  });

  test('keeps a run from counting as silent', async () => {
    const lease = await givenRun(store, connection);
    await age(lease.runId, 'heartbeat_at', 10 * runSilenceMsMax);
    expect(await store.asDaemon((tx) => beatRun(tx, lease))).toBe(true);
    expect(await claim(await givenQueuedRun(store, connection))).toBe('busy');
  });

  test.each(['paused', 'removed'] as const)('says no once the connection is %s', async (state) => {
    const lease = await givenRun(store, connection);
    await store.asGateway((tx) => setConnectionState(tx, connection, { state, nextDueAt: null, actor: keyActor }));
    expect(await store.asDaemon((tx) => beatRun(tx, lease))).toBe(false);
  });
});

test('a run that is given back is taken by the next, under a new fence', async () => {
  const lease = await givenRun(store, connection);
  await store.asDaemon((tx) => releaseRun(tx, lease));
  expect(await rowOf(lease.runId)).toMatchObject({ state: 'queued', heartbeat_at: null });
  expect(await store.asDaemon((tx) => holdRun(tx, lease))).toBe(false);
  expect(leaseOf(await claim(lease.runId)).fence).toBe(2);
});

test('finishing a run empties its stage and says how it ended', async () => {
  const lease = await givenRun(store, connection);
  const other = await givenRun(store, await givenConnection(store));
  const showing = { items: [{ externalId: 'a', name: 'a', attributes: {} }] };
  await stage(store, { lease, showing });
  await stage(store, { lease: other, showing });
  await store.asDaemon((tx) => finishRun(tx, lease, { outcome: 'failed', reason: 'why', actor: daemonActor }));
  const { rows } = await store.owner.query('select run_id from rollcall.stage_item');
  expect(rows).toEqual([{ run_id: other.runId }]);
  const { rows: said } = await store.owner.query(
    `select type, subject_kind, subject_id, subject_name, after from rollcall.audit_event where run_id = $1`,
    [lease.runId],
  );
  const after = { outcome: 'failed', reason: 'why', plan: false };
  const subject = { subject_kind: 'run', subject_id: lease.runId, subject_name: connection.name };
  expect(said).toEqual([{ type: 'run.finished', ...subject, after }]);
});

test('runs are listed newest first, with the scopes of a kind added up under their worst grade', async () => {
  const first = await givenRun(store, connection);
  const counts = { seen: 2, appeared: 1, changed: 0, vanished: 0, reappeared: 0, unchanged: 1 };
  const scopes = [
    { kind: 'domain', parent: '', grade: 'proven', reason: 'whole' },
    { kind: 'record', parent: 'a', grade: 'proven', reason: 'whole' },
    { kind: 'record', parent: 'b', grade: null, reason: 'it broke' },
    { kind: 'record', parent: 'c', grade: 'refused', reason: 'it fell' },
  ] as const;
  for (const [second, { kind, parent, grade, reason }] of scopes.entries()) {
    const scope = { connectionId: connection.id, kind, parent };
    const result = { kind, grade, reason, ...counts };
    const startedAt = new Date(Date.UTC(2026, 2, 1, 10, 0, second));
    await store.asDaemon((tx) =>
      recordListing(tx, first, {
        scope,
        startedAt,
        result,
        certificate: null,
        settings: null,
        deferred: 0,
        counts: [],
        actor: daemonActor,
      }),
    );
  }
  await complete(first);
  const second = await givenRun(store, connection);
  const elsewhere = await givenRun(store, await givenConnection(store));

  const mine = { connectionId: connection.id };
  const listed = await store.asGateway((tx) => listRuns(tx, { ...mine, limit: 10 }));
  expect(listed.map(({ runId }) => runId)).toEqual([second.runId, first.runId]);
  expect(listed[1]?.kinds).toEqual([
    { kind: 'domain', grade: 'proven', reason: 'whole', ...counts },
    { kind: 'record', grade: null, reason: 'it broke', ...counts, seen: 6, appeared: 3, unchanged: 3 },
  ]);
  expect(listed[0]).toMatchObject({ connection: connection.name, state: 'running', outcome: null, kinds: [] });
  const older = await store.asGateway((tx) => listRuns(tx, { ...mine, before: second.runId, limit: 10 }));
  expect(older.map(({ runId }) => runId)).toEqual([first.runId]);
  const all = await store.asGateway((tx) => listRuns(tx, { limit: 1 }));
  expect(all.map(({ runId }) => runId)).toEqual([elsewhere.runId]);

  const wanted = [first.runId, RunId.parse(uuidv7())];
  const found = await store.asGateway((tx) => runsById(tx, wanted));
  expect(found.map(({ runId }) => runId)).toEqual([first.runId]);
  expect(await store.asGateway((tx) => runsById(tx, []))).toEqual([]);
});

async function rowOf(runId: RunId): Promise<Record<string, unknown> | undefined> {
  const { rows } = await store.owner.query('select * from rollcall.run where run_id = $1', [runId]);
  return rows[0];
}

async function age(runId: RunId, column: 'heartbeat_at' | 'requested_at', ms: number): Promise<void> {
  await store.owner.query(`update rollcall.run set ${column} = now() - $2 * interval '1 ms' where run_id = $1`, [
    runId,
    ms,
  ]);
}

async function eventsOf(runId: RunId): Promise<string[]> {
  const { rows } = await store.owner.query<{ type: string }>(
    'select type from rollcall.audit_event where run_id = $1',
    [runId],
  );
  return rows.map(({ type }) => type);
}
