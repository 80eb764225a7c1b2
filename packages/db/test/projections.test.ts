import { expect, test } from 'vitest';
import { examine, projectionMismatches } from '../src/index.ts';
import { type GivenConnection, givenConnection } from './support/given.ts';
import { roll } from './support/roll.ts';
import { useStore } from './support/store.ts';

const store = useStore();
const renamedBy = { attribute: 'born', reason: 'it stays' };

/** `a` as it appeared, `b` renamed from `z`, `c` that has changed. */
async function givenLedger(): Promise<GivenConnection> {
  const connection = await givenConnection(store);
  const item = (externalId: string, born: number, on = true) => ({
    ...{ externalId, name: externalId, attributes: { born, on } },
  });
  await roll(store, connection, { renamedBy, items: [item('a', 1), item('z', 2), item('c', 3)] });
  await roll(store, connection, { renamedBy, items: [item('a', 1), item('b', 2), item('c', 3, false)] });
  return connection;
}

async function mismatches({ id }: GivenConnection): Promise<readonly string[]> {
  const found = await store.asDaemon((tx) => projectionMismatches(tx, { connectionId: id, most: 10 }));
  return found.map(({ kind, externalId, mismatch }) => `${kind} ${externalId}: ${mismatch}`);
}

test('a ledger that is well has none, renamed resources included', async () => {
  expect(await mismatches(await givenLedger())).toEqual([]);
});

test.each([
  {
    what: 'a presence',
    damage: `update resource set presence = 'gone' where external_id = 'a'`,
    want: ['inbox a: presence'],
  },
  {
    what: 'a name and attributes',
    damage: `update resource set name = 'x', attributes = '{}' where external_id = 'b'`,
    want: ['inbox b: name, attributes'],
  },
  {
    what: 'when it became true',
    damage: `update resource set true_from = null where external_id = 'a'`,
    want: ['inbox a: interval'],
  },
  {
    what: 'when it was recorded',
    damage: `update resource set last_changed_at = now() where external_id = 'a'`,
    want: ['inbox a: last change'],
  },
  {
    what: 'a version that the row knows nothing of',
    damage: `update resource set version = 1 where external_id = 'c'`,
    want: ['inbox c: an older version'],
  },
  {
    what: 'a row that no version tells of',
    damage: `update resource set external_id = 'q' where external_id = 'a'`,
    want: ['inbox a: without a resource', 'inbox q: without a version'],
  },
  {
    what: 'a version whose row is lost',
    damage: `delete from resource where external_id = 'b'`,
    want: ['inbox b: without a resource'],
  },
])('$what is found', async ({ damage, want }) => {
  const connection = await givenLedger();
  await store.owner.query(
    `begin; set local search_path = rollcall; ${damage} and connection_id = '${connection.id}'; commit`,
  );
  expect((await mismatches(connection)).toSorted()).toEqual(want);
  await store.owner.query('delete from rollcall.resource where connection_id = $1', [connection.id]);
});

test('the doctor looks at what changed last', async () => {
  const { id } = await givenLedger();
  const check = async () =>
    (await store.asGateway(examine)).find(({ name }) => name === 'what changed last is as its versions say');
  expect(await check()).toMatchObject({ ok: true });
  await store.owner.query(
    `update rollcall.resource set presence = 'gone' where external_id = 'a' and connection_id = $1`,
    [id],
  );
  expect(await check()).toMatchObject({ ok: false, detail: expect.stringContaining('inbox a: presence — ') });
});
