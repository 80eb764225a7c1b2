import type { FindingRule, Instant } from '@rollcall/schema';
import type { Judgement, Rule } from './rule.ts';

/** More evidence than that says nothing more: it is counted. */
const evidenceMax = 100;
/** What is longer, in characters, was not written for a person: a provider's error, a record of DNS. */
const textMax = 4_000;

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
    return judgements.map(bounded);
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

/** As much of a verdict as anybody reads: what others wrote may be of any length. */
function bounded(judgement: Judgement): Judgement {
  if (!('rule' in judgement)) return judgement;
  const { sentence, remedy, evidence } = judgement;
  const more = evidence.length - evidenceMax;
  const told = more > 0 ? [...evidence.slice(0, evidenceMax), `and ${more} more`] : evidence;
  return { ...judgement, sentence: cut(sentence), remedy: cut(remedy), evidence: told.map(cut) };
}

function cut(text: string): string {
  return text.length > textMax ? `${text.slice(0, textMax)} …` : text;
}
