import { describe, expect, test } from 'vitest';
import {
  apiKeyItem,
  clientItem,
  dnsRecordItem,
  domainActionItem,
  domainItem,
  inboxItem,
  inboxMutationItem,
  invoiceItem,
  nameserverStateItem,
  orderItem,
  recoveryEntryItem,
  sendingToolCredentialItem,
  stripeInvoiceItem,
  walletItem,
  walletTransactionItem,
  workspaceItem,
} from '../src/map.ts';
import type { MoneyUnit } from '../src/money.ts';

const assumed: MoneyUnit = { unit: 'major', isConfirmed: false };
const order = { id: 'o1', status: 'active', amount: '24.50', currency: 'usd', domains: ['B.example', 'a.example'] };

describe('each row becomes a thing of the ledger, its attributes in a fixed order', () => {
  test.each([
    {
      item: workspaceItem({ id: 'w1', name: 'alder', billingMode: 'master' }),
      want: '{"externalId":"w1","name":"alder","attributes":{"billingMode":"master","fallback":null,"createdAt":null}}',
    },
    {
      item: clientItem({ name: 'alder', workspaceId: 'w1', orderCount: 2 }),
      want:
        '{"externalId":"alder","name":"alder","attributes":{"workspaceId":"w1","orderCount":2,"inboxCount":null,' +
        '"createdAt":null}}',
    },
    {
      item: orderItem({ ...order, clientName: 'alder' }, assumed),
      want:
        '{"externalId":"o1","name":"o1","attributes":{"status":"active","statusRaw":null,"provider":null,' +
        '"workspaceId":null,"client":"alder","domains":["a.example","b.example"],"inboxCount":null,"autoRenew":null,' +
        '"amountMinor":"2450","currency":"USD","amountRaw":"24.50","unit":"assumed","createdAt":null,"renewsAt":null,' +
        '"cancelAt":null}}',
    },
    {
      item: nameserverStateItem({ nameservers: ['Rick.ns.example.', 'ada.ns.example'], propagated: true }, 'a.example'),
      want:
        '{"externalId":"a.example","name":"a.example","attributes":{"domain":"a.example",' +
        '"nameservers":["ada.ns.example","rick.ns.example"],"propagated":true,"checkedAt":null}}',
    },
    {
      item: domainActionItem({ id: 'a1', type: 'reupload', status: 'failed', error: 'no answer' }, 'a.example'),
      want:
        '{"externalId":"a1","name":"reupload","attributes":{"domain":"a.example","status":"failed","statusRaw":null,' +
        '"attempts":null,"maxAttempts":null,"error":"no answer","createdAt":null,"startedAt":null,"completedAt":null,' +
        '"nextRetryAt":null}}',
    },
    {
      item: dnsRecordItem({ id: 'r1', type: 'txt', name: '@', content: '"v=spf1" " -all"', ttl: 1 }, 'a.example'),
      want:
        '{"externalId":"r1","name":"a.example","attributes":{"domain":"a.example","type":"TXT","content":"v=spf1 -all",' +
        '"ttl":"automatic","priority":null,"proxied":null,"synced":null,"createdAt":null,' +
        '"asWritten":{"type":"txt","name":"@","content":"\\"v=spf1\\" \\" -all\\"","ttl":1}}}',
    },
    {
      item: inboxItem({ id: 'i1', email: 'Alice@Acme.Example', status: 'active', firstName: 'Alice' }),
      want:
        '{"externalId":"i1","name":"alice@acme.example","attributes":{"domain":"acme.example","status":"active",' +
        '"statusRaw":null,"firstName":"Alice","lastName":null,"displayName":null,"provider":null,"orderId":null,' +
        '"workspaceId":null,"createdAt":null,"updatedAt":null}}',
    },
    {
      item: inboxMutationItem({ id: 'm1', status: 'partially_completed', domain: 'A.example', lastError: 'taken' }),
      want:
        '{"externalId":"m1","name":"m1","attributes":{"status":"partially_completed","statusRaw":null,' +
        '"requestCount":null,"domain":"a.example","orderId":null,"requestedAt":null,"completedAt":null,' +
        '"failedAt":null,"lastError":"taken"}}',
    },
    {
      item: apiKeyItem({ id: 'k1', name: 'ci', prefix: 'si_live_ab' }),
      want:
        '{"externalId":"ci","name":"ci","attributes":{"keyId":"k1","prefix":"si_live_ab","createdAt":null,' +
        '"lastUsedAt":null}}',
    },
    {
      item: recoveryEntryItem({ id: 'e1', domain: 'A.example', health: 'green', listedOn: ['b', 'a'] }),
      want:
        '{"externalId":"e1","name":"a.example","attributes":{"status":null,"health":"green","listedOn":["a","b"],' +
        '"readyAt":null,"createdAt":null}}',
    },
    {
      item: sendingToolCredentialItem({ id: 's1', tool: 'smartlead' }, 'alder'),
      want:
        '{"externalId":"s1","name":"smartlead","attributes":{"client":"alder","tool":"smartlead","status":null,' +
        '"createdAt":null}}',
    },
  ])('$item.externalId', ({ item, want }) => {
    expect(JSON.stringify(item)).toBe(want);
  });
});

test('a domain is known by its name, its id standing beside it', () => {
  const item = domainItem({ id: 'd1', domain: 'Bücher.Example.', status: 'active', nameservers: ['B.ns', 'a.ns'] });
  expect(item).toMatchObject({
    externalId: 'xn--bcher-kva.example',
    name: 'xn--bcher-kva.example',
    attributes: { domainId: 'd1', nameservers: ['a.ns', 'b.ns'] },
  });
});

test('a sending-tool credential leaves its secret behind', () => {
  const row = { id: 's1', tool: 'smartlead', apiKey: 'hunter2', password: 'hunter2', username: 'hunter2' };
  expect(JSON.stringify(sendingToolCredentialItem(row, 'alder'))).not.toContain('hunter2');
});

test.each([
  { raw: 'canceled', status: 'canceled', statusRaw: null },
  { raw: 'cancelled', status: 'canceled', statusRaw: null },
  { raw: 'Cancelled', status: 'canceled', statusRaw: null },
  { raw: 'Queued for cancellation', status: 'queued_for_cancellation', statusRaw: null },
  { raw: 'On-Hold', status: 'unknown', statusRaw: 'On-Hold' },
])('the status $raw is $status', ({ raw, status, statusRaw }) => {
  expect(orderItem({ ...order, status: raw }, assumed).attributes).toMatchObject({ status, statusRaw });
  expect(domainItem({ domain: 'a.example', status: raw }).attributes).toMatchObject({ status, statusRaw });
});

describe('money', () => {
  const transaction = { id: 't1', type: 'Debit', amount: '24.50', currency: 'usd', balanceAfter: '1.05' };

  test.each([
    { unit: assumed, amountMinor: '2450', balanceAfterMinor: '105', said: 'assumed' },
    { unit: { unit: 'major', isConfirmed: true }, amountMinor: '2450', balanceAfterMinor: '105', said: 'confirmed' },
    { unit: { unit: 'minor', isConfirmed: true }, amountMinor: null, balanceAfterMinor: null, said: 'confirmed' },
    { unit: { unit: 'unknown', isConfirmed: true }, amountMinor: null, balanceAfterMinor: null, said: 'unknown' },
  ] as const)('is in the unit that the connection says: $unit', ({ unit, said, ...want }) => {
    const { attributes } = walletTransactionItem(transaction, unit);
    expect(attributes).toMatchObject({ ...want, unit: said, amountRaw: '24.50', currency: 'USD', type: 'debit' });
  });

  test('of a wallet is filed under its workspace, or under the master wallet', () => {
    const autoRecharge = { enabled: true, threshold: '50', amount: '200.00' };
    const own = walletItem(
      { workspaceId: 'w1', name: 'alder', balance: '-3.1', currency: 'USD', autoRecharge },
      assumed,
    );
    expect(own).toMatchObject({
      ...{ externalId: 'w1', name: 'alder' },
      attributes: { balanceMinor: '-310', balanceRaw: '-3.1', unit: 'assumed', autoRechargeThresholdMinor: '5000' },
    });
    expect(walletItem({ workspaceId: null, balance: '7' }, assumed)).toMatchObject({
      ...{ externalId: 'master', name: 'master' },
      attributes: { balanceMinor: null, balanceRaw: '7', currency: null },
    });
    expect(walletTransactionItem(transaction, assumed).attributes['wallet']).toBe('master');
    expect(walletTransactionItem({ ...transaction, workspaceId: 'w1' }, assumed).attributes['wallet']).toBe('w1');
  });

  test('of Stripe is in the minor unit, whatever the connection says of the rest', () => {
    const invoice = { id: 'in_1', amountDue: 2450, currency: 'usd', status: 'paid', created: 1_780_000_000 };
    expect(stripeInvoiceItem(invoice).attributes).toMatchObject({
      ...{ source: 'stripe', amountMinor: '2450', amountRaw: '2450', unit: 'confirmed' },
      createdAt: '2026-05-28T20:26:40.000Z',
    });
    const own = { id: 'inv_1', amount: '24.50', currency: 'USD', status: 'paid' };
    expect(invoiceItem(own, { source: 'custom', unit: assumed }).attributes).toMatchObject({
      ...{ source: 'custom', amountMinor: '2450', unit: 'assumed' },
    });
    expect(Object.keys(stripeInvoiceItem(invoice).attributes)).toEqual(
      Object.keys(invoiceItem(own, { source: 'topup', unit: assumed }).attributes),
    );
  });

  test('that is not there is not zero', () => {
    expect(orderItem({ id: 'o1', status: 'active' }, assumed).attributes).toMatchObject({
      ...{ amountMinor: null, amountRaw: null, currency: null, unit: 'assumed' },
    });
  });
});
