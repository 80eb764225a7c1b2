import { operationFacts, recordFindings, type Tx } from '@rollcall/db';
import {
  type Judgement,
  judge,
  type OperationFacts,
  operationContradicted,
  operationLeaked,
  operationUnsettled,
  type Rule,
  RuleFailure,
} from '@rollcall/ledger';
import type { Provider } from '@rollcall/provider-kit';
import type { Actor, ConnectionId, Instant, RunId } from '@rollcall/schema';

export const operationRules: readonly Rule<OperationFacts>[] = [
  operationUnsettled,
  operationContradicted,
  operationLeaked,
];

/**
 * Has the rules about operations judge a connection, and its findings brought to what they say: with the run that settled them.
 * One that breaks says nothing here, and breaks no run; the next round of the workspace says that it does.
 */
export async function judgeOperationsOf(
  tx: Tx,
  { connectionId, provider }: { connectionId: ConnectionId; provider: Provider },
  by: { actor: Actor; runId?: RunId },
): Promise<void> {
  const { at, operations } = await operationFacts(tx, { connectionId, madeBy: madeByOf(provider) });
  const { rules, judgements } = judgedByUnbroken(operations, at);
  await recordFindings(tx, { connectionId, rules: rules.map(({ id }) => id), ...by }, [judgements]);
}

/** The attribute that holds when the provider says a resource was made, for the kinds that have one. */
export function madeByOf({ kinds }: Provider): Readonly<Record<string, string>> {
  return Object.fromEntries(
    kinds.flatMap(({ kind, times }) => (times?.made === undefined ? [] : [[kind, times.made]])),
  );
}

function judgedByUnbroken(
  operations: readonly OperationFacts[],
  at: Instant,
): { readonly rules: readonly Rule<OperationFacts>[]; readonly judgements: readonly Judgement[] } {
  let rules = operationRules;
  while (true) {
    try {
      return { rules, judgements: judge(rules, operations, at) };
    } catch (error) {
      if (!(error instanceof RuleFailure)) throw error;
      rules = rules.filter(({ id }) => id !== error.rule);
    }
  }
}
