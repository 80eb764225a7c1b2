import { type CallsOf, type CommonMappings, ProviderError } from '@rollcall/provider-kit';
import type { operations } from './generated/types.ts';

/** What the operations that all providers share are here. The reasons are those of the provider's API page (2026-11-20). */
export const common: CommonMappings<CallsOf<operations, 'data', never, Confirmed>> = {
  'inboxes.create': {
    operations: ['createMailboxes'],
    call: ({ address, password, displayName }) => {
      if (password !== undefined) throw cannot('its dashboard shows the password that it makes; none can be given.');
      if (displayName !== undefined) throw cannot('an inbox has no display name in its API.');
      return { operationId: 'createMailboxes', input: { emails: [address] } };
    },
  },
  'inboxes.setPassword': { notSupported: 'passwords are shown in its dashboard only, and set by nobody.' },
  'inboxes.rename': { notSupported: 'its API changes nothing in place. Create another inbox, and delete this one.' },
  'inboxes.delete': {
    operations: ['deleteMailbox'],
    call: (_input, { externalId: id }) => ({ operationId: 'deleteMailbox', input: { id, confirm: id } }),
  },
  'domains.add': {
    operations: ['addDomain'],
    call: ({ domain: name }) => ({ operationId: 'addDomain', input: { name, mode: 'byo' } }),
  },
  'domains.remove': {
    operations: ['deleteDomain'],
    call: (_input, { externalId: id }) => ({ operationId: 'deleteDomain', input: { id, confirm: id } }),
  },
  ...withoutDns(),
  'aliases.add': { notSupported: 'its API has no aliases.' },
  'aliases.remove': { notSupported: 'its API has no aliases.' },
  ...withoutKeys(),
};

/** What cannot be undone. */
export type Confirmed = 'deleteDomain' | 'deleteMailbox' | 'releaseIp';

function withoutDns() {
  const notSupported = 'its API has no DNS records. It shows whether they are right; publish them where the domain is.';
  return { 'dns.add': { notSupported }, 'dns.remove': { notSupported }, 'dns.replace': { notSupported } };
}

function withoutKeys() {
  const notSupported = 'API keys are made and ended in its dashboard only.';
  return {
    'providerKeys.create': { notSupported },
    'providerKeys.restrict': { notSupported },
    'providerKeys.rotate': { notSupported },
    'providerKeys.revoke': { notSupported },
  };
}

function cannot(reason: string): ProviderError {
  return new ProviderError('not_supported', reason, { applied: 'no' });
}
