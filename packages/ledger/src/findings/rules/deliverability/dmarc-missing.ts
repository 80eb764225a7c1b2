import { faultOf, placeOf, recordText } from '../../facts/dns-answers.ts';
import { domainRule } from './domain-rule.ts';

/** Large receivers take no mail in bulk from a domain without a policy (Google and Yahoo, since 2024-02). */
export const dmarcMissing = domainRule({
  id: 'dmarc_missing',
  severity: 'notice',
  title: 'A domain has no DMARC record, nor has the one above it: large receivers refuse or set aside its mail.',
  remedy: 'Add a DMARC record; "v=DMARC1; p=none" is enough to begin with.',
  find(facts) {
    const { dmarc } = facts.authority;
    if (dmarc.state === 'unknown') return { undecided: dmarc.problem ?? 'its DMARC record is unknown' };
    if (dmarc.state !== 'missing') return null;
    const name = `_dmarc.${facts.domain}`;
    const expected = facts.holders.flatMap((holder) => holder.expected).find((record) => record.name === name);
    const record = expected ?? { type: 'TXT', name, content: 'v=DMARC1; p=none', priority: null };
    return {
      sentence: `${facts.domain} has no DMARC record.`,
      remedy: `To change ${placeOf(facts)}: add ${recordText(record)}.`,
      evidence: [faultOf(facts, record), `No TXT record of ${name}, nor of a domain above it, begins with "v=DMARC1".`],
    };
  },
});
