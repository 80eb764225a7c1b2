import { expect, test } from 'vitest';
import { givenConnection } from './support/given.ts';
import { roll } from './support/roll.ts';
import { useStore } from './support/store.ts';

const store = useStore();
const count = 20_000;

/** Compared each with each, so many take minutes. */
test('a run in which everything appears, changes, is renamed or vanishes takes time in proportion', async () => {
  const connection = await givenConnection(store);
  const showing = { kind: 'api_key', renamedBy: { attribute: 'made', reason: 'a rename keeps it' } };
  const items = (prefix: string, status: string) =>
    Array.from({ length: count }, (_, n) => ({
      externalId: `${prefix}${n}`,
      name: `${prefix}${n}`,
      attributes: { made: n, status },
    }));
  const changes = [];
  for (const shown of [items('a', 'on'), items('a', 'off'), items('b', 'off'), []]) {
    changes.push((await roll(store, connection, { ...showing, items: shown })).counts);
    // As after an hour; what the planner knows must make no difference.
    await store.owner.query('analyze rollcall.resource, rollcall.resource_version, rollcall.audit_event');
  }
  expect(changes).toMatchObject([{ appeared: count }, { changed: count }, { changed: count }, { vanished: count }]);
}, 60_000);
