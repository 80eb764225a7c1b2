import { amountText, exactly, sizeOf } from '../../../money/amount.ts';
import type { CutFacts, WalletFacts } from '../../facts/money.ts';
import type { Judgement, Rule } from '../../rule.ts';
import { newestBreakIs } from './newest-break.ts';

const evidenceMax = 10;

/**
 * What a wallet held before its first transaction and all transactions together are not what it held after the last: money moved
 * that is not listed, or was listed otherwise. Where transactions state no balances, two consistent cuts tell.
 */
export const walletDoesNotAddUp: Rule<WalletFacts> = {
  id: 'wallet_does_not_add_up',
  family: 'money',
  severity: 'alarm',
  title: 'The transactions of a wallet are not what its balance moved by.',
  remedy:
    'Have the provider show what moved there: something is missing from the list, stands in it wrongly, or was taken.',
  judge(facts) {
    const { rolled, doubt, connectionId, wallet } = facts;
    const fingerprint = `wallet_does_not_add_up ${connectionId} ${wallet.externalId}`;
    const found = rolled.openingMinor === null ? betweenCuts(facts) : alongTheWay(facts);
    if (found !== undefined)
      return [doubt === null ? said(facts, fingerprint, found) : { fingerprint, undecided: doubt }];
    return rolled.undecided === null ? [] : [{ fingerprint, undecided: rolled.undecided }];
  },
};

interface Found {
  readonly offMinor: bigint;
  readonly evidence: readonly string[];
}

/** By the running balances: where they jump, and how far. */
function alongTheWay(facts: WalletFacts): Found | undefined {
  const { rolled, kind, currency, unit } = facts;
  const { newestBreak, jumps, jumpCount, offMinor, openingMinor, sumMinor, closingMinor } = rolled;
  const last = newestBreak !== null && newestBreakIs(facts) === 'jump' ? newestBreak : null;
  const count = jumpCount + (last === null ? 0 : 1);
  if (count === 0) return undefined;
  const text = (minor: bigint) => amountText({ minor, currency, unit });
  const closing = last?.statedMinor ?? closingMinor;
  const isWhole = openingMinor !== null && sumMinor !== null && closing !== null;
  const shown = [...jumps, ...(last === null ? [] : [last])].slice(0, evidenceMax);
  return {
    offMinor: offMinor + (last === null ? 0n : last.statedMinor - last.expectedMinor),
    evidence: [
      ...(isWhole
        ? [
            `opening ${text(openingMinor)} and ${rolled.count} transactions of ${text(sumMinor)} make ${text(openingMinor + sumMinor)}; it closes with ${text(closing)}`,
          ]
        : []),
      ...shown.map(
        ({ externalId, name, at, expectedMinor, statedMinor }) =>
          `before ${kind} "${name}" (${externalId}) of ${at}, ${text(statedMinor - expectedMinor)} moved that no transaction shows`,
      ),
      ...(count > shown.length ? [`and in ${count - shown.length} more places`] : []),
    ],
  };
}

/** By two cuts: the balance less what is listed is what was there before, and never changes. */
function betweenCuts({ consistent, currency, unit }: WalletFacts): Found | undefined {
  if (consistent === null) return undefined;
  const { oldest, newest } = consistent;
  const [before, after] = [openingOf(oldest), openingOf(newest)];
  if (before === null || after === null || before === after || oldest.currency !== newest.currency) return undefined;
  const text = (minor: bigint | null) => amountText({ minor: minor ?? 0n, currency, unit });
  return {
    offMinor: after - before,
    // The newest has another time with every run, and says the same.
    evidence: [
      `at ${oldest.takenAt} it held ${text(oldest.balanceMinor)}, where the transactions came to ${text(oldest.listedMinor)}`,
      `since then it holds ${text(newest.balanceMinor)}, where they come to ${text(newest.listedMinor)}`,
    ],
  };
}

function openingOf({ balanceMinor, listedMinor }: CutFacts): bigint | null {
  return balanceMinor === null || listedMinor === null ? null : balanceMinor - listedMinor;
}

function said(facts: WalletFacts, fingerprint: string, { offMinor, evidence }: Found): Judgement {
  const { connectionId, connection, walletKind, wallet, currency, unit } = facts;
  const off = { minor: sizeOf(offMinor), currency, unit };
  return {
    rule: 'wallet_does_not_add_up',
    fingerprint,
    severity: 'alarm',
    sentence: `Wallet ${wallet.name} at ${connection} does not add up: ${amountText(off)} ${offMinor < 0n ? 'left it' : 'came into it'} that no transaction shows.`,
    remedy:
      'Have the provider show what moved there: something is missing from the list, stands in it wrongly, or was taken.',
    evidence,
    money: exactly(off),
    connectionId,
    subject: { kind: walletKind, ...wallet },
    operationId: null,
    eventId: null,
  };
}
