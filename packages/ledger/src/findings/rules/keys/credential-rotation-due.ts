import type { ConnectionFacts } from '../../facts/connections.ts';
import { credentialDaysMax, dayMs } from '../../limits.ts';
import { ofConnection } from '../../of-connection.ts';
import type { Rule } from '../../rule.ts';

/** A connection has had the same credential for half a year. */
export const credentialRotationDue: Rule<ConnectionFacts> = {
  id: 'credential_rotation_due',
  family: 'keys',
  severity: 'notice',
  title: 'A connection has had the same credential for 180 days.',
  remedy: 'Make another at the provider, give it with "connections update", and revoke the old one.',
  judge(facts, now) {
    const { connection, credentialGivenAt } = facts;
    if (Date.parse(now) - Date.parse(credentialGivenAt) < credentialDaysMax * dayMs) return [];
    return ofConnection(this, facts, {
      sentence: `${connection} has had its credential since ${credentialGivenAt.slice(0, 10)}, for more than ${credentialDaysMax} days.`,
      remedy: `Make another at the provider, give it with "connections update ${connection}", and revoke the one before.`,
      evidence: [`it was given to Rollcall at ${credentialGivenAt}, and may be older`],
    });
  },
};
