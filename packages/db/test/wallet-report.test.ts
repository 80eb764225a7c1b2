import { describe, expect, test } from 'vitest';
import { paidOrders, readPaidOrders, walletTransactions } from '../src/reports/index.ts';
import { givenConnection } from './support/given.ts';
import { useStore } from './support/store.ts';
import { day, first, october, type Row, second, walletReports } from './support/wallet-report.ts';

const store = useStore();
const { listed, read, sourceOf, partOf, walletOf } = walletReports(store);

describe('a month of which something came late', () => {
  test('as it was known before, and as it is known since', async () => {
    const connection = await givenConnection(store);
    await listed(connection, [{ id: 'o1', client: 'Rhea' }], 'order');
    const before = await listed(connection, [first, second]);
    const late = { id: 'c', amountMinor: '300', balanceAfterMinor: '800', createdAt: day(20), orderId: 'lost' };
    await listed(connection, [{ ...first, balanceAfterMinor: '1501' }, second, late]);
    const then = await walletOf(connection, { knownAt: before });
    expect(then.wallets).toMatchObject([
      { externalId: 'master', currency: 'USD', why: null, whole: { openingMinor: 500n, closingMinor: 1100n } },
    ]);
    expect(then.part.cover).toMatchObject({ isCovered: true });
    expect(then.changes).toEqual([]);
    const since = await walletOf(connection);
    expect(since.wallets).toMatchObject([
      {
        whole: {
          openingMinor: 501n,
          closingMinor: 801n,
          moved: { inMinor: 1000n, outMinor: -700n },
          closing: { by: 'running', minor: 800n },
        },
      },
    ]);
    expect(since.wallets[0]?.whole.difference).toMatchObject({
      minor: -1n,
      unexplainedMinor: -1n,
      places: [{ externalId: 'b' }],
    });
    expect(since.changes).toMatchObject([
      { change: 'changed', externalId: 'a' },
      { change: 'late', externalId: 'c', before: null, now: { effectMinor: -300n, isLive: true } },
    ]);
    expect(since.part.clients).toMatchObject(
      expect.arrayContaining([
        expect.objectContaining({ client: 'Rhea', bin: 'charge', outMinor: -400n }),
        expect.objectContaining({ client: null, bin: 'charge_unlisted', outMinor: -300n }),
        expect.objectContaining({ client: null, bin: 'top_up_unbilled', inMinor: 1000n }),
      ]),
    );
    expect(since.part.mark).not.toBe(then.part.mark);
    // What was known then is said again.
    expect((await walletOf(connection, { knownAt: before })).part).toEqual(then.part);
  });

  test('nothing came late of what the first listing showed, though the clock of the daemon is slow', async () => {
    const connection = await givenConnection(store);
    await listed(connection, [first, second]);
    await store.owner.query(
      `update rollcall.listing set started_at = started_at - interval '30 s', finished_at = finished_at - interval '30 s'
        where connection_id = $1`,
      [connection.id],
    );
    const { part, changes } = await walletOf(connection);
    expect(part.cover).toMatchObject({ isCovered: true, clockMoved: 0 });
    expect(changes).toEqual([]);
  });

  test('a balance that was read before it was listed tells the difference, and the rule explains it', async () => {
    const connection = await givenConnection(store);
    const unstated = ({ balanceAfterMinor: _, ...own }: Row) => own;
    await listed(connection, [first, second].map(unstated));
    await read(connection, '1100');
    await listed(connection, [...[first, second].map(unstated), { id: 'c', amountMinor: '300', createdAt: day(20) }]);
    const one = await walletOf(connection);
    // One and the same reading says what it held at both ends: nothing is held against it.
    expect(one.wallets).toMatchObject([{ opening: { by: 'read_after', minor: 800n } }]);
    expect(one.wallets[0]?.whole.difference).toBeUndefined();
    await read(connection, '800');
    const { wallets } = await walletOf(connection, { to: new Date(Date.now() + 86_400_000) });
    expect(wallets[0]?.whole).toMatchObject({
      closing: { by: 'read_after', minor: 800n },
      difference: { minor: -300n, unexplainedMinor: 0n, explanations: [{ rule: 'dated_before', count: 1 }] },
    });
  });
});

describe('what cannot be added', () => {
  test.each([
    {
      because: 'two currencies',
      row: { id: 'x', amountMinor: '5', currency: 'EUR', createdAt: day(15) },
      says: 'several currencies (EUR, USD)',
    },
    {
      because: 'an amount that is none',
      row: { id: 'x', amountMinor: null, amountRaw: '1.005', createdAt: day(15) },
      says: 'what 1 of its transactions',
    },
    {
      because: 'a direction that nobody knows',
      row: { id: 'x', type: 'hold', amountMinor: '5', createdAt: day(15) },
      says: 'what 1 of its transactions',
    },
    {
      because: 'an unknown unit',
      row: { id: 'x', unit: 'unknown', amountMinor: null, createdAt: day(15) },
      says: 'in which unit',
    },
  ])('$because: no totals', async ({ row, says }) => {
    const connection = await givenConnection(store);
    await listed(connection, [first, second, row]);
    expect((await walletOf(connection)).wallets).toMatchObject([
      { why: expect.stringContaining(says), whole: { closingMinor: null } },
    ]);
  });

  test.each([
    { dated: '2026-10-31T23:59:59.999Z', inPeriod: true },
    { dated: '2026-10-05T01:02:03+01:00', inPeriod: true },
    { dated: '2026-1--05T00:00:00.000Z', inPeriod: false },
    { dated: '2026-10-05T00:00:00.0Z0Z', inPeriod: false },
    { dated: '2026-10-05T00:00:0T.000Z', inPeriod: false },
    { dated: '20-6-10-05T00:00:00.000Z', inPeriod: false },
    { dated: '2026-10-05T24:00:00.000Z', inPeriod: false },
    { dated: '2026-10-05T23:59:60.000Z', inPeriod: false },
    { dated: '2026-13-05T00:00:00.000Z', inPeriod: false },
    { dated: 'yesterday', inPeriod: false },
  ])('$dated is a time of October: $inPeriod', async ({ dated, inPeriod }) => {
    const connection = await givenConnection(store);
    await listed(connection, [{ id: 'x', amountMinor: '5', createdAt: dated }]);
    const { wallets } = await walletOf(connection);
    expect(wallets).toMatchObject([
      { whole: { moved: { count: inPeriod ? 1 : 0 } }, timeless: { count: inPeriod ? 0 : 1 } },
    ]);
  });

  test('what has no time is in no period, and what is dated later is not either', async () => {
    const connection = await givenConnection(store);
    await listed(connection, [
      first,
      second,
      { id: 'x', amountMinor: '5', createdAt: null },
      { id: 'y', amountMinor: '7', createdAt: '2031-01-01T00:00:00Z' },
    ]);
    const { wallets, part } = await walletOf(connection);
    expect(wallets).toMatchObject([
      { whole: { closingMinor: 1100n, moved: { count: 2 } }, timeless: { count: 1, minor: -5n } },
    ]);
    expect(part.flows.filter(({ segment }) => segment === part.points.length)).toMatchObject([
      { count: 1, outMinor: -7n },
    ]);
  });
});

test('what is dated later than it was listed is counted, though no balance was read', async () => {
  const connection = await givenConnection(store);
  await listed(connection, [
    first,
    { id: 'soon', amountMinor: '5', createdAt: day(25) },
    { id: 'far', amountMinor: '7', createdAt: '2031-01-01T00:00:00Z' },
    { id: 'later', amountMinor: '8', currency: 'EUR', createdAt: '2031-01-01T00:00:00Z' },
  ]);
  const firstListed = (id: string, at: Date) =>
    store.owner.query(`update rollcall.resource set first_seen_at = $3 where connection_id = $1 and external_id = $2`, [
      ...[connection.id, id, at],
    ]);
  await firstListed('soon', new Date(day(10)));
  // It is told by reports of later periods.
  await firstListed('later', new Date(Date.now() + 86_400_000));
  const { part } = await partOf(connection);
  const byAmount = new Map(part.flows.map(({ inMinor, outMinor, ahead }) => [Number(inMinor + outMinor), ahead]));
  expect(Object.fromEntries(byAmount)).toEqual({ 1000: 0, '-5': 1, '-7': 1, '-8': 0 });
});

test('what is told of a period is marked: of its transactions, and of those without a time', async () => {
  const connection = await givenConnection(store);
  const [timeless, before] = [
    { id: 'x', amountMinor: '5', createdAt: null },
    { id: 'y', amountMinor: '7', createdAt: '2026-09-20T00:00:00Z' },
  ];
  const markOf = async (...rows: readonly Row[]) => {
    await listed(connection, [first, second, ...rows]);
    return (await partOf(connection)).part.mark;
  };
  const mark = await markOf(timeless, before);
  expect(await markOf(timeless, { ...before, amountMinor: '8' })).toBe(mark);
  expect(await markOf({ ...timeless, amountMinor: '6' }, before)).not.toBe(mark);
});

test('a period of which no whole listing is known yet is not covered', async () => {
  const connection = await givenConnection(store);
  const known = new Date();
  await listed(connection, [first, second]);
  expect((await partOf(connection, { knownAt: known })).part.cover).toMatchObject({ isCovered: false, by: null });
  // One that has not ended goes on until the newest listing.
  const tomorrow = new Date(Date.now() + 86_400_000);
  expect((await partOf(connection, { to: tomorrow })).part).toMatchObject({
    cover: { isCovered: true, newestAt: expect.any(String) },
    boundaries: [day(1, 0), expect.stringMatching('-01T00:00:00.000Z$'), expect.any(String)],
  });
});

test.each([
  { because: 'it ended before it began', started: '0', finished: '-1 hour' },
  { because: 'it began before it was asked for', started: '-1 hour', finished: '0' },
])('a listing whose clock was moved covers nothing, and is counted: $because', async ({ started, finished }) => {
  const connection = await givenConnection(store);
  await listed(connection, [first, second]);
  await store.owner.query(
    `update rollcall.listing set started_at = started_at + $2::interval, finished_at = finished_at + $3::interval
      where connection_id = $1`,
    [connection.id, started, finished],
  );
  expect((await partOf(connection)).part.cover).toMatchObject({ isCovered: false, by: null, clockMoved: 1 });
});

test('a run that was held covers nothing once that is known, and what was said before stays', async () => {
  const connection = await givenConnection(store);
  const listedAt = await listed(connection, [first, second]);
  await store.owner.query(
    `update rollcall.run set outcome = 'held', finished_at = finished_at + interval '1 hour' where connection_id = $1`,
    [connection.id],
  );
  const isCovered = async (knownAt: Date) => (await partOf(connection, { knownAt })).part.cover.isCovered;
  expect(await isCovered(listedAt)).toBe(true);
  expect(await isCovered(new Date(listedAt.getTime() + 2 * 3_600_000))).toBe(false);
});

test('each transaction is listed with its bin, and what was paid for with what it brought', async () => {
  const connection = await givenConnection(store);
  await listed(connection, [{ id: 'o1', client: 'Rhea' }], 'order');
  await listed(
    connection,
    [
      { id: 'i1', orderId: 'o1' },
      { id: 'i2', orderId: 'o1' },
    ],
    'inbox',
  );
  await listed(connection, [{ id: 'i2', orderId: 'o1' }], 'inbox');
  await listed(connection, [
    first,
    second,
    { ...second, id: 'c', type: 'credit', amountMinor: '100', createdAt: day(13) },
  ]);
  const question = { from: october[0], end: october[1], brings: [{ kind: 'inbox', attribute: 'orderId' }] };
  const [transactions, orders, counted] = await store.asGateway(async (tx) => {
    const source = await sourceOf(tx, connection);
    const paid = await readPaidOrders(tx, source, question);
    return [
      (await Array.fromAsync(walletTransactions(tx, source, question))).flat(),
      (await Array.fromAsync(paidOrders(tx, source, undefined))).flat(),
      paid,
    ] as const;
  });
  expect(transactions.map(({ externalId, bin, effectMinor }) => [externalId, bin, effectMinor])).toEqual([
    ['a', 'top_up_unbilled', 1000n],
    ['b', 'charge', -400n],
    ['c', 'refund', 100n],
  ]);
  expect(orders).toMatchObject([
    {
      externalId: 'o1',
      client: 'Rhea',
      charges: 1,
      spentMinor: -400n,
      refundedMinor: 100n,
      presence: 'live',
      brought: [{ kind: 'inbox', live: 1, gone: 1 }],
    },
  ]);
  expect(counted.count).toBe(1);
});
