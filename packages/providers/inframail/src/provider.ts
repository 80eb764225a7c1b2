import { hash } from 'node:crypto';
import {
  type AccountAccess,
  type CallsOf,
  type Item,
  type OperationCall,
  type Page,
  ProviderError,
  type Scope,
  type Session,
  type TypedProvider,
} from '@rollcall/provider-kit';
import type { Expectation } from '@rollcall/schema';
import type { z } from 'zod';
import { Credential, createInframailClient, type InframailClient, ofHost, operations, Settings } from './client.ts';
import { common } from './common.ts';
import { document } from './generated/document.ts';
import type { operations as Operations } from './generated/types.ts';
import { kinds } from './kinds.ts';
import { domainItem, domainOf, hostItem, inboxItem, inboxName } from './map.ts';
import { restores } from './restores.ts';
import { sandbox } from './sandbox.ts';
import { EmailAccount } from './wire.ts';

/** Input and output of every documented operation, as callers see them. */
export type Calls = CallsOf<Operations, undefined, 'customerId' | 'profileId', 'deleteEmailAccount'>;

/** Inframail: the e-mail accounts of the hosts that a connection names. Its README lists its quirks and their sources. */
export const provider: TypedProvider<Calls, z.input<typeof Credential>, z.input<typeof Settings>> = {
  name: 'inframail',
  title: 'Inframail',
  document,
  mappingVersion: 1,
  credential: Credential,
  settings: Settings,
  baseUrl: 'https://app.inframail.io/api/v1',
  // No limit is documented. One request a second harms nobody, and a public client waits two seconds between creations.
  buckets: {
    read: { perMinute: 60, burst: 10 },
    write: { perMinute: 30, burst: 1 },
  },
  kinds,
  operations,
  expectations,
  common,
  restores,
  open,
  sandbox,
};

/** No request answers for one account, and an answer to a write says nothing that is documented. */
function expectations({ operationId, input }: OperationCall): readonly Expectation[] {
  const email = String(input['email']);
  switch (operationId) {
    case 'createEmailAccount':
      return [
        { becomes: 'present', kind: 'inbox', name: inboxName(email) },
        // The first account of a domain brings the domain into the inventory.
        { becomes: 'present', kind: 'domain', name: domainOf(email) },
      ];
    case 'deleteEmailAccount':
      return [{ becomes: 'absent', kind: 'inbox', externalId: inboxName(email) }];
    default:
      return [];
  }
}

function open(account: AccountAccess): Session {
  const client = createInframailClient(account);
  const { hostOrderIds } = Settings.parse(account.settings);
  return {
    identify: (signal) => identify(client, hostOrderIds, signal),
    trySettings: async (signal) => {
      for (const hostOrderId of hostOrderIds) await client.openHost(hostOrderId, 'account', signal);
    },
    list: (scope, signal) => list({ client, hostOrderIds }, scope, signal),
    read: async (kind) => {
      throw new ProviderError('not_supported', `Inframail has no request for one resource of kind "${kind}".`);
    },
    call: client.call,
    close: client.close,
  };
}

/**
 * Tries the credential on the first host that the provider knows. No answer says whose account it is, but a host is shown
 * to its own customer, and the credential names that one. A host that is not known is not the credential's fault while
 * another one is: its own listing tells.
 */
async function identify(
  client: InframailClient,
  hostOrderIds: readonly string[],
  signal: AbortSignal,
): Promise<{ readonly id: string; readonly name: string }> {
  let unknownHost: ProviderError | undefined;
  for (const hostOrderId of hostOrderIds) {
    try {
      await client.openHost(hostOrderId, 'account', signal);
      return { id: client.customer, name: `customer ${client.customer}` };
    } catch (error) {
      if (!(error instanceof ProviderError) || !['not_found', 'rejected', 'forbidden'].includes(error.kind))
        throw error;
      unknownHost ??= error;
    }
  }
  throw unknownHost ?? new ProviderError('rejected', 'No host is configured: name them in "hostOrderIds".');
}

interface Account {
  readonly client: InframailClient;
  readonly hostOrderIds: readonly string[];
}

function list(account: Account, scope: Scope, signal: AbortSignal): AsyncIterable<Page> {
  switch (scope.kind) {
    case 'host':
      return listHosts(account);
    case 'domain':
      return listDomains(account, signal);
    case 'inbox':
      return listInboxes(account, scope, signal);
    default:
      throw new ProviderError('not_supported', `Inframail has no resources of kind "${scope.kind}".`);
  }
}

/** The configuration is the list, and stands where a body would. */
async function* listHosts({ hostOrderIds }: Account): AsyncIterable<Page> {
  const text = JSON.stringify(hostOrderIds);
  const read = { cursor: null, status: 0, bytes: Buffer.byteLength(text), sha256: hash('sha256', text, 'hex') };
  const unstated = { requestId: null, statedTotal: null, overlaps: null };
  yield { items: hostOrderIds.map(hostItem), evidence: { ...read, ...unstated, end: 'whole_document' } };
}

/** Every domain that an account of any host is of, on the page of the first such host. */
async function* listDomains({ client, hostOrderIds }: Account, signal: AbortSignal): AsyncIterable<Page> {
  const seen = new Set<string>();
  for (const [index, hostOrderId] of hostOrderIds.entries()) {
    const page = await client.openHost(hostOrderId, 'domain', signal);
    const items = page.items({ kind: 'domain', wire: EmailAccount, map: domainItem, idField: 'email' });
    const isLast = index === hostOrderIds.length - 1;
    const evidence = page.evidence({ cursor: hostOrderId, end: isLast ? 'whole_document' : null });
    yield { items: unseen(named(items, hostOrderId), seen), evidence };
  }
}

async function* listInboxes({ client, hostOrderIds }: Account, { parent }: Scope, signal: AbortSignal) {
  const hostOrderId = parent?.externalId ?? '';
  if (!hostOrderIds.includes(hostOrderId)) {
    const message = `host ${hostOrderId} is not among the "hostOrderIds" that the connection is configured for.`;
    throw new ProviderError('not_supported', message);
  }
  const page = await client.openHost(hostOrderId, 'inbox', signal);
  const map = (account: EmailAccount): Item => inboxItem(account, hostOrderId);
  const items = page.items({ kind: 'inbox', wire: EmailAccount, map, idField: 'email' });
  yield { items: named(items, hostOrderId), evidence: page.evidence({ cursor: null, end: 'whole_document' }) };
}

/** The items, with the host named in the error of one that is malformed. */
function* named(items: Iterable<Item>, hostOrderId: string): Iterable<Item> {
  try {
    yield* items;
  } catch (error) {
    throw ofHost(error, hostOrderId);
  }
}

function* unseen(items: Iterable<Item>, seen: Set<string>): Iterable<Item> {
  for (const item of items) {
    if (seen.has(item.externalId)) continue;
    seen.add(item.externalId);
    yield item;
  }
}
