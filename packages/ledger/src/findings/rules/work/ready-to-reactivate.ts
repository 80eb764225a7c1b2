import { msOf } from '../../facts/held.ts';
import type { ReputationFacts } from '../../facts/reputation.ts';
import { verdictOf } from '../../of-resource.ts';
import type { Rule } from '../../rule.ts';

/** What rested until its reputation was well again may come back, and nobody has it come. */
export const readyToReactivate: Rule<ReputationFacts> = {
  id: 'ready_to_reactivate',
  family: 'work',
  severity: 'notice',
  title: 'What rested to recover may come back, and is paid for or bought anew meanwhile.',
  remedy: 'Have it reactivated at the provider, or take it out of the recovery if it is not wanted any more.',
  judge(held, now) {
    const { connection, kind, name, status, isReady, hasEnded, readyAt } = held;
    if (status === null || hasEnded) return [];
    const readyMs = msOf(readyAt);
    const isDue = readyMs !== null && readyMs <= Date.parse(now);
    if (!isReady && !isDue) return [];
    return verdictOf(this, held, {
      sentence: `The ${kind} ${name} at ${connection} is ready to come back${isDue ? ` since ${readyAt}` : ''}.`,
      remedy: `Reactivate it at the provider ("call" on ${connection} lists its operations), which may cost something; or take it out of the recovery.`,
      evidence: [`its status is ${status}`],
    });
  },
};
