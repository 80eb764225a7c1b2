import { msOf } from '../../facts/held.ts';
import type { KeyFacts } from '../../facts/keys.ts';
import { keyUnusedMs } from '../../limits.ts';
import { named, verdictOfKey } from '../../of-key.ts';
import type { Rule } from '../../rule.ts';

/**
 * A key that may do everything and is used for nothing. What a key that is used is used for, no provider tells: nothing is said
 * of those.
 */
export const keyTooBroad: Rule<KeyFacts> = {
  id: 'key_too_broad',
  family: 'keys',
  severity: 'alarm',
  title: 'A key may do everything in its account, and is used for nothing.',
  remedy: 'Revoke it, or make one in its place that may do no more than it is for.',
  judge(key, now) {
    if (key.of === 'gateway' || key.mayDoEverything !== true) return [];
    const since = msOf(key.usedAt) ?? msOf(key.madeAt);
    if (since === null || Date.parse(now) - since < keyUnusedMs) return [];
    const { reaches, connection } = key;
    return verdictOfKey(this, key, {
      sentence: `${named(key)} may do everything, and ${key.usedAt === null ? 'was never used' : 'is not used'}.`,
      remedy: `Revoke it, or replace it by one that may do no more than it is for ("call" on ${connection}, or its dashboard).`,
      evidence: reaches === null || reaches.length === 0 ? [] : [`it has ${reaches.join(', ')}`],
    });
  },
};
