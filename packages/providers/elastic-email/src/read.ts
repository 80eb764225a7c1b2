import { type Item, ProviderError, readRow } from '@rollcall/provider-kit';
import type { z } from 'zod';
import type { ElasticEmailClient } from './client.ts';
import type { Opened } from './list.ts';
import {
  apiKeyItem,
  domainItem,
  inboundRouteItem,
  smtpCredentialItem,
  subaccountItem,
  suppressionItem,
  suppressionLists,
} from './map.ts';
import { ApiKey, Domain, InboundRoute, SmtpCredential, Subaccount, Suppression } from './wire.ts';

/** One resource by its external id; undefined when the provider says that there is none. */
export async function read(
  opened: Opened,
  { kind, externalId }: { readonly kind: string; readonly externalId: string },
  signal: AbortSignal,
): Promise<Item | undefined> {
  const reading = readings[kind];
  if (reading === undefined) {
    throw new ProviderError('not_supported', `Elastic Email has no request for one resource of kind "${kind}".`);
  }
  try {
    const item = await reading(opened, externalId, signal);
    if (item.externalId === externalId) return item;
  } catch (error) {
    if (error instanceof ProviderError && error.kind === 'not_found') return undefined;
    throw error;
  }
  throw new ProviderError('unrecognised', `The provider was asked for one ${kind} and answered with another.`);
}

type Reading = (opened: Opened, externalId: string, signal: AbortSignal) => Promise<Item>;

const readings: Readonly<Record<string, Reading>> = {
  sub_account: async ({ client: { api } }, email, signal) => {
    const { data } = await api.GET('/subaccounts/{email}', { params: { path: { email } }, signal });
    return subaccountItem(rowOf(data, Subaccount, 'GET /subaccounts/{email}'));
  },
  api_key: async (opened, externalId, signal) => {
    const { name, subaccount, query } = keyNamed(opened, externalId);
    const { data } = await opened.client.api.GET('/security/apikeys/{name}', {
      params: { path: { name }, query },
      signal,
    });
    return apiKeyItem(rowOf(data, ApiKey, 'GET /security/apikeys/{name}'), subaccount);
  },
  smtp_credential: async (opened, externalId, signal) => {
    const { name, subaccount, query } = keyNamed(opened, externalId);
    const { data } = await opened.client.api.GET('/security/smtp/{name}', {
      params: { path: { name }, query },
      signal,
    });
    return smtpCredentialItem(rowOf(data, SmtpCredential, 'GET /security/smtp/{name}'), subaccount);
  },
  domain: async ({ client: { api } }, domain, signal) => {
    const { data } = await api.GET('/domains/{domain}', { params: { path: { domain } }, signal });
    return domainItem(rowOf(data, Domain, 'GET /domains/{domain}'));
  },
  suppression: ({ client }, email, signal) => readSuppression(client, email, signal),
  inbound_route: async ({ client: { api } }, id, signal) => {
    const { data } = await api.GET('/inboundroute/{id}', { params: { path: { id } }, signal });
    return inboundRouteItem(rowOf(data, InboundRoute, 'GET /inboundroute/{id}'));
  },
};

/** The request for one address does not say which list it is on; the lists do, when they are searched for it. */
async function readSuppression({ api }: ElasticEmailClient, email: string, signal: AbortSignal): Promise<Item> {
  await api.GET('/suppressions/{email}', { params: { path: { email } }, signal });
  for (const list of suppressionLists) {
    const { data = [] } = await api.GET(`/suppressions/${list}`, {
      params: { query: { search: email, limit: searchedMax, offset: 0 } },
      signal,
    });
    const rows = data.map((row) => rowOf(row, Suppression, `GET /suppressions/${list}`));
    const found = rows.find((row) => row.Email.toLowerCase() === email);
    if (found !== undefined) return suppressionItem(found, list);
  }
  throw new ProviderError(
    'unrecognised',
    'The provider has the address suppressed, and shows it on none of its lists.',
  );
}

/** A search finds what holds the text: the address, and longer ones that hold it. */
const searchedMax = 100;

/** The name of a key, and whose it is. A slash may also be part of a name, so only known sub-accounts count. */
function keyNamed({ settings }: Opened, externalId: string) {
  const subaccount = settings.subaccounts.find((email) => externalId.startsWith(`${email}/`)) ?? null;
  const name = subaccount === null ? externalId : externalId.slice(subaccount.length + 1);
  return { name, subaccount, query: subaccount === null ? {} : { subaccount } };
}

function rowOf<Row>(raw: unknown, wire: z.ZodType<Row>, what: string): Row {
  return readRow(raw, { wire, what });
}
