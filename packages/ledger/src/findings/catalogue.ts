import type { RuleEntry } from './rule.ts';
import { operationContradicted } from './rules/drift/operation-contradicted.ts';
import { operationLeaked } from './rules/drift/operation-leaked.ts';
import { operationUnsettled } from './rules/drift/operation-unsettled.ts';
import { ruleFailed } from './rules/trust/rule-failed.ts';
import { runHeld } from './rules/trust/run-held.ts';

/** Every rule that there is, one line each. docs/FINDINGS.md has a row for each. */
export const catalogue: readonly RuleEntry[] = [
  operationUnsettled,
  operationContradicted,
  operationLeaked,
  runHeld,
  ruleFailed,
];
