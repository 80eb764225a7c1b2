import { EventId } from '@rollcall/schema';
import { describe, expect, test } from 'vitest';
import {
  autoRechargeSurprise,
  chargedTwice,
  type FinalChange,
  type Recharge,
  type RepeatedCharge,
  topUpWithoutInvoice,
  transactionChanged,
  transactionVanished,
  transferWithoutOtherLeg,
  type UnbilledTopUp,
  type UnpairedLeg,
} from '../../src/index.ts';
import { dayMs, judged, now, place, usd } from '../support/money.ts';

const eventId = EventId.parse('018f0000-0000-7000-8000-000000000002');

describe('charged twice', () => {
  const charge: RepeatedCharge = {
    ...place,
    first: { externalId: 'a', name: 'renewal of one.example', at: '2026-05-01T00:00:00.000Z' },
    second: { externalId: 'b', name: 'renewal of one.example', at: '2026-05-02T00:00:00.000Z' },
    amount: { minor: 2_400n, ...usd },
    reference: { kind: 'order', externalId: 'o' },
    ...{ apartMs: dayMs, usuallyApartMs: 27 * dayMs, charges: 6, periodDays: 30, refundedBy: null },
  };
  test.each([
    { because: 'the next day', own: {}, want: ['charged_twice b 2400'] },
    { because: 'a month later', own: { apartMs: 30 * dayMs }, want: [] },
    {
      because: 'twice only, and a week apart',
      own: { apartMs: 7 * dayMs, charges: 2, usuallyApartMs: 7 * dayMs },
      want: ['charged_twice b 2400'],
    },
    {
      because: 'twice only, and most of a month apart',
      own: { apartMs: 16 * dayMs, charges: 2, usuallyApartMs: 16 * dayMs },
      want: [],
    },
    { because: 'what is charged every day', own: { charges: 100, usuallyApartMs: dayMs }, want: [] },
    { because: 'what came back', own: { refundedBy: 'c' }, want: [] },
  ])('$because', ({ own, want }) => {
    expect(judged([chargedTwice], { ...charge, ...own })).toEqual(want);
  });

  test('names both', () => {
    const [verdict] = chargedTwice.judge(charge, now);
    expect(JSON.stringify(verdict)).toMatch(/wallet_transaction a of .*wallet_transaction b of /);
  });
});

describe('a transaction that was final', () => {
  const changed: FinalChange = {
    ...place,
    ...{ change: 'changed', eventId, recordedAt: now, isLive: true },
    transaction: { externalId: 'a', name: 'renewal', at: '2026-05-01T00:00:00.000Z' },
    fields: [{ name: 'amountMinor', before: '2400', now: '2900' }],
    amount: { minor: 2_900n, ...usd },
  };
  test.each<{ because: string; own: Partial<FinalChange>; want: readonly string[] }>([
    { because: 'has another amount', own: {}, want: ['transaction_changed a 500'] },
    {
      because: 'has another description',
      own: { fields: [{ name: 'name', before: 'x', now: 'y' }] },
      want: ['transaction_changed a -'],
    },
    {
      because: 'is as it was again',
      own: { fields: [{ name: 'amountMinor', before: '2400', now: '2400' }] },
      want: [],
    },
    { because: 'changed, and is gone now: that is said of what is gone', own: { isLive: false }, want: [] },
    {
      because: 'is gone',
      own: { change: 'vanished', isLive: false, fields: [] },
      want: ['transaction_vanished a 2900'],
    },
    { because: 'is back', own: { change: 'vanished', fields: [] }, want: [] },
  ])('$because', ({ own, want }) => {
    expect(judged([transactionChanged, transactionVanished], { ...changed, ...own })).toEqual(want);
  });

  test('says what it is about: the change', () => {
    expect(transactionChanged.judge(changed, now)).toMatchObject([{ eventId }]);
  });
});

describe('a wallet that fills itself up', () => {
  const settings = { enabled: true, thresholdMinor: 5_000n, amountMinor: 20_000n, since: now, isElsewhere: false };
  const recharge = (externalId: string, hour: number, own: Partial<Recharge> = {}): Recharge => ({
    ...{ externalId, name: 'automatic top-up', effectMinor: 20_000n, balanceAfterMinor: 24_000n, settings },
    at: new Date(Date.UTC(2026, 4, 20, hour)).toISOString(),
    ...own,
  });
  const says = (...recharges: readonly Recharge[]) =>
    judged([autoRechargeSurprise], {
      ...place,
      ...usd,
      walletKind: 'wallet',
      wallet: { externalId: 'w', name: 'master' },
      recharges,
    });
  test.each<{ because: string; own: Partial<Recharge>; want: number }>([
    { because: 'as it is set', own: {}, want: 0 },
    { because: 'with three times what is set', own: { effectMinor: 60_000n, balanceAfterMinor: 64_000n }, want: 0 },
    { because: 'while that is off', own: { settings: { ...settings, enabled: false } }, want: 1 },
    { because: 'with another amount', own: { effectMinor: 25_000n, balanceAfterMinor: 29_000n }, want: 1 },
    { because: 'while it holds enough', own: { balanceAfterMinor: 25_000n }, want: 1 },
    { because: 'after that was turned on elsewhere', own: { settings: { ...settings, isElsewhere: true } }, want: 1 },
    { because: 'while nobody knows how it is set', own: { settings: null, balanceAfterMinor: 99_000n }, want: 0 },
    { because: 'while nobody knows whether it is on', own: { settings: { ...settings, enabled: null } }, want: 0 },
  ])('$because', ({ own, want }) => {
    expect(says(recharge('a', 0, own))).toHaveLength(want);
  });

  test('three times within a day, however it is set: the newest such day is told', () => {
    const of = (...hours: readonly number[]) =>
      says(...hours.map((hour, index) => recharge(`r${index}`, hour, { settings: null })));
    expect(of(0, 1, 25)).toEqual([]);
    expect(of(0, 1, 24)).toEqual(['auto_recharge_surprise w 60000']);
    expect(of(0, 1, 2, 3, 40, 41, 42)).toEqual(['auto_recharge_surprise w 60000']);
  });

  test('again and again is one finding, however much of what was is looked at still', () => {
    const wallet = { externalId: 'w', name: 'master' };
    const [all, ...later] = [0, 8, 16, 24, 32, 40].map((_hour, from, hours) =>
      autoRechargeSurprise.judge(
        {
          ...{ ...place, ...usd, walletKind: 'wallet', wallet },
          recharges: hours.slice(from).map((hour) => recharge(`r${hour}`, hour, { settings: null })),
        },
        now,
      ),
    );
    expect(all).toMatchObject([{ sentence: expect.stringContaining('filled itself up 4 times within a day') }]);
    expect(later.slice(0, 2)).toEqual([all, all]);
    expect(later.slice(3)).toEqual([[], []]);
  });
});

describe('a top-up without an invoice', () => {
  const topUp: UnbilledTopUp = {
    ...place,
    topUp: { externalId: 'a', name: 'top-up by card', at: '2026-05-20T00:00:00.000Z' },
    amount: { minor: 20_000n, ...usd },
    ...{
      billKind: 'invoice',
      withinDays: 3,
      billsWholeAt: '2026-05-31T00:00:00.000Z',
      oldestBillAt: '2026-01-01T00:00:00.000Z',
    },
  };
  test.each<{ because: string; own: Partial<UnbilledTopUp>; want: readonly string[] }>([
    { because: 'is late', own: {}, want: ['top_up_without_invoice a 20000'] },
    { because: 'may still come', own: { topUp: { ...topUp.topUp, at: '2026-05-30T00:00:00.000Z' } }, want: [] },
    {
      because: 'nobody has looked since',
      own: { billsWholeAt: '2026-05-22T00:00:00.000Z' },
      want: ['top_up_without_invoice?'],
    },
    { because: 'nobody ever saw all', own: { billsWholeAt: null }, want: ['top_up_without_invoice?'] },
    { because: 'is older than all invoices', own: { oldestBillAt: '2026-05-21T00:00:00.000Z' }, want: [] },
    { because: 'no invoice names any', own: { oldestBillAt: null }, want: [] },
  ])('$because', ({ own, want }) => {
    expect(judged([topUpWithoutInvoice], { ...topUp, ...own })).toEqual(want);
  });

  test('is told the same after each listing of the invoices', () => {
    const later = { ...topUp, billsWholeAt: '2026-06-01T00:00:00.000Z' };
    expect(topUpWithoutInvoice.judge(later, now)).toEqual(topUpWithoutInvoice.judge(topUp, now));
  });
});

describe('a leg of a transfer alone', () => {
  const leg: UnpairedLeg = {
    ...place,
    leg: { externalId: 'a', name: 'transfer out', at: '2026-05-20T00:00:00.000Z' },
    wallet: { externalId: 'w', name: 'master' },
    direction: 'out',
    amount: { minor: -2_000n, ...usd },
    pairs: 3,
  };
  test.each<{ because: string; own: Partial<UnpairedLeg>; want: readonly string[] }>([
    { because: 'is half a transfer', own: {}, want: ['transfer_without_other_leg a 2000'] },
    { because: 'is all that the provider shows', own: { pairs: 0 }, want: [] },
    { because: 'may be on its way', own: { leg: { ...leg.leg, at: '2026-05-31T12:00:00.000Z' } }, want: [] },
    {
      because: 'is not all that there is',
      own: { doubt: 'it is only plausible' },
      want: ['transfer_without_other_leg?'],
    },
  ])('$because', ({ own, want }) => {
    expect(judged([transferWithoutOtherLeg], { ...leg, ...own })).toEqual(want);
  });
});
