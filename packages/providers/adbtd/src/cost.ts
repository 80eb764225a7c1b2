import type { OperationCall } from '@rollcall/provider-kit';
import type { CallCost } from '@rollcall/schema';

/**
 * What the provider's API page says of money (2026-11-20): these may be refused with `payment_required` while the workspace
 * has no saved way to pay. It gives no price, and says nothing of refunds. A domain of one's own may cost nothing or not.
 */
export function cost({ operationId, input }: OperationCall): CallCost | undefined {
  const isCharged =
    operationId === 'orderIps' ||
    operationId === 'createMailboxes' ||
    (operationId === 'addDomain' && input['mode'] !== 'byo');
  if (!isCharged) return undefined;
  return { effect: 'charge', amount: null, reason: 'It needs a saved way to pay; the API tells no price.' };
}
