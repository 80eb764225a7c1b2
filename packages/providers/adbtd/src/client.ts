import {
  type AccountAccess,
  type Answer,
  type Applied,
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
import type { ProviderErrorKind } from '@rollcall/schema';
import createClient, { type Client } from 'openapi-fetch';
import { z } from 'zod';
import type { paths } from './generated/types.ts';
import { envelope, operations } from './operations.ts';

/** adbtd's API for one connection. */
export interface AdbtdClient {
  /** Typed by the document; spends from the default bucket. */
  readonly api: Client<paths>;
  /** Any documented operation, out of its envelope. */
  readonly call: Caller;
  /** For listings, which are read as bytes. */
  readonly transport: Transport;
}

/** Opens a client; nothing is sent yet. */
export function createAdbtdClient(account: AccountAccess): AdbtdClient {
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

/** An API key of the dashboard: `adbtd_live_…`, or `adbtd_mcp_…` by an older revision of the provider's API page. */
export const Credential = z.strictObject({
  apiKey: z
    .string()
    .trim()
    .regex(/^[\x21-\x7e]+$/, 'must be the API key as the dashboard shows it, without spaces')
    .meta({
      description: 'An API key of the dashboard. It opens one workspace and may do everything in it.',
      beginsWith: ['adbtd_live_', 'adbtd_mcp_'],
    }),
});

/** Nothing can be set. */
export const Settings = z.strictObject({});

/**
 * The documented error codes. Where code and status contradict each other, the code is believed as long as both blame
 * the same side (4xx the request, 5xx the provider), else the status; nothing is taken to be missing because of such an
 * answer, and a request is taken to be without effect only when both say so.
 */
export const classify: Classify = (answer) => {
  const body = ErrorBody.safeParse(answer.body);
  if (!body.success) return undefined;
  const { code, message } = body.data.error;
  const checkoutUrl = body.data.error.checkoutUrl ?? body.data.checkoutUrl;
  return {
    ...meaning(answer, code),
    providerCode: code,
    ...(message === undefined ? {} : { providerMessage: message }),
    ...(checkoutUrl === undefined ? {} : { extras: { checkoutUrl } }),
  };
};

function meaning({ status }: Answer, code: string): Pick<Refusal, 'kind' | 'applied'> {
  const documented = Object.hasOwn(errorCodes, code) ? errorCodes[code] : undefined;
  if (documented?.status === status) return { kind: documented.kind, applied: documented.applied };
  const byStatus = refusalByStatus(status);
  const isNear = documented !== undefined && Math.floor(documented.status / 100) === Math.floor(status / 100);
  return {
    kind: isNear && documented.kind !== 'not_found' ? documented.kind : byStatus.kind,
    applied: documented?.applied === 'maybe' ? 'maybe' : byStatus.applied,
  };
}

const errorCodes: Readonly<Record<string, { status: number; kind: ProviderErrorKind; applied: Applied }>> = {
  validation_error: { status: 400, kind: 'rejected', applied: 'no' },
  unauthorized: { status: 401, kind: 'unauthorized', applied: 'no' },
  payment_required: { status: 402, kind: 'payment_required', applied: 'no' },
  not_found: { status: 404, kind: 'not_found', applied: 'no' },
  conflict: { status: 409, kind: 'conflict', applied: 'no' },
  rate_limited: { status: 429, kind: 'rate_limited', applied: 'no' },
  // The mail server said no: the message was not accepted, the folder not read.
  smtp_error: { status: 502, kind: 'rejected', applied: 'no' },
  imap_error: { status: 502, kind: 'rejected', applied: 'no' },
  inventory_unavailable: { status: 503, kind: 'unavailable', applied: 'no' },
  internal_error: { status: 500, kind: 'unavailable', applied: 'maybe' },
};

/** The provider's page does not say whether extras stand inside `error` or beside it, so both places are read. */
const ErrorBody = z.object({
  error: z.object({
    code: z.string(),
    message: z.string().optional().catch(undefined),
    checkoutUrl: z.string().optional().catch(undefined),
  }),
  checkoutUrl: z.string().optional().catch(undefined),
});
