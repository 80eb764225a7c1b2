import { type Capabilities, capabilitiesOf, commonOperations } from '@rollcall/provider-kit';
import { describe, expect, test } from 'vitest';
import { providerNamed } from '../src/index.ts';

function of(provider: string): Capabilities {
  return capabilitiesOf(providerNamed(provider));
}

describe('what a kind allows', () => {
  test.each([
    {
      provider: 'inframail',
      kind: 'inbox',
      want: {
        bestGrade: 'proven',
        configured: false,
        list: [{ operation: 'inframail.listEmailAccounts', confirmed: true }],
        create: [{ operation: 'inframail.createEmailAccount', confirmed: true }],
        update: [],
        delete: [{ operation: 'inframail.deleteEmailAccount', confirmed: false }],
      },
      because: 'how one deletes is concluded by us',
    },
    {
      provider: 'inframail',
      kind: 'host',
      want: { configured: true, list: [], create: [], delete: [] },
      because: 'hosts are configured, and no request lists them',
    },
    {
      provider: 'elastic-email',
      kind: 'smtp_credential',
      want: {
        list: [{ operation: 'elastic-email.listSmtpCredentials', confirmed: true }],
        rotate: [{ operation: 'providerKeys.rotate', confirmed: true }],
      },
      because: 'a rotation is made of a creation and, later, a deletion',
    },
    {
      provider: 'simple-inboxes',
      kind: 'api_key',
      want: {
        create: [{ operation: 'simple-inboxes.createApiKey', confirmed: false }],
        rotate: [{ operation: 'providerKeys.rotate', confirmed: false }],
        update: [],
      },
      because: 'its page contradicts itself about keys',
    },
    {
      provider: 'mailbux',
      kind: 'forwarder',
      want: {
        create: [
          { operation: 'mailbux.createPrincipal', confirmed: true },
          { operation: 'mailbux.createForwarder', confirmed: false },
        ],
      },
      because: 'the second way is known from others only',
    },
    {
      provider: 'adbtd',
      kind: 'domain',
      want: {
        attributes: {
          status: { role: 'content' },
          createdAt: { role: 'identity' },
          lastVerifiedAt: { role: 'volatile', reason: expect.stringContaining('verifies DNS by itself') },
        },
      },
      because: 'what a difference means is asked for by attribute',
    },
    { provider: 'simple-inboxes', kind: 'dns_record', want: { update: [] }, because: 'a record cannot be changed' },
  ])('$provider: $kind, since $because', ({ provider, kind, want }) => {
    expect(of(provider).kinds.find((candidate) => candidate.kind === kind)).toMatchObject(want);
  });
});

test('each common operation is one of the provider’s, or has the reason why not', () => {
  const { common } = of('adbtd');
  expect(common.map(({ operation }) => operation)).toEqual(Object.keys(commonOperations));
  expect(common.find(({ operation }) => operation === 'domains.add')).toEqual({
    operation: 'domains.add',
    summary: commonOperations['domains.add'].summary,
    ways: [{ operation: 'adbtd.addDomain', confirmed: true }],
    reason: null,
  });
  expect(common.find(({ operation }) => operation === 'aliases.add')).toMatchObject({
    ways: [],
    reason: 'its API has no aliases.',
  });
});

test('a use that the provider does not speak of is unconfirmed, though the operation is documented', () => {
  const { common, kinds } = of('mailbux');
  const way = (confirmed: boolean) => [{ operation: 'mailbux.updatePrincipal', confirmed }];
  expect(common.find(({ operation }) => operation === 'inboxes.rename')?.ways).toEqual(way(false));
  expect(kinds.find(({ kind }) => kind === 'inbox')?.update).toEqual(way(true));
});
