import type { Meaning } from '@rollcall/ledger';
import type { OperationId } from '@rollcall/schema';
import { beforeEach, describe, expect, test } from 'vitest';
import { recordDrift } from '../src/index.ts';
import { type GivenConnection, givenConnection, givenRun } from './support/given.ts';
import { givenOperation } from './support/operation.ts';
import { driftOf, finish, type Rolled, roll, type Showing, stage } from './support/roll.ts';
import { useStore } from './support/store.ts';

const store = useStore();
const kind = 'api_key';
const renamedBy = { attribute: 'createdAt', reason: 'a rename keeps it' };

let connection: GivenConnection;
beforeEach(async () => {
  connection = await givenConnection(store);
});

const key = (id: string, createdAt: number | null, more: Readonly<Record<string, unknown>> = {}): Meaning => ({
  externalId: id,
  name: id,
  attributes: { createdAt, ...more },
});
const list = (items: readonly Meaning[], more: Partial<Showing> = {}): Promise<Rolled> =>
  roll(store, connection, { kind, items, renamedBy, ...more });

/** An operation that told how a key ends. */
async function told(externalId: string, ending: string): Promise<OperationId> {
  const learned = [{ kind, externalId, attributes: { ending } }];
  const outcome = { state: 'succeeded', result: null, learned } as const;
  return (await givenOperation(store, connection, { expectations: [], outcome })).id;
}

/** The attributes of each key, by its external id. */
async function keys(): Promise<Record<string, unknown>> {
  const { rows } = await store.owner.query(
    'select external_id as id, attributes from rollcall.resource where connection_id = $1 order by 1',
    [connection.id],
  );
  return Object.fromEntries(rows.map(({ id, attributes }) => [id, attributes]));
}

async function waiting(): Promise<number> {
  const { rows } = await store.owner.query(
    'select count(*)::int as count from rollcall.learned where connection_id = $1 and recorded_at is null',
    [connection.id],
  );
  return rows[0].count;
}

async function events({ runId }: Rolled): Promise<unknown[]> {
  const { rows } = await store.owner.query(
    `select type, subject_id as id, before, after, operation_id as by, cause from rollcall.audit_event
      where run_id = $1 and type like 'resource.%' order by subject_id`,
    [runId],
  );
  return rows;
}

const none = { appeared: 0, changed: 0, vanished: 0, reappeared: 0, deferred: 0, young: 0, lost: 0, altered: 0 };

describe('what was told of a key before a listing showed it', () => {
  test('is part of it when it appears, and makes no drift then or later', async () => {
    await list([]);
    await told('a', 'xyz');
    const first = await list([key('a', 1), key('b', 2)]);
    expect(first.counts).toEqual({ ...none, appeared: 2 });
    expect(await events(first)).toMatchObject([
      { after: { createdAt: 1, ending: 'xyz' } },
      { after: { createdAt: 2 } },
    ]);
    expect(await keys()).toEqual({ a: { createdAt: 1, ending: 'xyz' }, b: { createdAt: 2 } });
    expect((await list([key('a', 1), key('b', 2)])).counts).toEqual(none);
  });

  test('stays through changes, an absence and a rename, and stands in none of these', async () => {
    await told('a', 'xyz');
    await list([key('a', 1)]);
    const changed = await list([key('a', 1, { status: 'off' })]);
    expect(await events(changed)).toMatchObject([{ type: 'resource.changed', before: {}, after: { status: 'off' } }]);
    expect((await list([])).counts).toEqual({ ...none, vanished: 1, lost: 1 });
    await list([key('a', 1)]);
    const renamed = await list([key('b', 1)]);
    expect(await events(renamed)).toMatchObject([
      {
        type: 'resource.renamed',
        before: { externalId: 'a', name: 'a' },
        after: { externalId: 'b', name: 'b' },
      },
    ]);
    await list([key('b', 1, { status: 'on' })]);
    expect(await keys()).toEqual({ b: { createdAt: 1, status: 'on', ending: 'xyz' } });
    expect((await list([key('b', 1, { status: 'on' })])).counts).toEqual(none);
  });

  test('waits for a listing that may record it: not for one that an operation defers', async () => {
    await list([]);
    const by = await told('a', 'xyz');
    const claim = {
      operationId: by,
      change: 'appeared',
      name: 'a',
      evidence: 'sent',
      confidence: 'certain',
      defers: true,
    } as const;
    const claims = [{ ...claim, externalId: null, ownerExternalId: null, attributes: null, count: 0 }];
    expect((await list([key('a', 1)], { claims })).counts).toEqual({ ...none, deferred: 1 });
    await list([key('a', 1)]);
    expect(await keys()).toEqual({ a: { createdAt: 1, ending: 'xyz' } });
  });
});

describe('what is told of a key that the ledger holds', () => {
  beforeEach(() => list([key('a', 1), key('b', 2)]));

  test('is a change, and the operation that told it is its cause', async () => {
    const by = await told('a', 'xyz');
    expect((await list([key('a', 1), key('b', 2)], { plan: true })).counts).toEqual({ ...none, changed: 1 });
    const rolled = await list([key('a', 1), key('b', 2)]);
    expect(rolled.counts).toEqual({ ...none, changed: 1 });
    const evidence = expect.stringMatching(
      /^acme\.write was sent for it at .*Z, and its answer told what no listing shows$/,
    );
    expect(await events(rolled)).toEqual([
      {
        ...{ type: 'resource.changed', id: 'a', before: {}, after: { ending: 'xyz' }, by },
        cause: { kind: 'operation', operationId: by, evidence, confidence: 'certain' },
      },
    ]);
    expect((await list([key('a', 1), key('b', 2)])).counts).toEqual(none);
    await told('a', 'xyz');
    expect((await list([key('a', 1), key('b', 2)])).counts, 'told twice').toEqual(none);
    expect(await waiting()).toBe(0);
    expect(await keys()).toMatchObject({ a: { ending: 'xyz' } });
  });

  test('goes with what else changed of it', async () => {
    const by = await told('a', 'xyz');
    const rolled = await list([key('a', 1, { status: 'off' }), key('b', 2)]);
    expect(rolled.counts).toEqual({ ...none, changed: 1 });
    expect(await events(rolled)).toMatchObject([{ after: { status: 'off', ending: 'xyz' }, by }]);
  });

  test('waits while the key is missing', async () => {
    await told('a', 'xyz');
    expect((await list([key('b', 2)])).counts).toEqual({ ...none, vanished: 1, lost: 1 });
    expect((await list([key('b', 2)])).counts).toEqual(none);
    expect(await waiting()).toBe(1);
    expect((await list([key('a', 1), key('b', 2)])).counts).toEqual({ ...none, reappeared: 1 });
    expect(await waiting()).toBe(0);
    expect(await keys()).toMatchObject({ a: { createdAt: 1, ending: 'xyz' } });
  });
});

test('of a key whose parent is gone waits, and the key vanishes', async () => {
  const parent = 'one';
  await list([key('a', 1)], { parent });
  await told('a', 'xyz');
  const lease = await givenRun(store, connection);
  const showing = { kind, parent, items: [], renamedBy };
  const staged = await stage(store, { lease, showing });
  const counts = await store.asDaemon(async (tx) => {
    const drift = await driftOf(tx, { lease, showing, staged });
    return recordDrift(tx, { ...drift, unseen: 'all', orphanedBy: 'domain' });
  });
  await finish(store, lease);
  expect(counts).toEqual({ ...none, vanished: 1, lost: 1 });
  expect(await waiting()).toBe(1);
});

test('a later key of the same name has nothing of what was told of the first one', async () => {
  await told('a', 'xyz');
  await list([key('a', 1)]);
  await list([key('a', 5)]);
  expect(await keys()).toEqual({ a: { createdAt: 5 } });
  await told('a', 'uvw');
  await list([key('a', 6)]);
  await list([key('a', 6, { status: 'on' })]);
  expect(await keys()).toEqual({ a: { createdAt: 6, status: 'on', ending: 'uvw' } });
});

test('what a listing shows counts more than what was told of it', async () => {
  await told('a', 'xyz');
  await list([key('a', 1, { ending: 'shown' })]);
  expect(await keys()).toEqual({ a: { createdAt: 1, ending: 'shown' } });
});

test('another connection, another kind and another workspace learn nothing', async () => {
  await told('a', 'xyz');
  const other = await givenConnection(store);
  await roll(store, other, { kind, renamedBy, items: [key('a', 1)] });
  await roll(store, connection, { kind: 'smtp_credential', items: [key('a', 1)] });
  const { rows } = await store.owner.query(
    `select count(*)::int as told from rollcall.resource where attributes ? 'ending' and connection_id = any($1)`,
    [[other.id, connection.id]],
  );
  expect(rows).toEqual([{ told: 0 }]);
});
