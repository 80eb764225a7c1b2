import { faultOf, placeOf } from '../../facts/dns-answers.ts';
import { domainRule } from './domain-rule.ts';

/** The record does not say what it was meant to, or is one of several. */
export const dmarcMalformed = domainRule({
  id: 'dmarc_malformed',
  severity: 'alarm',
  title: 'The DMARC record of a domain is malformed, or one of several: receivers heed it in part or not at all.',
  remedy: 'Correct the record, and have only one.',
  find(facts) {
    const { dmarc } = facts.authority;
    if (dmarc.state === 'unknown') return { undecided: dmarc.problem ?? 'its DMARC record is unknown' };
    if (dmarc.state !== 'malformed' && dmarc.state !== 'several') return null;
    const name = `_dmarc.${dmarc.recordDomain ?? facts.domain}`;
    const isSeveral = dmarc.state === 'several';
    return {
      sentence: isSeveral
        ? `${name} has ${dmarc.records.length} DMARC records, and receivers heed none of several.`
        : `The DMARC record of ${name} is malformed: ${dmarc.problem}.`,
      remedy: isSeveral
        ? `To change ${placeOf(facts)}: remove all but one TXT record of ${name}.`
        : `To change ${placeOf(facts)}: correct TXT ${name}; what is wrong with it is: ${dmarc.problem}.`,
      evidence: [faultOf(facts, { name, type: 'TXT' }), ...dmarc.records.map((text) => `There is "${text}".`)],
    };
  },
});
