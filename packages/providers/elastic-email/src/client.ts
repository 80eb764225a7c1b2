import {
  type AccountAccess,
  type Caller,
  type Classify,
  concealed,
  createCaller,
  createTransport,
  type Refusal,
  refusalByStatus,
  stringsIn,
  type Transport,
} from '@rollcall/provider-kit';
import createClient, { type Client } from 'openapi-fetch';
import { z } from 'zod';
import type { paths } from './generated/types.ts';
import { operations } from './operations.ts';

/** Elastic Email's v4 API for one connection. */
export interface ElasticEmailClient {
  /** Typed by the document. */
  readonly api: Client<paths>;
  /** Any documented operation. */
  readonly call: Caller;
  /** For listings, which are read as bytes. */
  readonly transport: Transport;
}

/** Opens a client; nothing is sent yet. */
export function createElasticEmailClient(account: AccountAccess): ElasticEmailClient {
  const { apiKey } = Credential.parse(account.credential);
  const transport = createTransport({
    baseUrl: account.baseUrl,
    headers: { 'x-elasticemail-apikey': apiKey },
    secrets: stringsIn(account.credential),
    budget: account.budget,
    shapes: account.shapes,
    classify,
    limits: { requestMs: requestMsMax, connections: connectionsMax, ...account.limits },
  });
  return concealed({
    api: createClient<paths>({ baseUrl: transport.baseUrl, fetch: transport.fetch({ bucket: 'default' }) }),
    call: createCaller({ transport, operations }),
    transport,
  });
}

/**
 * The provider ends a request after 600 seconds (its help page, 2026-11-20). A few more, so that it is the provider who
 * gives up, and says so: whoever gives up first does not know what became of a write.
 */
export const requestMsMax = 605_000;

/** Less than half of the 20 that the provider answers at once for one address: two processes fit side by side. */
export const connectionsMax = 8;

/** An API key as it was shown once: 96 hexadecimal characters today, a GUID in old accounts. */
export const Credential = z.strictObject({
  apiKey: z
    .string()
    .trim()
    .regex(
      /^[0-9A-Za-z-]{32,128}$/,
      'must be an API key of Elastic Email as it was shown when it was created: 96 characters, or a GUID',
    )
    .describe('An API key, as it was shown when it was created. What it may not do is shown as forbidden.'),
});

/** What a connection can be told. */
export const Settings = z.strictObject({
  subaccounts: z
    .array(z.email('must be the e-mail address of a sub-account').transform((email) => email.toLowerCase()))
    .max(1000)
    .default([])
    .refine((emails) => new Set(emails).size === emails.length, 'must not name a sub-account twice')
    .describe('Sub-accounts whose API keys and SMTP credentials are listed and may be changed, by e-mail address.'),
});
export type Settings = z.infer<typeof Settings>;

/**
 * The provider answers 400 for nearly everything, and only the text says what happened; so the text decides, and the
 * status where the text is not known. A failure of the provider is one whatever it says.
 */
export const classify: Classify = ({ status, body }) => {
  const parsed = ErrorBody.safeParse(body);
  if (!parsed.success) return undefined;
  return { ...meaning(status, parsed.data.Error), providerMessage: parsed.data.Error };
};

const ErrorBody = z.object({ Error: z.string() });

function meaning(status: number, text: string): Pick<Refusal, 'kind' | 'applied'> {
  if (status >= 500 || status === 429) return refusalByStatus(status);
  const kind = texts.find(({ pattern }) => pattern.test(text))?.kind ?? kindByStatus(status);
  // Nothing is taken to be missing because of words that come with a status of another meaning.
  const believed = kind === 'not_found' && status !== 400 && status !== 404 ? kindByStatus(status) : kind;
  return { kind: believed, applied: status >= 400 ? 'no' : 'maybe' };
}

/** In their own error form, 404 speaks of a thing; a wrong base URL is answered in another form. */
function kindByStatus(status: number): Refusal['kind'] {
  return status === 404 ? 'not_found' : refusalByStatus(status).kind;
}

/**
 * The texts that are known or to be expected, the telling ones first: an API key is also something that can be missing,
 * taken or one too many, and none of that says anything about the key that was sent.
 */
const texts: readonly { readonly pattern: RegExp; readonly kind: Refusal['kind'] }[] = [
  { pattern: /access denied|insufficient (access|permission)/i, kind: 'forbidden' },
  { pattern: /\bapi ?key (is )?(expired|invalid|incorrect|missing|required|disabled)\b/i, kind: 'unauthorized' },
  { pattern: /\b(expired|invalid|incorrect|missing|wrong) api ?key\b/i, kind: 'unauthorized' },
  { pattern: /too many (concurrent )?(requests|connections)/i, kind: 'rate_limited' },
  { pattern: /not found|(does not|doesn't|do not) exist|no such/i, kind: 'not_found' },
  { pattern: /already|\bexists\b/i, kind: 'conflict' },
];
