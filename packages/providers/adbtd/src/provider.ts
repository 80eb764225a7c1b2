import {
  type AccountAccess,
  type CallsOf,
  type Item,
  type OpenedPage,
  type OperationCall,
  openPage,
  type Page,
  ProviderError,
  readRow,
  type Scope,
  type Session,
  type TypedProvider,
} from '@rollcall/provider-kit';
import type { Expectation } from '@rollcall/schema';
import { z } from 'zod';
import { type AdbtdClient, Credential, classify, createAdbtdClient, Settings } from './client.ts';
import { type Confirmed, common } from './common.ts';
import { cost } from './cost.ts';
import { document } from './generated/document.ts';
import type { operations as Operations } from './generated/types.ts';
import { kinds } from './kinds.ts';
import { domainItem, domainName, hostItem, inboxItem, inboxName } from './map.ts';
import { envelope, operations } from './operations.ts';
import { restores } from './restores.ts';
import { sandbox } from './sandbox.ts';
import { Domain, Ip, Mailbox, Workspace } from './wire.ts';

/** Input and output of every documented operation. */
export type Calls = CallsOf<Operations, 'data', never, Confirmed>;

/** adbtd: domains, dedicated IPs and mailboxes of one workspace. Its README lists its quirks and their sources. */
export const provider: TypedProvider<Calls, z.input<typeof Credential>, z.input<typeof Settings>> = {
  name: 'adbtd',
  title: 'adbtd',
  document,
  mappingVersion: 2,
  credential: Credential,
  settings: Settings,
  baseUrl: 'https://adbtd.com/api/v1',
  // By the provider's API page, per API key (2026-11-20).
  buckets: {
    default: { perMinute: 60, burst: 60 },
    send: { perMinute: 30, burst: 10 },
    fetch: { perMinute: 30, burst: 30 },
  },
  kinds,
  operations,
  expectations,
  cost,
  common,
  restores,
  open,
  dns: { dkimSelectorBy: 'dkimSelector' },
  sandbox,
};

/** No endpoint answers for an order, so the listings must show that it was carried out. */
function expectations({ operationId, input }: OperationCall): readonly Expectation[] {
  switch (operationId) {
    case 'addDomain':
      return [{ becomes: 'present', kind: 'domain', name: domainName(String(input['name'])) }];
    case 'deleteDomain':
      return [{ becomes: 'absent', kind: 'domain', externalId: String(input['id']) }];
    case 'orderIps':
      return [{ becomes: 'more', kind: 'host', count: Number(input['count']) }];
    case 'releaseIp':
      return [{ becomes: 'absent', kind: 'host', externalId: String(input['id']) }];
    case 'createMailboxes': {
      const names = new Set([input['emails']].flat().map((email) => inboxName(String(email))));
      return [...names].map((name) => ({ becomes: 'present', kind: 'inbox', name }));
    }
    case 'deleteMailbox':
      return [{ becomes: 'absent', kind: 'inbox', externalId: String(input['id']) }];
    default:
      return [];
  }
}

function open(account: AccountAccess): Session {
  const client = createAdbtdClient(account);
  return {
    identify: (signal) => identify(client, signal),
    list: (scope, signal) => list(client, scope, signal),
    read: (kind, externalId, signal) => read(client, { kind, externalId }, signal),
    call: client.call,
    close: client.transport.close,
  };
}

async function identify({ api }: AdbtdClient, signal: AbortSignal) {
  const { data: body } = await api.GET('/me', { signal });
  const { data } = readRow(body, {
    wire: z.object({ [envelope]: z.object({ workspace: Workspace }) }),
    what: 'GET /me',
  });
  return { id: data.workspace.id, name: data.workspace.name };
}

/** Each list comes whole, in one answer. */
async function* list({ transport }: AdbtdClient, { kind }: Scope, signal: AbortSignal): AsyncIterable<Page> {
  const listing = listings[kind];
  if (listing === undefined) throw new ProviderError('not_supported', `adbtd has no resources of kind "${kind}".`);
  const answer = await transport.getPage(listing.path, { bucket: 'default', signal });
  const page = openPage(answer, { path: [envelope], classify });
  yield { items: listing.items(page), evidence: page.evidence({ cursor: null, end: 'whole_document' }) };
}

const listings: Readonly<Record<string, { path: string; items: (page: OpenedPage) => Iterable<Item> }>> = {
  host: { path: '/ips', items: (page) => page.items({ kind: 'host', wire: Ip, map: hostItem, idField: 'id' }) },
  domain: {
    path: '/domains',
    items: (page) => page.items({ kind: 'domain', wire: Domain, map: domainItem, idField: 'id' }),
  },
  inbox: {
    path: '/mailboxes',
    items: (page) => page.items({ kind: 'inbox', wire: Mailbox, map: inboxItem, idField: 'id' }),
  },
};

async function read(
  { api }: AdbtdClient,
  { kind, externalId }: { readonly kind: string; readonly externalId: string },
  signal: AbortSignal,
): Promise<Item | undefined> {
  if (kind !== 'inbox')
    throw new ProviderError('not_supported', `adbtd has no request for one resource of kind "${kind}".`);
  try {
    const { data: body } = await api.GET('/mailboxes/{id}', { params: { path: { id: externalId } }, signal });
    const { data } = readRow(body, { wire: z.object({ [envelope]: Mailbox }), what: 'GET /mailboxes/{id}' });
    if (data.id === externalId) return inboxItem(data);
    throw new ProviderError('unrecognised', `GET /mailboxes/{id}: the provider answered with another mailbox.`);
  } catch (error) {
    if (error instanceof ProviderError && error.kind === 'not_found') return undefined;
    throw error;
  }
}
