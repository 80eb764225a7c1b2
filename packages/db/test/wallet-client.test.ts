import { expect, test } from 'vitest';
import { findingsOfClient } from '../src/reports/index.ts';
import { balanceOf, givenCut } from './support/cut.ts';
import { find, verdictOf } from './support/finding.ts';
import { type GivenConnection, givenConnection, givenRun } from './support/given.ts';
import { finish } from './support/roll.ts';
import { useStore } from './support/store.ts';
import { day, first, second, walletReports } from './support/wallet-report.ts';

const store = useStore();
const { listed, sourceOf, walletOf } = walletReports(store);

/** One wallet of all, and one of Rhea's own; an order for each client. */
async function givenClients(): Promise<GivenConnection> {
  const connection = await givenConnection(store);
  await listed(connection, [{ id: 'p1', name: 'Rhea', workspaceId: 'ws-rhea' }], 'provider_client');
  await listed(
    connection,
    [
      { id: 'o1', client: 'Acme' },
      { id: 'o2', client: 'Rhea' },
    ],
    'order',
  );
  return connection;
}

const charge = (id: string, more: object) => ({ id, amountMinor: '7', createdAt: day(15), ...more });

test('what became of the transactions of one client is not told of another', async () => {
  const connection = await givenClients();
  const edited = charge('edited', { orderId: 'o2' });
  await listed(connection, [first, second, edited, charge('moved', { orderId: 'o2' })]);
  await listed(connection, [
    ...[first, second],
    { ...edited, amountMinor: '8' },
    // It was Rhea's, and is nobody's since.
    charge('moved', {}),
    charge('theirs', { orderId: 'o1' }),
    charge('late', { orderId: 'o2' }),
    charge('of-wallet', { wallet: 'ws-rhea' }),
    charge('of-nobody', {}),
  ]);
  const told = async (client: string) =>
    (await walletOf(connection, { client })).changes.map(({ externalId }) => externalId).toSorted();
  expect(await told('Acme')).toEqual(['theirs']);
  expect(await told('Rhea')).toEqual(['edited', 'late', 'moved', 'of-wallet']);
  expect(await told('ws-rhea')).toEqual(['of-wallet']);
  expect(await told('master')).toEqual(['edited', 'late', 'moved', 'of-nobody', 'theirs']);
});

test('findings of a report of one client are about what is theirs', async () => {
  const connection = await givenClients();
  await listed(connection, [first, second, charge('late', { orderId: 'o2' })]);
  const rule = 'transaction_changed';
  const about = (kind: string, externalId: string) =>
    verdictOf({
      ...{ rule, fingerprint: `${rule} ${externalId}`, connectionId: connection.id },
      subject: { kind, externalId, name: externalId },
    });
  await find(
    store,
    [
      ...[about('wallet', 'master'), about('wallet', 'ws-rhea'), about('order', 'o1'), about('order', 'o2')],
      ...[about('wallet_transaction', 'b'), about('wallet_transaction', 'late'), about('inbox', 'i1')],
    ],
    [rule],
  );
  const told = (client: string | undefined) =>
    store.asGateway(async (tx) => {
      const source = await sourceOf(tx, connection, { client });
      const filter = { asOf: new Date(), connectionId: connection.id };
      const found = (await Array.fromAsync(findingsOfClient(tx, filter, [source]))).flat();
      return found.map(({ subject }) => subject?.externalId).toSorted();
    });
  expect(await told('Acme')).toEqual(['b', 'o1']);
  expect(await told('Rhea')).toEqual(['late', 'o2', 'ws-rhea']);
  expect(await told(undefined)).toHaveLength(7);
});

test('a wallet in which nothing ever moved is the client’s all the same, as soon as it was read', async () => {
  const connection = await givenClients();
  await listed(connection, [first, second]);
  const told = async (client: string | undefined) =>
    (await walletOf(connection, { client })).wallets.map(({ externalId, opening }) => [externalId, opening?.minor]);
  expect(await told('Rhea')).toEqual([]);
  const own = { externalId: 'ws-rhea', name: 'Rhea', currency: 'USD' };
  const lease = await givenRun(store, connection);
  await givenCut(store, { lease, before: [balanceOf('1100'), balanceOf('250', own)] });
  await finish(store, lease);
  for (const client of ['Rhea', 'ws-rhea']) expect(await told(client)).toEqual([['ws-rhea', 250n]]);
  expect(await told('Acme')).toEqual([]);
  expect((await told(undefined)).map(([id]) => id)).toEqual(['master', 'ws-rhea']);
});
