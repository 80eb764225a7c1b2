import { amountText, exactly } from '../../../money/amount.ts';
import type { UnbilledTopUp } from '../../facts/money.ts';
import type { Rule } from '../../rule.ts';

const dayMs = 86_400_000;

/**
 * Money was put into a wallet, and no invoice names it though its time is over. Nothing is said of what is older than the
 * oldest invoice that there is, nor where no invoice names any transaction: the provider may never have listed them.
 */
export const topUpWithoutInvoice: Rule<UnbilledTopUp> = {
  id: 'top_up_without_invoice',
  family: 'money',
  severity: 'notice',
  title: 'Money was put into a wallet, and there is no invoice for it.',
  remedy: 'Ask the provider for the invoice: without it, the payment is no expense.',
  judge(
    { topUp, amount, billKind, withinDays, billsWholeAt, oldestBillAt, connectionId, connection, kind, doubt },
    now,
  ) {
    const dueMs = Date.parse(topUp.at) + withinDays * dayMs;
    const fingerprint = `top_up_without_invoice ${connectionId} ${topUp.externalId}`;
    if (oldestBillAt === null || topUp.at < oldestBillAt || Date.parse(now) < dueMs) return [];
    if (doubt !== null) return [{ fingerprint, undecided: doubt }];
    if (billsWholeAt === null || Date.parse(billsWholeAt) < dueMs) {
      return [{ fingerprint, undecided: `no listing of ${billKind}s since its invoice was due is whole` }];
    }
    return [
      {
        rule: 'top_up_without_invoice',
        fingerprint,
        severity: 'notice',
        sentence: `${amountText(amount)} was put into a wallet at ${connection} at ${topUp.at}, and no ${billKind} names it.`,
        remedy: 'Ask the provider for the invoice: without it, the payment is no expense.',
        evidence: [
          `${kind} ${topUp.externalId}: ${topUp.name}`,
          `its ${billKind} was to come within ${withinDays} days; all of them were listed since, back to ${oldestBillAt}`,
        ],
        money: exactly(amount),
        connectionId,
        subject: { kind, externalId: topUp.externalId, name: topUp.name },
        operationId: null,
        eventId: null,
      },
    ];
  },
};
