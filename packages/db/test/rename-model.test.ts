import type { Meaning } from '@rollcall/ledger';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { resourceHistory } from '../src/index.ts';
import { type GivenConnection, givenConnection } from './support/given.ts';
import { roll } from './support/roll.ts';
import { useStore } from './support/store.ts';

const store = useStore();
const kind = 'api_key';
const renamedBy = { attribute: 'made', reason: 'a rename keeps it' };

const item = fc.record({
  id: fc.constantFrom('a', 'b', 'c', 'd'),
  made: fc.constantFrom(null, 1, 2, 3),
  on: fc.boolean(),
});
const listing = fc.record({
  items: fc.uniqueArray(item, { maxLength: 4, selector: ({ id }) => id }),
  believed: fc.constantFrom(true, true, true, false),
});

type Shown = typeof item extends fc.Arbitrary<infer Value> ? Value : never;

/** One resource through all its names: what it was at each version, as `id made on presence`. */
interface Life {
  readonly states: string[];
  now: Shown & { presence: 'live' | 'missing' };
}

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
        expect(await historiesOf(connection, [...lives.keys()])).toEqual(Object.fromEntries(wanted));
      }),
      { numRuns: 40 },
    ),
);

/** Takes a listing into the lives, as the ledger should; answers what it should count. */
function applied(lives: Map<string, Life>, items: readonly Shown[], believed: boolean) {
  const counts = { appeared: 0, changed: 0, vanished: 0, reappeared: 0 };
  const shown = new Set(items.map(({ id }) => id));
  const gone = [...lives.values()].filter(({ now }) => believed && now.presence === 'live' && !shown.has(now.id));
  const fresh = items.filter(({ id }) => !lives.has(id));
  const only = <T>(of: readonly T[], has: (one: T) => boolean): T | undefined => {
    const found = of.filter(has);
    return found.length === 1 ? found[0] : undefined;
  };
  const pairs = new Map<string, Life>();
  for (const one of fresh) {
    const { made } = one;
    const old = made === null ? undefined : only(gone, ({ now }) => now.made === made);
    if (old !== undefined && only(fresh, (other) => other.made === made) === one) pairs.set(one.id, old);
  }
  const put = (life: Life, next: Life['now'], change: keyof typeof counts): void => {
    life.now = next;
    life.states.push(stateOf(next));
    counts[change] += 1;
  };
  const renamed = new Set(pairs.values());
  for (const life of gone) if (!renamed.has(life)) put(life, { ...life.now, presence: 'missing' }, 'vanished');
  for (const old of renamed) lives.delete(old.now.id);
  for (const one of items) {
    const next = { ...one, presence: 'live' } as const;
    const old = pairs.get(one.id);
    const life = old ?? lives.get(one.id) ?? { states: [], now: next };
    if (old !== undefined) put(life, next, 'changed');
    else if (!lives.has(one.id)) put(life, next, 'appeared');
    else if (life.now.presence !== 'live') put(life, next, 'reappeared');
    else if (stateOf(life.now) !== stateOf(next)) put(life, next, 'changed');
    lives.set(one.id, life);
  }
  return counts;
}

function stateOf({ id, made, on, presence }: Life['now']): string {
  return `${id} ${made} ${on} ${presence}`;
}

function meaning({ id, made, on }: Shown): Meaning {
  return { externalId: id, name: id, attributes: { made, on } };
}

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
