import type { Instant } from '@rollcall/schema';
import type { OrderFacts, SeenOrder } from '../../facts/orders.ts';

/** A renewal that is so near is looked at. */
export const renewalDays = 14;

const dayMs = 86_400_000;

/** The renewal of an order that is in force and renews itself soon, and by when it must be canceled not to. */
export function nearRenewal(
  { seen }: OrderFacts,
  now: Instant,
): (NonNullable<SeenOrder['renewal']> & { readonly cancelBy: Instant }) | undefined {
  if (seen === null || !seen.isLive || seen.service !== 'in_force' || seen.renewal === null) return undefined;
  const { renewal } = seen;
  const inMs = Date.parse(renewal.at) - Date.parse(now);
  if (inMs <= 0 || inMs > renewalDays * dayMs) return undefined;
  return { ...renewal, cancelBy: new Date(Date.parse(renewal.at) - renewal.noticeDays * dayMs).toISOString() };
}
