import {
  type AccountAccess,
  type CallsOf,
  content,
  derived,
  type Item,
  identity,
  type KindSpec,
  listedName,
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
import {
  Credential,
  classify,
  createNewcomerClient,
  envelope,
  type NewcomerClient,
  operations,
  Settings,
} from './client.ts';
import { common } from './common.ts';
import { document } from './generated/document.ts';
import type { operations as Operations } from './generated/types.ts';
import { inboxItem } from './map.ts';
import { restores } from './restores.ts';
import { sandbox } from './sandbox.ts';
import { Account, Inbox } from './wire.ts';

/** Input and output of every documented operation. */
export type Calls = CallsOf<Operations, 'data', never, 'deleteInbox'>;

/** Newcomer: the inboxes of one account. Its README lists its quirks and their sources. */
export const provider: TypedProvider<Calls, z.input<typeof Credential>, z.input<typeof Settings>> = {
  name: 'newcomer',
  title: 'Newcomer',
  document,
  mappingVersion: 1,
  credential: Credential,
  settings: Settings,
  baseUrl: 'https://api.newcomer.example/v1',
  // One request a second harms nobody, for as long as no limit is known.
  buckets: { default: { perMinute: 60, burst: 10 } },
  kinds: kinds(),
  operations,
  expectations,
  common,
  restores,
  open,
  sandbox,
};

function kinds(): readonly KindSpec[] {
  return [
    {
      kind: 'inbox',
      bestGrade: 'proven',
      gradeReason: 'the provider documents this list as everything there is, in one answer',
      schedule: { cron: '0 * * * *', reason: 'the whole list is one of the 60 requests a minute' },
      attributes: {
        domain: derived('mapping', 'it is the part of the address behind the @'),
        ...content('status'),
        createdAt: identity('an id is given once, and so is the time at which it was'),
      },
      times: { made: 'createdAt' },
      readable: true,
    },
  ];
}

/** What listings must show once an operation took effect. */
function expectations({ operationId, input }: OperationCall): readonly Expectation[] {
  switch (operationId) {
    case 'createInbox':
      return [{ becomes: 'present', kind: 'inbox', name: listedName(String(input['email'])) }];
    case 'deleteInbox':
      return [{ becomes: 'absent', kind: 'inbox', externalId: String(input['id']) }];
    default:
      return [];
  }
}

function open(account: AccountAccess): Session {
  const client = createNewcomerClient(account);
  return {
    identify: (signal) => identify(client, signal),
    list: (scope, signal) => list(client, scope, signal),
    read: (kind, externalId, signal) => read(client, { kind, externalId }, signal),
    call: client.call,
    close: client.transport.close,
  };
}

async function identify({ api }: NewcomerClient, signal: AbortSignal): Promise<{ id: string; name: string }> {
  const { data: body } = await api.GET('/account', { signal });
  return readRow(body, { wire: z.object({ [envelope]: Account }), what: 'GET /account' }).data;
}

/** The list comes whole, in one answer. */
async function* list({ transport }: NewcomerClient, { kind }: Scope, signal: AbortSignal): AsyncIterable<Page> {
  if (kind !== 'inbox') throw new ProviderError('not_supported', `Newcomer has no resources of kind "${kind}".`);
  const answer = await transport.getPage('/inboxes', { bucket: 'default', signal });
  const page = openPage(answer, { path: [envelope], classify });
  const items = page.items({ kind, wire: Inbox, map: inboxItem, idField: 'id' });
  yield { items, evidence: page.evidence({ cursor: null, end: 'whole_document' }) };
}

async function read(
  { api }: NewcomerClient,
  { kind, externalId }: { readonly kind: string; readonly externalId: string },
  signal: AbortSignal,
): Promise<Item | undefined> {
  if (kind !== 'inbox')
    throw new ProviderError('not_supported', `Newcomer has no request for one resource of kind "${kind}".`);
  try {
    const { data: body } = await api.GET('/inboxes/{id}', { params: { path: { id: externalId } }, signal });
    const { data } = readRow(body, { wire: z.object({ [envelope]: Inbox }), what: 'GET /inboxes/{id}' });
    if (data.id === externalId) return inboxItem(data);
    throw new ProviderError('unrecognised', 'GET /inboxes/{id}: the provider answered with another inbox.');
  } catch (error) {
    if (error instanceof ProviderError && error.kind === 'not_found') return undefined;
    throw error;
  }
}
