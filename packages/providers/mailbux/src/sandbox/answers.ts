import type { AnyReply, Refusal } from '@rollcall/provider-kit/sandbox';
import type { components } from '../generated/types.ts';

type Schemas = components['schemas'];
type Failure<Status extends number> = { readonly status: Status; readonly body: Schemas['Failure'] };

/** How errors about principals, keys and records are answered: with status 200, or with the status that they mean. */
export type ErrorDialect = 'stalwart' | 'guide';

/** Nothing of that name is there. */
export function notFound(dialect: ErrorDialect, item: string): Failure<404> {
  return asSpoken(dialect, { status: 404, body: { error: 'notFound', item } });
}

/** Something has that value already; `value` is what the server holds, be it secret or not. */
export function alreadyExists(dialect: ErrorDialect, { field, value }: { field: string; value: string }): Failure<409> {
  return asSpoken(dialect, { status: 409, body: { error: 'fieldAlreadyExists', field, value } });
}

/** The request is understood and cannot be carried out. */
export function impossible(
  dialect: ErrorDialect,
  { details, reason }: { details: string; reason?: string },
): Failure<400> {
  return asSpoken(dialect, { status: 400, body: { error: 'other', details, reason: reason ?? null } });
}

/** The request is not in a form that the server reads; always a problem with its real status. */
export function unreadable(detail: string): Failure<400> {
  return { status: 400, body: problem(400, detail) };
}

export function quotaExceeded(): Failure<403> {
  return {
    status: 403,
    body: { ...problem(403, 'The quota of the tenant is used up.'), title: 'Tenant quota exceeded' },
  };
}

export function tooManyAtOnce(): AnyReply {
  const body: Schemas['Problem'] = {
    type: 'urn:ietf:params:jmap:error:limit',
    status: 400,
    title: 'Limit exceeded',
    detail: 'Too many requests at the same time.',
    limit: 'maxConcurrentRequests',
  };
  return { status: 400, body, headers: problemType };
}

/** What the provider answers to a request that does not reach its operation. */
export function refuse(refusal: Refusal): AnyReply {
  switch (refusal.reason) {
    case 'no_route':
      return problemReply(404, 'There is no such endpoint on this server.');
    case 'unauthorized':
      return problemReply(401, 'The token is missing, invalid or has expired.');
    case 'invalid':
      return problemReply(400, `A parameter or the body could not be read: ${refusal.message}.`);
    case 'rate_limited':
      // Stalwart does not say how long to wait.
      return problemReply(429, 'Too many requests.');
    case 'failure':
      return problemReply(500, 'The server failed.');
    case 'fault':
      return planted(refusal);
    default:
      return refusal satisfies never;
  }
}

const problemType = { 'content-type': 'application/problem+json' };

const titles: Readonly<Record<number, string>> = {
  400: 'Invalid parameters',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
};

function planted({ status, code }: Extract<Refusal, { reason: 'fault' }>): AnyReply {
  const told = 'The sandbox was told to answer this.';
  // The documented 404 and 409 are about resources; what the front says with them is not documented.
  if (status === 404 || status === 409) return { status, body: { message: told } satisfies Schemas['Message'] };
  return {
    status,
    body: { ...problem(status, told), ...(code === undefined ? {} : { title: code }) },
    headers: problemType,
  };
}

function problemReply(status: number, detail: string): AnyReply {
  return { status, body: problem(status, detail), headers: problemType };
}

function problem(status: number, detail: string): Schemas['Problem'] {
  return { type: 'about:blank', status, title: titles[status] ?? 'Error', detail };
}

function asSpoken<Reply extends Failure<number>>(dialect: ErrorDialect, reply: Reply): Reply {
  if (dialect === 'guide') return reply;
  // The document lists each error under the status that it means, and this dialect sends them all with 200.
  return { ...reply, status: 200 } as Reply;
}
