import { type ConnectionId, eventTypes } from '@rollcall/schema';
import { beforeAll, expect, test } from 'vitest';
import { confinedTo, inWorkspace, sealEvents, type Tx } from '../src/index.ts';
import {
  type AuditLook,
  auditGroups,
  auditLines,
  auditOperations,
  auditSpan,
  countAuditLines,
  isConfined,
  newAddresses,
  refusedKeys,
} from '../src/reports/index.ts';
import { type GivenConnection, givenConnection } from './support/given.ts';
import { useStore } from './support/store.ts';

const store = useStore();

let main: GivenConnection;
let other: GivenConnection;

interface Planted {
  readonly at: string;
  readonly type: string;
  readonly actor: Readonly<Record<string, string>>;
  readonly connection?: GivenConnection;
  readonly subject: readonly [kind: string, id: string, name: string];
  readonly after?: Readonly<Record<string, unknown>>;
}

/** As its owner: events tell themselves when they were recorded. */
async function plant(events: readonly Planted[]): Promise<void> {
  for (const { at, type, actor, connection, subject, after } of events) {
    await store.owner.query(
      `insert into rollcall.audit_event (workspace_id, event_id, recorded_at, type, actor, connection_id, subject_kind, subject_id,
         subject_name, after) values ($1, rollcall.uuid_v7(), $2, $3, $4, $5, $6, $7, $8, $9)`,
      [store.mine, at, type, actor, connection?.id ?? null, ...subject, after ?? null],
    );
  }
  await sealEvents(store.daemon);
}

const ci = { type: 'api_key', id: 'k1', name: 'ci', address: '192.0.2.1' };
const far = { ...ci, address: '203.0.113.9' };
const daemon = { type: 'daemon', id: 'host:1', name: 'sync-daemon' };
const gateway = { type: 'system', id: 'gateway', name: 'gateway' };
const operation = (id: string) => ['operation', id, 'acme.write'] as const;

beforeAll(async () => {
  main = await givenConnection(store, { name: 'main' });
  other = await givenConnection(store, { name: 'other' });
  // A daemon's clock is another: what comes first in the order was recorded last.
  await plant([
    { at: '2026-10-03T10:00:00Z', type: 'operation.accepted', actor: ci, connection: main, subject: operation('o1') },
    {
      at: '2026-10-02T10:00:00Z',
      type: 'resource.changed',
      actor: daemon,
      connection: main,
      subject: ['inbox', 'i1', 'a@b.example'],
    },
    { at: '2026-09-30T23:59:59.999Z', type: 'key.created', actor: ci, subject: ['gateway_key', 'k2', 'new'] },
    { at: '2026-10-03T10:00:01Z', type: 'operation.unknown', actor: ci, connection: main, subject: operation('o1') },
    { at: '2026-10-04T10:00:00Z', type: 'operation.accepted', actor: far, connection: other, subject: operation('o2') },
    {
      at: '2026-10-04T10:00:01Z',
      type: 'operation.failed',
      actor: far,
      connection: other,
      subject: operation('o2'),
      after: { error: { message: 'no' } },
    },
    {
      at: '2026-10-05T10:00:00Z',
      type: 'secret.read',
      actor: far,
      connection: main,
      subject: ['secret', 'i1', 'acme.getInbox'],
    },
    {
      at: '2026-10-06T10:00:00Z',
      type: 'key.refused',
      actor: gateway,
      subject: ['gateway_key', 'k1', 'ci'],
      after: { reason: 'wrong_secret', address: '203.0.113.66', count: 1, since: '2026-10-06T10:00:00.000Z' },
    },
    {
      at: '2026-10-06T10:01:00Z',
      type: 'key.refused',
      actor: gateway,
      subject: ['gateway_key', 'k1', 'ci'],
      after: { reason: 'wrong_secret', address: '203.0.113.66', count: 40, since: '2026-10-06T10:00:01.000Z' },
    },
    {
      at: '2026-11-01T00:00:00Z',
      type: 'operation.confirmed',
      actor: daemon,
      connection: main,
      subject: operation('o1'),
      after: { evidence: 'a listing shows it' },
    },
    {
      at: '2026-10-31T23:59:59Z',
      type: 'run.finished',
      actor: daemon,
      connection: main,
      subject: ['run', 'r1', 'main'],
    },
  ]);
});

const sealed = async () => {
  const { rows } = await store.owner.query(
    'select max(seq)::int as size from rollcall.sealed_event where workspace_id = $1',
    [store.mine],
  );
  return rows[0].size as number; // As it was asked.
};
const october = (size: number, more: Partial<AuditLook> = {}): AuditLook => ({
  ...{ from: new Date('2026-10-01'), until: new Date('2026-11-01'), size },
  ...more,
});
const ask = async <T>(work: (tx: Tx, size: number) => Promise<T>): Promise<T> => {
  const size = await sealed();
  return store.asGateway((tx) => work(tx, size));
};
const all = async <T>(pages: AsyncIterable<readonly T[]>): Promise<readonly T[]> =>
  (await Array.fromAsync(pages)).flat();

test('a period is what was recorded in it, whatever its place in the order, and what is not signed for is told apart', async () => {
  const span = await ask((tx, size) => auditSpan(tx, october(size)));
  expect(span).toMatchObject({ count: 9, missing: 0, unsigned: 0 });
  expect((span.last ?? 0) - (span.first ?? 0)).toBe(10);
  expect(await ask((tx, size) => auditSpan(tx, october(size - 1)))).toMatchObject({ count: 8, unsigned: 1 });
  expect(await ask((tx) => auditSpan(tx, october(0)))).toEqual({
    first: null,
    last: null,
    count: 0,
    missing: 0,
    unsigned: 9,
  });
});

test('an operation is one row, with how it stood by what is signed for', async () => {
  const told = await ask((tx, size) => all(auditOperations(tx, october(size))));
  expect(told).toMatchObject([
    {
      subject: { externalId: 'o1' },
      connection: 'main',
      actor: ci,
      outcome: 'confirmed',
      told: { evidence: 'a listing shows it' },
    },
    {
      subject: { externalId: 'o2' },
      connection: 'other',
      actor: far,
      outcome: 'failed',
      told: { error: { message: 'no' } },
    },
  ]);
  // Before it was confirmed.
  const before = await ask((tx, size) => all(auditOperations(tx, october(size - 2))));
  expect(before.map(({ outcome }) => outcome)).toEqual(['unknown', 'failed']);
});

test('attempts are counted by key, reason and address', async () => {
  expect(await ask((tx, size) => refusedKeys(tx, october(size)))).toEqual([
    {
      keyId: 'k1',
      name: 'ci',
      reason: 'wrong_secret',
      address: '203.0.113.66',
      attempts: 41,
      first: '2026-10-06T10:00:00.000Z',
      last: '2026-10-06T10:01:00.000Z',
    },
  ]);
});

test('an address is new that its key was not used from before', async () => {
  expect(await ask((tx, size) => newAddresses(tx, october(size)))).toMatchObject([
    { keyId: 'k1', address: '203.0.113.9', count: 3, first: '2026-10-04T10:00:00.000Z' },
  ]);
});

test.each([
  { only: {}, want: 9 },
  { only: { actor: 'ci' }, want: 7 },
  { only: { actor: 'k1', types: ['secret.read'] as const }, want: 1 },
  { only: { subject: 'a@b.example' }, want: 1 },
  { only: { subject: 'i1' }, want: 2 },
  { only: { types: eventTypes.filter((type) => !type.startsWith('resource.')) }, want: 8 },
])('of $only, $want events are listed and counted alike', async ({ only, want }) => {
  const look = (size: number) => october(size, only);
  const lines = await ask((tx, size) => all(auditLines(tx, look(size))));
  expect(lines).toHaveLength(want);
  expect(lines.map(({ sequence }) => sequence)).toEqual(
    lines.map(({ sequence }) => sequence).toSorted((one, next) => one - next),
  );
  expect(await ask((tx, size) => countAuditLines(tx, look(size)))).toMatchObject({ count: want });
  const groups = await ask((tx, size) => auditGroups(tx, look(size)));
  expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(want);
});

test('a key that is limited to a connection sees what is of that alone', async () => {
  const size = await sealed();
  const confined = <T>(work: (tx: Tx) => Promise<T>, to: readonly ConnectionId[]) =>
    inWorkspace(confinedTo(store.gateway, to), store.mine, work);
  const lines = await confined((tx) => all(auditLines(tx, october(size))), [other.id]);
  expect(lines.map(({ type }) => type)).toEqual(['operation.accepted', 'operation.failed']);
  expect(await confined((tx) => refusedKeys(tx, october(size)), [other.id])).toEqual([]);
  expect(await confined((tx) => isConfined(tx), [other.id])).toBe(true);
  expect(await store.asGateway((tx) => isConfined(tx))).toBe(false);
});
