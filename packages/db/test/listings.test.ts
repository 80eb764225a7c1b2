import type { Claim } from '@rollcall/ledger';
import { Certificate, type Grade, KindResult, OperationId } from '@rollcall/schema';
import { describe, expect, test } from 'vitest';
import {
  countLive,
  countVanishing,
  freshnessOf,
  liveParents,
  type RunLease,
  recordDrift,
  recordListing,
  type ScopeKey,
  scopeState,
} from '../src/index.ts';
import { type GivenConnection, givenConnection, givenRun } from './support/given.ts';
import { driftOf, finish, roll, type Showing, stage } from './support/roll.ts';
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
});

describe('what a listing does not show any more', () => {
  const ownedBy = { kind: 'domain', attribute: 'domain' };
  const domain = (id: string, name = `${id}.example`) => ({ externalId: id, name, attributes: {} });
  const inbox = (id: string, at: string) => ({ externalId: id, name: `${id}@${at}`, attributes: { domain: at } });
  const inboxes = [inbox('a', 'd.example'), inbox('b', 'd.example'), inbox('c', 'e.example')];
  const claim = (what: Pick<Claim, 'externalId' | 'ownerExternalId'>): Claim => ({
    operationId: OperationId.parse('018f0000-0000-7000-8000-000000000001'),
    ...{ change: 'vanished', name: null, count: 0, defers: false, evidence: 'it was sent', ...what },
  });
  const deletes = (externalId: string) => claim({ externalId, ownerExternalId: null });

  async function given(): Promise<GivenConnection> {
    const connection = await givenConnection(store);
    await roll(store, connection, { kind: 'domain', items: [domain('d'), domain('e')] });
    await roll(store, connection, { kind: 'inbox', items: inboxes });
    return connection;
  }

  /** How many a listing of inboxes lacks, and how many of these for a reason on record. */
  async function lacking(connection: GivenConnection, showing: Partial<Showing> = {}): Promise<string> {
    const lease = await givenRun(store, connection);
    const whole = { kind: 'inbox', ownedBy, items: [], ...showing };
    const staged = await stage(store, { lease, showing: whole });
    const counted = await store.asDaemon(async (tx) =>
      countVanishing(tx, await driftOf(tx, { lease, showing: whole, staged })),
    );
    await finish(store, lease);
    return `${counted.vanishing}, ${counted.explained} explained`;
  }

  test('is counted, and not explained by anything that is still there', async () => {
    const connection = await given();
    expect(await lacking(connection)).toBe('3, 0 explained');
    expect(await lacking(connection, { items: inboxes.slice(1) })).toBe('1, 0 explained');
    expect(await lacking(connection, { items: inboxes })).toBe('0, 0 explained');
  });

  test('is not what it shows in another form, nor what it shows for the first time', async () => {
    const changed = { ...inbox('a', 'd.example'), name: 'renamed@d.example' };
    expect(await lacking(await given(), { items: [changed, inbox('x', 'd.example')] })).toBe('2, 0 explained');
  });

  test('is explained by operations that asked for it, each once', async () => {
    const connection = await given();
    const claims = [deletes('a'), deletes('a'), deletes('c'), deletes('nobody')];
    expect(await lacking(connection, { claims })).toBe('3, 2 explained');
    expect(await lacking(connection, { claims, items: [inbox('a', 'd.example')] })).toBe('2, 1 explained');
  });

  test('is explained by an operation that asked for the deletion of its owner, before the owner is seen to be gone', async () => {
    const claims = [claim({ externalId: null, ownerExternalId: 'd' })];
    expect(await lacking(await given(), { claims })).toBe('3, 2 explained');
  });

  test('is explained by an owner that is gone', async () => {
    const connection = await given();
    await roll(store, connection, { kind: 'domain', items: [domain('e')] });
    expect(await lacking(connection)).toBe('3, 2 explained');
    expect(await lacking(connection, { claims: [deletes('a'), deletes('c')] })).toBe('3, 3 explained');
    expect(await lacking(connection, { ownedBy: undefined })).toBe('3, 0 explained');
  });

  test('is still explained by an owner that came back under another id since', async () => {
    const connection = await given();
    await roll(store, connection, { kind: 'domain', items: [domain('f', 'd.example'), domain('e')] });
    expect(await lacking(connection)).toBe('3, 2 explained');
  });

  test('is not explained by an owner that went and came back before the last listing', async () => {
    const connection = await given();
    await roll(store, connection, { kind: 'domain', items: [domain('f', 'd.example'), domain('e')] });
    await roll(store, connection, { kind: 'inbox', items: inboxes });
    expect(await lacking(connection)).toBe('3, 0 explained');
  });

  test('is nothing of what is absent already', async () => {
    const connection = await given();
    await roll(store, connection, { kind: 'inbox', items: [] });
    expect(await lacking(connection, { claims: [deletes('a')] })).toBe('0, 0 explained');
  });
});

test('live resources are counted and listed as parents; absent ones are not', async () => {
  const connection = await givenConnection(store);
  const domain = (id: string) => ({ externalId: id, name: `${id}.example`, attributes: {} });
  await roll(store, connection, { kind: 'domain', items: [domain('b'), domain('a'), domain('c')] });
  await roll(store, connection, { kind: 'domain', items: [domain('c'), domain('a')] });
  const scope = { ...inboxesOf(connection), kind: 'domain' };
  expect(await store.asDaemon((tx) => countLive(tx, scope))).toBe(2);
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

test('recording a change touches one row of the ledger, one version and one event', async () => {
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
  expect(touched).toEqual({ audit_event: '+1 ~0 -0', resource: '+0 ~1 -0', resource_version: '+1 ~0 -0' });
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
  await store.asDaemon((tx) => recordListing(tx, lease, { scope, startedAt, result, certificate }));
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
