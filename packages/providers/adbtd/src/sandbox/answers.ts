import type { AnyReply, Refusal } from '@rollcall/provider-kit/sandbox';
import type { components } from '../generated/types.ts';

type ErrorBody = components['schemas']['Error'];

/** The provider's error answer, with the code it documents for the status. */
export function failure<Status extends keyof typeof codes>(
  status: Status,
  message: string,
  code: string = codes[status],
): { readonly status: Status; readonly body: ErrorBody } {
  return { status, body: { error: { code, message } } };
}

/** What the provider answers to a request that does not reach its operation. */
export function refuse(refusal: Refusal): AnyReply {
  switch (refusal.reason) {
    case 'no_route':
      return failure(404, 'There is no such endpoint.');
    case 'unauthorized':
      return failure(401, 'The Bearer token is missing, malformed or revoked.');
    case 'invalid':
      return failure(400, `The request failed validation: ${refusal.message}.`);
    case 'rate_limited':
      return {
        ...failure(429, 'The rate limit is exceeded.'),
        headers: { 'retry-after': String(refusal.retryAfterSeconds) },
      };
    case 'failure':
      return failure(500, 'Unexpected server error.');
    case 'fault': {
      const { status, code = isDocumented(status) ? codes[status] : codes[500] } = refusal;
      return { status, body: { error: { code, message: 'The sandbox was told to answer this.' } } satisfies ErrorBody };
    }
    default:
      return refusal satisfies never;
  }
}

/** The documented codes; 502 has another one, `imap_error`, for what comes from there. */
const codes = {
  400: 'validation_error',
  401: 'unauthorized',
  402: 'payment_required',
  404: 'not_found',
  409: 'conflict',
  429: 'rate_limited',
  500: 'internal_error',
  502: 'smtp_error',
  503: 'inventory_unavailable',
} as const;

function isDocumented(status: number): status is keyof typeof codes {
  return Object.hasOwn(codes, status);
}
