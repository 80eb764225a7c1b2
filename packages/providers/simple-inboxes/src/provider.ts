import {
  type AccountAccess,
  type CallsOf,
  type Item,
  type OpenedPage,
  openObject,
  ProviderError,
  type Session,
  type TypedProvider,
} from '@rollcall/provider-kit';
import type { z } from 'zod';
import { classify } from './classify.ts';
import { Credential, createSimpleInboxesClient, Settings, type SimpleInboxesClient } from './client.ts';
import { type Confirmed, common } from './common.ts';
import { cost } from './cost.ts';
import { decodeItem } from './decode.ts';
import { expectations } from './expectations.ts';
import { document } from './generated/document.ts';
import type { operations as Operations } from './generated/types.ts';
import { kinds } from './kinds.ts';
import { listScope } from './listings.ts';
import { clientItem, domainItem, inboxItem, inboxMutationItem, orderItem, recoveryEntryItem } from './map.ts';
import type { MoneyUnit } from './money.ts';
import { operations } from './operations.ts';
import { restores } from './restores.ts';
import { sandbox } from './sandbox.ts';
import { Client, Domain, Inbox, InboxMutation, Order, RecoveryEntry } from './wire.ts';

/** Input and output of every documented operation. */
export type Calls = CallsOf<Operations, 'data', never, Confirmed>;

/** SimpleInboxes: orders, inboxes, domains, clients and money of one account. Its README lists its quirks and sources. */
export const provider: TypedProvider<Calls, z.input<typeof Credential>, z.input<typeof Settings>> = {
  name: 'simple-inboxes',
  title: 'SimpleInboxes',
  document,
  // 2: DNS records are listed by what they mean.
  mappingVersion: 2,
  credential: Credential,
  settings: Settings,
  baseUrl: 'https://app.simpleinboxes.com/api/v1',
  // Refusals for too many requests are documented, the limit is not; sixty in a minute harm nobody. They may come at
  // once: three listings a domain make the first run of a small account one of fifty requests.
  buckets: { default: { perMinute: 60, burst: 60 } },
  kinds,
  operations,
  expectations,
  cost,
  common,
  restores,
  open,
  dns: {
    nameserversBy: [
      { kind: 'nameserver_state', attribute: 'nameservers' },
      { kind: 'domain', attribute: 'nameservers' },
    ],
  },
  sandbox,
};

function open(account: AccountAccess): Session {
  const client = createSimpleInboxesClient(account);
  return {
    identify: (signal) => identify(client, signal),
    list: (scope, signal) => listScope(client, scope, signal),
    read: (kind, externalId, signal) => read(client, { kind, externalId }, signal),
    call: client.call,
    close: client.transport.close,
  };
}

/** Tries the key on the smallest answer there is. Whose account it opens, no endpoint says. */
async function identify({ call }: SimpleInboxesClient, signal: AbortSignal): Promise<null> {
  await call({ operationId: 'getWallet', input: {} }, signal);
  return null;
}

async function read(
  { transport, moneyUnit }: SimpleInboxesClient,
  { kind, externalId }: { readonly kind: string; readonly externalId: string },
  signal: AbortSignal,
): Promise<Item | undefined> {
  const reader = Object.hasOwn(readers, kind) ? readers[kind] : undefined;
  if (reader === undefined) {
    throw new ProviderError('not_supported', `SimpleInboxes has no request for one resource of kind "${kind}".`);
  }
  const path = `${reader.path}/${encodeURIComponent(externalId)}`;
  try {
    const page = openObject(await transport.getPage(path, { bucket: 'default', signal }), { path: ['data'], classify });
    const [item] = reader.items(page, moneyUnit);
    if (item?.externalId === externalId) return item;
    throw new ProviderError('unrecognised', `GET ${reader.path}/…: the provider answered with another ${kind}.`);
  } catch (error) {
    if (error instanceof ProviderError && error.kind === 'not_found') return undefined;
    throw error;
  }
}

type Reader = (page: OpenedPage, unit: MoneyUnit) => Iterable<Item>;

function one<Row>(kind: string, wire: z.ZodType<Row>, map: (row: Row, unit: MoneyUnit) => Item): Reader {
  return (page, unit) => page.items({ kind, wire, map: (row) => map(row, unit), idField: 'id', parse: decodeItem });
}

const readers: Readonly<Record<string, { readonly path: string; readonly items: Reader }>> = {
  provider_client: { path: '/clients', items: one('provider_client', Client, clientItem) },
  order: { path: '/orders', items: one('order', Order, orderItem) },
  domain: { path: '/domains', items: one('domain', Domain, domainItem) },
  inbox: { path: '/inboxes', items: one('inbox', Inbox, inboxItem) },
  inbox_mutation: { path: '/orders/inbox-mutations', items: one('inbox_mutation', InboxMutation, inboxMutationItem) },
  recovery_entry: { path: '/recovery', items: one('recovery_entry', RecoveryEntry, recoveryEntryItem) },
};
