import { faultOf, placeOf } from '../../facts/dns-answers.ts';
import { domainRule } from './domain-rule.ts';
import { wantedSpf } from './wanted-spf.ts';

/** Two SPF records are as good as none. */
export const spfSeveral = domainRule({
  id: 'spf_several',
  severity: 'alarm',
  title: 'A domain has several SPF records, which receivers treat as an error: SPF fails for all of its mail.',
  remedy: 'Make one record of them, and remove the others.',
  find(facts) {
    const { spf } = facts.authority;
    if (spf.state === 'unknown')
      return spf.records.length > 1 ? null : { undecided: spf.reason ?? 'its SPF record is unknown' };
    const [first, ...others] = spf.records;
    if (first === undefined || others.length === 0) return null;
    const terms = others
      .flatMap((text) => text.split(/\s+/).slice(1))
      .filter((term) => !/^[-+~?]?all$|^redirect=/i.test(term));
    const own = first.split(/\s+/);
    const all = own.filter((term) => /^[-+~?]?all$|^redirect=/i.test(term));
    const joined = [...new Set([...own.filter((term) => !all.includes(term)), ...terms]), ...all].join(' ');
    return {
      sentence: `${facts.domain} has ${spf.records.length} SPF records, and receivers heed none of several.`,
      remedy: `To change ${placeOf(facts)}: replace them all by one, TXT ${facts.domain} "${wantedSpf(facts, joined)}".`,
      evidence: [
        faultOf(facts, { name: facts.domain, type: 'TXT' }),
        ...spf.records.map((text) => `There is "${text}".`),
      ],
    };
  },
});
