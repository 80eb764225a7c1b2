import { expect, test } from 'vitest';
import { pastFreshness, pastResources, setConnectionState } from '../src/index.ts';
import { givenConnection, keyActor } from './support/given.ts';
import { roll } from './support/roll.ts';
import { useStore } from './support/store.ts';

const store = useStore();

test('a report of a moment before a connection was removed stands on what it stood on, and a list shows the connection no more', async () => {
  const connection = await givenConnection(store);
  await roll(store, connection, { items: [{ externalId: 'a', name: 'a', attributes: {} }] });
  const filter = { connectionId: connection.id };
  const then = new Date();
  const ask = (at: Date) =>
    store.asGateway(async (tx) => {
      const moment = { asOf: at, knownAt: at };
      const reported = await pastFreshness(tx, { ...filter, withRemoved: true }, moment);
      const listed = await pastFreshness(tx, filter, moment);
      const { data } = await pastResources(tx, { ...filter, limit: 9 }, moment);
      return { reported: reported.coverage.proven, listed: listed.coverage.proven, shown: data.length };
    });
  expect(await ask(then)).toEqual({ reported: 1, listed: 1, shown: 1 });
  const removed = { state: 'removed', nextDueAt: null, actor: keyActor } as const;
  await store.asGateway((tx) => setConnectionState(tx, connection, removed));
  expect(await ask(then)).toEqual({ reported: 1, listed: 0, shown: 0 });
  const { rows } = await store.owner.query<{ at: Date }>(
    'select removed_at as at from rollcall.connection where connection_id = $1',
    [connection.id],
  );
  const removedAt = rows[0]?.at ?? then;
  expect(await ask(removedAt), 'the whole millisecond counts').toEqual({ reported: 0, listed: 0, shown: 0 });
  expect((await ask(new Date(removedAt.getTime() - 1))).reported).toBe(1);
});
