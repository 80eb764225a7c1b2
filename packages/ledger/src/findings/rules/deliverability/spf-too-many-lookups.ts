import { faultOf, placeOf } from '../../facts/dns-answers.ts';
import { domainRule } from './domain-rule.ts';

/** RFC 7208, 4.6.4. */
const lookupsMax = 10;
const voidsMax = 2;

/** A receiver stops at the eleventh question, and takes the record for an error. */
export const spfTooManyLookups = domainRule({
  id: 'spf_too_many_lookups',
  severity: 'alarm',
  title: 'The SPF record of a domain has receivers ask DNS more often than they do: SPF fails for its mail.',
  remedy: 'Remove includes that nobody sends by any more.',
  find(facts) {
    const { spf } = facts.authority;
    const few = spf.lookups <= lookupsMax && spf.voids <= voidsMax;
    if (spf.state === 'unknown' && few) return { undecided: spf.reason ?? 'its SPF record is unknown' };
    if (few || spf.records.length !== 1) return null;
    const [record = ''] = spf.records;
    const of = spf.loops ? 'comes back to itself without an end' : howMany(spf);
    return {
      sentence: `The SPF record of ${facts.domain} ${of}.`,
      remedy: `To change ${placeOf(facts)}: remove from TXT ${facts.domain} "${record}" what nobody sends by${spf.loops ? ', and what includes the domain again' : ''}.`,
      evidence: [
        faultOf(facts, { name: facts.domain, type: 'TXT' }),
        `The record is "${record}".`,
        ...(spf.includes.length === 0 ? [] : [`It includes ${spf.includes.join(', ')}.`]),
      ],
    };
  },
});

function howMany({ lookups, voids }: { readonly lookups: number; readonly voids: number }): string {
  return lookups > lookupsMax
    ? `takes ${lookups} lookups, and receivers make ${lookupsMax}`
    : `leads to ${voids} lookups that find nothing, and receivers take ${voidsMax}`;
}
