import type { ProviderError } from '@rollcall/provider-kit';
import { type Operation, type ProviderAnswer, ProviderErrorKind, RollcallError } from '@rollcall/schema';

/** What a provider did with a call: it could not be had or read, or it refused what was asked of it. */
type Failing = 'provider_error' | 'provider_refused';

/** Each kind of failure: which it is to a caller, and what a caller can do about it. */
const remedies: Readonly<Record<ProviderErrorKind, { readonly code: Failing; readonly advice: string }>> = {
  rate_limited: { code: 'provider_error', advice: 'wait, then try again' },
  unavailable: { code: 'provider_error', advice: 'try again later' },
  unauthorized: {
    code: 'provider_error',
    advice: 'check the credential; "connections update" gives another to a connection that there is',
  },
  forbidden: { code: 'provider_error', advice: 'give the credential the permission it lacks' },
  unrecognised: {
    code: 'provider_error',
    advice: 'check the base URL; if it is right, the provider has changed its API',
  },
  conflict: { code: 'provider_refused', advice: 'look at the present state at the provider first' },
  not_found: { code: 'provider_refused', advice: 'check the id' },
  rejected: { code: 'provider_refused', advice: 'correct the input' },
  payment_required: { code: 'provider_refused', advice: 'put the account in order at the provider' },
  not_supported: { code: 'provider_refused', advice: 'the provider cannot do this' },
  session_only: { code: 'provider_refused', advice: "do it in the provider's dashboard" },
  account_changed: {
    code: 'provider_refused',
    advice: "give this connection's own credential, or add another connection",
  },
};

/** A failure as an operation keeps it: enough to answer the same caller the same again. */
export type StoredFailure = NonNullable<Operation['error']>;

export function storedFailure(error: ProviderError): StoredFailure {
  const { kind, message, providerCode = null, providerMessage = null, status = null, retryAfterMs = null } = error;
  return { kind, message, providerCode, details: { providerMessage, status, retryAfterMs, ...error.extras } };
}

/** A provider's failure as the gateway's caller sees it: our kind and the provider's own code beside each other. */
export function providerFailure(error: ProviderError): RollcallError {
  return failureOf(storedFailure(error), { cause: error });
}

/** The same from what was stored, and of which operation. */
export function failureOf(
  failure: StoredFailure,
  about: { cause?: unknown; operationId?: string } = {},
): RollcallError {
  const { kind, message, details } = failure;
  const known = ProviderErrorKind.safeParse(kind);
  const { code, advice } = known.success ? remedies[known.data] : { code: 'provider_error' as const, advice: '' };
  const what = advice === '' ? '' : ` — ${advice}`;
  const { cause, ...operation } = about;
  const { providerMessage: _1, status: _2, retryAfterMs: _3, ...extras } = details;
  return new RollcallError(code, `${kind}: ${message.replace(/\.$/, '')}${what}.`, {
    cause,
    details: {
      provider: answerOf(failure),
      ...(Object.keys(extras).length === 0 ? {} : { extras }),
      ...operation,
    },
  });
}

/** What the provider answered, from what was kept of it. */
export function answerOf({ kind, providerCode, details }: Omit<StoredFailure, 'message'>): ProviderAnswer {
  const { providerMessage, status, retryAfterMs } = details;
  return {
    kind,
    code: providerCode,
    message: typeof providerMessage === 'string' ? providerMessage : null,
    status: typeof status === 'number' ? status : null,
    retryAfterMs: typeof retryAfterMs === 'number' ? retryAfterMs : null,
  };
}

/** The failure of a request that nobody answered. */
export const noAnswer: StoredFailure = {
  kind: 'unavailable',
  message: 'no answer came',
  providerCode: null,
  details: {},
};
