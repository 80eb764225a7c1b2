import type { RateFacts } from '../../facts/rate.ts';
import { pausedMs, refusedCallsMin, starvedMs } from '../../limits.ts';
import { ofConnection } from '../../of-connection.ts';
import type { Rule } from '../../rule.ts';

/** What is to be asked of a provider has waited for hours, since the requests that it allows are used up. */
export const budgetStarved: Rule<RateFacts> = {
  id: 'budget_starved',
  family: 'trust',
  severity: 'notice',
  title: 'A connection has used up its requests for hours: listings and calls fail for want of them.',
  remedy:
    'See who uses them ("budgets"), list less often ("connections update --schedule"), or have the provider allow more.',
  judge(facts, now) {
    const { connection, starved, addedAt, refusedCalls, paused } = facts;
    const nowMs = Date.parse(now);
    const kinds = starved.filter(({ since }) => nowMs - Date.parse(since ?? addedAt) >= starvedMs);
    const silent = paused.filter(({ until }) => Date.parse(until) - nowMs >= pausedMs);
    const evidence = [
      ...kinds.map(
        ({ kind, since }) => `no listing of ${kind} got the requests that it needs since ${since ?? addedAt}`,
      ),
      ...(refusedCalls >= refusedCallsMin ? ['calls were refused, for the budget allowed them no request'] : []),
      ...silent.map(({ bucket, until }) => `the provider wants no request of "${bucket}" before ${until}`),
    ];
    if (evidence.length === 0) return [];
    return ofConnection(this, facts, {
      severity: kinds.length > 0 ? 'alarm' : 'notice',
      sentence: `The requests that ${connection} may make have been used up for hours.`,
      remedy: `"budgets --connection ${connection}" shows how they stand; list less often with "connections update ${connection} --schedule", or raise the rate if the provider allows more.`,
      evidence,
    });
  },
};
