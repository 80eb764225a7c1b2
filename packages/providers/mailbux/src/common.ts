import { type CallsOf, type CommonMappings, ProviderError, type Target } from '@rollcall/provider-kit';
import { z } from 'zod';
import type { operations } from './generated/types.ts';
import { domainOf } from './map.ts';

/** What the operations that all providers share are here. The reasons are those of the provider's guide (2026-11-20). */
export const common: CommonMappings<CallsOf<operations, 'data', never, Confirmed>> = {
  'inboxes.create': {
    operations: ['createPrincipal'],
    needs: 'password',
    call: ({ address, password, displayName }) => {
      if (password === undefined) throw rejected('Mailbux makes no password: give one.');
      const description = displayName === undefined ? {} : { description: displayName };
      const mailbox = { name: address, type: 'individual' as const, emails: [address], secrets: [password] };
      return { operationId: 'createPrincipal', input: { ...mailbox, ...description } };
    },
  },
  'inboxes.setPassword': {
    operations: ['updatePrincipal'],
    call: ({ password }, { name }) => ({
      operationId: 'updatePrincipal',
      input: { name, body: { secrets: [password] } },
    }),
  },
  'inboxes.rename': {
    operations: ['updatePrincipal'],
    // The guide speaks of "other account settings"; that the name is one is known from Stalwart.
    unconfirmed: true,
    call: ({ address }, { name, attributes }) => ({
      operationId: 'updatePrincipal',
      input: { name, body: renaming(address, { name, primaryEmail: Inbox.parse(attributes).primaryEmail }) },
    }),
  },
  'inboxes.delete': {
    operations: ['deletePrincipal'],
    call: (_input, { name }) => ({ operationId: 'deletePrincipal', input: { name, confirm: name } }),
  },
  'domains.add': {
    operations: ['createPrincipal'],
    call: ({ domain: name }) => ({ operationId: 'createPrincipal', input: { name, type: 'domain' } }),
  },
  'domains.remove': {
    operations: ['deletePrincipal'],
    call: ({ cascade }, { name }) => ({ operationId: 'deletePrincipal', input: { name, cascade, confirm: name } }),
  },
  ...withoutDns(),
  'aliases.add': {
    operations: ['createPrincipal', 'updatePrincipal'],
    call: ({ alias }, { name: inbox }) => withAlias(inbox, alias),
  },
  'aliases.remove': {
    operations: ['deletePrincipal', 'updatePrincipal'],
    call: (_input, alias) => withoutAlias(alias),
  },
  ...withoutKeys(),
};

/**
 * A mailbox is called by its name and receives mail for its addresses, so both change. The new address stands behind the
 * further ones where there are any: a change by actions cannot say where, and replacing the whole list would need to know
 * them all.
 */
function renaming(to: string, { name, primaryEmail }: { readonly name: string; readonly primaryEmail: string | null }) {
  const actions = [
    { action: 'set' as const, field: 'name' as const, value: to },
    { action: 'addItem' as const, field: 'emails' as const, value: to },
  ];
  return [...actions, { action: 'removeItem' as const, field: 'emails' as const, value: primaryEmail ?? name }];
}

/**
 * By a list, as the guide shows. One on another domain than its inbox would look like a forwarder to whoever does not know
 * the tenant's domains, so it becomes a further address of the mailbox.
 */
function withAlias(inbox: string, alias: string) {
  if (domainOf(inbox) === domainOf(alias)) {
    return { operationId: 'createPrincipal' as const, input: { name: alias, type: 'list' as const, members: [inbox] } };
  }
  const addition = { action: 'addItem' as const, field: 'emails' as const, value: alias };
  return { operationId: 'updatePrincipal' as const, input: { name: inbox, body: [addition] } };
}

/** An alias is a list of its own, or a further address of a mailbox. */
function withoutAlias({ name, attributes }: Target) {
  const { madeAs, targets } = Alias.parse(attributes);
  if (madeAs === 'list') return { operationId: 'deletePrincipal' as const, input: { name, confirm: name } };
  const removal = { action: 'removeItem' as const, field: 'emails' as const, value: name };
  return { operationId: 'updatePrincipal' as const, input: { name: targets[0], body: [removal] } };
}

/** As `map.ts` writes them. */
const Inbox = z.object({ primaryEmail: z.string().nullable() });
const Alias = z.object({
  madeAs: z.enum(['list', 'mailbox_address']),
  targets: z.tuple([z.string()], z.string()),
});

/** What cannot be undone. */
export type Confirmed = 'deletePrincipal' | 'deleteForwarder';

function withoutDns() {
  const notSupported = 'it says which records a domain needs; publish them where the domain is.';
  return { 'dns.add': { notSupported }, 'dns.remove': { notSupported }, 'dns.replace': { notSupported } };
}

function withoutKeys() {
  const notSupported = 'tokens are made and ended in its dashboard only.';
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
