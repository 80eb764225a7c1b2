import {
  type AccountAccess,
  type CallsOf,
  type Item,
  ProviderError,
  readRow,
  type Session,
  type TypedProvider,
} from '@rollcall/provider-kit';
import { z } from 'zod';
import { Credential, createMailbuxClient, envelope, type MailbuxClient, operations, Settings } from './client.ts';
import { type Confirmed, common } from './common.ts';
import { expectations } from './expectations.ts';
import { forwarderNamed } from './forwarders.ts';
import { document } from './generated/document.ts';
import type { operations as Operations } from './generated/types.ts';
import { kinds } from './kinds.ts';
import { list } from './list.ts';
import { domainItem, inboxItem, principalName } from './map.ts';
import { createOperator } from './operate.ts';
import { restores } from './restores.ts';
import { sandbox } from './sandbox.ts';
import { Principal } from './wire.ts';

/** Input and output of every documented operation. */
export type Calls = CallsOf<Operations, 'data', never, Confirmed>;

/** Mailbux: the domains, mailboxes, aliases, forwarders and DKIM keys of one tenant. Its README lists its quirks. */
export const provider: TypedProvider<Calls, z.input<typeof Credential>, z.input<typeof Settings>> = {
  name: 'mailbux',
  title: 'Mailbux',
  document,
  // 2: the records that a domain needs are listed by what they mean.
  mappingVersion: 3,
  credential: Credential,
  settings: Settings,
  baseUrl: 'https://mail.mailbux.com',
  // Stalwart counts 1,000 in each minute by default; these two together stay below that in any minute. It answers four
  // of an account at once and refuses the fifth (README.md, "Limits").
  buckets: { default: { perMinute: 900, burst: 60, concurrent: { max: 4, per: 'credential' } } },
  kinds,
  operations,
  expectations,
  common,
  restores,
  open,
  sandbox,
};

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

/**
 * No request is about the tenant itself, but Stalwart's principals bear the tenant's name: one domain is asked for it.
 * Where there is no domain yet, or the front keeps the name to itself, the token was tried all the same.
 */
async function identify({ api }: MailbuxClient, signal: AbortSignal): Promise<Account | null> {
  const query = { types: 'domain', page: 1, limit: 1, fields: 'name,type,tenant' };
  const { data: body } = await api.GET('/api/principal', { params: { query }, signal });
  const { data } = readRow(body, { wire: z.object({ [envelope]: TenantPage }), what: 'GET /api/principal' });
  const tenant = data.items[0]?.tenant;
  return tenant === undefined ? null : { id: tenant.toLowerCase(), name: tenant };
}

type Account = NonNullable<Awaited<ReturnType<Session['identify']>>>;

const TenantPage = z.object({
  total: z.int().min(0),
  items: z.array(z.object({ tenant: z.string().min(1).max(254).optional().catch(undefined) })),
});

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
