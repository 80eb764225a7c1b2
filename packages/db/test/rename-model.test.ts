import fc from 'fast-check';
import { expect, test } from 'vitest';
import { projectionMismatches, resourceHistory } from '../src/index.ts';
import { type GivenConnection, givenConnection } from './support/given.ts';
import { applied, type Life, meaning, shown } from './support/lives.ts';
import { roll } from './support/roll.ts';
import { useStore } from './support/store.ts';

const store = useStore();
const kind = 'api_key';
const renamedBy = { attribute: 'made', reason: 'a rename keeps it' };

const listing = fc.record({
  items: fc.uniqueArray(shown, { maxLength: 4, selector: ({ id }) => id }),
  believed: fc.constantFrom(true, true, true, false),
});

test(
  'whatever is renamed to whatever, in whatever order, each resource keeps its whole history and no other',
  { timeout: 60_000 },
  () =>
    fc.assert(
      fc.asyncProperty(fc.array(listing, { minLength: 2, maxLength: 8 }), async (listings) => {
        const connection = await givenConnection(store);
        const lives = new Map<string, Life>();
        for (const { items, believed } of listings) {
          const want = applied(lives, items, believed);
          const showing = { kind, renamedBy, believed, items: items.map(meaning) };
          const planned = await roll(store, connection, { ...showing, plan: true });
          const { counts } = await roll(store, connection, showing);
          expect(counts).toMatchObject({ ...want, deferred: 0, lost: want.vanished, altered: want.changed });
          expect(planned.counts, 'a plan says what would happen').toEqual(counts);
        }
        const wanted = [...lives].map(([id, { states }]): [string, string[]] => [id, states]);
        const wrong = await store.asDaemon((tx) => projectionMismatches(tx, { connectionId: connection.id, most: 9 }));
        expect(wrong).toEqual([]);
        expect(await historiesOf(connection, [...lives.keys()])).toEqual(Object.fromEntries(wanted));
      }),
      { numRuns: 40 },
    ),
);

async function historiesOf(connection: GivenConnection, ids: readonly string[]): Promise<Record<string, string[]>> {
  const histories: Record<string, string[]> = {};
  for (const id of ids) {
    const versions = await store.asGateway((tx) =>
      resourceHistory(tx, { connectionId: connection.id, kind, externalId: id }),
    );
    histories[id] = versions.map(
      ({ externalId, attributes: { made, on }, presence }) => `${externalId} ${made} ${on} ${presence}`,
    );
  }
  return histories;
}
