import type { AnyReply, Refusal } from '@rollcall/provider-kit/sandbox';
import type { components } from '../generated/types.ts';

type ErrorBody = components['schemas']['Error'];

/** The provider's refusal: a text, and status 400 whatever it is about. */
export function failure(text: string): { readonly status: 400; readonly body: ErrorBody } {
  return { status: 400, body: { Error: text } };
}

export function tooManyRequests(): { readonly status: 429; readonly body: ErrorBody } {
  return { status: 429, body: { Error: texts[429] } };
}

/** What the provider answers to a request that does not reach its operation. */
export function refuse(refusal: Refusal): AnyReply {
  switch (refusal.reason) {
    case 'no_route':
      // Not the API's own error form: this is the web server speaking.
      return { status: 404, body: { Message: 'No resource was found at this address.' } };
    case 'unauthorized':
      return failure(texts[401]);
    case 'invalid':
      return failure(`Missing required parameter or invalid value: ${refusal.message}.`);
    case 'rate_limited':
      return tooManyRequests();
    case 'failure':
      return { status: 500, body: { Error: texts[500] } satisfies ErrorBody };
    case 'fault': {
      const { status, code = isKnown(status) ? texts[status] : 'The sandbox was told to answer this.' } = refusal;
      return { status, body: { Error: code } satisfies ErrorBody };
    }
    default:
      return refusal satisfies never;
  }
}

export const accessDenied = 'Access Denied.';

/** What the provider says, by the status that others would say it with. */
const texts = {
  401: 'APIKey Expired',
  403: accessDenied,
  404: 'It was not found.',
  409: 'It already exists.',
  429: 'Too Many Requests',
  500: 'An unexpected error has occurred.',
} as const;

function isKnown(status: number): status is keyof typeof texts {
  return Object.hasOwn(texts, status);
}
