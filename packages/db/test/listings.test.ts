import { Certificate, type Grade, KindResult } from '@rollcall/schema';
import { describe, expect, test } from 'vitest';
import {
  freshnessOf,
  liveParents,
  type RunLease,
  recordDrift,
  recordListing,
  type ScopeKey,
  scopeState,
} from '../src/index.ts';
import { daemonActor, type GivenConnection, givenConnection, givenRun } from './support/given.ts';
import { driftOf, finish, roll, stage } from './support/roll.ts';
import { useStore } from './support/store.ts';
import { touchedBy } from './support/touched.ts';

const store = useStore();

const early = new Date('2026-03-01T10:00:00.000Z');
const late = new Date('2026-03-01T11:00:00.000Z');

describe('what a listing makes of its scope', () => {
  test.each<{ first: Grade | null; second: Grade | null; want: object; because: string }>([
    { first: 'proven', second: 'proven', want: { at: late, grade: 'proven', trouble: null }, because: 'it is newer' },
    {
      first: 'proven',
      second: 'plausible',
      want: { at: late, grade: 'plausible', trouble: null },
      because: 'it is newer',
    },
    {
      first: 'proven',
      second: 'refused',
      want: { at: early, grade: 'proven', trouble: 'because' },
      because: 'an older one is still believed',
    },
    {
      first: 'corroborated',
      second: null,
      want: { at: early, grade: 'corroborated', trouble: 'because' },
      because: 'an older one is still believed',
    },
    {
      first: 'refused',
      second: 'proven',
      want: { at: late, grade: 'proven', trouble: null },
      because: 'the trouble is over',
    },
    {
      first: null,
      second: 'refused',
      want: { at: null, grade: null, trouble: 'because' },
      because: 'none was ever believed',
    },
  ])('$first, then $second: $want, since $because', async ({ first, second, want }) => {
    const connection = await givenConnection(store);
    for (const [startedAt, grade] of [[early, first] as const, [late, second] as const]) {
      const lease = await givenRun(store, connection);
      await record(lease, { grade, startedAt });
      await finish(store, lease);
    }
    expect(await scopeRow(connection)).toEqual(want);
    const { believedAt, mappingVersion } = await store.asDaemon((tx) => scopeState(tx, inboxesOf(connection)));
    expect({ believedAt, mappingVersion }).toEqual({
      believedAt: Object.values(want)[0],
      mappingVersion: Object.values(want)[0] === null ? null : 7,
    });
  });

  test('a plan is recorded and leaves the scope alone', async () => {
    const connection = await givenConnection(store);
    const lease = await givenRun(store, connection, { plan: true });
    await record(lease, { grade: 'proven', startedAt: early });
    expect(await scopeRow(connection)).toBeUndefined();
    expect(await listingsOf(lease)).toMatchObject([{ grade: 'proven' }]);
  });

  test('a listing that a second worker makes again stands in the place of the first', async () => {
    const connection = await givenConnection(store);
    const lease = await givenRun(store, connection);
    await record(lease, { grade: null, startedAt: early });
    await record(lease, { grade: 'proven', startedAt: late });
    expect(await listingsOf(lease)).toEqual([{ grade: 'proven', started_at: late, seen: 3 }]);
  });
});

test('coverage counts each scope by its newest listing, and is as old as the oldest one behind it', async () => {
  const connection = await givenConnection(store);
  const lease = await givenRun(store, connection);
  const scopes: [string, (Grade | null)[]][] = [
    ['host', ['proven']],
    ['domain', ['corroborated']],
    ['inbox', ['plausible']],
    ['alias', ['proven', 'refused']],
    ['order', ['refused']],
    ['wallet', [null]],
  ];
  for (const [kind, grades] of scopes) {
    for (const [index, grade] of grades.entries()) {
      await record(lease, { kind, grade, startedAt: kind === 'alias' && index === 0 ? early : late });
    }
  }
  const of = (filter: { kind?: string }) =>
    store.asGateway((tx) => freshnessOf(tx, { connectionId: connection.id, ...filter }));
  expect(await of({})).toEqual({
    asOf: early.toISOString(),
    coverage: { proven: 1, corroborated: 1, plausible: 1, stale: 1, failed: 2 },
  });
  const empty = { proven: 0, corroborated: 0, plausible: 0, stale: 0, failed: 0 };
  expect(await of({ kind: 'host' })).toEqual({ asOf: late.toISOString(), coverage: { ...empty, proven: 1 } });
  expect(await of({ kind: 'wallet' })).toEqual({ asOf: null, coverage: { ...empty, failed: 1 } });
  expect(await of({ kind: 'nothing' })).toEqual({ asOf: null, coverage: empty });
  await store.owner.query(`update rollcall.connection set state = 'removed' where connection_id = $1`, [connection.id]);
  expect(await of({}), 'what was removed is no part of it').toEqual({ asOf: null, coverage: empty });
});

test('live resources are listed as parents; absent ones are not', async () => {
  const connection = await givenConnection(store);
  const domain = (id: string) => ({ externalId: id, name: `${id}.example`, attributes: {} });
  await roll(store, connection, { kind: 'domain', items: [domain('b'), domain('a'), domain('c')] });
  await roll(store, connection, { kind: 'domain', items: [domain('c'), domain('a')] });
  const scope = { ...inboxesOf(connection), kind: 'domain' };
  expect(await store.asDaemon((tx) => liveParents(tx, scope))).toEqual([
    { externalId: 'a', name: 'a.example' },
    { externalId: 'c', name: 'c.example' },
  ]);
});

test('recording a listing that shows nothing new touches no row of any table', async () => {
  const connection = await givenConnection(store);
  const items = ['a', 'b', 'c'].map((id) => ({ externalId: id, name: id, attributes: {} }));
  await roll(store, connection, { items });
  const lease = await givenRun(store, connection);
  const staged = await stage(store, { lease, showing: { items } });
  const touched = await store.asDaemon(async (tx) => {
    const drift = await driftOf(tx, { lease, showing: { items }, staged });
    return touchedBy(tx, () => recordDrift(tx, drift));
  });
  expect(touched).toEqual({});
});

test('recording a change touches one row of the ledger, one version, one event and its place in the queue', async () => {
  const connection = await givenConnection(store);
  const items = (status: string) =>
    ['a', 'b', 'c'].map((id) => ({ externalId: id, name: id, attributes: id === 'b' ? { status } : {} }));
  await roll(store, connection, { items: items('active') });
  const lease = await givenRun(store, connection);
  const showing = { items: items('paused') };
  const staged = await stage(store, { lease, showing });
  const touched = await store.asDaemon(async (tx) => {
    const drift = await driftOf(tx, { lease, showing, staged });
    return touchedBy(tx, () => recordDrift(tx, drift));
  });
  const added = '+1 ~0 -0';
  expect(touched).toEqual({ audit_event: added, audit_pending: added, resource: '+0 ~1 -0', resource_version: added });
});

async function record(
  lease: RunLease,
  { kind = 'inbox', grade, startedAt }: { kind?: string; grade: Grade | null; startedAt: Date },
): Promise<void> {
  const counts = { seen: 3, appeared: 0, changed: 0, vanished: 0, reappeared: 0, unchanged: 3 };
  const result = KindResult.parse({ kind, ...counts, grade, reason: 'because' });
  const certificate =
    grade === null
      ? null
      : Certificate.parse({
          ...{
            grade,
            reason: 'because',
            pages: [],
            seen: 3,
            duplicates: 0,
            knownLive: 0,
            vanishing: 0,
            explainedAbsent: 0,
          },
          ...{ documentVersion: '1', mappingVersion: 7 },
        });
  const scope = { connectionId: lease.connectionId, kind, parent: '' };
  const end = { scope, startedAt, result, certificate, settings: {}, deferred: 0, counts: [3], actor: daemonActor };
  await store.asDaemon((tx) => recordListing(tx, lease, end));
}

async function scopeRow({ id }: GivenConnection): Promise<unknown> {
  const { rows } = await store.owner.query(
    `select believed_at as at, grade, trouble from rollcall.scope where connection_id = $1 and kind = 'inbox'`,
    [id],
  );
  return rows[0];
}

async function listingsOf({ runId }: RunLease): Promise<unknown[]> {
  const { rows } = await store.owner.query('select grade, started_at, seen from rollcall.listing where run_id = $1', [
    runId,
  ]);
  return rows;
}

function inboxesOf({ id }: GivenConnection): ScopeKey {
  return { connectionId: id, kind: 'inbox', parent: '' };
}
