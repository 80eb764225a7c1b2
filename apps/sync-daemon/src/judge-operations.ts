import { operationFacts, recordFindings, type Tx } from '@rollcall/db';
import { judge, operationContradicted, operationLeaked, operationUnsettled } from '@rollcall/ledger';
import type { Provider } from '@rollcall/provider-kit';
import type { Actor, ConnectionId, RunId } from '@rollcall/schema';

const rules = [operationUnsettled, operationContradicted, operationLeaked];

/** Has the rules about operations judge a connection, and its findings brought to what they say. */
export async function judgeOperationsOf(
  tx: Tx,
  { connectionId, provider }: { connectionId: ConnectionId; provider: Provider },
  by: { actor: Actor; runId?: RunId },
): Promise<void> {
  const made = provider.kinds.flatMap(({ kind, times }) => (times?.made === undefined ? [] : [[kind, times.made]]));
  const { at, operations } = await operationFacts(tx, { connectionId, madeBy: Object.fromEntries(made) });
  const judging = { connectionId, rules: rules.map(({ id }) => id), ...by };
  await recordFindings(tx, judging, [judge(rules, operations, at)]);
}
