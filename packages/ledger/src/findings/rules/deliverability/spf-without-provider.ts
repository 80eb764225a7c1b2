import type { DnsFacts } from '../../facts/dns.ts';
import { faultOf, placeOf, recordText } from '../../facts/dns-answers.ts';
import { domainRule } from './domain-rule.ts';
import { termsOf, wantedSpf } from './wanted-spf.ts';

/** The record does not let a provider send whose customers send from the domain. */
export const spfWithoutProvider = domainRule({
  id: 'spf_without_provider',
  severity: 'alarm',
  title: 'The SPF record of a domain does not name a provider that sends for it: SPF fails for what it sends.',
  remedy: 'Add to the record what the provider asks for.',
  find(facts) {
    const { spf } = facts.authority;
    const [record] = spf.records;
    if (record === undefined || spf.records.length > 1 || spf.problem !== null || spf.loops) return null;
    const lacking = facts.holders
      .map((holder) => ({ holder, terms: termsOf(holder, facts.domain).filter((term) => !isMet(facts, record, term)) }))
      .filter(({ terms }) => terms.length > 0);
    if (lacking.length === 0) return null;
    if (spf.state === 'unknown') return { undecided: spf.reason ?? 'its SPF record is unknown' };
    const names = lacking.map(({ holder }) => holder.connection).join(' and ');
    const wanted = { type: 'TXT', name: facts.domain, content: wantedSpf(facts, record), priority: null };
    return {
      sentence: `The SPF record of ${facts.domain} does not let ${names} send.`,
      remedy: `To change ${placeOf(facts)}: replace TXT ${facts.domain} "${record}" by ${recordText(wanted)}.`,
      evidence: [
        faultOf(facts, wanted),
        ...lacking.map(({ holder, terms }) => `${holder.connection} needs ${terms.join(' ')}.`),
        `The record is "${record}"${spf.includes.length === 0 ? '' : `, and includes ${spf.includes.join(', ')}`}.`,
      ],
    };
  },
});

function isMet({ authority }: DnsFacts, record: string, term: string): boolean {
  const [, include] = /^\+?include:(.+)$/i.exec(term) ?? [];
  if (include !== undefined && authority.spf.includes.includes(include.toLowerCase())) return true;
  const plain = term.toLowerCase().replace(/^\+/, '');
  return record.split(/\s+/).some((own) => own.toLowerCase().replace(/^\+/, '') === plain);
}
