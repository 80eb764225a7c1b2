import { expect, test } from 'vitest';
import { liveDigests, newestPart } from '../src/index.ts';
import { givenConnection } from './support/given.ts';
import { roll } from './support/roll.ts';
import { useStore } from './support/store.ts';

const store = useStore();

test('the newest part of a scope goes by instants, whatever their offset from UTC, and what has none is older', async () => {
  const connection = await givenConnection(store);
  const kind = 'wallet_transaction';
  const at: Readonly<Record<string, unknown>> = {
    newest: '2026-06-10T12:00:00Z',
    // As late as the beginning of the part, to the second, though its date is the day before.
    edge: '2026-06-06T22:00:00-14:00',
    tooOld: '2026-06-07T13:59:59+02:00',
    old: '2026-05-01T00:00:00Z',
    noDay: '2026-02-30T00:00:00Z',
    never: null,
    loose: 'yesterday',
    infinite: 'infinity',
  };
  const items = Object.entries(at).map(([externalId, made]) => ({
    externalId,
    name: externalId,
    attributes: { made },
  }));
  await roll(store, connection, { kind, items });
  const key = { connectionId: connection.id, kind, parent: '' };
  const question = { orderedBy: 'made', overlapDays: 3, overlapItems: 1 };
  const part = await store.asDaemon((tx) => newestPart(tx, key, question));
  expect(part).toEqual({ since: new Date('2026-06-07T12:00:00Z'), older: 6 });

  // The newest so many are in it, however old; as JavaScript takes it, the 30th of February is in March.
  const wide = await store.asDaemon((tx) => newestPart(tx, key, { ...question, overlapItems: 5 }));
  expect(wide).toEqual({ since: new Date('2026-03-02T00:00:00Z'), older: 3 });

  const count = async (since: Date) => {
    let held = 0;
    await store.asDaemon(async (tx) => {
      for await (const some of liveDigests(tx, key, { orderedBy: 'made', since })) held += some.length / 32;
    });
    return held;
  };
  expect(await count(new Date('2026-06-07T12:00:00Z'))).toBe(2);
  expect(await count(new Date('2026-03-02T00:00:00Z'))).toBe(5);
  expect(await store.asDaemon((tx) => newestPart(tx, key, { ...question, orderedBy: 'elsewhere' }))).toBeUndefined();
});
