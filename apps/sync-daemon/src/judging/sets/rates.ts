import { rateFacts } from '@rollcall/db';
import { budgetStarved } from '@rollcall/ledger';
import { factSet } from '../fact-set.ts';

export const ratesSet = factSet({ name: 'rates', rules: [budgetStarved], facts: rateFacts });
