import {
  type DeclaredMoves,
  finalChanges,
  rechargeFacts,
  repeatedCharges,
  type Tx,
  unbilledTopUps,
  unpairedLegs,
  walletFacts,
} from '@rollcall/db';
import {
  autoRechargeSurprise,
  balanceDiffers,
  chargedTwice,
  type Rule,
  runningBalanceBroken,
  topUpWithoutInvoice,
  transactionChanged,
  transactionVanished,
  transferWithoutOtherLeg,
  walletDoesNotAddUp,
} from '@rollcall/ledger';
import { factSet, type JudgedSet, type JudgingTerms } from '../fact-set.ts';

/** What the kinds tell that their providers declare to move money. */
export const moneySets: readonly JudgedSet[] = [
  ofMoves({ name: 'wallets', rules: [walletDoesNotAddUp, runningBalanceBroken, balanceDiffers], facts: walletFacts }),
  ofMoves({ name: 'repeated charges', rules: [chargedTwice], facts: repeatedCharges }),
  ofMoves({ name: 'final changes', rules: [transactionChanged, transactionVanished], facts: finalChanges }),
  ofMoves({ name: 'recharges', rules: [autoRechargeSurprise], facts: rechargeFacts }),
  ofMoves({ name: 'top-ups', rules: [topUpWithoutInvoice], facts: unbilledTopUps }),
  ofMoves({ name: 'transfers', rules: [transferWithoutOtherLeg], facts: unpairedLegs }),
];

interface MoneySet<Facts> {
  readonly name: string;
  readonly rules: readonly Rule<Facts>[];
  readonly facts: (tx: Tx, declared: readonly DeclaredMoves[]) => AsyncIterable<readonly Facts[]>;
}

function ofMoves<Facts>({ name, rules, facts }: MoneySet<Facts>): JudgedSet {
  return factSet({ name, rules, facts: (tx, terms) => facts(tx, declaredBy(terms)) });
}

function declaredBy({ providers }: JudgingTerms): readonly DeclaredMoves[] {
  return providers.flatMap(({ name: provider, kinds }) =>
    kinds.flatMap(({ kind, moves }) => (moves === undefined ? [] : [{ provider, kind, moves }])),
  );
}
