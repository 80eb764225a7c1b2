import { type CallsOf, type CommonMappings, ProviderError } from '@rollcall/provider-kit';
import type { operations } from './generated/types.ts';

/** What the operations that all providers share are here. The reasons are those of the provider's article (2026-11-20). */
export const common: CommonMappings<CallsOf<operations, undefined, 'customerId' | 'profileId', 'deleteEmailAccount'>> =
  {
    'inboxes.create': {
      operations: ['createEmailAccount'],
      needs: 'password',
      call: ({ address: email, password, displayName }) => {
        if (password === undefined) throw rejected('Inframail makes no password: give one.');
        const named = displayName === undefined ? {} : { name: displayName };
        const input = { email, password, updatePasswordIfEmailExists: false, mode: 'add' as const, ...named };
        return { operationId: 'createEmailAccount', input };
      },
    },
    'inboxes.setPassword': {
      operations: ['createEmailAccount'],
      call: ({ password }, { name: email, presence }) => {
        // The request would create an inbox that is not there.
        if (presence !== 'live') throw rejected(`${email} is ${presence}, and Inframail would create it. Sync first.`);
        const input = { email, password, updatePasswordIfEmailExists: true, mode: 'add' as const };
        return { operationId: 'createEmailAccount', input };
      },
    },
    'inboxes.rename': {
      notSupported: 'an inbox keeps its address. Create another one, move the mail over, and delete this one.',
    },
    'inboxes.delete': {
      operations: ['deleteEmailAccount'],
      call: (_input, { name: email }) => ({ operationId: 'deleteEmailAccount', input: { email, confirm: email } }),
    },
    'domains.add': { notSupported: 'domains are ordered in its dashboard only.' },
    'domains.remove': { notSupported: 'domains are ended in its dashboard only.' },
    ...withoutDns(),
    'aliases.add': { notSupported: 'its API has no aliases.' },
    'aliases.remove': { notSupported: 'its API has no aliases.' },
    ...withoutKeys(),
  };

function withoutDns() {
  const notSupported = 'DNS records are kept in its dashboard only.';
  return { 'dns.add': { notSupported }, 'dns.remove': { notSupported }, 'dns.replace': { notSupported } };
}

function withoutKeys() {
  const notSupported = 'an account has one API key, which its dashboard shows and makes anew.';
  return {
    'providerKeys.create': { notSupported },
    'providerKeys.restrict': { notSupported },
    'providerKeys.rotate': { notSupported },
    'providerKeys.revoke': { notSupported },
  };
}

function rejected(what: string): ProviderError {
  return new ProviderError('rejected', what, { applied: 'no' });
}
