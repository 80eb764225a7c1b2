import type { Claim, Meaning } from '@rollcall/ledger';
import { OperationId } from '@rollcall/schema';
import { beforeEach, describe, expect, test } from 'vitest';
import { countVanishing, resourceHistory } from '../src/index.ts';
import { type GivenConnection, givenConnection, givenRun } from './support/given.ts';
import { driftOf, finish, type Rolled, roll, type Showing, stage } from './support/roll.ts';
import { useStore } from './support/store.ts';
import { touchedBy } from './support/touched.ts';

const store = useStore();
const kind = 'api_key';
const renamedBy = { attribute: 'createdAt', reason: 'a rename keeps it' };

let connection: GivenConnection;
beforeEach(async () => {
  connection = await givenConnection(store);
});

/** A key that was created in that year. */
const key = (id: string, year: number | null, more: Readonly<Record<string, unknown>> = {}): Meaning => ({
  externalId: id,
  name: `${id} key`,
  attributes: { createdAt: year === null ? null : `${year}-01-01`, ...more },
});
const list = (items: readonly Meaning[], more: Partial<Showing> = {}): Promise<Rolled> =>
  roll(store, connection, { kind, items, renamedBy, ...more });

test('what vanished and what appeared with the same attribute are one, renamed', async () => {
  const first = await list([key('old', 2020, { status: 'on' }), key('other', 2021)]);
  const shown = [key('new', 2020, { status: 'off' }), key('other', 2021)];
  const planned = await list(shown, { plan: true });
  const second = await list(shown);
  expect(second.counts).toMatchObject({ appeared: 0, changed: 1, vanished: 0, reappeared: 0, deferred: 0, altered: 1 });
  expect(planned.counts).toEqual(second.counts);
  expect(await events(second)).toEqual([
    {
      type: 'resource.renamed',
      id: 'new',
      name: 'new key',
      before: { externalId: 'old', name: 'old key', status: 'on' },
      after: { externalId: 'new', name: 'new key', status: 'off' },
      by: null,
      cause: {
        kind: 'out_of_band',
        evidence: `it has the same createdAt as old, which the listing of ${second.startedAt.toISOString()} does not show any more (a rename keeps it); no operation of ours asked for it`,
        confidence: 'likely',
      },
    },
  ]);
  expect(await rows()).toEqual(['new v2 live off', 'other v1 live null']);
  const { rows: kept } = await store.owner.query(
    `select first_seen_at < last_changed_at as moved from rollcall.resource where connection_id = $1 and external_id = 'new'`,
    [connection.id],
  );
  expect(kept).toEqual([{ moved: true }]);
  const told = [
    [1, 'old', 'resource.appeared', first.runId],
    [2, 'new', 'resource.renamed', second.runId],
  ];
  expect(await history('new')).toEqual(told);
  expect(await history('old'), 'as far as it went under that id').toEqual(told.slice(0, 1));
  expect((await list(shown)).counts).toMatchObject({ appeared: 0, changed: 0, vanished: 0 });
});

describe('of two keys, one vanished and another appeared; they are two', () => {
  const before = [key('old', 2020), key('other', 2021)];
  test.each<{
    because: string;
    before?: readonly Meaning[];
    after: readonly Meaning[];
    want: string;
    more?: Partial<Showing>;
  }>([
    { because: 'the attribute differs', after: [key('new', 2022), key('other', 2021)], want: '+1 ~0 -1 ^0' },
    {
      because: 'neither has the attribute',
      before: [key('old', null), key('other', 2021)],
      after: [key('new', null), key('other', 2021)],
      want: '+1 ~0 -1 ^0',
    },
    {
      because: 'two that vanished have it',
      before: [key('old', 2020), key('other', 2020)],
      after: [key('new', 2020)],
      want: '+1 ~0 -2 ^0',
    },
    {
      because: 'two that appeared have it',
      after: [key('x', 2020), key('y', 2020), key('other', 2021)],
      want: '+2 ~0 -1 ^0',
    },
    { because: 'the old one is still shown', after: [...before, key('new', 2020)], want: '+1 ~0 -0 ^0' },
    {
      because: 'the old one is shown as another',
      after: [key('old', 2022), key('new', 2020), key('other', 2021)],
      want: '+1 ~1 -0 ^0',
    },
    {
      because: 'the listing is not believed',
      after: [key('new', 2020), key('other', 2021)],
      want: '+1 ~0 -0 ^0',
      more: { believed: false },
    },
    {
      because: 'the kind outlives a rename by its id',
      after: [key('new', 2020), key('other', 2021)],
      want: '+1 ~0 -1 ^0',
      more: { renamedBy: undefined },
    },
  ])('$because', async ({ before: given = before, after, want, more = {} }) => {
    await list(given);
    expect(line(await list(after, more))).toBe(want);
  });

  test('the ledger holds the new id already, if only as one that is missing', async () => {
    await list([...before, key('new', 2020)]);
    await list(before);
    expect(line(await list([key('new', 2020), key('other', 2021)]))).toBe('+0 ~0 -1 ^1');
  });
});

test('a renamed resource is no part of a fall', async () => {
  await list([key('a', 2020), key('b', 2021), key('c', 2022)]);
  const lease = await givenRun(store, connection);
  const showing = { kind, renamedBy, items: [key('x', 2020), key('c', 2022)] };
  const staged = await stage(store, { lease, showing });
  await store.asDaemon(async (tx) => {
    const drift = await driftOf(tx, { lease, showing, staged });
    const touched = await touchedBy(tx, async () => {
      expect(await countVanishing(tx, drift)).toEqual({ vanishing: 1, explained: 0 });
    });
    expect(touched, 'it only reads').toEqual({});
  });
  await finish(store, lease);
});

describe('a name that is used again', () => {
  test('leads back through every rename, and not into another life under one of the names', async () => {
    await list([key('a', 2020)]);
    await list([key('a', 2020, { status: 'on' })]);
    await list([key('b', 2020, { status: 'on' })]);
    await list([key('b', 2020, { status: 'on' }), key('a', 2024)]);
    await list([key('c', 2020, { status: 'on' }), key('a', 2024)]);
    await list([key('c', 2020, { status: 'on' }), key('b', 2024)]);
    const ids = async (id: string) => (await history(id)).map(([version, externalId]) => `${externalId} ${version}`);
    expect(await ids('c')).toEqual(['a 1', 'a 2', 'b 3', 'c 4']);
    expect(await ids('b')).toEqual(['a 3', 'b 4']);
    expect(await ids('a'), 'the last one of that name, until it was renamed').toEqual(['a 3']);
    expect(await ids('nobody')).toEqual([]);
  });

  test('is taken back by the one that gave it up', async () => {
    for (const id of ['a', 'b', 'a']) await list([key(id, 2020)]);
    const ids = async (id: string) => (await history(id)).map(([version, externalId]) => `${externalId} ${version}`);
    expect(await ids('a')).toEqual(['a 1', 'b 2', 'a 3']);
    expect(await ids('b'), 'as far as it went under that name').toEqual(['a 1', 'b 2']);
  });
});

describe('an operation of ours', () => {
  const by = OperationId.parse('018f0000-0000-7000-8000-000000000001');
  const claim = (what: Partial<Claim> & Pick<Claim, 'change'>): Claim => ({
    ...{
      operationId: by,
      evidence: 'it was sent',
      confidence: 'certain',
      externalId: null,
      name: null,
      ownerExternalId: null,
    },
    ...{ attributes: null, count: 0, defers: false },
    ...what,
  });
  beforeEach(() => list([key('old', 2020)]));

  test.each([
    { by: 'its new name', claims: [claim({ change: 'appeared', name: 'new key' })] },
    { by: 'its old id', claims: [claim({ change: 'vanished', externalId: 'old' })] },
  ])('explains the rename by $by', async ({ claims }) => {
    const rolled = await list([key('new', 2020)], { claims });
    const evidence = expect.stringMatching(/^it was sent; it has the same createdAt as old, which the listing of /);
    expect(await events(rolled)).toMatchObject([{ by, cause: { kind: 'operation', operationId: by, evidence } }]);
  });

  test('that was under way leaves the rename to the next run, both halves of it', async () => {
    const claims = [claim({ change: 'appeared', name: 'new key', defers: true })];
    expect((await list([key('new', 2020)], { claims })).counts).toMatchObject({ changed: 0, deferred: 1 });
    expect(await rows()).toEqual(['old v1 live null']);
    expect((await list([key('new', 2020)])).counts).toMatchObject({ changed: 1, deferred: 0 });
  });
});

test('what is listed by the renamed one goes on under its new id, and is said to follow it', async () => {
  let looks = 0;
  const record = (id: string, client: string): Meaning => {
    looks += 1;
    return { externalId: id, name: id, attributes: { client, looks } };
  };
  const ownedBy = { kind, attribute: 'client' };
  const records = (parent: string, items: readonly Meaning[]) =>
    roll(store, connection, { kind: 'credential', parent, items, ownedBy, noise: ['looks'] });
  await list([key('old', 2020)]);
  await records('old', [record('r1', 'old key'), record('r2', 'old key')]);
  await list([key('new', 2020)], { childKinds: ['credential'] });
  const { rows: scopes } = await store.owner.query(
    `select parent from rollcall.scope where connection_id = $1 and kind = 'credential'`,
    [connection.id],
  );
  expect(scopes).toEqual([{ parent: 'new' }]);
  const rolled = await records('new', [record('r1', 'new key')]);
  expect(rolled.counts).toMatchObject({ appeared: 0, changed: 1, vanished: 1 });
  expect(await events(rolled)).toMatchObject([
    {
      id: 'r1',
      cause: { evidence: expect.stringMatching(/^its api_key new key was renamed: it has the same createdAt/) },
    },
    { id: 'r2', cause: { kind: 'out_of_band', evidence: expect.stringMatching(/^the listing of /) } },
  ]);
});

function line({ counts: { appeared, changed, vanished, reappeared } }: Rolled): string {
  return `+${appeared} ~${changed} -${vanished} ^${reappeared}`;
}

async function rows(): Promise<string[]> {
  const { rows: found } = await store.owner.query<{ line: string }>(
    `select concat_ws(' ', external_id, 'v' || version, presence, coalesce(attributes ->> 'status', 'null')) as line
      from rollcall.resource where connection_id = $1 order by 1`,
    [connection.id],
  );
  return found.map((row) => row.line);
}

async function events({ runId }: Rolled): Promise<unknown[]> {
  const { rows: found } = await store.owner.query(
    `select type, subject_id as id, subject_name as name, before, after, operation_id as by, cause
      from rollcall.audit_event where run_id = $1 and type like 'resource.%' order by subject_id`,
    [runId],
  );
  return found;
}

async function history(externalId: string) {
  const versions = await store.asGateway((tx) =>
    resourceHistory(tx, { connectionId: connection.id, kind, externalId }),
  );
  return versions.map(({ version, externalId: id, eventType, runId }) => [version, id, eventType, runId]);
}
