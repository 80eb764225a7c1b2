import type { KeyCountFacts } from '../../facts/keys.ts';
import { keysLeftMin } from '../../limits.ts';
import type { Rule } from '../../rule.ts';

/** An account has nearly as many keys as its provider lets it have: the next rotation may find no place. */
export const keysNearLimit: Rule<KeyCountFacts> = {
  id: 'keys_near_limit',
  family: 'keys',
  severity: 'notice',
  title: 'An account has nearly as many keys as its provider allows: a rotation needs a free place.',
  remedy: 'Revoke keys that nobody uses before the last place is taken.',
  judge({ connectionId, connection, kind, account, count, most, reason, trouble }) {
    if (most - count > keysLeftMin) return [];
    const fingerprint = `keys_near_limit ${connectionId} ${kind} ${account ?? ''}`;
    if (trouble !== null) return [{ fingerprint, undecided: `its listing is not believed: ${trouble}` }];
    return [
      {
        rule: 'keys_near_limit',
        fingerprint,
        severity: count >= most ? 'alarm' : 'notice',
        sentence: `${account ?? connection} has ${count} of the ${most} ${kind}s that ${connection} lets an account have.`,
        remedy: `Revoke those that nobody uses: "findings --rule key_unused --connection ${connection}" names them.`,
        evidence: [reason],
        money: null,
        connectionId,
        subject: null,
        operationId: null,
        eventId: null,
      },
    ];
  },
};
