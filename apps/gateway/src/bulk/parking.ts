import type { Parking } from '@rollcall/db';
import { type ErrorCode, type Operation, RollcallError } from '@rollcall/schema';

/** A try that nothing came of may be followed by another; the lane waits until that may go better. */
const retriedKinds: Readonly<Record<string, 'by itself' | 'by a person'>> = {
  rate_limited: 'by itself',
  unavailable: 'by itself',
  // The third in a row opens the circuit of the connection, which says what to do.
  unauthorized: 'by itself',
  // Asked again and again, some providers prepare a payment each time.
  payment_required: 'by a person',
};

/** What stands in the way of a whole connection, and says nothing of the item. */
const parkingCodes: Readonly<Partial<Record<ErrorCode, 'by itself' | 'by a person'>>> = {
  circuit_open: 'by itself',
  connection_not_active: 'by itself',
  credential_unreadable: 'by a person',
  secret_unreadable: 'by a person',
};

const parkMsMin = 1_000;
const parkMsMax = 60_000;
/** A connection that is paused may be resumed at any moment. */
const idleMs = 1_000;

/** Whether an operation that failed so, and certainly without effect, is tried again. */
export function isTriedAgain(error: Operation['error']): boolean {
  return error !== null && Object.hasOwn(retriedKinds, error.kind);
}

/**
 * Why a lane sends nothing for now, after an item met this error in its nth try; undefined for an error that is the
 * item's own.
 */
export function parkingAfter(error: unknown, tries: number): Parking | undefined {
  if (!(error instanceof RollcallError)) return undefined;
  const { code, message } = error;
  if (code === 'provider_error' || code === 'provider_refused') {
    const { kind, retryAfterMs } = answered(error);
    const goesOn = Object.hasOwn(retriedKinds, kind) ? retriedKinds[kind] : undefined;
    if (goesOn === undefined) return undefined;
    const waitMs = Math.min(parkMsMax, parkMsMin * 2 ** Math.min(tries - 1, 10));
    return { code: kind, message, ms: goesOn === 'by a person' ? null : Math.max(waitMs, retryAfterMs) };
  }
  const goesOn = parkingCodes[code];
  return goesOn === undefined ? undefined : { code, message, ms: goesOn === 'by a person' ? null : idleMs };
}

function answered({ details }: RollcallError): { readonly kind: string; readonly retryAfterMs: number } {
  const { provider } = details;
  if (typeof provider !== 'object' || provider === null) return { kind: '', retryAfterMs: 0 };
  const kind = 'kind' in provider && typeof provider.kind === 'string' ? provider.kind : '';
  const after = 'retryAfterMs' in provider && typeof provider.retryAfterMs === 'number' ? provider.retryAfterMs : 0;
  return { kind, retryAfterMs: after };
}
