import { hash } from 'node:crypto';
import {
  type AccountAccess,
  type Caller,
  concealed,
  createCaller,
  createSharedAnswers,
  createTransport,
  type OpenedPage,
  openPage,
  operationsOf,
  type PageAnswer,
  ProviderError,
  retold,
  stringsIn,
  type Transport,
} from '@rollcall/provider-kit';
import { z } from 'zod';
import { classify } from './classify.ts';
import { document } from './generated/document.ts';
import { sentEmail } from './map.ts';
import { documentedList, listPaths } from './wire.ts';

/** Inframail's API for one connection. */
export interface InframailClient {
  /** A digest of the Customer ID, by which one customer is told from another and the id itself is not shown. */
  readonly customer: string;
  /** Any documented operation; customer and profile are filled in. */
  readonly call: Caller;
  /** The list of one host's e-mail accounts, opened; errors name the host. */
  readonly openHost: (hostOrderId: string, reader: Reader, signal: AbortSignal) => Promise<OpenedPage>;
  readonly close: () => Promise<void>;
}

/** Who reads a host's list. The kinds that stand on it share an answer within a session. */
type Reader = (typeof readers)[number];
const readers = ['account', 'domain', 'inbox'] as const;

/** Opens a client; nothing is sent yet. */
export function createInframailClient(account: AccountAccess): InframailClient {
  const credential = Credential.parse(account.credential);
  const { deleteStyle } = Settings.parse(account.settings);
  const transport = createTransport({
    baseUrl: account.baseUrl,
    headers: { 'x-api-key': credential.apiKey },
    secrets: stringsIn(account.credential),
    budget: account.budget,
    shapes: account.shapes,
    classify,
    limits: account.limits,
  });
  const dialect = { ...credential, deleteStyle };
  const shared = createSharedAnswers(readers);
  return concealed({
    customer: hash('sha256', credential.customerId, 'hex').slice(0, customerDigestLength),
    call: createInframailCaller(transport, dialect),
    openHost: async (hostOrderId, kind, signal) => {
      const { customerId, profileId } = credential;
      const query = new URLSearchParams({ hostOrderId, customerId, profileId });
      const read = () => transport.getPage(`/host/operations/email?${query}`, { bucket: 'read', signal });
      try {
        return openList(await shared({ key: hostOrderId, kind, read }));
      } catch (error) {
        throw ofHost(error, hostOrderId);
      }
    },
    close: transport.close,
  });
}

/** 48 bits: no two of a workspace's customers will ever have the same. */
const customerDigestLength = 12;

/** What the page "View API Access" of the dashboard shows. Ids are text, digits though they may be made of. */
export const Credential = z.strictObject({
  apiKey: z
    .string()
    .trim()
    .regex(/^inf_[\x21-\x7e]+$/, 'must be the API key as the dashboard shows it, which begins with inf_')
    .meta({ description: 'The API key of the page "View API Access". It may do everything.', beginsWith: ['inf_'] }),
  customerId: idText('the Customer ID').describe('The Customer ID of the same page, as text.'),
  profileId: idText('the Profile ID').describe('The Profile ID of the same page.'),
});

export const Settings = z.strictObject({
  hostOrderIds: z
    .array(idText('a Host Order ID'), {
      error: 'must list the Host Order IDs that the dashboard shows, as text: no request lists them',
    })
    .min(1, 'must name at least one host: no request can be made without one')
    .refine((ids) => new Set(ids).size === ids.length, 'must name each host once')
    .describe('The hosts to keep, by the Host Order IDs of the same page: no request lists them.'),
  deleteStyle: z
    .string()
    .toLowerCase()
    .pipe(z.enum(['delete', 'post'], 'must be "delete" or "post"'))
    .default('delete')
    .meta({
      description:
        'How accounts are deleted: by DELETE, or by POST with "mode": "delete" where the provider refuses that.',
      enum: ['delete', 'post'],
    }),
});
type DeleteStyle = z.infer<typeof Settings>['deleteStyle'];

export const operations = operationsOf(document);

/** The error of a request about one host, by its id: the path of the request does not tell hosts apart. */
export function ofHost(error: unknown, hostOrderId: string): unknown {
  return error instanceof ProviderError ? retold(error, { message: `host ${hostOrderId}: ${error.message}` }) : error;
}

function idText(what: string) {
  return z
    .string(`must be ${what} as text: put it in quotes`)
    .trim()
    .regex(/^[\x21-\x7e]{1,128}$/, `must be ${what} as the dashboard shows it, without spaces`);
}

/** Tries the places where the list may stand. What is no list anywhere is told by the place that a client shows. */
function openList(answer: PageAnswer): OpenedPage {
  const bytes = answer.takeBytes();
  let asDocumented: ProviderError | undefined;
  for (const path of listPaths) {
    try {
      const page = openPage({ ...answer, takeBytes: () => bytes }, { path, classify });
      // An empty list elsewhere must not hide that the list itself is broken.
      if (asDocumented !== undefined && hasEmails(page.shell)) throw asDocumented;
      return page;
    } catch (error) {
      if (!(error instanceof ProviderError) || error.kind !== 'unrecognised') throw error;
      asDocumented ??= error;
    }
  }
  throw asDocumented;
}

function hasEmails(shell: unknown): boolean {
  return typeof shell === 'object' && shell !== null && Object.hasOwn(shell, 'emails');
}

interface Dialect {
  readonly customerId: string;
  readonly profileId: string;
  readonly deleteStyle: DeleteStyle;
}

/** A caller that speaks the provider's dialect, while its operations are those of the document. */
function createInframailCaller(transport: Transport, dialect: Dialect): Caller {
  const call = createCaller({
    operations,
    transport: {
      ...transport,
      fetch: (sending) => {
        const send = transport.fetch(sending);
        return async (request) => asDocumented(request, await send(await inDialect(request, dialect)));
      },
    },
  });
  return async (operation, signal) => {
    try {
      return await call(operation, signal);
    } catch (error) {
      throw operation.operationId === 'deleteEmailAccount' ? deletionError(error, dialect.deleteStyle) : error;
    }
  };
}

/** Fills in customer and profile, writes an address in ASCII, and deletes the way that the connection is set to. */
async function inDialect(request: Request, { customerId, profileId, deleteStyle }: Dialect): Promise<Request> {
  if (request.method === 'GET') {
    const url = new URL(request.url);
    url.searchParams.set('customerId', customerId);
    url.searchParams.set('profileId', profileId);
    return new Request(url, request);
  }
  const given = BodyWithEmail.parse(await request.json());
  const email = sentEmail(given.email);
  if (email === undefined) {
    throw new ProviderError('rejected', `"email" is not an address: its domain cannot be written in ASCII.`);
  }
  const byPost = request.method === 'DELETE' && deleteStyle === 'post';
  return new Request(request.url, {
    method: byPost ? 'POST' : request.method,
    headers: request.headers,
    body: JSON.stringify({ ...given, profileId, email, ...(byPost ? { mode: 'delete' } : {}) }),
    signal: request.signal,
  });
}

/** Both operations with a body are about an address. */
const BodyWithEmail = z.looseObject({ email: z.string() });

/** The answer to a request for a list in the documented form; any other answer as it is. */
async function asDocumented({ method }: Request, response: Response): Promise<Response> {
  if (method !== 'GET' || response.status === 204) return response;
  const { status, headers } = response;
  return new Response(JSON.stringify(documentedList(await response.json())), { status, headers });
}

/** A provider that knows no such request may know the other one: which of the two it is, its article does not say. */
function deletionError(error: unknown, style: DeleteStyle): unknown {
  if (!(error instanceof ProviderError) || error.kind !== 'unrecognised') return error;
  if (error.status !== 404 && error.status !== 405) return error;
  const other = style === 'delete' ? 'post' : 'delete';
  return retold(error, {
    kind: 'not_supported',
    message: `${error.message} There are two ways of deleting: try the setting "deleteStyle":"${other}".`,
  });
}
