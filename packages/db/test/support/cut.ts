import type { Moves } from '@rollcall/schema';
import { type ReadBalance, type RunLease, recordCuts } from '../../src/index.ts';
import type { Store } from './store.ts';

/** How a wallet's transactions are told in these tests. */
export const moves: Moves = {
  ...{ walletKind: 'wallet', wallet: 'wallet', datedBy: 'createdAt', into: ['credit'], outOf: ['debit'] },
  told: { topUp: ['top-up'], recharge: ['automatic top-up'], transfer: ['transfer'] },
  charges: { kind: 'order', attribute: 'orderId' },
  clients: { attribute: 'client', kind: 'provider_client', wallet: 'workspaceId' },
  billed: { kind: 'invoice', attribute: 'transactionId', datedBy: 'createdAt', withinDays: 3 },
  periodDays: 30,
  reason: 'the tests say so',
};

export function balanceOf(minor: string | null, own: Partial<ReadBalance> = {}): ReadBalance {
  return { externalId: 'master', name: 'master', minor, raw: minor, currency: 'USD', unit: 'confirmed', ...own };
}

/** A cut of the wallet `master`; how many were kept. */
export async function givenCut(
  store: Store,
  {
    lease,
    before = [balanceOf('100')],
    after = before,
    takenAt = new Date(),
    trouble = null,
  }: {
    readonly lease: RunLease;
    readonly before?: readonly ReadBalance[];
    readonly after?: readonly ReadBalance[];
    readonly takenAt?: Date;
    readonly trouble?: string | null;
  },
): Promise<number> {
  const moving = { connectionId: lease.connectionId, kind: 'wallet_transaction', moves };
  const balances = { before, after, readAt: new Date(takenAt.getTime() - 1_000), takenAt };
  return store.asDaemon((tx) => recordCuts(tx, lease, { moving, balances, trouble, listedSince: null }));
}
