import { faultOf, placeOf, recordText } from '../../facts/dns-answers.ts';
import { domainRule } from './domain-rule.ts';
import { denyingAll, isSpfOf, wantedSpf } from './wanted-spf.ts';

/** Nobody says who may send for the domain. */
export const spfMissing = domainRule({
  id: 'spf_missing',
  severity: 'alarm',
  title: 'A domain has no SPF record: receivers cannot tell its mail from that of others, and refuse much of it.',
  remedy: 'Add one TXT record that names those who send for the domain, and ends in ~all or -all.',
  find(facts) {
    const { spf } = facts.authority;
    if (spf.state === 'unknown' && spf.records.length === 0)
      return { undecided: spf.reason ?? 'its SPF record is unknown' };
    if (spf.records.length > 0) return null;
    const published = facts.holders
      .flatMap((holder) => holder.published ?? [])
      .find((one) => isSpfOf(facts.domain, one));
    const content = wantedSpf(facts, published?.content ?? null);
    const record = { type: 'TXT', name: facts.domain, content, priority: null };
    return {
      sentence: `${facts.domain} has no SPF record.`,
      remedy:
        content === denyingAll
          ? `To change ${placeOf(facts)}: add a TXT record of ${facts.domain} that names who sends for it: "v=spf1 include:… ~all".`
          : `To change ${placeOf(facts)}: add ${recordText(record)}.`,
      evidence: [faultOf(facts, record), `No TXT record of ${facts.domain} begins with "v=spf1".`],
    };
  },
});
