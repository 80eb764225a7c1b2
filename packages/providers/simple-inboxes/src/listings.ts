import {
  type Item,
  openObject,
  openPage,
  type Page,
  type PageAnswer,
  ProviderError,
  type Scope,
} from '@rollcall/provider-kit';
import type { z } from 'zod';
import { classify } from './classify.ts';
import type { SimpleInboxesClient } from './client.ts';
import { decodeItem } from './decode.ts';
import { listInvoices } from './invoices.ts';
import {
  apiKeyItem,
  clientItem,
  dnsRecordItem,
  domainActionItem,
  domainItem,
  inboxItem,
  inboxMutationItem,
  nameserverStateItem,
  orderItem,
  recoveryEntryItem,
  sendingToolCredentialItem,
  walletItem,
  walletTransactionItem,
  workspaceItem,
} from './map.ts';
import type { MoneyUnit } from './money.ts';
import { type PagedList, readPages } from './paging.ts';
import {
  Action,
  ApiKey,
  Client,
  DnsRecord,
  Domain,
  Inbox,
  InboxMutation,
  NameserverState,
  Order,
  OverviewWallet,
  RecoveryEntry,
  SendingToolCredential,
  WalletTransaction,
  Workspace,
} from './wire.ts';

/** Pages of one scope, with their evidence. */
export function listScope(
  client: SimpleInboxesClient,
  { kind, parent }: Scope,
  signal: AbortSignal,
): AsyncIterable<Page> {
  const lister = Object.hasOwn(listers, kind) ? listers[kind] : undefined;
  if (lister === undefined) {
    throw new ProviderError('not_supported', `SimpleInboxes has no resources of kind "${kind}".`);
  }
  return lister({ client, kind, unit: client.moneyUnit, parent: parent?.name ?? '', signal });
}

interface Asked {
  readonly client: SimpleInboxesClient;
  readonly kind: string;
  readonly unit: MoneyUnit;
  /** The parent's name, which is what paths take; empty for kinds without one. */
  readonly parent: string;
  readonly signal: AbortSignal;
}

type Lister = (asked: Asked) => AsyncIterable<Page>;

interface ListSpec<Row> {
  /** Of the list; its place for the parent's name is written `{parent}`. */
  readonly path: string;
  readonly plural: string;
  readonly idField: string;
  readonly wire: z.ZodType<Row>;
  readonly map: (row: Row, asked: Asked) => Item;
}

const listers: Readonly<Record<string, Lister>> = {
  provider_workspace: paged({
    path: '/workspaces',
    plural: 'workspaces',
    idField: 'id',
    wire: Workspace,
    map: workspaceItem,
  }),
  provider_client: paged({ path: '/clients', plural: 'clients', idField: 'name', wire: Client, map: clientItem }),
  wallet: listWallets,
  wallet_transaction: paged({
    path: '/wallet/transactions',
    plural: 'transactions',
    idField: 'id',
    wire: WalletTransaction,
    map: (row, { unit }) => walletTransactionItem(row, unit),
  }),
  invoice: ({ client, unit, signal }) => listInvoices(client.transport, unit, signal),
  order: paged({
    path: '/orders',
    plural: 'orders',
    idField: 'id',
    wire: Order,
    map: (row, { unit }) => orderItem(row, unit),
  }),
  domain: paged({ path: '/domains', plural: 'domains', idField: 'domain', wire: Domain, map: domainItem }),
  nameserver_state: listNameservers,
  domain_action: paged({
    path: '/domains/{parent}/actions',
    plural: 'actions',
    idField: 'id',
    wire: Action,
    map: (row, { parent }) => domainActionItem(row, parent),
  }),
  dns_record: paged({
    path: '/domains/{parent}/dns',
    plural: 'records',
    idField: 'id',
    wire: DnsRecord,
    map: (row, { parent }) => dnsRecordItem(row, parent),
  }),
  inbox: paged({ path: '/inboxes', plural: 'inboxes', idField: 'id', wire: Inbox, map: inboxItem }),
  inbox_mutation: paged({
    path: '/orders/inbox-mutations',
    plural: 'mutations',
    idField: 'id',
    wire: InboxMutation,
    map: inboxMutationItem,
  }),
  recovery_entry: paged({
    path: '/recovery',
    plural: 'entries',
    idField: 'id',
    wire: RecoveryEntry,
    map: recoveryEntryItem,
  }),
  sending_tool_credential: paged({
    path: '/clients/{parent}/credentials',
    plural: 'credentials',
    idField: 'id',
    wire: SendingToolCredential,
    map: (row, { parent }) => sendingToolCredentialItem(row, parent),
  }),
  api_key: paged({ path: '/api-keys', plural: 'apiKeys', idField: 'id', wire: ApiKey, map: apiKeyItem }),
};

function paged<Row>({ path, map, ...spec }: ListSpec<Row>): Lister {
  return async function* (asked) {
    const list: PagedList<Row> = {
      ...spec,
      kind: asked.kind,
      path: path.replace('{parent}', encodeURIComponent(asked.parent)),
      map: (row) => map(row, asked),
    };
    for await (const page of readPages(asked.client.transport, list, asked.signal)) {
      yield { items: page.items, evidence: page.evidence(page) };
    }
  };
}

/** One answer covers the master wallet and that of every workspace. */
async function* listWallets({ client, unit, signal }: Asked): AsyncIterable<Page> {
  const answer = await client.transport.getPage('/wallet/overview', { bucket: 'default', signal });
  const page = openPage(answer, { path: ['data', 'wallets'], classify });
  const map = (row: OverviewWallet): Item => walletItem(row, unit);
  const items = page.items({ kind: 'wallet', wire: OverviewWallet, map, idField: 'workspaceId', parse: decodeItem });
  yield { items, evidence: page.evidence({ cursor: null, end: 'whole_document' }) };
}

async function* listNameservers({ client, parent, signal }: Asked): AsyncIterable<Page> {
  const path = `/domains/${encodeURIComponent(parent)}/nameservers`;
  const answer: PageAnswer = await client.transport.getPage(path, { bucket: 'default', signal });
  const page = openObject(answer, { path: ['data'], classify });
  const map = (row: NameserverState): Item => nameserverStateItem(row, parent);
  const items = page.items({
    kind: 'nameserver_state',
    wire: NameserverState,
    map,
    idField: 'domain',
    parse: decodeItem,
  });
  yield { items, evidence: page.evidence({ cursor: null, end: 'whole_document' }) };
}
