import { providerWorkFacts } from '@rollcall/db';
import { provisioningFailed } from '@rollcall/ledger';
import { declaredKinds } from '../declared-kinds.ts';
import { factSet } from '../fact-set.ts';

export const providerWorkSet = factSet({
  name: 'provider work',
  rules: [provisioningFailed],
  facts: (tx, { providers }) =>
    providerWorkFacts(
      tx,
      declaredKinds(providers, ({ work }) => work),
    ),
});
