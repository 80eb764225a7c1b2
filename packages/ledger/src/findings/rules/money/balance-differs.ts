import { amountText, exactly, sizeOf } from '../../../money/amount.ts';
import type { WalletFacts } from '../../facts/money.ts';
import type { Rule } from '../../rule.ts';
import { newestBreakIs } from './newest-break.ts';

/** In one consistent cut, a wallet's balance is another than the one that its newest transaction states. */
export const balanceDiffers: Rule<WalletFacts> = {
  id: 'balance_differs',
  family: 'money',
  severity: 'alarm',
  title: 'A wallet holds another balance than its newest transaction states, though nothing moved in between.',
  remedy:
    'Have the provider say which is right: money was moved that stands in no list, or the wallet shows what it does not hold.',
  judge(facts) {
    const { connectionId, connection, kind, walletKind, wallet, cut } = facts;
    if (cut === null) return [];
    const fingerprint = `balance_differs ${connectionId} ${wallet.externalId}`;
    if (cut.reason !== null) return [{ fingerprint, undecided: cut.reason }];
    const { balanceMinor, statedMinor, newestId, currency, unit } = cut;
    if (balanceMinor === null || statedMinor === null || balanceMinor === statedMinor) return [];
    // Then it is the transaction that states it wrongly.
    if (newestBreakIs(facts) === 'misstated') return [];
    const text = (minor: bigint) => amountText({ minor, currency, unit });
    return [
      {
        rule: 'balance_differs',
        fingerprint,
        severity: 'alarm',
        sentence: `Wallet ${wallet.name} at ${connection} holds ${text(balanceMinor)}, and its newest transaction states ${text(statedMinor)}.`,
        remedy:
          'Have the provider say which is right: money was moved that stands in no list, or the wallet shows what it does not hold.',
        evidence: [
          `the balance was ${text(balanceMinor)} before and after the transactions were listed`,
          `the newest of them is ${kind} ${newestId}`,
        ],
        money: exactly({ minor: sizeOf(balanceMinor - statedMinor), currency, unit }),
        connectionId,
        subject: { kind: walletKind, ...wallet },
        operationId: null,
        eventId: null,
      },
    ];
  },
};
