import { reputationFacts } from '@rollcall/db';
import { blacklisted, readyToReactivate } from '@rollcall/ledger';
import { declaredKinds } from '../declared-kinds.ts';
import { factSet } from '../fact-set.ts';

export const reputationsSet = factSet({
  name: 'reputations',
  rules: [blacklisted, readyToReactivate],
  facts: (tx, { providers }) =>
    reputationFacts(
      tx,
      declaredKinds(providers, ({ reputation }) => reputation),
    ),
});
