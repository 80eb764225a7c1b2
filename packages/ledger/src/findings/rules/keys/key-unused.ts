import { msOf } from '../../facts/held.ts';
import type { KeyFacts } from '../../facts/keys.ts';
import { keyUnusedMs } from '../../limits.ts';
import { named, revoking, verdictOfKey } from '../../of-key.ts';
import type { Rule } from '../../rule.ts';

/** A key that nobody has used for a quarter of a year, or ever since it was made that long ago. */
export const keyUnused: Rule<KeyFacts> = {
  id: 'key_unused',
  family: 'keys',
  severity: 'notice',
  title: 'A key was not used for 90 days, or never since it was made that long ago.',
  remedy: 'Revoke it: whoever needs it again gets another, and whoever found it gets nothing.',
  judge(key, now) {
    const { madeAt, usedAt } = key;
    // When it was never used, its making tells; where neither is known, nothing is.
    const since = msOf(usedAt) ?? msOf(madeAt);
    if (since === null || Date.parse(now) - since < keyUnusedMs) return [];
    return verdictOfKey(this, key, {
      sentence: `${named(key)} ${usedAt === null ? `was never used since it was made on ${dayOf(madeAt)}` : `was last used on ${dayOf(usedAt)}`}.`,
      remedy: `If nobody waits for its next use, ${revoking(key)}.`,
      evidence: [usedAt === null ? 'it has no last use' : `its last use that is known was at ${usedAt}`],
    });
  },
};

function dayOf(instant: string | null): string {
  return (instant ?? '').slice(0, 10);
}
