import { errors } from 'undici';
import { type Applied, ProviderError } from './provider-error.ts';

/** What is known about an exchange that ended without an answer. */
export interface BrokenExchange {
  readonly request: string;
  /** False when the failure came while connecting: the provider cannot have seen the request. */
  readonly sent: boolean;
  readonly cancelled: boolean;
  readonly timedOut: boolean;
  readonly requestMs: number;
  /** Takes secrets out of a message. */
  readonly seal: (text: string) => string;
}

/** The error for an exchange that ended without an answer; keeps the cause's code and text, and none of its objects. */
export function networkError(error: unknown, broken: BrokenExchange): ProviderError {
  const code = codeOf(error);
  const applied: Applied = broken.sent ? 'maybe' : 'no';
  const facts = { applied, cause: sealedCause(error, broken.seal) };
  if (broken.cancelled) return new ProviderError('unavailable', `${broken.request} was cancelled.`, facts);
  if (!broken.sent) {
    return new ProviderError('unavailable', `${broken.request} did not reach the provider (${code}).`, facts);
  }
  if (broken.timedOut) {
    const seconds = broken.requestMs / 1000;
    return new ProviderError('unavailable', `${broken.request} got no whole answer within ${seconds} s.`, facts);
  }
  if (error instanceof errors.HTTPParserError || error instanceof errors.HeadersOverflowError) {
    return new ProviderError('unrecognised', `${broken.request}: the answer is not HTTP (${code}).`, facts);
  }
  return new ProviderError('unavailable', `${broken.request}: the connection broke (${code}).`, facts);
}

function codeOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string') {
    return error.code;
  }
  return error instanceof Error ? error.name : 'unknown error';
}

/** Errors of the HTTP client may carry bytes of the answer, so the cause is told again instead of passed on. */
function sealedCause(error: unknown, seal: (text: string) => string): Error {
  return new Error(seal(`${codeOf(error)}: ${error instanceof Error ? error.message : 'not an error object'}`));
}
