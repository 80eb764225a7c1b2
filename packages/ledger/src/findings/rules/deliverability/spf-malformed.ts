import { faultOf, placeOf } from '../../facts/dns-answers.ts';
import { domainRule } from './domain-rule.ts';

/** A receiver that reads the record gives up on it. */
export const spfMalformed = domainRule({
  id: 'spf_malformed',
  severity: 'alarm',
  title: 'The SPF record of a domain, or one that it includes, cannot be evaluated: SPF fails for all of its mail.',
  remedy: 'Correct the record: the finding says which term is wrong.',
  find(facts) {
    const { spf } = facts.authority;
    if (spf.state === 'unknown') return { undecided: spf.reason ?? 'its SPF record is unknown' };
    if (spf.problem === null || spf.records.length !== 1) return null;
    const [record = ''] = spf.records;
    return {
      sentence: `Receivers cannot evaluate the SPF record of ${facts.domain}: ${spf.problem}.`,
      remedy: `To change ${placeOf(facts)}: correct TXT ${facts.domain} "${record}"; what is wrong with it is: ${spf.problem}.`,
      evidence: [faultOf(facts, { name: facts.domain, type: 'TXT' }), `The record is "${record}".`],
    };
  },
});
