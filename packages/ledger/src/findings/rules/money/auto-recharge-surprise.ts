import type { Instant } from '@rollcall/schema';
import { amountText, exactly } from '../../../money/amount.ts';
import type { Recharge, RechargeFacts } from '../../facts/money.ts';
import type { Rule, Verdict } from '../../rule.ts';

/** A wallet that is filled up so often within a day empties faster than anybody has set. */
const burstMin = 3;
const burstMs = 86_400_000;

/**
 * A wallet filled itself up otherwise than it was set to: while that was off, by another amount, while it held enough, after
 * somebody turned it on elsewhere; or three times within a day, however it is set.
 */
export const autoRechargeSurprise: Rule<RechargeFacts> = {
  id: 'auto_recharge_surprise',
  family: 'money',
  severity: 'alarm',
  title: 'A wallet charged the card by itself otherwise than it was set to, or again and again.',
  remedy: 'Look at what emptied the wallet, and set its automatic recharge to what you want, or turn it off.',
  judge(facts) {
    const burst = newestBurst(facts.recharges);
    return [
      ...facts.recharges.flatMap((recharge) => {
        const why = surpriseOf(facts, recharge);
        return why === undefined ? [] : [one(facts, recharge, why)];
      }),
      ...(burst === undefined ? [] : [many(facts, burst)]),
    ];
  },
};

function surpriseOf(facts: RechargeFacts, { settings, effectMinor, balanceAfterMinor }: Recharge): string | undefined {
  if (settings === null) return undefined;
  const { enabled, thresholdMinor, amountMinor, since } = settings;
  const text = (minor: bigint) => amountText({ minor, currency: facts.currency, unit: facts.unit });
  if (enabled === false) return `automatic recharge is off, as the ledger holds it since ${since}`;
  if (enabled === null) return undefined;
  if (amountMinor !== null && amountMinor > 0n && effectMinor % amountMinor !== 0n) {
    return `it is set to ${text(amountMinor)} at a time, as the ledger holds it since ${since}`;
  }
  const before = balanceAfterMinor === null ? null : balanceAfterMinor - effectMinor;
  if (before !== null && thresholdMinor !== null && before >= thresholdMinor) {
    return `the wallet held ${text(before)}, and it is set to fill up below ${text(thresholdMinor)}`;
  }
  return settings.isElsewhere ? `it was turned on elsewhere, as the ledger holds it since ${since}` : undefined;
}

function one(facts: RechargeFacts, recharge: Recharge, why: string): Verdict {
  const { currency, unit, wallet, connection, kind } = facts;
  const amount = { minor: recharge.effectMinor, currency, unit };
  return {
    ...ofWallet(facts, recharge.externalId),
    sentence: `Wallet ${wallet.name} at ${connection} filled itself up with ${amountText(amount)} at ${recharge.at}: ${why}.`,
    evidence: [`${kind} ${recharge.externalId} of ${recharge.at}: ${recharge.name}`],
    money: exactly(amount),
  };
}

function many(facts: RechargeFacts, burst: readonly Recharge[]): Verdict {
  const { currency, unit, wallet, connection, kind } = facts;
  const amount = { minor: burst.reduce((sum, { effectMinor }) => sum + effectMinor, 0n), currency, unit };
  return {
    ...ofWallet(facts, `${wallet.externalId} again and again`),
    sentence: `Wallet ${wallet.name} at ${connection} filled itself up ${burst.length} times within a day, with ${amountText(amount)} in all.`,
    evidence: burst.map(({ externalId, at }) => `${kind} ${externalId} of ${at}`),
    money: exactly(amount),
  };
}

function ofWallet({ connectionId, walletKind, wallet }: RechargeFacts, what: string) {
  return {
    rule: 'auto_recharge_surprise',
    fingerprint: `auto_recharge_surprise ${connectionId} ${what}`,
    severity: 'alarm',
    remedy: 'Look at what emptied the wallet, and set its automatic recharge to what you want, or turn it off.',
    connectionId,
    subject: { kind: walletKind, ...wallet },
    operationId: null,
    eventId: null,
  } as const;
}

/**
 * The newest that ends a day in which there were enough, with those of that day; none where there was no such day. What is looked
 * at moves on with time: one finding a wallet stays the same one, where each burst that began a finding would be another tomorrow.
 */
function newestBurst(recharges: readonly Recharge[]): readonly Recharge[] | undefined {
  for (const [index, { at }] of [...recharges.entries()].reverse()) {
    const burst = recharges.slice(0, index + 1).filter((one) => msBetween(one.at, at) <= burstMs);
    if (burst.length >= burstMin) return burst;
  }
  return undefined;
}

function msBetween(one: Instant, other: Instant): number {
  return Date.parse(other) - Date.parse(one);
}
