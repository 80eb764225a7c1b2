import { answerShapeFacts } from '@rollcall/db';
import { documentLeft } from '@rollcall/ledger';
import { factSet } from '../fact-set.ts';

export const answerShapesSet = factSet({
  name: 'answer shapes',
  rules: [documentLeft],
  facts: (tx) => answerShapeFacts(tx),
});
