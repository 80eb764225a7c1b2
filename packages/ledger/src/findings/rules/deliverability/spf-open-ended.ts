import { faultOf, placeOf } from '../../facts/dns-answers.ts';
import { domainRule } from './domain-rule.ts';

/** The record says who may send, and not that others may not. */
export const spfOpenEnded = domainRule({
  id: 'spf_open_ended',
  severity: 'notice',
  title: 'The SPF record of a domain does not end in ~all or -all: it lets everybody send, or says nothing of them.',
  remedy: 'End the record in ~all, or in -all.',
  find(facts) {
    const { spf } = facts.authority;
    if (spf.state === 'unknown') return { undecided: spf.reason ?? 'its SPF record is unknown' };
    const [record] = spf.records;
    if (record === undefined || spf.records.length > 1 || (spf.ends !== 'pass' && spf.ends !== 'neutral')) return null;
    const [, redirect] = / redirect=(\S+)/i.exec(record) ?? [];
    const ended = `${record.trim().replace(/\s+[+?]?all\b.*$/i, '')} ~all`;
    return {
      severity: spf.ends === 'pass' ? 'alarm' : 'notice',
      sentence:
        spf.ends === 'pass'
          ? `The SPF record of ${facts.domain} lets everybody send in its name.`
          : `The SPF record of ${facts.domain} says nothing of those whom it does not name.`,
      // Behind \`all\`, a redirect counts for nothing: it is its record that has no end.
      remedy:
        redirect === undefined
          ? `To change ${placeOf(facts)}: replace TXT ${facts.domain} "${record}" by "${ended}".`
          : `To change where the DNS of ${redirect} is kept: end TXT ${redirect} in ~all; ${facts.domain} redirects there.`,
      evidence: [faultOf(facts, { name: facts.domain, type: 'TXT' }), `The record is "${record}".`],
    };
  },
});
