import { scopeFacts } from '@rollcall/db';
import { scopeNotProven } from '@rollcall/ledger';
import { factSet } from '../fact-set.ts';

export const scopesSet = factSet({
  name: 'scopes',
  rules: [scopeNotProven],
  facts: (tx, { at, providers }) =>
    scopeFacts(tx, {
      at,
      kinds: providers.flatMap(({ name, kinds }) =>
        kinds.map(({ kind, bestGrade, schedule, perParent }) => ({
          ...{ provider: name, kind, bestGrade, cron: schedule.cron, isPerParent: perParent !== undefined },
        })),
      ),
    }),
});
