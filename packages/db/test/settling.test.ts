import { claimsOf, settle } from '@rollcall/ledger';
import type { Expectation, Operation, OperationId } from '@rollcall/schema';
import { type CompiledQuery, Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  acceptOperation,
  finishOperation,
  inWorkspace,
  type OperationOutcome,
  operationById,
  operationsOnRecord,
  settleOperation,
  sightingsOf,
} from '../src/index.ts';
import type { Tables } from '../src/tables.ts';
import { daemonActor, type GivenConnection, givenConnection } from './support/given.ts';
import { claimsNow, givenOperation, onRecord } from './support/operation.ts';
import { roll } from './support/roll.ts';
import { useStore } from './support/store.ts';

const store = useStore();
const present: Expectation = { becomes: 'present', kind: 'inbox', name: 'ada@one.example' };
const ada = { externalId: 'mb_1', name: 'ada@one.example', attributes: {} };
const details = { checkoutUrl: 'https://acme.example/pay/1' };
const error = { kind: 'unavailable', message: 'the connection broke', providerCode: null, details };
const succeeded: OperationOutcome = { state: 'succeeded', result: null };
const lost: OperationOutcome = { state: 'unknown', error };

let connection: GivenConnection;
beforeEach(async () => {
  connection = await givenConnection(store);
});

const byId = (id: OperationId): Promise<Operation | undefined> => store.asGateway((tx) => operationById(tx, id));

describe('what leaves no trace in the inventory', () => {
  test.each([succeeded, lost])('is settled at its answer, and no listing looks at it: $state', async (outcome) => {
    const { id } = await givenOperation(store, connection, { expectations: [], outcome });
    const operation = await byId(id);
    expect(operation?.state).toBe(outcome.state);
    expect(operation?.settledAt).not.toBeNull();
    expect(await onRecord(store, connection, id)).toBeUndefined();
    const seen = await givenOperation(store, connection, { expectations: [present], outcome });
    expect((await byId(seen.id))?.settledAt).toBeNull();
    expect(await onRecord(store, connection, seen.id)).toMatchObject({ id: seen.id });
  });

  test('is not looked at while it is under way, either', async () => {
    const { id } = await givenOperation(store, connection, { expectations: [] });
    expect(await onRecord(store, connection, id)).toBeUndefined();
  });
});

describe('an operation that failed', () => {
  const failed = (unsent: boolean): OperationOutcome => ({ state: 'failed', error, unsent });

  test('keeps the details of its error, where it is read and where it is told', async () => {
    const { id } = await givenOperation(store, connection, { expectations: [], outcome: failed(false) });
    expect((await byId(id))?.error).toEqual(error);
    const { rows } = await store.owner.query(
      `select after from rollcall.audit_event where operation_id = $1 and type = 'operation.failed'`,
      [id],
    );
    expect(rows).toEqual([{ after: { error } }]);
  });

  test('and was never sent has not used its idempotency key up, not even for another input', async () => {
    const given = { expectations: [present], outcome: failed(true), idempotencyKey: `key-${connection.id}` };
    const first = await givenOperation(store, connection, given);
    expect(await byId(first.id)).toMatchObject({ state: 'failed', settledAt: expect.any(String) });
    const other = { ...first, inputHmac: Buffer.alloc(32, 2) };
    const again = await store.asGateway((tx) => acceptOperation(tx, other));
    expect(again.state).toBe('new');
    const third = store.asGateway((tx) => acceptOperation(tx, other));
    await expect(third, 'the second holds the key now').rejects.toMatchObject({ code: 'idempotency_in_flight' });
  });

  test('and was sent has used its idempotency key up', async () => {
    const given = { expectations: [present], outcome: failed(false), idempotencyKey: `key-${connection.id}` };
    const first = await givenOperation(store, connection, given);
    const again = await store.asGateway((tx) => acceptOperation(tx, first));
    expect(again).toMatchObject({ state: 'replay', operation: { id: first.id, error } });
  });
});

describe('an operation that was contradicted', () => {
  let id: OperationId;
  beforeEach(async () => {
    ({ id } = await givenOperation(store, connection, { expectations: [present], outcome: succeeded }));
    await roll(store, connection, { items: [] });
    expect(await settled(14), 'it may still come').toBe('succeeded');
    expect(await settled(16)).toBe('contradicted');
  });

  test('still explains what comes late, and is confirmed by it', async () => {
    const claims = await claimsNow(store, connection);
    const { runId } = await roll(store, connection, { items: [ada], claims });
    const { rows } = await store.owner.query(
      `select cause ->> 'kind' as cause, operation_id as by from rollcall.audit_event
        where run_id = $1 and type = 'resource.appeared'`,
      [runId],
    );
    expect(rows).toEqual([{ cause: 'operation', by: id }]);
    expect(await settled(17)).toBe('confirmed');
    const { rows: told } = await store.owner.query(
      `select substr(type, 11) as step from rollcall.audit_event where operation_id = $1 and type like 'operation.%'
        order by event_id`,
      [id],
    );
    expect(told.map(({ step }) => step)).toEqual(['accepted', 'dispatched', 'succeeded', 'contradicted', 'confirmed']);
  });

  test.each([
    { days: 6.9, explains: true },
    { days: 7.1, explains: false },
  ])('after $days days, explains it: $explains', async ({ days, explains }) => {
    await store.owner.query(
      `update rollcall.operation set dispatched_at = now() - $2 * interval '1 day' where operation_id = $1`,
      [id, days],
    );
    const operation = await onRecord(store, connection, id);
    const now = new Date().toISOString();
    const claims = claimsOf(operation === undefined ? [] : [operation], {
      ...{ kind: 'inbox', startedAt: now, previousAt: now },
    });
    expect(claims).toHaveLength(explains ? 1 : 0);
  });

  /** Settles it by what was listed so many minutes after it was sent; answers its state. */
  async function settled(minutes: number): Promise<string | undefined> {
    await store.owner.query(
      `update rollcall.operation set dispatched_at = (select max(believed_at) from rollcall.scope where connection_id = $2)
        - $3 * interval '1 minute' where operation_id = $1`,
      [id, connection.id, minutes],
    );
    const operation = await onRecord(store, connection, id);
    if (operation?.dispatchedAt == null) throw new Error('it was sent');
    const { dispatchedAt } = operation;
    const sightings = await store.asDaemon((tx) => sightingsOf(tx, { connectionId: connection.id }, operation));
    const settlement = settle({ sightings, dispatchedAt });
    if (settlement === undefined) return (await byId(id))?.state;
    await store.asDaemon((tx) => settleOperation(tx, { connection, operation, actor: daemonActor }, settlement));
    return (await byId(id))?.state;
  }
});

test('however many expectations there are, one statement says of each in its place what listings show', async () => {
  const expectations = Array.from({ length: 40 }, (_, n): Expectation[] => [
    { becomes: 'present', kind: 'inbox', name: n % 2 === 0 ? ada.name : `nobody-${n}` },
    { becomes: 'absent', kind: 'inbox', externalId: n % 3 === 0 ? ada.externalId : `mb_gone_${n}` },
    { becomes: 'more', kind: 'inbox', count: n + 1 },
    { becomes: 'present', kind: 'domain', name: 'one.example' },
  ]).flat();
  const { id } = await givenOperation(store, connection, { expectations, outcome: succeeded });
  const items = ['mb_2', 'mb_3'].map((externalId) => ({ externalId, name: externalId, attributes: {} }));
  await roll(store, connection, { items: [ada, ...items], claims: await claimsNow(store, connection) });
  const operation = await onRecord(store, connection, id);
  if (operation === undefined) throw new Error('it is open');

  const asked: CompiledQuery[] = [];
  const pool = new pg.Pool({ connectionString: store.urls.daemonUrl, max: 1 });
  const listening = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool }),
    log: ({ query }) => void asked.push(query),
  }).withSchema('rollcall');
  const found = await inWorkspace(listening, store.mine, async (tx) => {
    asked.length = 0;
    const sightings = await sightingsOf(tx, { connectionId: connection.id }, operation);
    expect(asked).toHaveLength(1);
    return sightings;
  });
  await listening.destroy();
  expect(found).toMatchObject(
    expectations.map((expectation, at) => {
      const n = Math.floor(at / 4);
      const met = [n % 2 === 0, n % 3 !== 0, n + 1 <= 3][at % 4];
      return { expectation, sighting: met === undefined ? 'not_looked' : met ? 'met' : 'not_met' };
    }),
  );
});

test('an addition whose answer was lost is not confirmed by what bore the name before it, nor by what others add', async () => {
  const record = (externalId: string, content: string) => {
    return { externalId, name: 'www.one.example', attributes: { type: 'A', content, ttl: 300 } };
  };
  const items = [record('rec_1', '203.0.113.1')];
  const list = async () => {
    const operations = await store.asDaemon((tx) => operationsOnRecord(tx, connection.id, null));
    const claims = claimsOf(operations, {
      ...{ kind: 'dns_record', startedAt: new Date().toISOString(), previousAt: null },
    });
    return roll(store, connection, { kind: 'dns_record', parent: 'one', items, claims });
  };
  await list();
  const attributes = { type: 'A', content: '203.0.113.2' };
  const expectations: Expectation[] = [{ becomes: 'present', kind: 'dns_record', name: 'www.one.example', attributes }];
  const { id } = await givenOperation(store, connection, { expectations, outcome: lost });
  const seen = async () => {
    const { runId } = await list();
    const { rows } = await store.owner.query<{ subject: string; cause: string }>(
      `select subject_id as subject, cause ->> 'kind' as cause from rollcall.audit_event
        where run_id = $1 and type = 'resource.appeared'`,
      [runId],
    );
    const operation = await onRecord(store, connection, id);
    if (operation === undefined) throw new Error('it is open');
    const sightings = await store.asDaemon((tx) => sightingsOf(tx, { connectionId: connection.id }, operation));
    return [...rows.map(({ subject, cause }) => `${subject} ${cause}`), ...sightings.map((one) => one.sighting)];
  };
  expect(await seen()).toEqual(['not_met']);
  items.push(record('rec_2', '203.0.113.3'));
  expect(await seen(), 'somebody else added another').toEqual(['rec_2 out_of_band', 'not_met']);
  items.push(record('rec_3', '203.0.113.2'));
  expect(await seen(), 'and now its own has come').toEqual(['rec_3 operation', 'met']);
});

test('what is to be absent is not said to be there by a listing that may not be whole', async () => {
  await roll(store, connection, { items: [ada] });
  const expectations: Expectation[] = [{ becomes: 'absent', kind: 'inbox', externalId: ada.externalId }];
  const { id } = await givenOperation(store, connection, { expectations, outcome: succeeded });
  const sighting = async () => {
    const operation = await onRecord(store, connection, id);
    if (operation === undefined) throw new Error('it is open');
    return (await store.asDaemon((tx) => sightingsOf(tx, { connectionId: connection.id }, operation))).map(
      (one) => one.sighting,
    );
  };
  await roll(store, connection, { items: [], believed: false });
  expect(await sighting()).toEqual(['not_looked']);
  await roll(store, connection, { items: [ada] });
  expect(await sighting()).toEqual(['not_met']);
});

test('a resource that is listed by a parent is looked at by its own listing alone', async () => {
  const record = { externalId: 'rec_1', name: 'www.one.example', attributes: {} };
  const list = (parent: string, items: (typeof record)[]) =>
    roll(store, connection, { kind: 'dns_record', parent, items });
  await list('one', [record]);
  const expectations: Expectation[] = [{ becomes: 'absent', kind: 'dns_record', externalId: record.externalId }];
  const { id } = await givenOperation(store, connection, { expectations, outcome: succeeded });
  const sighting = async () => {
    const operation = await onRecord(store, connection, id);
    if (operation === undefined) throw new Error('it is open');
    const sightings = await store.asDaemon((tx) => sightingsOf(tx, { connectionId: connection.id }, operation));
    return sightings.map((one) => one.sighting);
  };
  await list('two', []);
  expect(await sighting(), 'the records of another domain tell nothing of it').toEqual(['not_looked']);
  await list('one', [record]);
  expect(await sighting()).toEqual(['not_met']);
  await list('one', []);
  expect(await sighting()).toEqual(['met']);
});

describe('what nobody has seen is not said to be wanting', () => {
  const parentOf = { dns_record: 'domain' };
  const one = { externalId: 'one', name: 'one.example', attributes: {} };
  const two = { externalId: 'two', name: 'two.example', attributes: {} };
  const record: Expectation = { becomes: 'present', kind: 'dns_record', name: 'www.two.example' };
  const listed = (kind: string, items: readonly (typeof one)[], parent = '') =>
    roll(store, connection, { kind, parent, items });
  const seen = async (id: OperationId) => {
    const operation = await onRecord(store, connection, id);
    if (operation === undefined) throw new Error('it is open');
    const looked = { connectionId: connection.id, parentOf };
    const [found] = await store.asDaemon((tx) => sightingsOf(tx, looked, operation));
    return found;
  };

  test('where a parent may hold it that no listing has shown yet, or one that was not listed since', async () => {
    await listed('domain', [one]);
    await listed('dns_record', [], 'one');
    const { id } = await givenOperation(store, connection, { expectations: [record], outcome: lost });
    await listed('dns_record', [], 'one');
    expect(await seen(id), 'the domains are not listed').toMatchObject({ sighting: 'not_looked' });
    await listed('domain', [one, two]);
    const { startedAt } = await listed('dns_record', [], 'one');
    await roll(store, connection, { kind: 'dns_record', parent: 'two', items: [], believed: false });
    expect(await seen(id), 'that of the second domain may not be whole').toMatchObject({ sighting: 'not_looked' });
    await listed('dns_record', [], 'two');
    const wanting = await seen(id);
    expect(wanting?.sighting).toBe('not_met');
    expect(Date.parse(wanting?.lookedAt ?? ''), 'as old as what is looked at longest ago').toBeLessThan(
      startedAt.getTime(),
    );
    await listed('dns_record', [{ externalId: 'rec_1', name: 'www.two.example', attributes: {} }], 'two');
    expect(await seen(id)).toMatchObject({ sighting: 'met' });
  });

  test('of what was never listed, that it is absent is believed of listings of all that could hold it', async () => {
    const expectations: Expectation[] = [{ becomes: 'absent', kind: 'dns_record', externalId: 'rec_9' }];
    await listed('domain', [one, two]);
    for (const parent of ['one', 'two']) await listed('dns_record', [], parent);
    const { id } = await givenOperation(store, connection, { expectations, outcome: succeeded });
    await listed('domain', [one, two]);
    await listed('dns_record', [], 'one');
    expect(await seen(id)).toMatchObject({ sighting: 'not_looked' });
    await listed('dns_record', [], 'two');
    expect(await seen(id)).toMatchObject({ sighting: 'met' });
  });

  test.each<{ becomes: string; expectation: Expectation; items: readonly (typeof ada)[] }>([
    {
      becomes: 'absent',
      expectation: { becomes: 'absent', kind: 'inbox', externalId: ada.externalId },
      items: [],
    },
    {
      becomes: 'changed',
      expectation: { becomes: 'changed', kind: 'inbox', externalId: ada.externalId, attributes: { size: 1 } },
      items: [{ ...ada, attributes: { size: 1 } }],
    },
  ])('where it was left to a later listing, as another operation on it was under way: $becomes', async (given) => {
    await listed('inbox', [ada]);
    const { id } = await givenOperation(store, connection, { expectations: [given.expectation], outcome: succeeded });
    const other = await givenOperation(store, connection, { expectations: [given.expectation] });
    const { counts } = await roll(store, connection, {
      items: given.items,
      claims: await claimsNow(store, connection),
    });
    expect(counts.deferred).toBe(1);
    expect(await seen(id)).toMatchObject({ sighting: 'not_looked' });
    await store.asGateway((tx) => finishOperation(tx, other, succeeded));
    await listed('inbox', given.items);
    expect(await seen(id)).toMatchObject({ sighting: 'met' });
  });
});

describe('what is to be present', () => {
  const sighting = async (id: OperationId, neverWhole: readonly string[] = []) => {
    const operation = await onRecord(store, connection, id);
    if (operation === undefined) throw new Error('it is open');
    const found = await store.asDaemon((tx) => sightingsOf(tx, { connectionId: connection.id, neverWhole }, operation));
    return found.map((one) => one.sighting);
  };

  test('is not said to be wanting by a listing that may not be whole, unless no other is to be had', async () => {
    const more: Expectation = { becomes: 'more', kind: 'inbox', count: 1 };
    const changed: Expectation = { becomes: 'changed', kind: 'inbox', externalId: 'mb_2', attributes: { size: 1 } };
    await roll(store, connection, { items: [{ ...ada, externalId: 'mb_2', name: 'eve@one.example' }] });
    const { id } = await givenOperation(store, connection, {
      ...{ expectations: [present, more, changed], outcome: succeeded },
    });
    await roll(store, connection, { items: [], believed: false });
    expect(await sighting(id)).toEqual(['not_looked', 'not_looked', 'not_looked']);
    expect(await sighting(id, ['inbox'])).toEqual(['not_met', 'not_met', 'not_met']);
    await roll(store, connection, { items: [] });
    expect(await sighting(id)).toEqual(['not_met', 'not_met', 'not_met']);
  });

  test('is not met by what was there before, where a listing may not be whole', async () => {
    await roll(store, connection, { items: [ada] });
    const { id } = await givenOperation(store, connection, { expectations: [present], outcome: lost });
    await roll(store, connection, { items: [], believed: false });
    expect(await sighting(id, ['inbox'])).toEqual(['not_looked']);
    await roll(store, connection, { items: [{ ...ada, attributes: { size: 1 } }], believed: false });
    expect(await sighting(id, ['inbox']), 'it changed since').toEqual(['met']);
  });

  test('is not met by what stays only because an operation on it is under way', async () => {
    await roll(store, connection, { items: [ada] });
    const expectations: Expectation[] = [{ becomes: 'absent', kind: 'inbox', externalId: ada.externalId }];
    await givenOperation(store, connection, { expectations });
    const { id } = await givenOperation(store, connection, { expectations: [present], outcome: lost });
    const { counts } = await roll(store, connection, { items: [], claims: await claimsNow(store, connection) });
    expect(counts).toMatchObject({ vanished: 0, deferred: 1 });
    expect(await sighting(id)).toEqual(['not_looked']);
    await roll(store, connection, { items: [ada] });
    expect(await sighting(id)).toEqual(['met']);
  });
});
