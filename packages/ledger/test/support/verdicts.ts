import type { Instant } from '@rollcall/schema';
import type { Judgement, Rule, Verdict } from '../../src/index.ts';

/** What was decided, without what could not be. */
export function verdictsOf(judgements: readonly Judgement[]): readonly Verdict[] {
  return judgements.filter((judgement) => 'rule' in judgement);
}

/** What one rule says of one thing: a severity, `nothing` or `undecided`. */
export function saidBy<Facts>(rule: Rule<Facts>, facts: Facts, now: Instant): string {
  const judgements = rule.judge(facts, now);
  if (judgements.length > 1) throw new RangeError(`${rule.id} says more than one thing of one`);
  const [judgement] = judgements;
  if (judgement === undefined) return 'nothing';
  return 'rule' in judgement ? judgement.severity : 'undecided';
}
