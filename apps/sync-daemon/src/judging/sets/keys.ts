import { keyCountFacts, keyFacts } from '@rollcall/db';
import { keyExpiring, keysNearLimit, keyTooBroad, keyUnused, keyWithoutNetworks } from '@rollcall/ledger';
import { declaredKinds } from '../declared-kinds.ts';
import { factSet } from '../fact-set.ts';

export const keysSet = factSet({
  name: 'keys',
  rules: [keyUnused, keyWithoutNetworks, keyTooBroad, keyExpiring],
  facts: (tx, { providers }) =>
    keyFacts(
      tx,
      declaredKinds(providers, ({ key }) => key),
    ),
});

export const keyCountsSet = factSet({
  name: 'key counts',
  rules: [keysNearLimit],
  facts: (tx, { providers }) =>
    keyCountFacts(
      tx,
      declaredKinds(providers, ({ key }) => key),
    ),
});
