import { describe, expect, test } from 'vitest';
import { ensureScopes, inWorkspace, listScopes, scopeAges, setConnectionState } from '../src/index.ts';
import { type GivenConnection, givenConnection, keyActor } from './support/given.ts';
import { roll } from './support/roll.ts';
import { useStore } from './support/store.ts';

const store = useStore();
const parentKinds = { acme: { dns_record: 'domain' } };
const times = ['2026-03-01T10:00:00.000Z', '2026-03-01T11:00:00.000Z', '2026-03-01T12:00:00.000Z'] as const;
const nextDueAt = '2026-03-01T13:00:00.000Z';

interface Listing {
  readonly kind: string;
  readonly parent?: string;
  readonly at: string;
  readonly believed?: boolean;
}

/** A connection with listings that began at these times, each of one item. */
async function givenListed(...listings: readonly Listing[]): Promise<GivenConnection> {
  const connection = await givenConnection(store, { nextDueAt: new Date(nextDueAt) });
  for (const { kind, parent = '', at, believed = true } of listings) {
    const items = [{ externalId: `${kind}-${parent}`, name: `the ${kind}`, attributes: {} }];
    await roll(store, connection, { kind, parent, items, believed, startedAt: new Date(at) });
  }
  return connection;
}

const list = ({ id: connectionId }: GivenConnection, { limit = 10 } = {}) =>
  store.asGateway((tx) => listScopes(tx, { connectionId, after: undefined, limit, parentKinds }));
const agesOf = ({ id: connectionId }: GivenConnection, given: { limit?: number; kind?: string } = {}) =>
  store.asGateway((tx) => scopeAges(tx, { connectionId, limit: 10, ...given }));

describe('a scope', () => {
  test('is shown with its parent by name, its grade and its times', async () => {
    const connection = await givenListed(
      { kind: 'domain', at: times[0] },
      { kind: 'dns_record', parent: 'domain-', at: times[1], believed: false },
    );
    const same = { connection: connection.name, provider: 'acme', trouble: null, nextDueAt };
    expect((await list(connection)).map(({ scope }) => scope)).toEqual([
      {
        ...same,
        ...{ kind: 'dns_record', parent: { externalId: 'domain-', name: 'the domain' }, grade: 'plausible' },
        ...{ believedAt: times[1], fullAt: times[1], attemptedAt: times[1] },
      },
      {
        ...same,
        kind: 'domain',
        parent: null,
        grade: 'proven',
        believedAt: times[0],
        fullAt: times[0],
        attemptedAt: times[0],
      },
    ]);
  });

  test.each([
    { parent: 'nobody', because: 'the ledger never saw it' },
    { parent: 'inbox-', because: 'it is of another kind' },
  ])('names no parent $parent, since $because', async ({ parent }) => {
    const connection = await givenListed({ kind: 'inbox', at: times[0] }, { kind: 'dns_record', parent, at: times[1] });
    const [first] = await list(connection, { limit: 1 });
    expect(first?.scope.parent).toEqual({ externalId: parent, name: null });
  });

  test('that was never listed says so, and has no times but the next', async () => {
    const connection = await givenListed();
    await store.asDaemon((tx) => ensureScopes(tx, { connectionId: connection.id, kinds: ['inbox'] }));
    expect((await list(connection)).map(({ scope }) => scope)).toMatchObject([
      { grade: null, believedAt: null, attemptedAt: null, trouble: 'not listed yet', nextDueAt },
    ]);
  });

  test('is due when its kind is, else with its connection, and not at all while that is paused', async () => {
    const connection = await givenListed({ kind: 'domain', at: times[0] }, { kind: 'inbox', at: times[0] });
    const dueAt = '2026-03-01T18:00:00.000Z';
    await store.owner.query('update rollcall.connection set due_at = $2 where connection_id = $1', [
      connection.id,
      { inbox: dueAt },
    ]);
    const due = async () => (await list(connection)).map(({ scope }) => scope.nextDueAt);
    expect(await due()).toEqual([nextDueAt, dueAt]);
    const paused = { state: 'paused', nextDueAt: null, actor: keyActor } as const;
    await store.asGateway((tx) => setConnectionState(tx, connection, paused));
    expect(await due()).toEqual([null, null]);
  });
});

test('scopes follow page by page, each once, and none of another workspace or of a removed connection', async () => {
  const parents = ['a', 'b', 'c'].map((parent) => ({ kind: 'dns_record', parent, at: times[0] }));
  const [one, two] = [await givenListed(...parents), await givenListed(...parents)];
  const gone = await givenListed(...parents);
  const removed = { state: 'removed', nextDueAt: null, actor: keyActor } as const;
  await store.asGateway((tx) => setConnectionState(tx, gone, removed));
  const seen: string[] = [];
  let after: Awaited<ReturnType<typeof listScopes>>[number]['position'] | undefined;
  for (let page = 0; page === 0 || after !== undefined; page += 1) {
    const rows = await store.asGateway((tx) => listScopes(tx, { after, limit: 2, parentKinds }));
    seen.push(...rows.map(({ scope }) => `${scope.connection} ${scope.parent?.externalId}`));
    after = rows.at(-1)?.position;
  }
  const ours = seen.filter((row) => [one, two, gone].some(({ name }) => row.startsWith(name)));
  expect(ours).toEqual([one, two].flatMap(({ name }) => ['a', 'b', 'c'].map((parent) => `${name} ${parent}`)));
  const theirs = await inWorkspace(store.gateway, store.theirs, (tx) =>
    listScopes(tx, { after: undefined, limit: 10, parentKinds }),
  );
  expect(theirs).toEqual([]);
});

describe('the ages of a connection', () => {
  test('are of each kind that of its oldest scope and the grade of its worst, oldest first', async () => {
    const connection = await givenListed(
      { kind: 'inbox', at: times[1] },
      { kind: 'domain', at: times[2] },
      { kind: 'dns_record', parent: 'a', at: times[2] },
      { kind: 'dns_record', parent: 'b', at: times[0], believed: false },
    );
    const { name, id } = connection;
    await store.owner.query(`update rollcall.scope set trouble = 'why' where connection_id = $1 and kind = 'inbox'`, [
      id,
    ]);
    const same = { connection: name, provider: 'acme', nextDueAt, troubled: 0, scopes: 1 };
    expect(await agesOf(connection)).toEqual({
      data: [
        { ...same, kind: 'dns_record', scopes: 2, grade: 'plausible', believedAt: times[0], fullAt: times[0] },
        { ...same, kind: 'inbox', troubled: 1, grade: 'proven', believedAt: times[1], fullAt: times[1] },
        { ...same, kind: 'domain', grade: 'proven', believedAt: times[2], fullAt: times[2] },
      ],
      more: 0,
    });
    expect(await agesOf(connection, { limit: 1 })).toMatchObject({ data: [{ kind: 'dns_record' }], more: 2 });
    expect(await agesOf(connection, { kind: 'inbox' })).toMatchObject({ data: [{ kind: 'inbox' }], more: 0 });
  });

  test('begin with what was never believed: one such scope leaves its kind without an age', async () => {
    const connection = await givenListed({ kind: 'domain', at: times[0] }, { kind: 'inbox', at: times[0] });
    await store.owner.query(
      `insert into rollcall.scope (workspace_id, connection_id, kind, parent, trouble) values ($1, $2, 'inbox', 'x', 'why')`,
      [store.mine, connection.id],
    );
    expect((await agesOf(connection)).data).toMatchObject([
      { kind: 'inbox', scopes: 2, troubled: 1, grade: null, believedAt: null },
      { kind: 'domain', believedAt: times[0], fullAt: times[0] },
    ]);
  });

  test('are none before anything was listed', async () => {
    expect(await agesOf(await givenListed())).toEqual({ data: [], more: 0 });
  });
});
