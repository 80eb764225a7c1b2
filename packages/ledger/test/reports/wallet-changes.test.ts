import { ConnectionId, EventId } from '@rollcall/schema';
import { expect, test } from 'vitest';
import { changesSince, type WalletChange, type WalletChanges } from '../../src/reports/wallet/changes.ts';
import { walletHeadline } from '../../src/reports/wallet/headline.ts';
import { lateSection } from '../../src/reports/wallet/late-section.ts';
import { minute } from './support/wallet-part.ts';

const connectionId = ConnectionId.parse('01900000-0000-7000-8000-000000000001');
const kind = 'wallet_transaction';

function edited(externalId: string, at: number): WalletChange {
  const state = {
    at: minute(1),
    effectMinor: -7n,
    raw: null,
    currency: 'USD',
    unit: 'confirmed',
    isLive: true,
  } as const;
  return {
    ...{ connectionId, kind, change: 'changed', externalId, name: externalId, wallet: 'w', runId: 'r' },
    ...{ recordedAt: minute(at), eventId: EventId.parse(connectionId) },
    ...{ before: state, now: { ...state, effectMinor: -8n } },
  };
}

function changesOf(
  counts: Partial<WalletChanges['counts']>,
  since: number,
): WalletChanges & { readonly connection: string } {
  const told = [edited('a', 10), edited('b', 20)];
  return {
    ...{ connection: 'acme', connectionId, kind, told, since, amounts: [] },
    counts: { late: 0, changed: 0, vanished: 0, reappeared: 0, ...counts },
  };
}

const all = changesOf({ late: 1_000, changed: 2_000 }, 1_500);
const few = changesOf({ changed: 2 }, 1);

test('the section says how many there are, where not all stand in it', () => {
  expect(lateSection([all, few]).notes).toContainEqual(expect.stringContaining('There are 3002: the newest 4'));
  expect(lateSection([few]).notes).toHaveLength(1);
});

test('the headline counts all of them', () => {
  expect(walletHeadline([], [all])[0]?.sentence).toContain('1000 came late, 2000 were edited, 0 vanished');
});

test('what became known since the report before begins with how many more there are', () => {
  expect(changesSince([all], minute(15))).toMatchObject([
    { what: 'further transactions', now: 1_499, type: 'count', reason: expect.stringContaining('the newest 2 ') },
    { what: 'transaction b' },
  ]);
  expect(changesSince([few], minute(15))).toHaveLength(1);
});
