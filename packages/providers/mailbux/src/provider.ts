import {
  type AccountAccess,
  type CallsOf,
  type Item,
  type KindSpec,
  ProviderError,
  readRow,
  type Session,
  type TypedProvider,
} from '@rollcall/provider-kit';
import { z } from 'zod';
import { Credential, createMailbuxClient, envelope, type MailbuxClient, operations, Settings } from './client.ts';
import { expectations } from './expectations.ts';
import { forwarderNamed } from './forwarders.ts';
import { document } from './generated/document.ts';
import type { operations as Operations } from './generated/types.ts';
import { list } from './list.ts';
import { domainItem, inboxItem, principalName } from './map.ts';
import { createOperator } from './operate.ts';
import { sandbox } from './sandbox.ts';
import { Principal } from './wire.ts';

/** Input and output of every documented operation. */
export type Calls = CallsOf<Operations, 'data'>;

/** Mailbux: the domains, mailboxes, aliases, forwarders and DKIM keys of one tenant. Its README lists its quirks. */
export const provider: TypedProvider<Calls> = {
  name: 'mailbux',
  title: 'Mailbux',
  document,
  mappingVersion: 1,
  credential: Credential,
  settings: Settings,
  baseUrl: 'https://mail.mailbux.com',
  // Stalwart counts 1,000 in each minute by default; these two together stay below that in any minute.
  buckets: { default: { perMinute: 900, burst: 60 } },
  kinds: kinds(),
  operations,
  expectations,
  open,
  sandbox,
};

function kinds(): readonly KindSpec[] {
  const counted = {
    bestGrade: 'proven',
    gradeReason: 'every page states the same total, which is what was read, and begins where the one before ended',
  } as const;
  const whole = {
    bestGrade: 'proven',
    gradeReason: 'the provider documents this answer as all the records that the domain needs',
  } as const;
  const ownedBy = { kind: 'domain', attribute: 'domain' } as const;
  return [
    { ...counted, kind: 'domain', volatile: [], readable: true },
    {
      ...counted,
      kind: 'inbox',
      ownedBy,
      volatile: [{ attribute: 'usedQuotaBytes', reason: 'it moves with every message' }],
      readable: true,
    },
    // A mailbox's further addresses cannot be asked for by name, and nothing must be called gone for want of an answer.
    { ...counted, kind: 'alias', ownedBy, volatile: [], readable: false },
    { ...counted, kind: 'forwarder', ownedBy, volatile: [], readable: true },
    { ...whole, kind: 'dkim', perParent: 'domain', ownedBy, volatile: [], readable: false },
    { ...whole, kind: 'dns_expectation', perParent: 'domain', ownedBy, volatile: [], readable: false },
  ];
}

function open(account: AccountAccess): Session {
  const client = createMailbuxClient(account);
  return {
    identify: (signal) => identify(client, signal),
    list: (scope, signal) => list(client, scope, signal),
    read: (kind, externalId, signal) => read(client, { kind, externalId }, signal),
    call: createOperator(client),
    close: client.transport.close,
  };
}

/** The API says nowhere whose tenant it is; one domain is asked for to see whether the token is accepted. */
async function identify({ api }: MailbuxClient, signal: AbortSignal): Promise<null> {
  const query = { types: 'domain', page: 1, limit: 1, fields: 'name,type' };
  const { data: body } = await api.GET('/api/principal', { params: { query }, signal });
  const wire = z.object({ [envelope]: z.object({ total: z.int().min(0) }) });
  readRow(body, { wire, what: 'GET /api/principal' });
  return null;
}

/** A principal of another type under that name is another resource. */
async function read(
  client: MailbuxClient,
  { kind, externalId }: { readonly kind: string; readonly externalId: string },
  signal: AbortSignal,
): Promise<Item | undefined> {
  if (kind !== 'domain' && kind !== 'inbox' && kind !== 'forwarder') {
    throw new ProviderError('not_supported', `Mailbux has no request for one resource of kind "${kind}".`);
  }
  const named = await principalNamed(client, externalId, signal);
  const principal = named?.type === types[kind] ? named : undefined;
  if (kind === 'forwarder') return forwarderNamed(client, { name: externalId, list: principal }, signal);
  if (principal === undefined) return undefined;
  return kind === 'domain' ? domainItem(principal) : inboxItem(principal);
}

const types = { domain: 'domain', inbox: 'individual', forwarder: 'list' } as const;

async function principalNamed(
  { api }: MailbuxClient,
  name: string,
  signal: AbortSignal,
): Promise<Principal | undefined> {
  try {
    const { data: body } = await api.GET('/api/principal/{name}', { params: { path: { name } }, signal });
    const { data } = readRow(body, { wire: z.object({ [envelope]: Principal }), what: 'GET /api/principal/{name}' });
    if (principalName(data.name) === name) return data;
    throw new ProviderError('unrecognised', `GET /api/principal/{name}: the provider answered with another principal.`);
  } catch (error) {
    if (error instanceof ProviderError && error.kind === 'not_found') return undefined;
    throw error;
  }
}
