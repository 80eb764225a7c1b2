import type { ProviderErrorKind } from '@rollcall/schema';

/**
 * Whether the request can have taken effect: `no` when it was never sent or the provider definitely refused it,
 * `maybe` when the answer was lost or cannot be trusted.
 */
export type Applied = 'no' | 'maybe';

interface Facts {
  readonly cause?: unknown;
  readonly applied?: Applied;
  readonly status?: number | undefined;
  readonly providerCode?: string | undefined;
  readonly providerMessage?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly extras?: Readonly<Record<string, string>>;
}

/** What went wrong at a provider. The message holds no credential and no body. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';
  readonly kind: ProviderErrorKind;
  readonly applied: Applied;
  readonly status: number | undefined;
  /** The provider's own code and message, scrubbed of the credential. */
  readonly providerCode: string | undefined;
  readonly providerMessage: string | undefined;
  readonly retryAfterMs: number | undefined;
  /** Documented extras a person can act on, such as `checkoutUrl`. */
  readonly extras: Readonly<Record<string, string>>;

  constructor(kind: ProviderErrorKind, message: string, facts: Facts = {}) {
    super(message, { cause: facts.cause });
    this.kind = kind;
    this.applied = facts.applied ?? 'no';
    this.status = facts.status;
    this.providerCode = facts.providerCode;
    this.providerMessage = facts.providerMessage;
    this.retryAfterMs = facts.retryAfterMs;
    this.extras = facts.extras ?? {};
  }
}

/** The same error told otherwise: by whoever knows more of what was asked. What is left out stays as it was. */
export function retold(
  error: ProviderError,
  { kind = error.kind, message = error.message, ...facts }: Facts & { kind?: ProviderErrorKind; message?: string },
): ProviderError {
  const { applied, status, providerCode, providerMessage, retryAfterMs, extras } = error;
  const before = { cause: error, applied, status, providerCode, providerMessage, retryAfterMs, extras };
  return new ProviderError(kind, message, { ...before, ...facts });
}

/** What to do about each kind of error: read it again later, ask a person, or give up. */
export const remedies: Readonly<Record<ProviderErrorKind, 'later' | 'ask-a-person' | 'give-up'>> = {
  rate_limited: 'later',
  unavailable: 'later',
  unauthorized: 'ask-a-person',
  forbidden: 'ask-a-person',
  unrecognised: 'ask-a-person',
  payment_required: 'ask-a-person',
  account_changed: 'ask-a-person',
  session_only: 'ask-a-person',
  conflict: 'give-up',
  not_found: 'give-up',
  rejected: 'give-up',
  not_supported: 'give-up',
};
