import { connectionsInDoubt, operationFacts, type Tx } from '@rollcall/db';
import type { OperationFacts } from '@rollcall/ledger';
import { madeByOf, operationRules } from '../../judge-operations.ts';
import { factSet, type JudgingTerms } from '../fact-set.ts';

/** They are judged with each run, too: what a listing says of an operation is to be told with it. */
export const operationsSet = factSet({ name: 'operations', rules: operationRules, facts: operationsInDoubt });

async function* operationsInDoubt(tx: Tx, { providers }: JudgingTerms): AsyncGenerator<readonly OperationFacts[]> {
  for (const { connectionId, provider: name } of await connectionsInDoubt(tx)) {
    const provider = providers.find((one) => one.name === name);
    const madeBy = provider === undefined ? {} : madeByOf(provider);
    yield (await operationFacts(tx, { connectionId, madeBy })).operations;
  }
}
