import { expect, test } from 'vitest';
import { givenConnection } from './support/given.ts';
import { useStore } from './support/store.ts';
import { day, first, walletReports } from './support/wallet-report.ts';

const store = useStore();
const { listed, read, walletOf } = walletReports(store);

const charges = (amount: number) =>
  [11, 12, 13, 14].map((at) => ({ id: `t${at}`, amountMinor: String(amount + at), createdAt: day(at) }));

test('of more changes than are told one by one, the newest are told, and all of them are counted and summed', async () => {
  const connection = await givenConnection(store);
  await listed(connection, [first, ...charges(100)]);
  await listed(connection, [first, ...charges(200)]);
  await read(connection, '1');
  const since = new Date();
  const late = { id: 'late', amountMinor: '5', createdAt: day(20) };
  await listed(connection, [first, ...charges(300).slice(1), late]);

  const { all, part } = await walletOf(connection, {}, { since, most: 3 });
  expect(all).toMatchObject({ counts: { late: 1, changed: 7, vanished: 1, reappeared: 0 }, since: 5 });
  expect(all.told.map(({ externalId, change }) => `${externalId} ${change}`)).toEqual([
    't13 changed',
    't14 changed',
    't11 vanished',
  ]);
  expect(all.told.map(({ before, now }) => [before?.effectMinor, now.effectMinor])).toEqual([
    [-213n, -313n],
    [-214n, -314n],
    [-211n, -211n],
  ]);
  // Told apart are those from before the balance was read, and those since.
  const [reading] = part.readings;
  expect(all.amounts.toSorted((one, other) => (one.recordedAt < other.recordedAt ? -1 : 1))).toMatchObject([
    { wallet: 'master', count: 4, externalIds: [], at: day(11), beforeMinor: -450n, nowMinor: -850n },
    {
      wallet: 'master',
      count: 4,
      externalIds: ['t13', 't14', 't11'],
      at: day(11),
      beforeMinor: -850n,
      nowMinor: -939n,
    },
  ]);
  expect(all.amounts.map(({ recordedAt }) => recordedAt > (reading?.knownAt ?? '')).toSorted()).toEqual([false, true]);

  const whole = await walletOf(connection);
  expect(whole.all.told).toHaveLength(9);
  expect(whole.all).toMatchObject({ counts: all.counts, since: 0 });
});
