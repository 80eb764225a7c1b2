import { expect, test } from 'vitest';
import { countStagedKnown, openDatabase, refreshStatistics } from '../src/index.ts';
import { givenConnection, givenRun } from './support/given.ts';
import { roll, stage } from './support/roll.ts';
import { useStore } from './support/store.ts';

const store = useStore();

const items = (v: number) =>
  Array.from({ length: 2_000 }, (_, nth) => ({
    externalId: `mb_${nth}`,
    name: `n${nth}@one.example`,
    attributes: { v },
  }));

const known = async (): Promise<number> => {
  const { rows } = await store.owner.query(
    `select reltuples::int as known from pg_class where oid = 'rollcall.resource'::regclass`,
  );
  return rows[0].known;
};

test('a table that nobody has looked at is looked at once it has a few hundred rows, and then when a tenth has changed', async () => {
  const connection = await givenConnection(store);
  const db = openDatabase(store.urls.daemonUrl, { max: 1, name: 'test daemon' });
  await roll(store, connection, { items: items(1) });
  await refreshStatistics(db, { appeared: 199, changed: 0 });
  expect(await known()).toBe(-1);
  await refreshStatistics(db, { appeared: 2_000, changed: 0 });
  expect(await known()).toBe(2_000);

  const lease = await givenRun(store, connection);
  await stage(store, { lease, showing: { items: items(2) } });
  const counted = await store.asDaemon((tx) => countStagedKnown(tx, lease));
  expect(counted).toEqual([{ kind: 'inbox', parent: '', known: 2_000, liveHere: 2_000 }]);
  const { rows } = await store.owner.query(
    `explain select from rollcall.stage_item s join rollcall.resource r on r.workspace_id = s.workspace_id
      and r.connection_id = $1 and r.kind = s.kind and r.external_id = s.external_id where s.run_id = $2`,
    [connection.id, lease.runId],
  );
  expect(rows.map((row) => row['QUERY PLAN']).join('\n')).not.toMatch(/Join Filter: .*external_id/);
  await db.destroy();
});
