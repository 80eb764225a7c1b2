import type { ProviderWorkFacts } from '../../facts/provider-work.ts';
import { verdictOf } from '../../of-resource.ts';
import type { Rule } from '../../rule.ts';

/** A provider gave up on work that was to be done, or goes on trying past the number of times that it allows itself. */
export const provisioningFailed: Rule<ProviderWorkFacts> = {
  id: 'provisioning_failed',
  family: 'work',
  severity: 'alarm',
  title: 'A provider did not do what it was to do, and does not try again.',
  remedy: 'Read its error, have it done again at the provider, and write to its support if that fails as well.',
  judge(work) {
    const { connection, kind, name, target, status, attempts, attemptsMax, error, doneBy, hasFailed } = work;
    if (doneBy !== null) return [];
    const isExhausted = attempts !== null && attemptsMax !== null && attempts >= attemptsMax;
    if (!hasFailed && !isExhausted) return [];
    const of = target === null ? '' : ` of ${target}`;
    const tried =
      attempts === null ? [] : [`it was tried ${attempts} times${attemptsMax === null ? '' : ` of ${attemptsMax}`}`];
    return verdictOf(this, work, {
      sentence: `The ${kind} ${name}${of} at ${connection} ${hasFailed ? `is ${status}` : `was tried as often as it may be, and is ${status}`}.`,
      remedy: `Have it done again ("call" with the provider's operation for it on ${connection}, or its dashboard); if it fails as before, write to the provider's support with its id ${work.externalId}.`,
      evidence: [...(error === null ? [] : [`the provider says: ${error}`]), ...tried],
    });
  },
};
