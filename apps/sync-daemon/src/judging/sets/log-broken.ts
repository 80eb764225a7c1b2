import { logBrokenFacts } from '@rollcall/db';
import { logBroken } from '@rollcall/ledger';
import { factSet } from '../fact-set.ts';

export const logBrokenSet = factSet({ name: 'the log', rules: [logBroken], facts: logBrokenFacts });
