import type { ConnectionId, FindingRule, FindingSeverity, Instant, Money, OperationId } from '@rollcall/schema';

/** What a rule says of one thing: a finding, for as long as the rule says so. */
export interface Verdict {
  readonly rule: FindingRule;
  /** The same of the same thing, however often it is judged. */
  readonly fingerprint: string;
  readonly severity: FindingSeverity;
  /** What is wrong. */
  readonly sentence: string;
  /** What to do. */
  readonly remedy: string;
  /** What was seen that says so, one sentence each. */
  readonly evidence: readonly string[];
  /** Where it is known to the last unit. */
  readonly money: Money | null;
  readonly connectionId: ConnectionId;
  readonly operationId: OperationId | null;
}

/** A rule: pure, one file each. It says all that it finds in what it is shown; what it says no more is resolved. */
export interface Rule<Facts> {
  readonly id: FindingRule;
  judge(facts: Facts, now: Instant): readonly Verdict[];
}
