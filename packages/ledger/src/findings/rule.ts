import type {
  ConnectionId,
  EventId,
  FindingFamily,
  FindingRule,
  FindingSeverity,
  Instant,
  Money,
  OperationId,
} from '@rollcall/schema';

/**
 * A rule: pure, one file each, `rules/FAMILY/RULE-ID.ts`. It says all that it finds in what it is shown; what it says no more is
 * resolved. It may throw: then its findings stay as they are, the other rules run, and that it failed is a finding itself.
 */
export interface Rule<Facts> extends RuleEntry {
  judge(facts: Facts, now: Instant): readonly Judgement[];
}

/** What is to be known of a rule without asking it. */
export interface RuleEntry {
  readonly id: FindingRule;
  readonly family: FindingFamily;
  /** That of most of its findings; one that costs more, or stands for long, may have another. */
  readonly severity: FindingSeverity;
  /** What is wrong, in general: one sentence. */
  readonly title: string;
  /** What to do, in general. */
  readonly remedy: string;
}

/** What a rule says of one thing. */
export type Judgement = Verdict | Undecided;

/** A finding, for as long as the rule says so. */
export interface Verdict {
  readonly rule: FindingRule;
  /**
   * The same of the same thing, however often and whenever it is judged; begins with the rule's id and a space. A rule says each
   * only once.
   */
  readonly fingerprint: string;
  readonly severity: FindingSeverity;
  /** What is wrong. Says the same until something changed: no age, no time of judging. */
  readonly sentence: string;
  /** What to do. */
  readonly remedy: string;
  /** What was seen that says so, one sentence each. */
  readonly evidence: readonly string[];
  /** Where it is known to the last unit. */
  readonly money: Money | null;
  /**
   * Null where it is of several connections or of the whole workspace: a key that is limited to connections does not see it, and so
   * it must be null whenever anything of it tells of another connection.
   */
  readonly connectionId: ConnectionId | null;
  /** What it is about: of a kind of resources, or of what is Rollcall's own. Null where that is no one thing. */
  readonly subject: { readonly kind: string; readonly externalId: string; readonly name: string } | null;
  readonly operationId: OperationId | null;
  /** The change that it is about: what `findings revert` takes back. */
  readonly eventId: EventId | null;
}

/** Could not be judged, and why: a finding of this fingerprint stays as it is, and none is opened. */
interface Undecided {
  readonly fingerprint: string;
  readonly undecided: string;
}
