import { amountText, exactly, sizeOf } from '../../../money/amount.ts';
import type { UnpairedLeg } from '../../facts/money.ts';
import type { Rule } from '../../rule.ts';

/** The other leg may be listed later; a day is what a transaction takes to be final. */
const graceMs = 86_400_000;

/**
 * Money left a wallet for another, or came from another, and the other shows nothing of it. Said only where other transfers of the
 * connection show both: a provider that shows one leg of each says nothing by it.
 */
export const transferWithoutOtherLeg: Rule<UnpairedLeg> = {
  id: 'transfer_without_other_leg',
  family: 'work',
  severity: 'alarm',
  title: 'A transfer between two wallets stands in one of them only.',
  remedy: 'Ask the provider to finish it or to take it back: the money is in no wallet, or in two.',
  judge({ leg, wallet, direction, amount, pairs, connectionId, connection, kind, doubt }, now) {
    if (pairs === 0 || Date.parse(now) - Date.parse(leg.at) < graceMs) return [];
    const fingerprint = `transfer_without_other_leg ${connectionId} ${leg.externalId}`;
    if (doubt !== null) return [{ fingerprint, undecided: doubt }];
    const size = { ...amount, minor: sizeOf(amount.minor) };
    return [
      {
        rule: 'transfer_without_other_leg',
        fingerprint,
        severity: 'alarm',
        sentence:
          direction === 'out'
            ? `${amountText(size)} left wallet ${wallet.name} at ${connection} at ${leg.at} for another, and came to none.`
            : `${amountText(size)} came to wallet ${wallet.name} at ${connection} at ${leg.at} from another, and left none.`,
        remedy: 'Ask the provider to finish it or to take it back: the money is in no wallet, or in two.',
        evidence: [
          `${kind} ${leg.externalId}: ${leg.name}`,
          `transfers of ${connection} that stand in both wallets, within an hour: ${pairs}`,
        ],
        money: exactly(size),
        connectionId,
        subject: { kind, externalId: leg.externalId, name: leg.name },
        operationId: null,
        eventId: null,
      },
    ];
  },
};
