import pg from 'pg';
import { Pool } from 'undici';
import { answering, pagesFrom } from './sync-lap.ts';

/** Rows that go into one statement, as common sync tools have it. */
const batchRows = 1_000;

/**
 * What common sync tools do: every item is written again in batches, with the time of this sync, and what has an older time is
 * deleted at the end. Keeps no history, proves nothing.
 */
answering(async ({ baseUrl, path, databaseUrl }) => {
  const pool = new Pool(baseUrl);
  const database = new pg.Client(databaseUrl);
  await database.connect();
  await database.query(`create table if not exists upserted
    (id text primary key, name text not null, attributes jsonb not null, synced_at timestamptz not null)`);
  const { rows: started } = await database.query<{ at: Date }>('select clock_timestamp() as at');
  const at = started[0]?.at;
  let items = 0;
  for await (const data of pagesFrom(pool, path)) {
    for (let from = 0; from < data.length; from += batchRows) {
      const batch = data.slice(from, from + batchRows);
      items += batch.length;
      await database.query({
        name: 'upsert',
        text: `insert into upserted (id, name, attributes, synced_at)
          select i.id, i.name, i.attributes::jsonb, $4 from unnest($1::text[], $2::text[], $3::text[]) as i(id, name, attributes)
          on conflict (id) do update set name = excluded.name, attributes = excluded.attributes, synced_at = excluded.synced_at`,
        values: [
          batch.map(({ id }) => id),
          batch.map(({ email }) => email),
          batch.map((item) => JSON.stringify(item)),
          at,
        ],
      });
    }
  }
  await database.query('delete from upserted where synced_at < $1', [at]);
  await database.end();
  await pool.close();
  return items;
});
