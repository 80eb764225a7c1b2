import { createRollForward, type Entry, type WalletFacts } from '@rollcall/ledger';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { finalChanges, repeatedCharges, unbilledTopUps, unpairedLegs, walletFacts } from '../src/index.ts';
import { moves } from './support/cut.ts';
import { type GivenConnection, givenConnection } from './support/given.ts';
import { roll } from './support/roll.ts';
import { useStore } from './support/store.ts';

const store = useStore();
const kind = 'wallet_transaction';
const declared = [{ provider: 'acme', kind, moves }];

interface Line {
  readonly second: number | null;
  readonly effect: number | null;
  readonly stated: number | null;
  readonly currency?: string;
  readonly wallet?: string;
}

async function given(connection: GivenConnection, lines: readonly Line[], believed = true): Promise<void> {
  const items = lines.map(({ second, effect, stated, currency = 'USD', wallet = 'w' }, index) => ({
    externalId: idOf(index),
    name: `line ${index}`,
    attributes: {
      ...{ wallet, type: (effect ?? 0) < 0 ? 'debit' : 'credit', currency, unit: 'confirmed' },
      amountMinor: effect === null ? null : String(Math.abs(effect)),
      balanceAfterMinor: stated === null ? null : String(stated),
      createdAt: atOf(second),
    },
  }));
  await roll(store, connection, { kind, items, believed });
}

const idOf = (index: number) => `t${String(index).padStart(4, '0')}`;
const atOf = (second: number | null) => (second === null ? null : new Date(second * 1_000).toISOString());

async function factsOf(connection: GivenConnection, wallet = 'w'): Promise<WalletFacts | undefined> {
  return (await all(walletFacts)).find(
    (facts) => facts.connectionId === connection.id && facts.wallet.externalId === wallet,
  );
}

/** All that there is of such facts. */
async function all<Facts>(
  facts: (tx: Parameters<typeof walletFacts>[0], of: typeof declared) => AsyncIterable<readonly Facts[]>,
): Promise<readonly Facts[]> {
  return store.asDaemon(async (tx) => {
    const found: Facts[] = [];
    for await (const page of facts(tx, declared)) found.push(...page);
    return found;
  });
}

/** The same, without the database: in the order of time. */
function rolled(lines: readonly (Line & { readonly index: number })[]) {
  const roll = createRollForward();
  for (const { second, effect, stated, index } of lines.toSorted((one, other) => timeOf(one) - timeOf(other))) {
    const entry: Entry = {
      ...{ externalId: idOf(index), name: `line ${index}`, count: 1, at: atOf(second) },
      effectMinor: effect === null ? null : BigInt(effect),
      afterMinor: stated === null ? null : BigInt(stated),
    };
    roll.push(entry);
  }
  return roll.end();
}

const timeOf = ({ second }: Line) => second ?? Number.POSITIVE_INFINITY;

/** Ledgers that are mostly true: now and then a balance or an amount is off, is not there, or several are of one time. */
const ledger = fc
  .array(
    fc.record({
      effect: fc.integer({ min: -99, max: 99 }).filter((n) => n !== 0),
      flaw: fc.constantFrom('', '', '', '', '', 'stated', 'lost', 'unstated', 'unknown', 'together', 'together'),
    }),
    { minLength: 1, maxLength: 30 },
  )
  .map((steps) => {
    let [second, balance] = [0, 10_000];
    return steps.map(({ effect, flaw }): Line => {
      if (flaw !== 'together') second += 1;
      balance += effect + (flaw === 'lost' ? 11 : 0);
      const stated = flaw === 'unstated' ? null : balance + (flaw === 'stated' ? 3 : 0);
      return { second, effect: flaw === 'unknown' ? null : effect, stated };
    });
  });

test('what the database puts together comes to what each line by itself comes to', async () => {
  const connection = await givenConnection(store);
  // Many wallets of one connection, listed once.
  const wallets = fc.sample(ledger, 150);
  const lines = wallets.flatMap((own, place) => own.map((line) => ({ ...line, wallet: `w${place}` })));
  await given(connection, lines);
  const facts = new Map((await all(walletFacts)).map((one) => [one.wallet.externalId, one]));
  const indexed = Map.groupBy(
    lines.map((line, index) => ({ ...line, index })),
    ({ wallet }) => wallet,
  );
  for (const [wallet, own] of indexed) expect(facts.get(wallet)?.rolled, JSON.stringify(own)).toEqual(rolled(own));
  expect(indexed.size).toBe(150);
});

test('two currencies in a wallet are never added', async () => {
  const connection = await givenConnection(store);
  await given(connection, [
    { second: 1, effect: 100, stated: 100 },
    { second: 2, effect: 50, stated: 150, currency: 'EUR' },
  ]);
  expect(await factsOf(connection)).toMatchObject({ currency: null, rolled: { sumMinor: null } });
  expect((await factsOf(connection))?.rolled.undecided).not.toBeNull();
});

test.each([
  { believed: true, doubt: null },
  { believed: false, doubt: expect.stringContaining('did not show all of them for sure') },
])('a listing that is believed whole ($believed) leaves no doubt, and another does', async ({ believed, doubt }) => {
  const connection = await givenConnection(store);
  await given(connection, [{ second: 1, effect: 100, stated: 100 }], believed);
  expect(await factsOf(connection)).toMatchObject({ doubt });
});

describe('what else is told of transactions', () => {
  type Row = Readonly<Record<string, unknown>> & { readonly id: string; readonly name: string };
  const day = (n: number) => new Date(Date.UTC(2026, 0, n)).toISOString();

  async function listed(rows: readonly Row[]): Promise<GivenConnection> {
    const connection = await givenConnection(store);
    const items = rows.map(({ id, name, ...own }) => ({
      externalId: id,
      name,
      attributes: { wallet: 'w', type: 'debit', amountMinor: '500', currency: 'USD', unit: 'confirmed', ...own },
    }));
    await roll(store, connection, { kind, items });
    return connection;
  }
  const of = <Facts extends { connectionId: unknown }>(facts: readonly Facts[], { id }: GivenConnection) =>
    facts.filter(({ connectionId }) => connectionId === id);

  test('charges of the same, soon after each other', async () => {
    const renewal = { name: 'renewal of a', orderId: 'o' };
    const connection = await listed([
      { id: 'a', ...renewal, createdAt: day(1) },
      { id: 'b', ...renewal, createdAt: day(2) },
      { id: 'c', ...renewal, createdAt: day(31) },
      { id: 'other-amount', ...renewal, createdAt: day(2), amountMinor: '501' },
      { id: 'other-order', ...renewal, createdAt: day(2), orderId: 'p' },
      { id: 'other-wallet', ...renewal, createdAt: day(2), wallet: 'v' },
      { id: 'other-name', ...renewal, createdAt: day(2), name: 'renewal of b' },
      { id: 'leg-1', name: 'Transfer out', createdAt: day(1) },
      { id: 'leg-2', name: 'Transfer out', createdAt: day(1) },
    ]);
    expect(of(await all(repeatedCharges), connection)).toMatchObject([
      {
        ...{ first: { externalId: 'a' }, second: { externalId: 'b' }, charges: 3, refundedBy: null, periodDays: 30 },
        ...{ apartMs: 86_400_000, usuallyApartMs: 15 * 86_400_000, amount: { minor: 500n, currency: 'USD' } },
        reference: { kind: 'order', externalId: 'o' },
      },
    ]);
  });

  test('and what of it came back', async () => {
    const connection = await listed([
      { id: 'a', name: 'renewal', orderId: 'o', createdAt: day(1) },
      { id: 'b', name: 'renewal', orderId: 'o', createdAt: day(1) },
      { id: 'back', name: 'refund', orderId: 'o', createdAt: day(4), type: 'credit' },
    ]);
    expect(of(await all(repeatedCharges), connection)).toMatchObject([{ refundedBy: 'back' }]);
  });

  test('top-ups that no invoice names', async () => {
    const topUp = { name: 'Top-up by card', type: 'credit', createdAt: day(5) };
    const connection = await listed([
      { id: 'a', ...topUp },
      { id: 'b', ...topUp },
      { id: 'c', ...topUp, name: 'refund' },
      { id: 'd', ...topUp, name: 'automatic top-up' },
    ]);
    const bill = { externalId: 'i', name: 'i', attributes: { transactionId: 'a', createdAt: day(2) } };
    await roll(store, connection, { kind: 'invoice', items: [bill] });
    expect(of(await all(unbilledTopUps), connection)).toMatchObject([
      { topUp: { externalId: 'b' }, oldestBillAt: day(2), billsWholeAt: expect.stringMatching(/Z$/), withinDays: 3 },
      { topUp: { externalId: 'd' } },
    ]);
  });

  test('legs of transfers without the other', async () => {
    const out = { name: 'transfer out', createdAt: day(5) };
    const into = { name: 'transfer in', createdAt: day(5), type: 'credit', wallet: 'v' };
    const connection = await listed([
      { id: 'a', ...out },
      { id: 'b', ...into },
      { id: 'c', ...out, amountMinor: '700' },
      { id: 'd', ...into, amountMinor: '900' },
    ]);
    expect(of(await all(unpairedLegs), connection)).toMatchObject([
      { leg: { externalId: 'c' }, direction: 'out', pairs: 1, amount: { minor: -700n } },
      { leg: { externalId: 'd' }, direction: 'in', pairs: 1 },
    ]);
  });

  test('nothing of a connection that was removed, and nothing became of what was only listed', async () => {
    const connection = await listed([{ id: 'a', name: 'x', createdAt: day(1) }]);
    expect(of(await all(walletFacts), connection)).toHaveLength(1);
    expect(of(await all(finalChanges), connection)).toEqual([]);
    await store.owner.query(`update rollcall.connection set state = 'removed' where connection_id = $1`, [
      connection.id,
    ]);
    expect(of(await all(walletFacts), connection)).toEqual([]);
  });
});
