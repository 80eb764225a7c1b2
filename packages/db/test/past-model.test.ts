import { setTimeout as sleep } from 'node:timers/promises';
import type { Resource } from '@rollcall/schema';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  countPastResources,
  type Moment,
  pastResource,
  pastResources,
  type ResourcePosition,
  resourceHistory,
  type Tx,
} from '../src/index.ts';
import { inventoryCounts, inventoryOf, inventoryPairs } from '../src/reports/index.ts';
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
  hours: fc.integer({ min: 1, max: 3 }),
});
const asked = fc.record({
  known: fc.nat(),
  hour: fc.nat(30),
  before: fc.nat(12),
  id: fc.constantFrom('a', 'b', 'c', 'd'),
});

/** A version of the plain model: which listing brought it, when that began, and what it is, as `id made on presence`. */
interface ModelVersion {
  readonly listing: number;
  readonly hour: number;
  readonly state: string;
}

test(
  'at any moment, the past is what a plain list of all versions says: each resource once, as it was and was called then; and so is what differs between two',
  { timeout: 60_000 },
  () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(listing, { minLength: 2, maxLength: 7 }),
        fc.array(asked, { minLength: 4, maxLength: 8 }),
        async (listings, questions) => {
          const connection = await givenConnection(store);
          const lives = new Map<string, Life>();
          const versions = new Map<Life, ModelVersion[]>();
          const knownAt = [new Date()];
          let hour = 0;
          for (const [index, { items, believed, hours }] of listings.entries()) {
            hour += hours;
            applied(lives, items, believed);
            note(versions, lives, { listing: index, hour });
            // A millisecond of its own for each listing: that is how finely a moment is told.
            await sleep(2);
            await roll(store, connection, {
              items: items.map(meaning),
              kind,
              renamedBy,
              believed,
              startedAt: at(hour),
            });
            knownAt.push(new Date());
            await sleep(2);
          }
          for (const { known, hour: asOf, before, id } of questions) {
            const count = known % knownAt.length;
            const moment = { asOf: at(asOf), knownAt: knownAt[count] ?? new Date() };
            const then = [...versions.values()].map((all) =>
              all.filter((one) => one.listing < count && one.hour <= asOf),
            );
            await store.asGateway(async (tx) => {
              await expectThen(tx, { connection, moment, then, id });
              await expectBetween(tx, { connection, moment, then, from: asOf - before });
            });
          }
        },
      ),
      { numRuns: 20 },
    ),
);

/** Adds what the newest listing has made of each life. */
function note(
  versions: Map<Life, ModelVersion[]>,
  lives: ReadonlyMap<string, Life>,
  made: Omit<ModelVersion, 'state'>,
): void {
  for (const life of lives.values()) {
    const known = versions.get(life) ?? [];
    for (const state of life.states.slice(known.length)) known.push({ ...made, state });
    versions.set(life, known);
  }
}

function at(hour: number): Date {
  return new Date(Date.UTC(2026, 9, 1, hour));
}

interface Then {
  readonly connection: GivenConnection;
  readonly moment: Moment;
  /** The versions of each life that were known and true by then. */
  readonly then: readonly (readonly ModelVersion[])[];
  readonly id: string;
}

async function expectThen(tx: Tx, { connection, moment, then, id }: Then): Promise<void> {
  const states = then.flatMap((versions) => versions.at(-1)?.state ?? []).sort();
  expect((await everyPage(tx, connection, moment)).map(stateOf)).toEqual(states);

  const counted = await countPastResources(tx, { connectionId: connection.id, kind }, moment);
  const count = (presence: string) => counted.find((one) => one.presence === presence)?.count ?? 0;
  const wanted = (presence: string) => states.filter((state) => state.endsWith(presence)).length;
  expect([count('live'), count('missing')]).toEqual([wanted('live'), wanted('missing')]);

  const one = { connectionId: connection.id, kind, externalId: id };
  const bore = then.find((versions) => versions.at(-1)?.state.startsWith(`${id} `));
  if (bore === undefined) return;
  const found = await pastResource(tx, one, moment);
  expect(found && stateOf(found)).toBe(bore.at(-1)?.state);
  const history = await resourceHistory(tx, one, moment);
  expect(history.map(stateOf)).toEqual(bore.map(({ state }) => state));
}

/** The inventory, and what of it is otherwise than at the hour `from`. */
async function expectBetween(
  tx: Tx,
  { connection, moment, then, from }: Omit<Then, 'id'> & { readonly from: number },
): Promise<void> {
  const filter = { connectionId: connection.id, kind };
  const states = then.flatMap((versions) => versions.at(-1)?.state ?? []);
  const held = await Array.fromAsync(inventoryOf(tx, filter, moment));
  expect(held.flat().map(stateOf).sort()).toEqual([...states].sort());
  const counts = await inventoryCounts(tx, filter, moment);
  expect(counts.reduce((sum, { count }) => sum + count, 0)).toBe(states.length);

  const differing = then.flatMap((versions) => {
    const now = versions.at(-1);
    if (now === undefined || now.hour <= from) return [];
    return [`${versions.findLast(({ hour }) => hour <= from)?.state ?? null} → ${now.state}`];
  });
  const between = { from: at(from), to: moment.asOf, knownAt: moment.knownAt };
  const pairs = await Array.fromAsync(inventoryPairs(tx, filter, between));
  const told = pairs.flat().map(({ before, now }) => `${before === null ? null : stateOf(before)} → ${stateOf(now)}`);
  expect(told.sort()).toEqual(differing.sort());
}

/** Every page of two. */
async function everyPage(tx: Tx, connection: GivenConnection, moment: Moment): Promise<readonly Resource[]> {
  const all: Resource[] = [];
  let after: ResourcePosition | undefined;
  do {
    const filter = { connectionId: connection.id, kind, presence: 'any', after, limit: 2 } as const;
    const page = await pastResources(tx, filter, moment);
    all.push(...page.data);
    after = page.last ?? undefined;
  } while (after !== undefined);
  return all;
}

function stateOf({
  externalId,
  attributes: { made, on },
  presence,
}: Pick<Resource, 'externalId' | 'attributes' | 'presence'>): string {
  return `${externalId} ${made} ${on} ${presence}`;
}
