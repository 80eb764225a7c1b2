import { exactly, sizeOf } from '../../../money/amount.ts';
import { minorIn } from '../../../money/money.ts';
import type { FinalChange } from '../../facts/money.ts';
import type { Rule } from '../../rule.ts';

/** A transaction is another than it was when it was final. One that is as it was again is none. */
export const transactionChanged: Rule<FinalChange> = {
  id: 'transaction_changed',
  family: 'money',
  severity: 'alarm',
  title: 'A transaction was changed after it was final.',
  remedy: 'Ask the provider why: what is wrong in books is put right by another transaction, never by another amount.',
  judge({ change, fields, transaction, connectionId, connection, kind, eventId, recordedAt, amount, isLive }) {
    if (change !== 'changed' || !isLive) return [];
    const other = fields.filter(({ before, now }) => JSON.stringify(before) !== JSON.stringify(now));
    if (other.length === 0) return [];
    const { externalId, name, at } = transaction;
    const minor = other.find((field) => field.name === 'amountMinor');
    const [before, now] = [minorIn(minor?.before), minorIn(minor?.now)];
    const isExact = amount !== null && before !== null && now !== null;
    return [
      {
        rule: 'transaction_changed',
        fingerprint: `transaction_changed ${connectionId} ${externalId}`,
        severity: 'alarm',
        sentence: `The ${kind} "${name}" of ${at ?? 'no known time'} at ${connection} was changed after it was final: ${other.map((field) => field.name).join(', ')}.`,
        remedy:
          'Ask the provider why: what is wrong in books is put right by another transaction, never by another amount.',
        evidence: [
          ...other.map(
            (field) => `${field.name} was ${JSON.stringify(field.before)} and is ${JSON.stringify(field.now)}`,
          ),
          `${kind} ${externalId} was seen to be changed at ${recordedAt}`,
        ],
        money: isExact ? exactly({ ...amount, minor: sizeOf(now - before) }) : null,
        connectionId,
        subject: { kind, externalId, name },
        operationId: null,
        eventId,
      },
    ];
  },
};
