import type { FindingRule } from '@rollcall/schema';

/** A rule that broke when it was asked, or whose facts could not be had. */
export interface RuleFailedFacts {
  readonly rule: FindingRule;
  readonly message: string;
}
