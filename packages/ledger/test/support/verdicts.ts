import type { Judgement, Verdict } from '../../src/index.ts';

/** What was decided, without what could not be. */
export function verdictsOf(judgements: readonly Judgement[]): readonly Verdict[] {
  return judgements.filter((judgement) => 'rule' in judgement);
}
