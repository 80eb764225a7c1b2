import type { AnyReply, Refusal } from '@rollcall/provider-kit/sandbox';
import type { components } from '../generated/types.ts';

type ErrorBody = components['schemas']['Error'];

/** An error answer, with the code that goes with the status. */
export function failure<Status extends keyof typeof codes>(
  status: Status,
  message: string,
): { readonly status: Status; readonly body: ErrorBody } {
  return { status, body: { error: { code: codes[status], message } } };
}

/** What the provider answers to a request that does not reach its operation. */
export function refuse(refusal: Refusal): AnyReply {
  switch (refusal.reason) {
    case 'no_route':
      return failure(404, 'There is no such endpoint.');
    case 'unauthorized':
      return failure(401, 'The API key is missing, wrong or revoked.');
    case 'invalid':
      return failure(400, `The request is not valid: ${refusal.message}.`);
    case 'rate_limited':
      return { ...failure(429, 'Too many requests.'), headers: { 'retry-after': String(refusal.retryAfterSeconds) } };
    case 'failure':
      return failure(500, 'Unexpected server error.');
    case 'fault': {
      const { status, code = isKnown(status) ? codes[status] : codes[500] } = refusal;
      return { status, body: { error: { code, message: 'The sandbox was told to answer this.' } } satisfies ErrorBody };
    }
    default:
      return refusal satisfies never;
  }
}

const codes = {
  400: 'invalid',
  401: 'unauthorized',
  404: 'not_found',
  409: 'conflict',
  429: 'rate_limited',
  500: 'failed',
} as const;

function isKnown(status: number): status is keyof typeof codes {
  return Object.hasOwn(codes, status);
}
