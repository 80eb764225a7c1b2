import type { FindingRule, Instant } from '@rollcall/schema';
import type { OperationFacts } from './operation-facts.ts';
import type { Rule, Verdict } from './rule.ts';
import { operationContradicted } from './rules/operation-contradicted.ts';
import { operationLeaked } from './rules/operation-leaked.ts';
import { operationUnsettled } from './rules/operation-unsettled.ts';

/** The rules about operations, one file each. */
const operationRules: readonly Rule<OperationFacts>[] = [operationUnsettled, operationContradicted, operationLeaked];

/** Which rules `judgeOperations` speaks for: what it does not say of one of these is resolved. */
export const operationRuleIds: readonly FindingRule[] = operationRules.map(({ id }) => id);

/** All that the rules about operations find in these. */
export function judgeOperations(operations: readonly OperationFacts[], now: Instant): readonly Verdict[] {
  return operations.flatMap((operation) => operationRules.flatMap((rule) => rule.judge(operation, now)));
}
