import { type CallsOf, type CommonMappings, ProviderError, type Target } from '@rollcall/provider-kit';
import { z } from 'zod';
import type { operations } from './generated/types.ts';

/** What the operations that all providers share are here. The reasons are those of the provider's page (2026-11-20). */
export const common: CommonMappings<CallsOf<operations, 'data', never, Confirmed>> = {
  'inboxes.create': {
    notSupported: 'inboxes come with an order, which spends money and names people, not addresses: placeOrder.',
  },
  'inboxes.setPassword': {
    operations: ['rotateInboxPassword'],
    call: ({ password }, { externalId: inboxId }) => ({
      operationId: 'rotateInboxPassword',
      input: { inboxId, password },
    }),
  },
  'inboxes.rename': {
    operations: ['createInboxMutation'],
    call: ({ address }, { externalId: inboxId, name }) => {
      const [username = '', domain = ''] = address.split('@');
      if (!name.endsWith(`@${domain}`)) throw cannot(`an inbox stays on its domain, and ${name} is on another one.`);
      return { operationId: 'createInboxMutation', input: { domain, items: [{ inboxId, username }] } };
    },
  },
  'inboxes.delete': { notSupported: 'an inbox ends with its order: cancelOrder.' },
  'domains.add': { notSupported: 'domains come with an order, or out of the Recovery Pool: placeOrder.' },
  'domains.remove': { notSupported: 'a domain ends with its order: cancelOrder.' },
  'dns.add': {
    operations: ['addDnsRecord'],
    call: ({ type, name, content, ttl, priority }, { name: domain }) => ({
      operationId: 'addDnsRecord',
      input: {
        ...{ domain, type: type.toUpperCase(), name, content },
        ...(ttl === undefined ? {} : { ttl }),
        ...(priority === undefined ? {} : { priority }),
      },
    }),
  },
  'dns.remove': {
    operations: ['deleteDnsRecord'],
    call: (_input, { externalId: recordId, attributes }) => ({
      operationId: 'deleteDnsRecord',
      input: { domain: OfDomain.parse(attributes).domain, recordId, confirm: recordId },
    }),
  },
  'dns.replace': { notSupported: 'a record cannot be changed. Add the new one with dns.add, then end this one.' },
  'aliases.add': { notSupported: 'its API has no aliases.' },
  'aliases.remove': { notSupported: 'its API has no aliases.' },
  'providerKeys.create': {
    operations: ['createApiKey'],
    call: ({ name, kind, permissions, networks, expiresAt, subaccount }) => {
      requireApiKey(kind);
      if ((permissions ?? networks ?? expiresAt ?? subaccount) !== undefined) throw cannot(unrestricted);
      return { operationId: 'createApiKey', input: { name } };
    },
  },
  'providerKeys.restrict': { notSupported: 'every key of the account may do everything, from everywhere, for good.' },
  'providerKeys.rotate': {
    operations: ['createApiKey'],
    call: ({ kind, name }) => {
      requireApiKey(kind);
      return { operationId: 'createApiKey', input: { name } };
    },
  },
  'providerKeys.revoke': {
    operations: ['revokeApiKey'],
    call: ({ kind }, key) => {
      requireApiKey(kind);
      const keyId = idOf(key);
      return { operationId: 'revokeApiKey', input: { keyId, confirm: keyId } };
    },
  },
};

/** What cannot be undone. */
export type Confirmed =
  | 'deleteClient'
  | 'deleteDnsRecord'
  | 'deleteRecoveryEntry'
  | 'deleteSendingToolCredential'
  | 'revokeApiKey';

const unrestricted = 'a key may do everything, from everywhere, for good: leave the restrictions out.';

/** As `map.ts` writes them. */
const OfDomain = z.object({ domain: z.string() });
const OfKey = z.object({ keyId: z.string() });

function idOf({ attributes }: Target): string {
  return OfKey.parse(attributes).keyId;
}

function requireApiKey(kind: string): void {
  if (kind !== 'api_key') throw cannot('it has API keys, and no SMTP credentials that one could make or end.');
}

function cannot(reason: string): ProviderError {
  return new ProviderError('not_supported', reason, { applied: 'no' });
}
