import { amountText, exactly } from '../../../money/amount.ts';
import type { RepeatedCharge } from '../../facts/money.ts';
import type { Rule } from '../../rule.ts';

const dayMs = 86_400_000;
/** From so many charges on, they tell themselves how far apart they are. */
const chargesMin = 3;

/**
 * The same was charged for twice in one period: of two charges of one amount for one thing, the second came before half of the
 * time was over that usually lies between them. Where they are too few to tell, it is the period that the provider declares.
 */
export const chargedTwice: Rule<RepeatedCharge> = {
  id: 'charged_twice',
  family: 'money',
  severity: 'alarm',
  title: 'The same amount was charged twice for the same thing and the same period.',
  remedy: 'Ask the provider for the second one back, and name both transactions.',
  judge(charge) {
    const { first, second, amount, refundedBy, connectionId, connection, kind, reference } = charge;
    if (refundedBy !== null || charge.apartMs * 2 >= periodMs(charge)) return [];
    const of = reference === null ? `"${second.name}"` : `${reference.kind} ${reference.externalId} ("${second.name}")`;
    return [
      {
        rule: 'charged_twice',
        fingerprint: `charged_twice ${connectionId} ${second.externalId}`,
        severity: 'alarm',
        sentence: `${amountText(amount)} was charged twice at ${connection} for ${of}, at ${first.at} and at ${second.at}.`,
        remedy: `Ask the provider for ${kind} ${second.externalId} back: ${first.externalId} paid for the same.`,
        evidence: [first, second].map(({ externalId, at }) => `${kind} ${externalId} of ${at}: ${amountText(amount)}`),
        money: exactly(amount),
        connectionId,
        subject: { kind, externalId: second.externalId, name: second.name },
        operationId: null,
        eventId: null,
      },
    ];
  },
};

function periodMs({ charges, usuallyApartMs, periodDays }: RepeatedCharge): number {
  const declared = periodDays * dayMs;
  return charges < chargesMin ? declared : Math.min(declared, usuallyApartMs);
}
