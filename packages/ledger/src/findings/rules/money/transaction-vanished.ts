import { amountText, exactly, sizeOf } from '../../../money/amount.ts';
import type { FinalChange } from '../../facts/money.ts';
import type { Rule } from '../../rule.ts';

/** A transaction that was final is gone from a believed listing. One that is back is none. */
export const transactionVanished: Rule<FinalChange> = {
  id: 'transaction_vanished',
  family: 'money',
  severity: 'alarm',
  title: 'A transaction vanished from the list after it was final.',
  remedy: 'Ask the provider where it is: what is wrong in books is put right by another transaction, never taken out.',
  judge({ change, transaction, connectionId, connection, kind, eventId, recordedAt, amount, isLive }) {
    if (change !== 'vanished' || isLive) return [];
    const { externalId, name, at } = transaction;
    return [
      {
        rule: 'transaction_vanished',
        fingerprint: `transaction_vanished ${connectionId} ${externalId}`,
        severity: 'alarm',
        sentence: `The ${kind} "${name}" of ${at ?? 'no known time'} at ${connection} vanished after it was final${amount === null ? '' : `, with its ${amountText(amount)}`}.`,
        remedy:
          'Ask the provider where it is: what is wrong in books is put right by another transaction, never taken out.',
        evidence: [`${kind} ${externalId} was found to be gone at ${recordedAt}`],
        money: amount === null ? null : exactly({ ...amount, minor: sizeOf(amount.minor) }),
        connectionId,
        subject: { kind, externalId, name },
        operationId: null,
        eventId,
      },
    ];
  },
};
