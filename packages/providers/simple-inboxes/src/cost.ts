import type { OperationCall } from '@rollcall/provider-kit';
import type { CallCost } from '@rollcall/schema';

/** What the provider's page says of money (2026-11-20). It gives no price beforehand, and says nothing of refunds. */
export function cost({ operationId }: OperationCall): CallCost | undefined {
  switch (operationId) {
    case 'placeOrder':
    case 'reactivateOrder':
    case 'reactivateRecoveredDomain':
      return { effect: 'charge', amount: null, reason: 'It spends money of the wallet; the API tells no price.' };
    case 'transferFunds':
      return { effect: 'none', amount: null, reason: "Money moves between the account's own wallets." };
    default:
      return undefined;
  }
}
