import { describe, expect, test } from 'vitest';
import { provider } from '../src/index.ts';
import { call, itemsOf, startWithSession } from './support.ts';

describe('what an operation must bring about', () => {
  test.each([
    {
      operationId: 'placeOrder',
      input: { domains: [{ domain: 'acme.example' }, { domain: 'other.example' }] },
      want: [
        { becomes: 'more', kind: 'order', count: 1, attributes: { status: 'active' } },
        { becomes: 'present', kind: 'domain', name: 'acme.example' },
        { becomes: 'present', kind: 'domain', name: 'other.example' },
      ],
    },
    {
      operationId: 'placeOrder',
      input: { domains: [{ domain: 'a.example' }, { domain: 'b.example' }], inboxesPerDomain: 3 },
      want: expect.arrayContaining([{ becomes: 'more', kind: 'inbox', count: 6 }]),
    },
    {
      operationId: 'createInboxMutation',
      input: {
        domain: 'acme.example',
        items: [
          { inboxId: 'i1', username: 'Bob' },
          { inboxId: 'i2', password: 'x' },
          { inboxId: 'i3', firstName: 'Eve', lastName: 'Low' },
        ],
      },
      want: [
        { becomes: 'more', kind: 'inbox_mutation', count: 1, attributes: { status: 'completed' } },
        { becomes: 'present', kind: 'inbox', name: 'bob@acme.example' },
        changed('inbox', 'i3', { firstName: 'Eve', lastName: 'Low' }),
      ],
    },
    {
      operationId: 'createInboxMutation',
      input: { items: [{ inboxId: 'i1', username: 'Bob' }] },
      want: [
        { becomes: 'more', kind: 'inbox_mutation', count: 1, attributes: { status: 'completed' } },
        changed('inbox', 'i1'),
      ],
    },
    {
      operationId: 'rotateInboxPassword',
      input: { inboxId: 'i1' },
      want: [{ becomes: 'more', kind: 'inbox_mutation', count: 1, attributes: { status: 'completed' } }],
    },
    {
      operationId: 'setOrderAutoRenew',
      input: { orderId: 'o1', autoRenew: false },
      want: [changed('order', 'o1', { autoRenew: false })],
    },
    {
      operationId: 'retryDomainAction',
      input: { domain: 'acme.example', actionId: 'a1' },
      want: [changed('domain_action', 'a1'), { becomes: 'absent', kind: 'domain_action', externalId: 'a1' }],
    },
    {
      operationId: 'syncDnsRecord',
      input: { domain: 'acme.example', recordId: 'r1' },
      want: [changed('dns_record', 'r1', { synced: true })],
    },
    {
      operationId: 'setForwarding',
      input: { domain: 'acme.example', url: 'https://acme.example/x' },
      want: [changed('domain', 'acme.example', { forwardingUrl: 'https://acme.example/x' })],
    },
    {
      operationId: 'updateWorkspace',
      input: { id: 'w1', name: 'birch', billingMode: 'dedicated' },
      want: [
        { becomes: 'present', kind: 'provider_workspace', name: 'birch' },
        changed('provider_workspace', 'w1', { billingMode: 'dedicated' }),
        changed('wallet', 'w1', { billingMode: 'dedicated' }),
      ],
    },
    {
      operationId: 'setWalletFallback',
      input: { workspaceId: 'w1', enabled: true },
      want: [changed('provider_workspace', 'w1', { fallback: true }), changed('wallet', 'w1', { fallback: true })],
    },
    {
      operationId: 'setAutoRecharge',
      input: { enabled: true },
      want: [changed('wallet', 'master', { autoRecharge: true })],
    },
    {
      operationId: 'transferFunds',
      input: { toWorkspaceId: 'w1', amount: 5 },
      want: [
        { becomes: 'more', kind: 'wallet_transaction', count: 1 },
        changed('wallet', 'master'),
        changed('wallet', 'w1'),
      ],
    },
    {
      operationId: 'reactivateRecoveredDomain',
      input: { id: 'e1' },
      want: [changed('recovery_entry', 'e1'), { becomes: 'more', kind: 'domain', count: 1 }],
    },
    {
      operationId: 'addDnsRecord',
      input: { domain: 'acme.example', type: 'TXT', name: '@', content: 'x' },
      want: [record('acme.example', 'TXT', 'x')],
    },
    {
      operationId: 'updateDnsInBulk',
      input: { domains: ['a.example', 'b.example'], records: [{ type: 'A', name: 'www', content: '203.0.113.7' }] },
      want: [record('www.a.example', 'A', '203.0.113.7'), record('www.b.example', 'A', '203.0.113.7')],
    },
    {
      operationId: 'deleteDnsRecord',
      input: { domain: 'acme.example', recordId: 'r1' },
      want: [{ becomes: 'absent', kind: 'dns_record', externalId: 'r1' }],
    },
    {
      operationId: 'renameClient',
      input: { clientName: 'alder', newName: 'birch' },
      want: [
        { becomes: 'present', kind: 'provider_client', name: 'birch' },
        { becomes: 'present', kind: 'provider_workspace', name: 'birch' },
        { becomes: 'absent', kind: 'provider_client', externalId: 'alder' },
      ],
    },
    {
      operationId: 'renameClient',
      input: { clientName: 'alder', newName: 'alder' },
      want: [
        { becomes: 'present', kind: 'provider_client', name: 'alder' },
        { becomes: 'present', kind: 'provider_workspace', name: 'alder' },
      ],
    },
    {
      operationId: 'deleteClient',
      input: { clientName: 'alder' },
      want: [{ becomes: 'absent', kind: 'provider_client', externalId: 'alder' }],
    },
    {
      operationId: 'addSendingToolCredential',
      input: { clientName: 'alder', tool: 'smartlead' },
      want: [{ becomes: 'present', kind: 'sending_tool_credential', name: 'smartlead' }],
    },
    {
      operationId: 'submitRecoveryDomains',
      input: { domains: ['a.example', 'a.example'] },
      want: [
        { becomes: 'present', kind: 'recovery_entry', name: 'a.example' },
        { becomes: 'absent', kind: 'domain', externalId: 'a.example' },
      ],
    },
    { operationId: 'createApiKey', input: { name: 'ci' }, want: [{ becomes: 'present', kind: 'api_key', name: 'ci' }] },
    { operationId: 'revokeApiKey', input: { keyId: 'k1' }, want: [] },
    { operationId: 'cancelOrder', input: { orderId: 'o1' }, want: [changed('order', 'o1')] },
    { operationId: 'setInboxPhoto', input: { inboxId: 'i1', photo: 'eA==' }, want: [] },
    { operationId: 'toString', input: {}, want: [] },
  ])('$operationId $input', ({ operationId, input, want }) => {
    expect(provider.expectations({ operationId, input })).toEqual(want);
  });
});

describe('a record is expected just as it is listed', () => {
  const domain = 'alder-team.example';
  test.each([
    { type: 'txt', name: '@', content: '"v=x; " "a=\\"1\\""' },
    { type: 'Cname', name: 'Shop', content: 'Target.EXAMPLE.' },
    { type: 'MX', name: 'In.Alder-Team.example.', content: 'MX.Bücher.example.', priority: 10 },
    { type: 'aaaa', name: 'six', content: ' 2001:DB8::1 ' },
    { type: 'SRV', name: '_sip._tcp', content: '0 5 5060 Sip.example' },
  ])('$type $name $content', async (given) => {
    const { session } = await startWithSession();
    const one = { domain, ...given };
    const many = { domains: [domain], records: [{ ...given, name: `many.${domain}` }] };
    await call(session, 'addDnsRecord', one);
    await call(session, 'updateDnsInBulk', many);
    const listed = await itemsOf(session, 'dns_record', { externalId: domain, name: domain });
    for (const [operationId, input] of [
      ['addDnsRecord', one],
      ['updateDnsInBulk', many],
    ] as const) {
      const [expected] = provider.expectations({ operationId, input });
      if (expected?.becomes !== 'present') throw new Error('it adds a record');
      const { name, attributes } = expected;
      const found = listed.filter((item) => item.name === name);
      expect(found).toContainEqual(expect.objectContaining({ attributes: expect.objectContaining(attributes) }));
    }
  });
});

function record(name: string, type: string, content: string) {
  return { becomes: 'present', kind: 'dns_record', name, attributes: { type, content } };
}

function changed(kind: string, externalId: string, attributes?: object) {
  return { becomes: 'changed', kind, externalId, ...(attributes && { attributes }) };
}
