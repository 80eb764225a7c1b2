import {
  type AccountAccess,
  type Caller,
  type Classify,
  concealed,
  createCaller,
  createTransport,
  operationsOf,
  refusalByStatus,
  stringsIn,
  type Transport,
} from '@rollcall/provider-kit';
import createClient, { type Client } from 'openapi-fetch';
import { z } from 'zod';
import { document } from './generated/document.ts';
import type { paths } from './generated/types.ts';

/** Newcomer's API for one connection. */
export interface NewcomerClient {
  /** Typed by the document. */
  readonly api: Client<paths>;
  /** Any documented operation, out of its envelope. */
  readonly call: Caller;
  /** For listings, which are read as bytes. */
  readonly transport: Transport;
}

/** Opens a client; nothing is sent yet. */
export function createNewcomerClient(account: AccountAccess): NewcomerClient {
  const { apiKey } = Credential.parse(account.credential);
  const transport = createTransport({
    baseUrl: account.baseUrl,
    headers: { authorization: `Bearer ${apiKey}` },
    secrets: stringsIn(account.credential),
    budget: account.budget,
    shapes: account.shapes,
    classify,
    limits: account.limits,
  });
  return concealed({
    api: createClient<paths>({ baseUrl: transport.baseUrl, fetch: transport.fetch({ bucket: 'default' }) }),
    call: createCaller({ transport, operations, envelope }),
    transport,
  });
}

/** What the dashboard shows. The description of a field is what `connections add --help` says of it. */
export const Credential = z.strictObject({
  apiKey: z
    .string()
    .trim()
    .regex(/^[\x21-\x7e]+$/, 'must be the API key as the dashboard shows it, without spaces')
    .describe('the API key of the dashboard'),
});

/** What a connection can be told beside its credential; nothing yet. */
export const Settings = z.strictObject({});

/** Every successful answer is `{ data: … }`. */
export const envelope = 'data';

export const operations = operationsOf(document, envelope);

/** What an answer refuses, in the provider's form of an error. Another form leaves the status to decide. */
export const classify: Classify = ({ status, body }) => {
  const parsed = ErrorBody.safeParse(body);
  if (!parsed.success) return undefined;
  const { code, message } = parsed.data.error;
  // In the provider's own form, a 404 speaks of a thing; a wrong base URL is answered in another one.
  const meaning = status === 404 ? ({ kind: 'not_found', applied: 'no' } as const) : refusalByStatus(status);
  return { ...meaning, providerCode: code, providerMessage: message };
};

const ErrorBody = z.object({ error: z.object({ code: z.string(), message: z.string() }) });
