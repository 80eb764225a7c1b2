import { reportedWallets, type WalletPart } from '@rollcall/ledger';
import type { Tx } from '../../src/index.ts';
import { type WalletSource, walletChanges, walletPart, walletSources } from '../../src/reports/index.ts';
import { balanceOf, givenCut, moves } from './cut.ts';
import { type GivenConnection, givenRun } from './given.ts';
import { finish, roll } from './roll.ts';
import type { Store } from './store.ts';

const kind = 'wallet_transaction';
const declared = [{ provider: 'acme', kind, moves }];

export type Row = Readonly<Record<string, unknown>> & { readonly id: string };

export const october = [new Date('2026-10-01'), new Date('2026-11-01')] as const;
export const day = (n: number, hour = 12) => new Date(Date.UTC(2026, 9, n, hour)).toISOString();

export interface Known {
  readonly knownAt?: Date;
  readonly client?: string | undefined;
  readonly to?: Date;
}

export interface Told {
  readonly since?: Date;
  readonly most?: number;
}

export const first = {
  id: 'a',
  type: 'credit',
  name: 'Top-up by card',
  amountMinor: '1000',
  balanceAfterMinor: '1500',
  createdAt: day(2),
};
export const second = { id: 'b', amountMinor: '400', balanceAfterMinor: '1100', createdAt: day(12), orderId: 'o1' };

function termsOf(connection: GivenConnection, { knownAt = new Date(), client, to = october[1] }: Known) {
  const asOf = to < knownAt ? to : knownAt;
  return { from: october[0], to, asOf, knownAt, connectionId: connection.id, client };
}

/** What these tests ask of the wallets of a connection. */
export function walletReports(store: Store) {
  /** A whole listing of transactions, as of now. */
  async function listed(connection: GivenConnection, rows: readonly Row[], of = kind): Promise<Date> {
    const items = rows.map(({ id, name, ...own }) => ({
      externalId: id,
      name: typeof name === 'string' ? name : id,
      attributes: of === kind ? { wallet: 'master', type: 'debit', currency: 'USD', unit: 'confirmed', ...own } : own,
    }));
    await roll(store, connection, { kind: of, items });
    return new Date();
  }

  /** The balance, as it is read with a listing that shows nothing new. */
  async function read(connection: GivenConnection, minor: string): Promise<void> {
    const lease = await givenRun(store, connection);
    await givenCut(store, { lease, before: [balanceOf(minor)] });
    await finish(store, lease);
  }

  /** The only kind of the connection that moves money. Its transactions are there in this transaction of the database's alone. */
  async function sourceOf(tx: Tx, connection: GivenConnection, known: Known = {}): Promise<WalletSource> {
    const [source] = await walletSources(tx, declared, termsOf(connection, known));
    if (source === undefined) throw new Error('the connection has no wallets');
    return source;
  }

  async function partOf(
    connection: GivenConnection,
    known: Known = {},
  ): Promise<{ readonly part: WalletPart; readonly source: WalletSource }> {
    return store.asGateway(async (tx) => {
      const source = await sourceOf(tx, connection, known);
      return { source, part: await walletPart(tx, source, termsOf(connection, { ...known, knownAt: source.knownAt })) };
    });
  }

  async function walletOf(connection: GivenConnection, known: Known = {}, told: Told = {}) {
    const { part, source } = await partOf(connection, known);
    const [from, end] = october;
    const { points, readings, cover } = part;
    const terms = { from, end, coveredBy: cover.by, points, readings, since: told.since, most: told.most ?? 100 };
    const all = await store.asGateway((tx) => walletChanges(tx, source, terms));
    const amountsOf = (wallet: string) => all.amounts.filter((one) => one.wallet === wallet);
    return { part, all, changes: all.told, wallets: reportedWallets(part, amountsOf) };
  }

  return { listed, read, sourceOf, partOf, walletOf };
}
