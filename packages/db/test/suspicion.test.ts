import type { Meaning } from '@rollcall/ledger';
import { beforeEach, describe, expect, test } from 'vitest';
import { lostAttributes, sampleVanishing } from '../src/index.ts';
import { type GivenConnection, givenConnection, givenRun } from './support/given.ts';
import { claimsNow, givenOperation } from './support/operation.ts';
import { driftOf, finish, roll, type Showing, stage } from './support/roll.ts';
import { useStore } from './support/store.ts';
import { touchedBy } from './support/touched.ts';

const store = useStore();

let connection: GivenConnection;
beforeEach(async () => {
  connection = await givenConnection(store);
});

const inbox = (id: string, attributes: Meaning['attributes']): Meaning => ({ externalId: id, name: id, attributes });
const ids = Array.from({ length: 20 }, (_, index) => `i${index}`);
const full = ids.map((id) => inbox(id, { status: 'active', quota: 5, checkedAt: 1, note: null }));

/** What a listing has lost that the ledger has; nothing is recorded. */
async function lostIn(items: readonly Meaning[], more: Partial<Showing> = {}): Promise<readonly string[]> {
  const lease = await givenRun(store, connection);
  const showing: Showing = { items, noise: ['checkedAt'], ...more };
  const staged = await stage(store, { lease, showing });
  let lost: readonly string[] = [];
  const touched = await store.asDaemon(async (tx) => {
    const drift = await driftOf(tx, { lease, showing, staged });
    return touchedBy(tx, async () => {
      lost = await lostAttributes(tx, drift);
    });
  });
  expect(touched, 'it only reads').toEqual({});
  await finish(store, lease);
  return lost;
}

describe('an attribute is lost', () => {
  const without = (names: readonly string[], of = full) =>
    of.map(({ externalId, attributes }) =>
      inbox(
        externalId,
        Object.fromEntries(
          Object.entries(attributes).map(([name, value]) => [name, names.includes(name) ? null : value]),
        ),
      ),
    );

  test.each<{ because: string; items: readonly Meaning[]; want: readonly string[] }>([
    { because: 'it is null in all of them', items: without(['quota']), want: ['quota'] },
    { because: 'it stands in none of them', items: ids.map((id) => inbox(id, { status: 'paused' })), want: ['quota'] },
    {
      because: 'all of them are strangers',
      items: ['x', 'y'].map((id) => inbox(id, { status: 'new' })),
      want: ['quota'],
    },
    { because: 'two are', items: without(['quota', 'status']), want: ['quota', 'status'] },
  ])('when $because', async ({ items, want }) => {
    await roll(store, connection, { items: full, noise: ['checkedAt'] });
    expect(await lostIn(items)).toEqual(want);
  });

  test.each<{ because: string; items: readonly Meaning[]; known?: readonly Meaning[] }>([
    { because: 'one item still has it', items: [...without(['quota']).slice(1), full[0] ?? inbox('-', {})] },
    {
      because: 'one changed item still has it',
      items: [...without(['quota']).slice(1), inbox('i0', { quota: 9 })],
      known: full.map((item) => inbox(item.externalId, { quota: 5 })),
    },
    {
      because: 'a tenth never had it',
      items: without(['quota']),
      known: [...without(['quota']).slice(0, 2), ...full.slice(2)],
    },
    { because: 'what changes by itself is no loss', items: without(['checkedAt']) },
  ])('not when $because', async ({ items, known = full }) => {
    await roll(store, connection, { items: known, noise: ['checkedAt'] });
    expect(await lostIn(items)).toEqual([]);
  });

  test('not when only operations ever told it', async () => {
    const learned = ids.map((id) => ({ kind: 'inbox', externalId: id, attributes: { ending: `…${id}` } }));
    await givenOperation(store, connection, {
      expectations: [],
      outcome: { state: 'succeeded', result: null, learned },
    });
    await roll(store, connection, { items: full });
    const { rows } = await store.owner.query(
      `select count(*)::int as count from rollcall.resource where connection_id = $1 and attributes ? 'ending'`,
      [connection.id],
    );
    expect(rows).toEqual([{ count: 20 }]);
    expect(
      await lostIn(full.map(({ externalId }) => inbox(externalId, { status: 'paused', quota: 5, checkedAt: 2 }))),
    ).toEqual([]);
  });
});

describe('a sample of what a listing does not show', () => {
  async function sampled(items: readonly Meaning[], most: number): Promise<readonly (readonly string[])[]> {
    const lease = await givenRun(store, connection);
    const showing: Showing = { items, claims: await claimsNow(store, connection) };
    const staged = await stage(store, { lease, showing });
    const picks = await store.asDaemon(async (tx) => {
      const drift = await driftOf(tx, { lease, showing, staged });
      const once = await sampleVanishing(tx, drift, most);
      return [once, await sampleVanishing(tx, { ...drift, believesAbsence: false }, most)];
    });
    await finish(store, lease);
    return picks.map((pick) => pick.map(({ externalId }) => externalId));
  }

  test('is the same in one run, another in the next, and holds nothing that is shown or explained', async () => {
    await roll(store, connection, { items: full });
    for (const externalId of ['i1', 'i2']) {
      const expectations = [{ becomes: 'absent', kind: 'inbox', externalId } as const];
      await givenOperation(store, connection, { expectations, outcome: { state: 'succeeded', result: null } });
    }
    const [first, again] = await sampled(full.slice(18), 5);
    expect(first).toHaveLength(5);
    expect(again).toEqual(first);
    const [all = []] = await sampled(full.slice(18), 100);
    expect(all.toSorted()).toEqual(ids.filter((id) => !['i1', 'i2', 'i18', 'i19'].includes(id)).toSorted());
    const picks = new Set<string>();
    for (let run = 0; run < 4; run += 1) picks.add(String((await sampled(full.slice(18), 5))[0]));
    expect(picks.size).toBeGreaterThan(1);
  });
});
