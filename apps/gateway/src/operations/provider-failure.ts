import type { ProviderError } from '@rollcall/provider-kit';
import { type ProviderErrorKind, RollcallError } from '@rollcall/schema';

/** What a caller can do about each kind of failure. */
const advice: Readonly<Record<ProviderErrorKind, string>> = {
  rate_limited: 'wait, then try again',
  unavailable: 'try again later',
  unauthorized: 'check the credential, and give the right one with "connections update"',
  forbidden: 'give the credential the permission it lacks',
  unrecognised: 'check the base URL; if it is right, the provider has changed its API',
  conflict: 'look at the present state at the provider first',
  not_found: 'check the id',
  rejected: 'correct the input',
  payment_required: 'put the account in order at the provider',
  not_supported: 'the provider cannot do this',
  session_only: "do it in the provider's dashboard",
  account_changed: "give this connection's own credential, or add another connection",
};

/** A provider's failure as the gateway's caller sees it: our kind and the provider's own code beside each other. */
export function providerFailure(error: ProviderError, operationId?: string): RollcallError {
  return new RollcallError('provider_error', `${error.kind}: ${error.message} — ${advice[error.kind]}.`, {
    cause: error,
    details: {
      kind: error.kind,
      providerCode: error.providerCode ?? null,
      providerMessage: error.providerMessage ?? null,
      status: error.status ?? null,
      retryAfterMs: error.retryAfterMs ?? null,
      ...error.extras,
      ...(operationId === undefined ? {} : { operationId }),
    },
  });
}
