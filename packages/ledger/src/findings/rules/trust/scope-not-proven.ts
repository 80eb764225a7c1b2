import type { ScopeFacts } from '../../facts/scopes.ts';
import { ofConnection } from '../../of-connection.ts';
import type { Rule } from '../../rule.ts';

/** Some of what a connection holds was not shown by a listing that could be believed, for longer than it may be. */
export const scopeNotProven: Rule<ScopeFacts> = {
  id: 'scope_not_proven',
  family: 'trust',
  severity: 'notice',
  title: 'What is known of a kind at a connection was not proven for days: it may be otherwise by now.',
  remedy: 'Read what is wrong with its listings ("scopes"), and put it right or have it listed ("sync").',
  judge(facts) {
    const { connection, kind, bestGrade, scopes, late, since, addedAt, troubles } = facts;
    if (late === 0) return [];
    const which = scopes === 1 ? kind : `${late} of ${scopes} scopes of ${kind}`;
    const was = bestGrade === 'plausible' ? 'listed' : 'proven';
    return ofConnection(this, facts, {
      part: kind,
      sentence: `Of ${connection}, ${which} ${scopes === 1 || late === 1 ? 'was' : 'were'} not ${was} ${since === null ? `since the connection was added on ${addedAt.slice(0, 10)}` : `since ${since}`}.`,
      remedy: `"scopes --connection ${connection} --kind ${kind}" says what is wrong with each; "sync ${connection} --full" lists it now.`,
      evidence: troubles.length === 0 ? ['nothing is known to have failed: it was not listed'] : troubles,
    });
  },
};
