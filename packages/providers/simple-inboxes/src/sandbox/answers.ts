import type { AnyReply, Refusal } from '@rollcall/provider-kit/sandbox';
import type { components } from '../generated/types.ts';

type ErrorBody = components['schemas']['Error'];

/** A success as the provider is taken to word it. */
export function ok<Data>(data: Data): { readonly status: 200; readonly body: { success: boolean; data: Data } } {
  return { status: 200, body: { success: true, data } };
}

/** What is answered where there is nothing to show. */
export function done(): { readonly status: 200; readonly body: { success: boolean; data: null } } {
  return ok(null);
}

/** The provider's error answer, with the code it documents for the status, or one of ours where it documents none. */
export function failure<Status extends keyof typeof codes>(
  status: Status,
  message: string,
  code: string = codes[status],
): { readonly status: Status; readonly body: ErrorBody } {
  return { status, body: { success: false, error: { code, message } } };
}

export function notFound(what: string) {
  return failure(404, `${what} not found`);
}

/** What the provider answers to a request that does not reach its operation. */
export function refuse(refusal: Refusal): AnyReply {
  switch (refusal.reason) {
    case 'no_route':
      return failure(404, 'Endpoint not found');
    case 'unauthorized':
      return refusal.headers['x-api-key'] === undefined
        ? failure(401, 'Missing API key', 'MISSING_API_KEY')
        : failure(401, 'Invalid API key');
    case 'invalid':
      return failure(400, `Missing or invalid parameters: ${refusal.message}`);
    case 'rate_limited':
      return {
        ...failure(429, 'Too many requests'),
        headers: { 'retry-after': String(refusal.retryAfterSeconds) },
      };
    case 'failure':
      return failure(500, 'Internal server error');
    case 'fault': {
      const { status, code = isKnown(status) ? codes[status] : codes[500] } = refusal;
      const message = 'The sandbox was told to answer this.';
      return { status, body: { success: false, error: { code, message } } satisfies ErrorBody };
    }
    default:
      return refusal satisfies never;
  }
}

/** By the provider's page, but for 402, 403 and 409, which it does not name. */
const codes = {
  400: 'INVALID_REQUEST',
  401: 'INVALID_API_KEY',
  402: 'INSUFFICIENT_FUNDS',
  403: 'SESSION_REQUIRED',
  404: 'NOT_FOUND',
  409: 'CONFLICT',
  429: 'RATE_LIMIT_EXCEEDED',
  500: 'SERVER_ERROR',
} as const;

function isKnown(status: number): status is keyof typeof codes {
  return Object.hasOwn(codes, status);
}
