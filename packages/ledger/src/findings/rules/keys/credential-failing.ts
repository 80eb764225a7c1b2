import type { ConnectionFacts } from '../../facts/connections.ts';
import { ofConnection } from '../../of-connection.ts';
import type { Rule } from '../../rule.ts';

/** The provider refuses the credential of a connection. */
export const credentialFailing: Rule<ConnectionFacts> = {
  id: 'credential_failing',
  family: 'keys',
  severity: 'alarm',
  title: 'A provider refuses the credential of a connection: nothing is listed, and nothing can be done there.',
  remedy: 'Give the right credential with "connections update", or put the account in order.',
  judge(facts) {
    const { connection, refusals, circuit } = facts;
    if (circuit === null && refusals === 0) return [];
    const remedy = `Give the right one with "connections update ${connection}"; if it is right and the account is in order, "connections test ${connection}" goes on with it.`;
    if (circuit !== null) {
      return ofConnection(this, facts, {
        sentence: `The credential of ${connection} is refused since ${circuit.openedAt}: nothing more is asked with it.`,
        remedy,
        evidence: [circuit.reason],
      });
    }
    return ofConnection(this, facts, {
      severity: 'notice',
      sentence: `The credential of ${connection} was refused when it was used last.`,
      remedy,
      evidence: ['with the third refusal in a row nothing more is asked'],
    });
  },
};
