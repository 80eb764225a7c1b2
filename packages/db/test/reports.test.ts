import { RollcallError } from '@rollcall/schema';
import pg from 'pg';
import { expect, test } from 'vitest';
import { confinedTo, inWorkspace } from '../src/index.ts';
import { issuedAt, issuedBefore, listReports, readPart, settledMoment } from '../src/reports/index.ts';
import { givenConnection } from './support/given.ts';
import { givenReport, headKnownAt } from './support/report.ts';
import { useStore } from './support/store.ts';

const store = useStore();
const [march, april, may] = ['2026-03-01', '2026-04-01', '2026-05-01'].map((day) => new Date(day)) as [
  Date,
  Date,
  Date,
];

test('a report follows the one of its series that was known before, and no other does', async () => {
  const series = 'follows';
  const first = await givenReport(store, { series, head: headKnownAt(store, march.toISOString()) });
  const next = { series, follows: march, head: headKnownAt(store, april.toISOString()) };
  const second = await givenReport(store, next);
  const late = givenReport(store, { ...next, head: headKnownAt(store, may.toISOString()) });
  await expect(late).rejects.toMatchObject({ code: 'overloaded' });
  // Of what was asked of the past, any number.
  await givenReport(store, { ...next, issued: false });
  expect(await store.asGateway((tx) => issuedBefore(tx, { series, knownAt: april }))).toMatchObject({ id: first });
  expect(await store.asGateway((tx) => issuedBefore(tx, { series, knownAt: may }))).toMatchObject({ id: second });
  expect(await store.asGateway((tx) => issuedBefore(tx, { series, knownAt: march }))).toBeUndefined();
  expect(await store.asGateway((tx) => issuedAt(tx, { series, knownAt: april }))).toMatchObject({ id: second });
});

test('a document is read part by part, as it was written', async () => {
  const parts = ['a'.repeat(300_000), 'b'.repeat(100_000), 'c'];
  const id = await givenReport(store, { series: 'parts' }, parts);
  let read = '';
  for (let nth = 0, isLast = false; !isLast; nth += 1) {
    const part = await store.asGateway((tx) => readPart(tx, { id, format: 'json', nth }));
    isLast = part.isLast;
    read += part.bytes.toString();
  }
  expect(read).toBe(parts.join(''));
  const beyond = store.asGateway((tx) => readPart(tx, { id, format: 'pdf', nth: 0 }));
  await expect(beyond).rejects.toThrow(RollcallError);
});

test('a key that is limited to connections sees what was made by one of no more than these', async () => {
  const [mine, other] = [await givenConnection(store), await givenConnection(store)];
  const whole = await givenReport(store, { series: 'whole' });
  const own = await givenReport(store, { series: 'own', connections: [mine.id] });
  const both = await givenReport(store, { series: 'both', connections: [mine.id, other.id] });
  const limited = confinedTo(store.gateway, [mine.id]);
  const seen = await inWorkspace(limited, store.mine, (tx) => listReports(tx, { limit: 100 }));
  expect(seen.map(({ report }) => report.id)).toEqual([own]);
  for (const id of [whole, both]) {
    const part = inWorkspace(limited, store.mine, (tx) => readPart(tx, { id, format: 'json', nth: 0 }));
    await expect(part).rejects.toMatchObject({ code: 'not_found' });
  }
});

test('a moment is settled once all that was being written is', async () => {
  const writer = new pg.Client({ connectionString: store.urls.ownerUrl });
  await writer.connect();
  try {
    await writer.query('begin; select pg_current_xact_id()');
    let isSettled = false;
    const settled = settledMoment(store.gateway).finally(() => {
      isSettled = true;
    });
    await settledWithin(200);
    expect(isSettled).toBe(false);
    await writer.query('commit');
    const { rows } = await writer.query<{ now: Date }>('select clock_timestamp() as now');
    expect((await settled).getTime()).toBeLessThan(rows[0]?.now.getTime() ?? 0);
  } finally {
    await writer.end();
  }
});

function settledWithin(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
