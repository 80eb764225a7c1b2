import type { ReputationFacts } from '../../facts/reputation.ts';
import { verdictOf } from '../../of-resource.ts';
import type { Rule } from '../../rule.ts';

/** Something stands on a list by which others refuse mail. */
export const blacklisted: Rule<ReputationFacts> = {
  id: 'blacklisted',
  family: 'work',
  severity: 'alarm',
  title: 'A host or domain stands on a list of senders of unwanted mail: what it sends is refused by many.',
  remedy: 'Find out what was sent, stop it, have the list take it off, and send from elsewhere until then.',
  judge(held) {
    const { connection, kind, name, listedOn, status, hasEnded } = held;
    if (listedOn.length === 0 || hasEnded) return [];
    const rests = status === null ? '' : `, and is ${status}`;
    return verdictOf(this, held, {
      sentence: `The ${kind} ${name} at ${connection} is listed on ${listedOn.join(', ')}${rests}.`,
      remedy:
        status === null
          ? `Send nothing from it until it is off the list: ask the list for removal once the cause is gone, or have the provider replace it.`
          : `Send nothing from it while it rests; "resources --connection ${connection} --kind ${kind}" shows when it may come back.`,
      // A resting thing is seen to; one that sends is not.
      severity: status === null ? 'alarm' : 'notice',
      evidence: listedOn.map((list) => `the provider says that it stands on ${list}`),
    });
  },
};
