import {
  type AccountAccess,
  type Caller,
  concealed,
  createCaller,
  createSharedAnswers,
  createTransport,
  operationsOf,
  ProviderError,
  type SharedAnswers,
  stringsIn,
  type Transport,
} from '@rollcall/provider-kit';
import createClient, { type Client } from 'openapi-fetch';
import { z } from 'zod';
import { classify } from './classify.ts';
import { document } from './generated/document.ts';
import type { paths } from './generated/types.ts';

/** Mailbux's API for one connection. */
export interface MailbuxClient {
  /** Typed by the document. */
  readonly api: Client<paths>;
  /** Any documented operation as it stands, out of its envelope. `createOperator` makes of it what callers get. */
  readonly call: Caller;
  /** For listings, which are read as bytes. */
  readonly transport: Transport;
  readonly settings: Settings;
  /** The records of a domain: DKIM keys and what DNS should hold stand in one answer. */
  readonly recordsAnswers: SharedAnswers;
  /** Which of two forms this server was seen to take, for as long as the connection is open. */
  readonly seen: { dnsPath?: Dialect; dkimAlgorithms?: Dialect; patchDialect?: Dialect };
}

export type Dialect = 'stalwart' | 'guide';

/** Opens a client; nothing is sent yet. */
export function createMailbuxClient(account: AccountAccess): MailbuxClient {
  const { token } = Credential.parse(account.credential);
  const transport = explained(
    createTransport({
      baseUrl: account.baseUrl,
      headers: { authorization: `Bearer ${token}` },
      secrets: stringsIn(account.credential),
      budget: account.budget,
      shapes: account.shapes,
      classify,
      limits: { connections: connectionsMax, ...account.limits },
    }),
  );
  const enveloped = createCaller({ transport, operations, envelope });
  const bare = createCaller({ transport, operations });
  return concealed({
    api: createClient<paths>({ baseUrl: transport.baseUrl, fetch: transport.fetch({ bucket: 'default' }) }),
    // The endpoints that are Mailbux's own answer without an envelope.
    call: (call, signal) => (/Forwarders?$/.test(call.operationId) ? bare : enveloped)(call, signal),
    transport,
    settings: Settings.parse(account.settings),
    recordsAnswers: createSharedAnswers(['dkim', 'dns_expectation']),
    seen: {},
  });
}

/** Stalwart answers four requests of an account at once and refuses the fifth; a daemon and a gateway may both be at it. */
const connectionsMax = 2;

/** The token of the dashboard. */
export const Credential = z.strictObject({
  token: z
    .string()
    .trim()
    .regex(
      /^[\x21-\x7e]+$/,
      'must be the token of Settings, API Connection, alone: without "Bearer" before it and without spaces',
    )
    .describe('The token of the dashboard: Settings, API Connection. It acts as the administrator of one tenant.'),
});

const dialect = z.enum(['stalwart', 'guide'], 'must be "stalwart" or "guide"');

/** Where the guide and Stalwart differ, what to say first. README.md, "Settings", has the reasons. */
export const Settings = z.strictObject({
  patchDialect: z
    .enum(['stalwart', 'guide', 'auto'], 'must be "stalwart" (a list of actions), "guide" (an object) or "auto"')
    .default('stalwart')
    .describe("How changes are sent: Stalwart's list of actions, the guide's object, or one and on refusal the other."),
  listDialect: dialect
    .default('guide')
    .describe('Where external addresses of a new list are put: among its members (guide), or apart.'),
  dnsPath: dialect.default('stalwart').describe('Whose path of DNS records is tried first.'),
  dkimAlgorithms: dialect.default('stalwart').describe('Whose names of the DKIM algorithms are tried first.'),
  forwarderEndpoint: z
    .boolean('must be true or false')
    .default(false)
    .describe('Whether the forwarders of /api/forwarders are listed beside the lists: a request more for each domain.'),
});
export type Settings = z.infer<typeof Settings>;

/** Most successful answers are `{ data: … }`. */
export const envelope = 'data';

export const operations = operationsOf(document, envelope);

/** Whether the server said that it has no such endpoint; of a thing that does not exist it says `not_found`. */
export function isWithoutEndpoint(error: unknown): error is ProviderError {
  return isRefusedEndpoint(error) && error.providerCode !== 'unsupported';
}

/** Whether the server could not make sense of what it was sent: it did nothing, and another form may do. */
export function isUnreadable(error: unknown): boolean {
  return error instanceof ProviderError && error.kind === 'rejected' && error.status === 400;
}

function isRefusedEndpoint(error: unknown): error is ProviderError {
  return error instanceof ProviderError && error.kind === 'not_supported' && error.status === 404;
}

/** The same transport, whose errors say what it means when an endpoint is not there. */
function explained(transport: Transport): Transport {
  const explain = (error: unknown): never => {
    if (!isWithoutEndpoint(error)) throw error;
    const { message, status, providerCode, providerMessage, applied, cause } = error;
    throw new ProviderError('not_supported', `${message} ${endpointGone}`, {
      applied,
      cause,
      ...(status === undefined ? {} : { status }),
      ...(providerCode === undefined ? {} : { providerCode }),
      ...(providerMessage === undefined ? {} : { providerMessage }),
    });
  };
  return concealed<Transport>({
    ...transport,
    fetch: (sending) => {
      const send = transport.fetch(sending);
      return (request) => send(request).catch(explain);
    },
    getPage: (path, reading) => transport.getPage(path, reading).catch(explain),
  });
}

const endpointGone =
  'The server has no such endpoint: Stalwart 0.16 and later have dropped this management API. On an older server, check that the base URL is its origin alone, without /api.';
