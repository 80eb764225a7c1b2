import type { Alters } from '@rollcall/provider-kit/sandbox';
import type { DnsRecord, Domain, Inbox, Order, Wallet, Workspace } from './state.ts';

const renamed = ({ name }: { readonly name: string }) => ({ name: `${name} (old)` });
/** Workspaces and wallets both say who pays. */
const billed = {
  billingMode: ({ billingMode }: { readonly billingMode?: string }) => ({
    billingMode: billingMode === 'dedicated' ? 'master' : 'dedicated',
  }),
  fallback: ({ fallback }: { readonly fallback?: boolean }) => ({ fallback: fallback !== true }),
};

/** What somebody may do in the dashboard to what the inventory shows, by sort and attribute. */
export const alters = {
  workspace: { name: renamed, ...billed } satisfies Alters<Workspace>,
  client: { name: renamed } satisfies Alters<Workspace>,
  wallet: {
    ...billed,
    autoRecharge: ({ autoRecharge }) => ({
      autoRecharge: { ...autoRecharge, enabled: autoRecharge?.enabled !== true },
    }),
  } satisfies Alters<Wallet>,
  order: {
    status: () => ({ status: 'queued_for_cancellation' }),
    cancelAt: () => ({ status: 'queued_for_cancellation', cancelAt: '2031-01-01T00:00:00.000Z' }),
    autoRenew: ({ autoRenew }) => ({ autoRenew: autoRenew !== true }),
  } satisfies Alters<Order>,
  domain: { forwardingUrl: () => ({ forwardingUrl: 'https://elsewhere.example/' }) } satisfies Alters<Domain>,
  dnsRecord: {
    type: () => ({ type: 'TXT', content: 'by hand' }),
    content: ({ type }) => ({ content: type === 'A' ? '203.0.113.77' : 'by-hand.example' }),
    ttl: ({ ttl = 0 }) => ({ ttl: ttl + 60 }),
    priority: ({ priority }) => (priority == null ? {} : { priority: priority + 10 }),
    proxied: ({ proxied }) => ({ proxied: proxied !== true }),
    synced: () => ({ synced: false }),
  } satisfies Alters<DnsRecord>,
  inbox: {
    name: ({ email }) => ({ email: `old.${email}` }),
    firstName: ({ lastName }) => ({ firstName: 'Somebody', displayName: `Somebody ${lastName}` }),
    lastName: ({ firstName }) => ({ lastName: 'Else', displayName: `${firstName} Else` }),
    displayName: () => ({ firstName: 'Somebody', lastName: 'Else', displayName: 'Somebody Else' }),
  } satisfies Alters<Inbox>,
};
