import type { Claim, Meaning } from '@rollcall/ledger';
import { Cause, OperationId } from '@rollcall/schema';
import { beforeEach, describe, expect, test } from 'vitest';
import { type GivenConnection, givenConnection } from './support/given.ts';
import { type Rolled, roll } from './support/roll.ts';
import { useStore } from './support/store.ts';

const store = useStore();
const ownedBy = { kind: 'domain', attribute: 'domain' };
const operation = (n: number) => OperationId.parse(`018f0000-0000-7000-8000-00000000000${n}`);

let connection: GivenConnection;
beforeEach(async () => {
  connection = await givenConnection(store);
});

describe('without an operation of ours', () => {
  test('what the first believed listing shows is first sight', async () => {
    const first = await roll(store, connection, { items: [inbox('a')] });
    expect(await causes(first)).toEqual({
      'appeared a': {
        kind: 'first_sight',
        evidence: 'the first believed listing of its scope shows it',
        confidence: 'certain',
      },
    });
  });

  test('what a later one shows for the first time came out of band, also when the first showed nothing', async () => {
    const first = await roll(store, connection, { items: [] });
    const second = await roll(store, connection, { items: [inbox('a')] });
    expect(await causes(second)).toEqual({
      'appeared a': {
        kind: 'out_of_band',
        evidence: `the listing of ${at(second)} shows it, the one of ${at(first)} did not; no operation of ours asked for it`,
        confidence: 'likely',
      },
    });
  });

  test('first sight is said of a kind, not of a connection', async () => {
    await roll(store, connection, { kind: 'domain', items: [domain('d')] });
    const first = await roll(store, connection, { kind: 'inbox', items: [inbox('a')] });
    expect(await causes(first)).toMatchObject({ 'appeared a': { kind: 'first_sight' } });
  });

  test('what vanished says which listing lacks it, why that is believed, and when it was last seen', async () => {
    const first = await roll(store, connection, { items: [inbox('a'), inbox('b')] });
    const second = await roll(store, connection, { items: [inbox('b')] });
    expect(await causes(second)).toEqual({
      'vanished a': {
        kind: 'out_of_band',
        evidence: `the listing of ${at(second)} does not show it (proven: it is whole); last seen ${at(first)}; no operation of ours asked for it`,
        confidence: 'likely',
      },
    });
  });

  test('what changed or came back did so out of band', async () => {
    await roll(store, connection, { items: [inbox('a'), inbox('b')] });
    await roll(store, connection, { items: [inbox('b')] });
    const third = await roll(store, connection, { items: [inbox('a'), inbox('b', { status: 'paused' })] });
    expect(await kinds(third)).toEqual({ 'reappeared a': 'out_of_band', 'changed b': 'out_of_band' });
  });

  test('nothing vanishes from a listing whose absences are not believed', async () => {
    await roll(store, connection, { items: [inbox('a'), inbox('b')] });
    const second = await roll(store, connection, { items: [inbox('c')], believed: false });
    expect(await kinds(second)).toEqual({ 'appeared c': 'out_of_band' });
  });
});

describe('an operation of ours', () => {
  beforeEach(() => roll(store, connection, { items: [inbox('a'), inbox('b')] }));

  test('explains what vanished by its id, and the listing that lacks it', async () => {
    const claims = [claim(1, { change: 'vanished', externalId: 'a' })];
    const rolled = await roll(store, connection, { items: [], claims });
    expect(await causes(rolled)).toMatchObject({
      'vanished a': {
        kind: 'operation',
        operationId: operation(1),
        evidence: expect.stringMatching(
          /^operation 1 was sent; the listing of .* does not show it \(proven: it is whole\)/,
        ),
      },
      'vanished b': { kind: 'out_of_band' },
    });
    expect(await operationsIn(rolled)).toEqual({ a: operation(1), b: null });
  });

  test.each([
    { change: 'appeared', items: [inbox('a'), inbox('b'), inbox('c')], by: 'its name' },
    { change: 'reappeared', items: [inbox('a'), inbox('b'), inbox('c')], by: 'its name, when it was gone before' },
  ])('explains what $change by $by', async ({ change, items }) => {
    if (change === 'reappeared') {
      await roll(store, connection, { items });
      await roll(store, connection, { items: [inbox('a'), inbox('b')] });
    }
    const claims = [claim(1, { change: 'appeared', name: 'c@one.example' })];
    const rolled = await roll(store, connection, { items, claims });
    expect(await causes(rolled)).toEqual({
      [`${change} c`]: sent(1),
    });
  });

  test('does not explain the opposite of what it was sent for, nor what merely changed', async () => {
    const claims = [
      claim(1, { change: 'appeared', name: 'a@one.example' }),
      claim(2, { change: 'vanished', externalId: 'b' }),
      claim(3, { change: 'vanished', externalId: 'c' }),
    ];
    const items = [inbox('b', { status: 'paused' }), inbox('c')];
    const rolled = await roll(store, connection, { items, claims });
    expect(await kinds(rolled)).toEqual({
      'vanished a': 'out_of_band',
      'changed b': 'out_of_band',
      'appeared c': 'out_of_band',
    });
  });

  test('explains a change of what it was sent for: any, or the one to the very attributes that it asked for', async () => {
    const b = { status: 'paused', quota: 7, tags: ['x', 'y'] };
    const claims = [
      claim(1, { change: 'changed', externalId: 'a' }),
      claim(2, { change: 'changed', externalId: 'b', attributes: { status: 'paused', tags: ['x', 'y'] } }),
      claim(3, { change: 'changed', externalId: 'b', attributes: { status: 'active' } }),
      claim(4, { change: 'changed', externalId: 'b', attributes: { tags: ['x'] } }),
      claim(5, { change: 'changed', externalId: 'b', attributes: { size: 1 } }),
    ];
    const rolled = await roll(store, connection, { items: [inbox('a', { quota: 1 }), inbox('b', b)], claims });
    expect(await causes(rolled)).toEqual({
      'changed a': sent(1),
      'changed b': sent(2),
    });
    const other = await roll(store, connection, { items: [], claims });
    expect(await kinds(other)).toEqual({ 'vanished a': 'out_of_band', 'vanished b': 'out_of_band' });
  });

  test('explains a change to the name that it was to bring about, of whatever bore another before', async () => {
    const claims = [claim(1, { change: 'appeared', name: 'new@one.example' })];
    const items = [
      { ...inbox('a'), name: 'new@one.example' },
      { ...inbox('b'), name: 'other@one.example' },
    ];
    const rolled = await roll(store, connection, { items, claims });
    expect(await operationsIn(rolled)).toEqual({ a: operation(1), b: null });
  });

  test('explains one of several that share a name by the attributes that it asked for, and leaves the others', async () => {
    const named = (id: string, content: string) => ({ ...inbox(id, { type: 'A', content }), name: 'www.one.example' });
    const asked = (content: string) => ({ name: 'www.one.example', attributes: { type: 'A', content } });
    const claims = [
      claim(1, { change: 'appeared', ...asked('203.0.113.1') }),
      claim(2, { change: 'appeared', ...asked('203.0.113.2') }),
      claim(3, { change: 'appeared', ...asked('203.0.113.2') }),
      claim(4, { change: 'appeared', ...asked('203.0.113.9'), defers: true }),
      claim(5, { change: 'appeared', name: 'c@one.example' }),
    ];
    const renamed = { ...inbox('b', { type: 'A', content: '203.0.113.7' }), name: 'www.one.example' };
    const items = [
      ...[inbox('a'), renamed, inbox('c'), named('ours', '203.0.113.1'), named('newer', '203.0.113.2')],
      ...[named('theirs', '203.0.113.8'), named('under way', '203.0.113.9')],
    ];
    const rolled = await roll(store, connection, { items, claims });
    expect(rolled.counts).toMatchObject({ deferred: 1 });
    expect(await operationsIn(rolled)).toEqual({
      ...{ ours: operation(1), newer: operation(3), c: operation(5), theirs: null, b: null },
    });
    expect(await kinds(rolled)).toMatchObject({ 'appeared theirs': 'out_of_band', 'changed b': 'out_of_band' });
  });

  test('of two that claim the same, the newer one explains it', async () => {
    const claims = [
      claim(1, { change: 'vanished', externalId: 'a' }),
      claim(2, { change: 'vanished', externalId: 'a' }),
    ];
    const rolled = await roll(store, connection, { items: [inbox('b')], claims });
    expect(await operationsIn(rolled)).toEqual({ a: operation(2) });
  });

  test('that was under way leaves its own change to the next run, and no other', async () => {
    const defers = true;
    const claims = [
      claim(1, { change: 'vanished', externalId: 'a', defers }),
      claim(2, { change: 'appeared', name: 'c@one.example', defers }),
      claim(3, { change: 'appeared', count: 1, defers }),
      claim(4, { change: 'changed', externalId: 'b', attributes: { status: 'paused' }, defers }),
    ];
    const items = [inbox('b', { status: 'paused' }), inbox('c'), inbox('d'), inbox('e')];
    const rolled = await roll(store, connection, { items, claims });
    expect(rolled.counts).toMatchObject({
      appeared: 1,
      changed: 0,
      vanished: 0,
      reappeared: 0,
      deferred: 4,
      lost: 0,
      altered: 0,
    });
    expect(await kinds(rolled)).toEqual({ 'appeared e': 'out_of_band' });

    const settled = claims.map((one) => ({ ...one, defers: false }));
    const next = await roll(store, connection, { items, claims: settled });
    expect(await kinds(next)).toEqual({
      'vanished a': 'operation',
      'appeared c': 'operation',
      'appeared d': 'operation',
      'changed b': 'operation',
    });
  });
});

describe('orders of things whose names nobody knows', () => {
  beforeEach(() => roll(store, connection, { items: [] }));

  test('explain as many as were ordered, the older order first, and not one more', async () => {
    const claims = [claim(1, { change: 'appeared', count: 2 }), claim(2, { change: 'appeared', count: 1 })];
    const items = ['d', 'c', 'b', 'a'].map((id) => inbox(id));
    const rolled = await roll(store, connection, { items, claims });
    expect(await operationsIn(rolled)).toEqual({ a: operation(1), b: operation(1), c: operation(2), d: null });
  });

  test('take only what no operation explains by name', async () => {
    const claims = [
      claim(1, { change: 'appeared', count: 1 }),
      claim(2, { change: 'appeared', name: 'a@one.example' }),
    ];
    const rolled = await roll(store, connection, { items: [inbox('a'), inbox('b')], claims });
    expect(await operationsIn(rolled)).toEqual({ a: operation(2), b: operation(1) });
  });

  test('that came in part explain only what is still to come', async () => {
    const claims = [claim(1, { change: 'appeared', count: 3 })];
    const first = await roll(store, connection, { items: [inbox('a'), inbox('b')], claims });
    expect(await operationsIn(first)).toEqual({ a: operation(1), b: operation(1) });
    const second = await roll(store, connection, { items: ['a', 'b', 'c', 'd'].map((id) => inbox(id)), claims });
    expect(await operationsIn(second)).toEqual({ c: operation(1), d: null });
  });

  test('explain what becomes of the things that they brought, and of no others', async () => {
    const claims = [claim(1, { change: 'appeared', count: 1 })];
    await roll(store, connection, { items: [inbox('a', { status: 'pending' })], claims });
    await roll(store, connection, { items: [inbox('a', { status: 'pending' }), inbox('b')], claims });
    const items = [inbox('a', { status: 'active' }), inbox('b', { status: 'active' })];
    const rolled = await roll(store, connection, { items, claims });
    expect(await operationsIn(rolled)).toEqual({ a: operation(1), b: null });
  });

  test('explain nothing that vanished', async () => {
    await roll(store, connection, { items: [inbox('a')] });
    const claims = [claim(1, { change: 'appeared', count: 5 })];
    const rolled = await roll(store, connection, { items: [], claims });
    expect(await operationsIn(rolled)).toEqual({ a: null });
  });
});

describe('an owner that is gone', () => {
  const inboxes = { kind: 'inbox', ownedBy } as const;
  beforeEach(async () => {
    await roll(store, connection, { kind: 'domain', items: [domain('d'), domain('e')] });
    await roll(store, connection, { ...inboxes, items: [inbox('a', { domain: 'd.example' })] });
  });

  test('explains what it took with it by its own cause', async () => {
    await roll(store, connection, { kind: 'domain', items: [domain('e')] });
    const rolled = await roll(store, connection, { ...inboxes, items: [] });
    expect(await causes(rolled)).toEqual({
      'vanished a': {
        kind: 'out_of_band',
        evidence: expect.stringMatching(/^its domain d\.example is gone: the listing of .* does not show it/),
        confidence: 'likely',
      },
    });
  });

  test('explains it by the operation that deleted the owner', async () => {
    const claims = [claim(1, { change: 'vanished', externalId: 'd' })];
    await roll(store, connection, { kind: 'domain', items: [domain('e')], claims });
    const rolled = await roll(store, connection, { ...inboxes, items: [] });
    expect(await causes(rolled)).toMatchObject({
      'vanished a': {
        kind: 'operation',
        operationId: operation(1),
        evidence: expect.stringMatching(/^its domain d\.example is gone: operation 1 was sent; the listing of /),
      },
    });
    expect(await operationsIn(rolled)).toEqual({ a: operation(1) });
  });

  test('does not explain what another owner had', async () => {
    await roll(store, connection, { kind: 'domain', items: [domain('d')] });
    const rolled = await roll(store, connection, { ...inboxes, items: [] });
    expect(await causes(rolled)).toMatchObject({
      'vanished a': { kind: 'out_of_band', evidence: expect.stringMatching(/^the listing of /) },
    });
  });

  test('explains it also when it came back under another id before the next listing', async () => {
    await roll(store, connection, { kind: 'domain', items: [{ ...domain('f'), name: 'd.example' }, domain('e')] });
    const rolled = await roll(store, connection, { ...inboxes, items: [] });
    expect(await causes(rolled)).toMatchObject({
      'vanished a': { evidence: expect.stringMatching(/^its domain d\.example is gone/) },
    });
  });

  test('explains nothing once it has come back and the listing has shown that its own stayed', async () => {
    const claims = [claim(1, { change: 'vanished', externalId: 'd' })];
    const again = [{ ...domain('f'), name: 'd.example' }, domain('e')];
    await roll(store, connection, { kind: 'domain', items: again, claims });
    await roll(store, connection, { ...inboxes, items: [inbox('a', { domain: 'd.example' })] });
    const rolled = await roll(store, connection, { ...inboxes, items: [] });
    expect(await causes(rolled)).toMatchObject({
      'vanished a': { kind: 'out_of_band', evidence: expect.stringMatching(/^the listing of /) },
    });
    expect(await operationsIn(rolled)).toEqual({ a: null });
  });

  test('that was not the first of its name explains by its own cause, not by that of the one before', async () => {
    const claims = [claim(1, { change: 'vanished', externalId: 'd' })];
    await roll(store, connection, { kind: 'domain', items: [domain('e')], claims });
    await roll(store, connection, { kind: 'domain', items: [{ ...domain('f'), name: 'd.example' }, domain('e')] });
    await roll(store, connection, { kind: 'domain', items: [domain('e')] });
    const rolled = await roll(store, connection, { ...inboxes, items: [] });
    expect(await causes(rolled)).toMatchObject({ 'vanished a': { kind: 'out_of_band' } });
    expect(await operationsIn(rolled)).toEqual({ a: null });
  });

  test('explains what follows it late, when the provider takes its time', async () => {
    await roll(store, connection, { kind: 'domain', items: [domain('e')] });
    await roll(store, connection, { ...inboxes, items: [inbox('a', { domain: 'd.example' })] });
    const rolled = await roll(store, connection, { ...inboxes, items: [] });
    expect(await causes(rolled)).toMatchObject({
      'vanished a': { evidence: expect.stringMatching(/^its domain d\.example is gone/) },
    });
  });
});

describe('a new version of our mapping', () => {
  test('explains what changed, and nothing that came or went', async () => {
    await roll(store, connection, { items: [inbox('a'), inbox('b')] });
    const items = [inbox('a', { status: 'paused' }), inbox('c')];
    const rolled = await roll(store, connection, { items, mappingVersion: 2 });
    expect(await causes(rolled)).toMatchObject({
      'changed a': { kind: 'rollcall', evidence: 'our mapping went from version 1 to 2' },
      'vanished b': { kind: 'out_of_band' },
      'appeared c': { kind: 'out_of_band' },
    });
    const next = await roll(store, connection, { items: [inbox('a'), inbox('c')], mappingVersion: 2 });
    expect(await kinds(next)).toEqual({ 'changed a': 'out_of_band' });
  });
});

function inbox(id: string, attributes: Readonly<Record<string, unknown>> = {}): Meaning {
  return { externalId: id, name: `${id}@one.example`, attributes };
}

function domain(id: string): Meaning {
  return { externalId: id, name: `${id}.example`, attributes: {} };
}

function claim(n: number, what: Partial<Claim> & Pick<Claim, 'change'>): Claim {
  const evidence = `operation ${n} was sent`;
  const none = { externalId: null, name: null, ownerExternalId: null, attributes: null, count: 0, defers: false };
  return { operationId: operation(n), evidence, confidence: 'certain', ...none, ...what };
}

function sent(n: number): Cause {
  return { kind: 'operation', operationId: operation(n), evidence: `operation ${n} was sent`, confidence: 'certain' };
}

function at({ startedAt }: Rolled): string {
  return startedAt.toISOString();
}

/** The cause of each change of a run, by change and external id. */
async function causes({ runId }: Rolled): Promise<Record<string, Cause>> {
  const { rows } = await store.owner.query<{ change: string; cause: unknown }>(
    `select substr(type, 10) || ' ' || subject_id as change, cause from rollcall.audit_event
      where run_id = $1 and type like 'resource.%'`,
    [runId],
  );
  return Object.fromEntries(rows.map(({ change, cause }) => [change, Cause.strict().parse(cause)]));
}

async function kinds(rolled: Rolled): Promise<Record<string, string>> {
  return Object.fromEntries(Object.entries(await causes(rolled)).map(([change, { kind }]) => [change, kind]));
}

/** The operation that each event of a run names, by external id. */
async function operationsIn({ runId }: Rolled): Promise<Record<string, string | null>> {
  const { rows } = await store.owner.query<{ id: string; operation: string | null }>(
    `select subject_id as id, operation_id as operation from rollcall.audit_event
      where run_id = $1 and type like 'resource.%'`,
    [runId],
  );
  return Object.fromEntries(rows.map(({ id, operation: by }) => [id, by]));
}
