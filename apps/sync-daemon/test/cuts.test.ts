import { setTimeout as sleep } from 'node:timers/promises';
import { inWorkspace, newestCuts, type WalletCut } from '@rollcall/db';
import { providers } from '@rollcall/provider-registry';
import type { Run } from '@rollcall/schema';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { type Connected, useInstallation } from './support/installation.ts';
import { type TestSandbox, useSandboxes } from './support/sandboxes.ts';

// The first provider that lists what moves the money of wallets.
const [found] = Object.values(providers).flatMap(({ name, kinds }) =>
  kinds.flatMap(({ kind, moves }) => (moves === undefined ? [] : [{ provider: name, kind, moves }])),
);
if (found === undefined) throw new Error('no provider lists what moves money');
const { provider, kind, moves } = found;
const { walletKind } = moves;
const readBalances = 'getWalletOverview';

const installation = useInstallation();
const startSandbox = useSandboxes(provider);
let sandbox: TestSandbox;
let connection: Connected;
beforeAll(async () => {
  sandbox = await startSandbox({ seed: 1 });
});
beforeEach(async () => {
  await sandbox.clearFaults();
  connection = await installation.connect(sandbox, { provider });
});

const sync = (options: { plan?: boolean } = {}): Promise<Run> =>
  installation.run(connection, { kinds: [kind], ...options });

/** The newest cut of the wallet that everybody pays from, and how many cuts there are of it. */
async function cut(): Promise<WalletCut & { count: number }> {
  const cuts = await inWorkspace(installation.gateway, installation.workspaceId, (tx) =>
    newestCuts(tx, { connectionId: connection.id, kind, consistent: false }),
  );
  const [own] = cuts.filter(({ wallet }) => wallet.name === 'master');
  if (own === undefined) throw new Error('there is no cut');
  return { ...own, count: await countOf(own.wallet.externalId) };
}

async function countOf(wallet: string): Promise<number> {
  const { rows } = await installation.owner.query(
    'select count(*)::int as count from rollcall.wallet_cut where connection_id = $1 and wallet = $2',
    [connection.id, wallet],
  );
  return rows[0].count;
}

/** Does something once the transactions have been listed, before the balances are read again. */
async function meanwhile(act: () => Promise<void>): Promise<Run> {
  await sandbox.fault({ operation: readBalances, fault: 'delay', ms: 400, after: 1 });
  const seen = (await sandbox.log()).length;
  const running = sync();
  for (let look = 0; look < 200; look += 1) {
    const since = (await sandbox.log()).slice(seen);
    if (since.some(({ path }) => path.includes('/wallet/transactions'))) break;
    await sleep(10);
  }
  await act();
  return running;
}

test('balance, list, balance: what agrees is one cut of wallet and ledger', async () => {
  const before = (await sandbox.log()).length;
  const run = await sync();
  const asked = (await sandbox.log()).slice(before).map(({ path }) => /\/wallet\/(\w+)/.exec(path)?.[1]);
  expect(asked.filter((path) => path !== undefined)).toEqual(['overview', 'transactions', 'overview']);
  const own = await cut();
  expect(own).toMatchObject({
    consistent: true,
    reason: null,
    runId: run.runId,
    listedSince: null,
    unit: 'confirmed',
    count: 1,
  });
  expect(own.beforeMinor).toBe(own.afterMinor);
  expect(own.readAt < own.takenAt).toBe(true);
  // All there is of it, and the newest, as the provider lists them.
  const { rows } = await installation.owner.query(
    `select external_id as id, attributes from rollcall.resource where connection_id = $1 and kind = $2 and attributes ->> 'wallet' = $3
      order by attributes ->> 'createdAt' desc`,
    [connection.id, kind, own.wallet.externalId],
  );
  const sum = rows.reduce(
    (total, { attributes: { type, amountMinor } }) => total + (type === 'credit' ? 1n : -1n) * BigInt(amountMinor),
    0n,
  );
  expect(own).toMatchObject({ transactions: rows.length, listedMinor: sum, newest: { externalId: rows[0].id } });
  expect(own.statedMinor).toBe(BigInt(rows[0].attributes.balanceAfterMinor));
  expect(own.afterMinor).toBe(own.statedMinor);
});

test('what says nothing new is kept once a day, and each change once', async () => {
  await sync();
  await sync();
  expect(await cut()).toMatchObject({ count: 1 });
  await sandbox.change({ do: 'create', kind, name: 'a credit' });
  await sync();
  const changed = await cut();
  expect(changed).toMatchObject({ count: 2, consistent: true });
  expect(changed.afterMinor).toBe(changed.statedMinor);
  // Yesterday's says the same, and today has none yet.
  await installation.owner.query(`begin; set local session_replication_role = replica;
    update rollcall.wallet_cut set taken_at = taken_at - interval '1 day'; commit`);
  await sync();
  await sync();
  expect(await cut()).toMatchObject({ count: 3, transactions: changed.transactions });
});

test('money that moves between the readings leaves it inconsistent, and the next run is of one moment again', async () => {
  const run = await meanwhile(() => sandbox.change({ do: 'create', kind, name: 'meanwhile' }));
  expect(run.outcome).toBe('complete');
  const own = await cut();
  expect(own).toMatchObject({ consistent: false, reason: 'the balance moved while the transactions were read' });
  expect(own.afterMinor).toBe((own.beforeMinor ?? 0n) + 1_000n);
  await sync();
  expect(await cut()).toMatchObject({ consistent: true, count: 2, beforeMinor: own.afterMinor });
});

test('what came while transactions were read is told, even where the balance is as it was', async () => {
  await sandbox.change({
    do: 'create',
    kind,
    name: 'of now',
    set: { createdAt: new Date(Date.now() + 60_000).toISOString() },
  });
  const clock = installation.daemon.now;
  const lateBy = 60_000;
  const readings = { count: 0 };
  // The clock by which runs decide: it passes the time of that one between the two readings.
  Object.assign(installation.daemon, { now: () => new Date(Date.now() + (readings.count++ < 3 ? 0 : 2 * lateBy)) });
  try {
    await sync();
  } finally {
    Object.assign(installation.daemon, { now: clock });
  }
  expect(await cut()).toMatchObject({ consistent: false, reason: 'money moved while the transactions were read' });
});

test.each([
  { when: 'before', after: 0 },
  { when: 'after', after: 1 },
])('where the balance cannot be read $when, the run goes on and there is no cut', async ({ after }) => {
  await sandbox.fault({ operation: readBalances, fault: 'status', status: 404, after });
  expect(await sync()).toMatchObject({ outcome: 'complete', kinds: [{ kind, grade: 'proven' }] });
  await expect(cut()).rejects.toThrow('there is no cut');
});

test('a listing that is refused cuts nothing', async () => {
  await sandbox.fault({ operation: 'listWalletTransactions', fault: 'duplicate_item', times: 0 });
  expect(await sync()).toMatchObject({ kinds: [{ grade: 'refused' }] });
  await expect(cut()).rejects.toThrow('there is no cut');
});

test('a plan reads no balance and writes no cut', async () => {
  const before = (await sandbox.log()).length;
  await sync({ plan: true });
  const asked = (await sandbox.log()).slice(before).map(({ path }) => path);
  expect(asked.filter((path) => path.includes('/wallet/overview'))).toEqual([]);
  await expect(cut()).rejects.toThrow('there is no cut');
});

test('a run of the wallets alone makes no cut', async () => {
  await installation.run(connection, { kinds: [walletKind] });
  await expect(cut()).rejects.toThrow('there is no cut');
});
