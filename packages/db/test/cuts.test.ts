import { describe, expect, test } from 'vitest';
import { newestCuts, pruneHistory, type RunLease, type WalletCut } from '../src/index.ts';
import { balanceOf, givenCut } from './support/cut.ts';
import { daemonActor, type GivenConnection, givenConnection, givenRun } from './support/given.ts';
import { finish, roll } from './support/roll.ts';
import { useStore } from './support/store.ts';

const store = useStore();
const kind = 'wallet_transaction';

type Row = Readonly<Record<string, unknown>> & { readonly id: string };

/** What the ledger holds: transactions of the wallet `master`, unless they say otherwise. */
async function givenTransactions(connection: GivenConnection, rows: readonly Row[]): Promise<RunLease> {
  const items = rows.map(({ id, ...own }) => ({
    externalId: id,
    name: id,
    attributes: { wallet: 'master', type: 'credit', currency: 'USD', unit: 'confirmed', ...own },
  }));
  await roll(store, connection, { kind, items });
  return givenRun(store, connection);
}

async function cutsOf({ id: connectionId }: GivenConnection, consistent = false): Promise<readonly WalletCut[]> {
  return store.asGateway((tx) => newestCuts(tx, { connectionId, kind, consistent }));
}

async function only(connection: GivenConnection): Promise<WalletCut> {
  const [cut, ...others] = await cutsOf(connection);
  if (cut === undefined || others.length > 0) throw new Error(`there are ${others.length} cuts too many, or none`);
  return cut;
}

const at = (second: number) => new Date(Date.UTC(2026, 4, 1, 0, 0, second)).toISOString();

describe('what the ledger holds of a wallet', () => {
  const credit = { amountMinor: '100', balanceAfterMinor: '100', createdAt: at(1) };
  test.each([
    {
      because: 'debits are taken off, whatever their sign',
      rows: [
        { id: 'a', ...credit },
        { id: 'b', type: 'debit', amountMinor: '30', balanceAfterMinor: '70', createdAt: at(2) },
        { id: 'c', type: 'Debit', amountMinor: '-20', balanceAfterMinor: '50', createdAt: at(3) },
      ],
      want: { transactions: 3, listedMinor: 50n, statedMinor: 50n, newest: { externalId: 'c', at: at(3) } },
    },
    {
      because: 'of one time, the last is the one that ends their chain',
      rows: [
        { id: 'a', ...credit },
        { id: 'b', type: 'debit', amountMinor: '10', balanceAfterMinor: '60', createdAt: at(2) },
        { id: 'c', type: 'debit', amountMinor: '30', balanceAfterMinor: '70', createdAt: at(2) },
      ],
      want: { listedMinor: 60n, statedMinor: 60n, newest: { externalId: 'b' } },
    },
    {
      because: 'of one time that do not chain, none is known to be the last',
      rows: [
        { id: 'a', ...credit },
        { id: 'b', type: 'debit', amountMinor: '10', balanceAfterMinor: '60', createdAt: at(2) },
        { id: 'c', type: 'debit', amountMinor: '30', balanceAfterMinor: '71', createdAt: at(2) },
      ],
      want: { listedMinor: 60n, statedMinor: null, newest: null },
    },
    {
      because: 'two currencies are never added',
      rows: [
        { id: 'a', ...credit },
        { id: 'b', ...credit, createdAt: at(2), currency: 'EUR' },
      ],
      want: { transactions: 2, listedMinor: null, newest: { externalId: 'b' } },
    },
    {
      because: 'an amount that is not known makes no sum',
      rows: [
        { id: 'a', ...credit },
        { id: 'b', amountMinor: null, unit: 'unknown', createdAt: at(2) },
      ],
      want: { transactions: 2, listedMinor: null, statedMinor: null },
    },
    {
      because: 'neither does what is of no known direction',
      rows: [
        { id: 'a', ...credit },
        { id: 'b', ...credit, type: 'adjustment', createdAt: at(2) },
      ],
      want: { transactions: 2, listedMinor: null },
    },
    {
      because: 'sums are exact beyond 64 bits',
      rows: [
        { id: 'a', ...credit, amountMinor: '9'.repeat(30) },
        { id: 'b', ...credit, createdAt: at(2), amountMinor: '1' },
      ],
      want: { listedMinor: 10n ** 30n },
    },
    {
      because: 'an empty wallet has come to nothing',
      rows: [],
      want: { transactions: 0, listedMinor: 0n, newest: null },
    },
  ])('$because', async ({ rows, want }) => {
    const connection = await givenConnection(store);
    await givenCut(store, { lease: await givenTransactions(connection, rows) });
    expect(await only(connection)).toMatchObject({ ...want, consistent: true });
  });

  test('what is gone counts no more, and other wallets are other wallets', async () => {
    const connection = await givenConnection(store);
    const theirs = { ...credit, wallet: 'other' };
    const before = [
      { id: 'a', ...credit },
      { id: 'b', ...credit },
      { id: 'c', ...theirs },
    ];
    await finish(store, await givenTransactions(connection, before));
    const lease = await givenTransactions(connection, [
      { id: 'a', ...credit },
      { id: 'c', ...theirs },
    ]);
    await givenCut(store, { lease, before: [balanceOf('100'), balanceOf('100', { externalId: 'other' })] });
    expect((await cutsOf(connection)).map(({ transactions, listedMinor }) => [transactions, listedMinor])).toEqual([
      [1, 100n],
      [1, 100n],
    ]);
  });
});

test.each([
  { before: [balanceOf('100')], after: [balanceOf('90')], says: 'the balance moved while the transactions were read' },
  { before: [balanceOf('100')], after: [balanceOf('100', { currency: 'EUR' })], says: 'the balance moved while' },
  { before: [balanceOf(null, { raw: '1' })], after: [balanceOf(null, { raw: '2' })], says: 'the balance moved while' },
  { before: [], after: [balanceOf('100')], says: 'the wallet came while its transactions were read' },
  { before: [balanceOf('100')], after: [], says: 'the wallet went while its transactions were read' },
  { before: [balanceOf('100')], after: [balanceOf('100')], trouble: 'it is plausible', says: 'it is plausible' },
])('a cut is not consistent: $says', async ({ says, ...readings }) => {
  const connection = await givenConnection(store);
  const lease = await givenTransactions(connection, []);
  await givenCut(store, { lease, ...readings });
  expect(await only(connection)).toMatchObject({ consistent: false, reason: expect.stringContaining(says) });
  expect(await cutsOf(connection, true)).toEqual([]);
  await givenCut(store, { lease, takenAt: new Date(Date.now() + 1) });
  expect(await cutsOf(connection, true)).toMatchObject([{ consistent: true }]);
});

test('each change is kept, and one a day of what stays as it is; the rest goes with the retention, but for the newest', async () => {
  const connection = await givenConnection(store);
  const lease = await givenTransactions(connection, []);
  const cut = (day: number, hour: number, minor: string, trouble: string | null = null) =>
    givenCut(store, { lease, takenAt: new Date(Date.UTC(2026, 3, day, hour)), before: [balanceOf(minor)], trouble });
  const kept = [
    await cut(1, 0, '5'),
    await cut(1, 1, '5'),
    await cut(1, 2, '6'),
    await cut(1, 3, '5'),
    await cut(2, 0, '5'),
  ];
  kept.push(await cut(2, 1, '5'), await cut(2, 2, '5', 'it moved'), await cut(9, 0, '5'));
  expect(kept).toEqual([1, 0, 1, 1, 1, 0, 1, 1]);
  const keptFrom = new Date(Date.UTC(2026, 3, 5));
  const prune = () =>
    pruneHistory(store.daemon, store.mine, {
      what: 'cuts',
      keptFrom,
      actor: daemonActor,
      signal: new AbortController().signal,
    });
  expect(await prune()).toBe(3);
  expect(await prune()).toBe(0);
  const { rows } = await store.owner.query(
    `select to_char(taken_at at time zone 'UTC', 'DD HH24') as at, consistent from rollcall.wallet_cut where connection_id = $1 order by taken_at`,
    [connection.id],
  );
  // What a question about the fifth begins with: the newest that was consistent, and the newest.
  expect(rows).toEqual([
    { at: '02 00', consistent: true },
    { at: '02 02', consistent: false },
    { at: '09 00', consistent: true },
  ]);
});
