import { beforeEach, describe, expect, test } from 'vitest';
import {
  claimRun,
  clearStage,
  countDisguisedDuplicates,
  countStaged,
  type RunLease,
  recordDrift,
  runSilenceMsMax,
} from '../src/index.ts';
import { type GivenConnection, givenConnection, givenRun, leaseOf } from './support/given.ts';
import { driftOf, roll, type Staged, stage } from './support/roll.ts';
import { useStore } from './support/store.ts';

const store = useStore();

let connection: GivenConnection;
beforeEach(async () => {
  connection = await givenConnection(store);
});

const item = (id: string, looks = 'new') => ({ externalId: id, name: id, attributes: { looks } });
const put = (lease: RunLease, ids: readonly string[]) =>
  stage(store, { lease, showing: { items: ids.map((id) => item(id)) } });
const staged = (lease: RunLease, { scope }: Staged) => store.asDaemon((tx) => countStaged(tx, { lease, scope }));

describe('of two workers that took the same run, the one that lost it', () => {
  let lost: RunLease;
  let held: RunLease;
  let stagedByHeld: Staged;
  beforeEach(async () => {
    await roll(store, connection, { items: [item('known', 'old')] });
    lost = await givenRun(store, connection);
    await put(lost, ['a', 'early']);
    held = leaseOf(await store.asDaemon((tx) => claimRun(tx, lost.runId)));
    stagedByHeld = await put(held, ['a', 'b']);
  });

  test('takes no id from its successor, and stages nothing any more', async () => {
    expect(stagedByHeld.duplicates, 'what the lost worker staged is no duplicate').toBe(0);
    await put(lost, ['b', 'late']);
    expect(await staged(held, stagedByHeld)).toBe(2);
    expect(await staged(lost, stagedByHeld)).toBe(2);
  });

  test('clears its own stage only', async () => {
    await store.asDaemon((tx) => clearStage(tx, { lease: lost, scope: stagedByHeld.scope }));
    expect(await staged(lost, stagedByHeld)).toBe(0);
    expect(await staged(held, stagedByHeld)).toBe(2);
  });

  test('has no part in what its successor records, nor in its duplicates', async () => {
    await put(lost, ['late', 'known']);
    const counts = await store.asDaemon(async (tx) => {
      const drift = await driftOf(tx, { lease: held, showing: { items: [], believed: false }, staged: stagedByHeld });
      expect(await countDisguisedDuplicates(tx, drift)).toBe(0);
      return recordDrift(tx, drift);
    });
    expect(counts).toMatchObject({ appeared: 2, changed: 0 });
    const { rows } = await store.owner.query(
      'select external_id as id from rollcall.resource where connection_id = $1 order by 1',
      [connection.id],
    );
    expect(rows.map(({ id }) => id)).toEqual(['a', 'b', 'known']);
  });
});

test('what the bytes of an item were is kept with what it meant, until it means something else', async () => {
  const raws = async () => {
    const { rows } = await store.owner.query(
      `select external_id as id, presence, version, left(encode(raw_digest, 'hex'), 2) as raw from rollcall.resource
        where connection_id = $1 order by 1`,
      [connection.id],
    );
    return rows.map(({ id, presence, version, raw }) => `${id} ${presence} ${version} ${raw}`);
  };
  const came = (id: string, looks: string, raw: string) => ({ ...item(id, looks), rawDigest: raw.repeat(32) });
  await roll(store, connection, { items: [came('a', 'old', '0a'), came('b', 'old', '0b'), item('c')] });
  expect(await raws()).toEqual(['a live 1 0a', 'b live 1 0b', 'c live 1 null']);
  // Other bytes of the same meaning are no change, and write nothing.
  await roll(store, connection, { items: [came('a', 'new', '1a'), came('b', 'old', '1b'), came('c', 'new', '1c')] });
  expect(await raws()).toEqual(['a live 2 1a', 'b live 1 0b', 'c live 1 null']);
  await roll(store, connection, { items: [came('d', 'old', '2d'), item('c')] });
  expect(await raws()).toEqual(['a missing 3 1a', 'b missing 2 0b', 'c live 1 null', 'd live 1 2d']);
});

test('what is lost of a stage is missing from its count, and other scopes and runs are no part of it', async () => {
  const lease = await givenRun(store, connection);
  const inboxes = await put(lease, ['a', 'b', 'c']);
  await stage(store, { lease, showing: { kind: 'domain', items: [item('d')] } });
  await stage(store, { lease, showing: { parent: 'p', items: [item('e')] } });
  await put(await givenRun(store, await givenConnection(store)), ['f']);
  expect(await staged(lease, inboxes)).toBe(3);
  await store.owner.query(`delete from rollcall.stage_item where run_id = $1 and external_id = 'b'`, [lease.runId]);
  expect(await staged(lease, inboxes)).toBe(2);
  await store.owner.query('truncate rollcall.stage_item');
  expect(await staged(lease, inboxes)).toBe(0);
});

test.each([
  { state: 'running', column: 'heartbeat_at', ms: runSilenceMsMax + 5_000 },
  { state: 'queued', column: 'requested_at', ms: 86_405_000 },
])(
  'a $state run that was abandoned is closed with its stage when the next one is claimed',
  async ({ state, ...old }) => {
    const abandoned = await givenRun(store, connection);
    const left = await put(abandoned, ['a', 'b']);
    await store.owner.query(
      `update rollcall.run set state = $2, ${old.column} = now() - $3 * interval '1 ms' where run_id = $1`,
      [abandoned.runId, state, old.ms],
    );
    const elsewhere = await givenRun(store, await givenConnection(store));
    const others = await put(elsewhere, ['a']);
    await givenRun(store, connection);
    const { rows } = await store.owner.query('select state, outcome from rollcall.run where run_id = $1', [
      abandoned.runId,
    ]);
    expect(rows).toEqual([{ state: 'finished', outcome: 'failed' }]);
    expect(await staged(abandoned, left)).toBe(0);
    expect(await staged(elsewhere, others)).toBe(1);
  },
);
