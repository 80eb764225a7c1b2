import { z } from 'zod';

/** What went wrong at a provider, in one vocabulary for all of them. Callers switch on it, never on text or status. */
export const ProviderErrorKind = z.enum([
  'rate_limited',
  'unavailable',
  'unauthorized',
  'forbidden',
  'unrecognised',
  'conflict',
  'not_found',
  'rejected',
  'payment_required',
  'not_supported',
  'session_only',
  'account_changed',
]);
export type ProviderErrorKind = z.infer<typeof ProviderErrorKind>;
