import type { FindingRule, Instant } from '@rollcall/schema';
import type { Judgement, Rule } from './rule.ts';

/** A rule that broke: what it threw is the cause. Nothing of what it said may be recorded. */
export class RuleFailure extends Error {
  override readonly name = 'RuleFailure';
  readonly rule: FindingRule;

  constructor(rule: FindingRule, cause: unknown) {
    super(cause instanceof Error ? cause.message : `it threw ${String(cause)}`, { cause });
    this.rule = rule;
  }
}

/** All that these rules find in these. Throws `RuleFailure` for the first that breaks, or says what it must not. */
export function judge<Facts>(
  rules: readonly Rule<Facts>[],
  facts: readonly Facts[],
  now: Instant,
): readonly Judgement[] {
  return rules.flatMap((rule) => facts.flatMap((one) => judgedBy(rule, one, now)));
}

function judgedBy<Facts>(rule: Rule<Facts>, facts: Facts, now: Instant): readonly Judgement[] {
  try {
    const judgements = rule.judge(facts, now);
    for (const judgement of judgements) assertOwn(rule.id, judgement);
    return judgements;
  } catch (error) {
    throw new RuleFailure(rule.id, error);
  }
}

/** What is recorded under another rule's name would be resolved by it. */
function assertOwn(rule: FindingRule, judgement: Judgement): void {
  if ('rule' in judgement && judgement.rule !== rule) throw new RangeError(`it speaks for ${judgement.rule}`);
  if (judgement.fingerprint.startsWith(`${rule} `)) return;
  throw new RangeError(`its fingerprint does not begin with its id: ${judgement.fingerprint}`);
}
