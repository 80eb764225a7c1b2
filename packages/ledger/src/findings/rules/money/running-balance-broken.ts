import { amountText, exactly, sizeOf } from '../../../money/amount.ts';
import type { Break } from '../../../money/roll-forward.ts';
import type { WalletFacts } from '../../facts/money.ts';
import type { Rule, Verdict } from '../../rule.ts';
import { newestBreakIs } from './newest-break.ts';

/**
 * A transaction states a running balance that is not what the one before it and its own amount make, and that nothing goes on
 * from. Of the newest, where no cut tells what it is, it is said as well: what follows will show.
 */
export const runningBalanceBroken: Rule<WalletFacts> = {
  id: 'running_balance_broken',
  family: 'money',
  severity: 'notice',
  title: 'A transaction states a balance that is not what the one before it and its own amount make.',
  remedy: 'Ask the provider which of the two is right: the amount that it charged, or the balance that it states.',
  judge(facts) {
    const { newestBreak, misstated } = facts.rolled;
    const own = newestBreak !== null && newestBreakIs(facts) !== 'jump' ? [newestBreak] : [];
    return [...misstated, ...own].map((broken) => verdictOf(facts, broken));
  },
};

function verdictOf({ connectionId, connection, kind, wallet, currency, unit }: WalletFacts, broken: Break): Verdict {
  const { externalId, name, at, expectedMinor, statedMinor } = broken;
  const text = (minor: bigint) => amountText({ minor, currency, unit });
  return {
    rule: 'running_balance_broken',
    fingerprint: `running_balance_broken ${connectionId} ${externalId}`,
    severity: 'notice',
    sentence: `The ${kind} "${name}" of wallet ${wallet.name} at ${connection} states a balance of ${text(statedMinor)}, where ${text(expectedMinor)} is what it comes to.`,
    remedy: 'Ask the provider which of the two is right: the amount that it charged, or the balance that it states.',
    evidence: [`${kind} ${externalId} is of ${at}; the balance before it and its amount make ${text(expectedMinor)}`],
    money: exactly({ minor: sizeOf(statedMinor - expectedMinor), currency, unit }),
    connectionId,
    subject: { kind, externalId, name },
    operationId: null,
    eventId: null,
  };
}
