import type { JudgedSet } from './fact-set.ts';
import { answerShapesSet } from './sets/answer-shapes.ts';
import { connectionsSet } from './sets/connections.ts';
import { dnsSet } from './sets/dns.ts';
import { driftSet } from './sets/drift.ts';
import { emptyDomainsSet, nowhereSet, orphansSet, twinsSet } from './sets/identity.ts';
import { keyCountsSet, keysSet } from './sets/keys.ts';
import { logBrokenSet } from './sets/log-broken.ts';
import { moneySets } from './sets/money.ts';
import { operationsSet } from './sets/operations.ts';
import { ordersSet } from './sets/orders.ts';
import { providerWorkSet } from './sets/provider-work.ts';
import { ratesSet } from './sets/rates.ts';
import { reputationsSet } from './sets/reputations.ts';
import { runHeldSet } from './sets/run-held.ts';
import { scopesSet } from './sets/scopes.ts';

/**
 * All that is judged, one line a set of facts. To add one:
 * 1. `packages/schema/src/finding.ts`: the rule's id, in the array of its family.
 * 2. `packages/ledger/src/findings/facts/WHAT.ts`: what the rule is shown. `findings/rules/FAMILY/RULE-ID.ts`: the rule, with its
 *    line in `catalogue.ts`, both exported by `index.ts`; its table of cases in `packages/ledger/test/findings/`.
 * 3. `packages/db/src/facts/WHAT.ts`: one named function that reads the facts in pages (`pagesOf`), joined and grouped in SQL.
 * 4. `judging/sets/WHAT.ts` pairs them (`factSet`), and its line stands here.
 * 5. docs/FINDINGS.md: its row. A test holds ids, catalogue, sets and that table together.
 */
export const sets: readonly JudgedSet[] = [
  ordersSet,
  twinsSet,
  orphansSet,
  emptyDomainsSet,
  nowhereSet,
  driftSet,
  operationsSet,
  dnsSet,
  providerWorkSet,
  reputationsSet,
  keysSet,
  keyCountsSet,
  connectionsSet,
  scopesSet,
  ratesSet,
  answerShapesSet,
  ...moneySets,
  runHeldSet,
  logBrokenSet,
];
