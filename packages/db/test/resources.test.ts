import { Freshness, Resource, UsedResource, WorkspaceId } from '@rollcall/schema';
import fc from 'fast-check';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import {
  confinedTo,
  openDatabase,
  type ResourceFilter,
  readResource,
  readResources,
  resourceHistory,
  setConnectionState,
} from '../src/index.ts';
import { type GivenConnection, givenConnection, keyActor } from './support/given.ts';
import { roll } from './support/roll.ts';
import { useStore } from './support/store.ts';

const store = useStore();
const unlikely = '00000000-0000-7000-8000-000000000000';

const names = [
  ...['a', 'ab', 'abc', 'abd', 'b', 'A', 'a%', 'a_', 'a%b', 'a_b', 'a\\', "a'b", 'a b', 'a"b', 'a$1'],
  ...[
    'é',
    'éa',
    'e\u0301',
    'z',
    'Ω',
    '日本',
    '日本語',
    '\ud7ff',
    '\ud7ffa',
    '\ue000',
    '\uffff',
    '😀',
    '😀a',
    '\u{10ffff}',
    '\u{10ffff}x',
  ],
];

/** Everything that is in the ledger, as the model of what may be found. */
const held: { connection: string; kind: string; name: string; externalId: string; presence: string }[] = [];
let one: GivenConnection;
let other: GivenConnection;

beforeAll(async () => {
  one = await givenConnection(store);
  other = await givenConnection(store);
  for (const connection of [one, other]) {
    for (const kind of ['inbox', 'domain']) {
      const items = names.map((name, n) => ({ externalId: `${n % 5}-${n}`, name, attributes: { n } }));
      await roll(store, connection, { kind, items });
      // What is not shown any more is missing; a few are taken further by hand.
      const shown = items.filter((_, n) => n % 4 !== 0);
      await roll(store, connection, { kind, items: shown });
      for (const [n, { externalId, name }] of items.entries()) {
        const presence = n % 4 !== 0 ? 'live' : n % 8 === 0 ? 'gone' : 'missing';
        held.push({ connection: connection.name, kind, name, externalId, presence });
      }
    }
  }
  await store.owner.query(
    `update rollcall.resource set presence = 'gone'
      where presence = 'missing' and (attributes ->> 'n')::int % 8 = 0 and workspace_id = $1`,
    [store.mine],
  );
});

const Page = z.array(Resource);

/** Follows the pages of a filter to their end. */
async function listed(filter: Omit<ResourceFilter, 'after'>): Promise<{ found: string[]; pages: number[] }> {
  const found: string[] = [];
  const pages: number[] = [];
  let after: ResourceFilter['after'];
  do {
    const page = await readResources(store.gateway, store.mine, { ...filter, after });
    const data = Page.parse(JSON.parse(page.data));
    Freshness.parse(JSON.parse(page.freshness));
    pages.push(data.length);
    found.push(...data.map((resource) => keyOf(resource)));
    after = page.last ?? undefined;
  } while (after !== undefined && pages.length < 200);
  return { found, pages };
}

const keyOf = (row: { connection: string; kind: string; name: string; externalId: string }) =>
  JSON.stringify([row.kind, row.name, row.connection, row.externalId]);

const filter = fc.record(
  {
    connection: fc.constantFrom('one', 'other'),
    kind: fc.constantFrom('inbox', 'domain', 'host'),
    presence: fc.constantFrom('live' as const, 'missing' as const, 'gone' as const, 'any' as const),
    namePrefix: fc.oneof(fc.constantFrom(...names), fc.constantFrom('%', '_', '\\', '\ud7fe', '\u{10fffe}', 'nobody')),
  },
  { requiredKeys: [] },
);

test(
  'whatever is asked for, the pages together hold it once each, in order, and no page is short but the last',
  () =>
    fc.assert(
      fc.asyncProperty(filter, fc.integer({ min: 1, max: 40 }), async ({ connection, ...rest }, limit) => {
        const of = connection === undefined ? undefined : connection === 'one' ? one.name : other.name;
        const { found, pages } = await listed({ ...rest, connection: of, limit });
        const wanted = held.filter(
          (row) =>
            (of === undefined || row.connection === of) &&
            (rest.kind === undefined || row.kind === rest.kind) &&
            (rest.presence === 'any' ||
              (rest.presence === undefined ? row.presence !== 'gone' : row.presence === rest.presence)) &&
            (rest.namePrefix === undefined || row.name.startsWith(rest.namePrefix)),
        );
        expect([...found].sort()).toEqual(wanted.map(keyOf).sort());
        for (const length of pages.slice(0, -1)) expect(length).toBe(limit);
        expect(inOrder(found)).toBe(true);
      }),
      { numRuns: 150 },
    ),
  30_000,
);

const special = [
  '%',
  '_',
  '\\',
  "'",
  'a%',
  'a_',
  'e',
  '日',
  '\ud7fe',
  '\ud7ff',
  '\ue000',
  '\uffff',
  '\u{10fffe}',
  '\u{10ffff}',
];

test.each(special)('"%s" as a prefix means itself and nothing else', async (prefix) => {
  const { found } = await listed({
    connection: one.name,
    kind: 'inbox',
    presence: 'any',
    namePrefix: prefix,
    limit: 50,
  });
  expect(found.map((key) => JSON.parse(key)[1])).toEqual(
    names.filter((name) => name.startsWith(prefix)).toSorted(byBytes),
  );
});

test('what appears while pages are followed is no reason to skip or repeat another', async () => {
  const connection = await givenConnection(store);
  const item = (name: string) => ({ externalId: name, name, attributes: {} });
  await roll(store, connection, { items: ['b', 'd', 'f', 'h'].map(item) });
  const page = (after?: ResourceFilter['after']) =>
    readResources(store.gateway, store.mine, { connection: connection.name, limit: 2, after });
  const first = await page();
  await roll(store, connection, { items: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map(item) });
  const second = await page(first.last ?? undefined);
  const third = await page(second.last ?? undefined);
  const seen = [first, second, third].map(({ data }) =>
    Page.parse(JSON.parse(data))
      .map(({ name }) => name)
      .join(''),
  );
  expect(seen).toEqual(['bd', 'ef', 'gh']);
});

describe('one resource', () => {
  const read = (connection: string, externalId = 'x', workspaceId = store.mine) =>
    readResource(store.gateway, workspaceId, { connection, kind: 'inbox', externalId });

  test('is shown as it is, with how fresh that is', async () => {
    const connection = await givenConnection(store);
    const attributes = { status: 'active', 'ünï"code': [1.5, null, { deep: '\u2028' }], big: 1e21 };
    const { startedAt } = await roll(store, connection, { items: [{ externalId: 'x', name: 'Näme', attributes }] });
    const { data, freshness, provider } = await read(connection.name);
    const shown = UsedResource.strict().parse(JSON.parse(data ?? ''));
    const id = { connection: connection.name, provider: 'acme', kind: 'inbox', externalId: 'x' };
    expect(shown).toMatchObject({ ...id, name: 'Näme', presence: 'live', attributes });
    expect(shown.firstSeenAt).toBe(shown.lastChangedAt);
    expect(provider).toBe('acme');
    expect(Freshness.parse(JSON.parse(freshness))).toEqual({
      asOf: startedAt.toISOString(),
      coverage: { proven: 1, corroborated: 0, plausible: 0, stale: 0, failed: 0 },
    });
  });

  test('that was never seen is nothing, and so is one of a connection that is not there', async () => {
    expect(await read(one.name, 'never')).toMatchObject({ data: null, provider: 'acme' });
    expect(await read('nobody')).toMatchObject({ data: null, provider: null });
  });

  test.each([0, 1])(
    'is nothing to another workspace, nor is its connection, whoever asked before in the same session: %d are shared',
    async (shared) => {
      const db = openDatabase(store.urls.gatewayUrl, { max: 3, shared, name: 'test' });
      onTestFinished(() => db.destroy());
      const asked = Array.from({ length: 60 }, async (_, n) => {
        const workspaceId = n % 3 === 0 ? store.theirs : store.mine;
        // Every fourth of them may see the other connection only.
        const own = n % 4 === 0 ? confinedTo(db, [other.id]) : db;
        const [{ data, provider }, page] = await Promise.all([
          readResource(own, workspaceId, { connection: one.name, kind: 'inbox', externalId: '1-1' }),
          readResources(own, workspaceId, { limit: 5 }),
          // One that fails takes nothing with it.
          n % 5 === 0
            ? readResource(own, WorkspaceId.parse(unlikely), {
                connection: '\u0000',
                kind: 'inbox',
                externalId: 'x',
              }).catch(() => {})
            : undefined,
        ]);
        const pageOf = Page.parse(JSON.parse(page.data)).map(({ connection }) => connection);
        return { mine: workspaceId === store.mine, all: own === db, seen: data !== null && provider !== null, pageOf };
      });
      for (const { mine, all, seen, pageOf } of await Promise.all(asked)) {
        expect(seen).toBe(mine && all);
        expect(pageOf.length > 0).toBe(mine);
        if (!all) expect(pageOf.every((name) => name === other.name)).toBe(true);
      }
    },
  );

  test('is not shown once its connection is removed', async () => {
    const connection = await givenConnection(store);
    await roll(store, connection, { items: [{ externalId: 'x', name: 'unique-to-removed', attributes: {} }] });
    const find = () => listed({ namePrefix: 'unique-to-removed', limit: 5 });
    expect((await find()).found).toHaveLength(1);
    await store.asGateway((tx) =>
      setConnectionState(tx, connection, { state: 'removed', nextDueAt: null, actor: keyActor }),
    );
    expect((await find()).found).toEqual([]);
    expect(await read(connection.name)).toMatchObject({ data: null, provider: null });
  });

  test('has its history, oldest first, each version with the event that made it', async () => {
    const connection = await givenConnection(store);
    const items = (status: string) => [{ externalId: 'x', name: 'x', attributes: { status } }];
    const runs = [];
    for (const shown of [items('on'), items('off'), [], items('off')])
      runs.push((await roll(store, connection, { items: shown })).runId);
    const id = { connectionId: connection.id, kind: 'inbox', externalId: 'x' };
    const history = await store.asGateway((tx) => resourceHistory(tx, id));
    expect(
      history.map(({ version, presence, eventType, attributes, runId }) => [
        version,
        presence,
        eventType,
        attributes['status'],
        runId,
      ]),
    ).toEqual([
      [1, 'live', 'resource.appeared', 'on', runs[0]],
      [2, 'live', 'resource.changed', 'off', runs[1]],
      [3, 'missing', 'resource.vanished', 'off', runs[2]],
      [4, 'live', 'resource.reappeared', 'off', runs[3]],
    ]);
    expect(await store.asGateway((tx) => resourceHistory(tx, { ...id, externalId: 'y' }))).toEqual([]);
  });
});

function inOrder(keys: readonly string[]): boolean {
  const positions = keys.map((key): [string, string] => {
    const [kind, name] = JSON.parse(key);
    return [kind, name];
  });
  return positions.every(([kind, name], at) => {
    const [kindBefore, nameBefore] = positions[at - 1] ?? [kind, name];
    return kindBefore < kind || (kindBefore === kind && byBytes(nameBefore, name) <= 0);
  });
}

function byBytes(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}
