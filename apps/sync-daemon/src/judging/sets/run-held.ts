import { runHeldFacts } from '@rollcall/db';
import { runHeld } from '@rollcall/ledger';
import { factSet } from '../fact-set.ts';

export const runHeldSet = factSet({ name: 'holds', rules: [runHeld], facts: runHeldFacts });
