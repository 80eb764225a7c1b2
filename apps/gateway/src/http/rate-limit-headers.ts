import type { ServerResponse } from 'node:http';
import type { Caller } from '@rollcall/db';
import { RollcallError } from '@rollcall/schema';
import { type KeyUnits, secondsOf } from './key-units.ts';

/**
 * Spends units and says in the answer's headers what is left, as draft-ietf-httpapi-ratelimit-headers (10, 2025-09) has it:
 * the policy, and what remains of it. A refusal says when to come back.
 */
export function spendingBy(
  units: KeyUnits,
): (caller: Caller, spent: number, response: ServerResponse) => Promise<void> | undefined {
  return (caller, spent, response) => {
    const tell = (): void => tellLeft(response, units, caller);
    const refused = (error: unknown): never => {
      tellRetry(response, error);
      tell();
      throw error;
    };
    const spending = units.spend(caller, spent);
    if (spending !== undefined) return spending.then(tell, refused);
    tell();
    return undefined;
  };
}

/** Says when to come back, where a refusal knows it. */
export function tellRetry(response: ServerResponse, error: unknown): void {
  if (!(error instanceof RollcallError) || response.headersSent) return;
  const { retryAfterMs } = error.details;
  if (typeof retryAfterMs === 'number') response.setHeader('Retry-After', secondsOf(retryAfterMs));
}

function tellLeft(response: ServerResponse, units: KeyUnits, caller: Caller): void {
  // A stream has said its headers before its first call.
  if (response.headersSent) return;
  const { perMinute, remaining } = units.left(caller);
  const wholeAgainSeconds = Math.ceil(((perMinute - remaining) * 60) / perMinute);
  response.setHeader('RateLimit-Policy', `"key";q=${perMinute};w=60`);
  response.setHeader('RateLimit', `"key";r=${remaining};t=${wholeAgainSeconds}`);
}
