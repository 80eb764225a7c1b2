import { msOf } from '../../facts/held.ts';
import type { KeyFacts } from '../../facts/keys.ts';
import { keyExpiringMs, keyExpiringSoonMs } from '../../limits.ts';
import { named, verdictOfKey } from '../../of-key.ts';
import type { Rule } from '../../rule.ts';

/** A key that ends within a month; an alarm in its last week, and once it has ended and is listed still. */
export const keyExpiring: Rule<KeyFacts> = {
  id: 'key_expiring',
  family: 'keys',
  severity: 'notice',
  title: 'A key ends within 30 days; what uses it stops working then.',
  remedy: 'Make its successor and give it to whoever uses the key, before it ends.',
  judge(key, now) {
    const endsMs = msOf(key.expiresAt);
    if (endsMs === null) return [];
    const leftMs = endsMs - Date.parse(now);
    if (leftMs > keyExpiringMs) return [];
    const how =
      key.of === 'gateway' ? `"keys rotate ${key.id}" makes its successor` : `make its successor at ${key.connection}`;
    return verdictOfKey(this, key, {
      severity: leftMs <= keyExpiringSoonMs ? 'alarm' : 'notice',
      sentence: `${named(key)} ${leftMs > 0 ? 'ends' : 'ended'} at ${new Date(endsMs).toISOString()}.`,
      remedy: `${leftMs > 0 ? 'Before then' : 'If anybody misses it'}, ${how}, and give that to whoever uses the key.`,
      evidence: [key.usedAt === null ? 'no use of it is known' : `it was used at ${key.usedAt}`],
    });
  },
};
