import { type CallsOf, type CommonMappings, ProviderError } from '@rollcall/provider-kit';
import type { operations } from './generated/types.ts';

const noDomains = { notSupported: 'its API does not know them.' } as const;
const noRecords = { notSupported: 'its API has no DNS records.' } as const;
const noAliases = { notSupported: 'its API has no aliases.' } as const;
const noKeys = { notSupported: 'API keys are made and ended in its dashboard only.' } as const;

/** The operations that mean the same across providers: which of Newcomer's each of them is, or why none. */
export const common: CommonMappings<CallsOf<operations, 'data', never, 'deleteInbox'>> = {
  'inboxes.create': {
    operations: ['createInbox'],
    needs: 'password',
    call: ({ address, password, displayName }) => {
      if (password === undefined)
        throw new ProviderError('rejected', 'a password must be given: the provider makes none.');
      if (displayName !== undefined)
        throw new ProviderError('not_supported', 'an inbox has no display name in its API.');
      return { operationId: 'createInbox', input: { email: address, password } };
    },
  },
  'inboxes.setPassword': { notSupported: 'its API changes nothing in place.' },
  'inboxes.rename': { notSupported: 'its API changes nothing in place.' },
  'inboxes.delete': {
    operations: ['deleteInbox'],
    call: (_input, { externalId: id }) => ({ operationId: 'deleteInbox', input: { id, confirm: id } }),
  },
  'domains.add': noDomains,
  'domains.remove': noDomains,
  'dns.add': noRecords,
  'dns.remove': noRecords,
  'dns.replace': noRecords,
  'aliases.add': noAliases,
  'aliases.remove': noAliases,
  'providerKeys.create': noKeys,
  'providerKeys.restrict': noKeys,
  'providerKeys.rotate': noKeys,
  'providerKeys.revoke': noKeys,
};
