import { faultOf, placeOf, recordText } from '../../facts/dns-answers.ts';
import { readKeys, recordOfKey, unknownKey } from './dkim-keys.ts';
import { domainRule } from './domain-rule.ts';

/** There is a record where the key should be, and no receiver can check a signature by it. */
export const dkimMalformed = domainRule({
  id: 'dkim_malformed',
  severity: 'alarm',
  title: 'The DKIM key of a domain cannot be used: it is revoked, too short, of the wrong type or no key at all.',
  remedy: 'Replace the record by what the provider shows.',
  find(facts) {
    const keys = readKeys(facts);
    const broken = keys.filter(({ reading }) => reading?.state === 'malformed' || reading?.state === 'revoked');
    const [first] = broken;
    const unknown = unknownKey(keys);
    if (first === undefined) return unknown === undefined ? null : { undecided: unknown };
    const changes = broken.map((one) => {
      const record = recordOfKey(one);
      const by = record === undefined ? `what ${one.holder.connection} shows on its own pages` : recordText(record);
      return `replace TXT ${one.key.name} "${one.reading?.record ?? ''}" by ${by}`;
    });
    return {
      sentence: `No receiver can check the mail of ${facts.domain} by ${first.key.name}: ${first.reading?.problem ?? 'it is no key'}.`,
      remedy: `To change ${placeOf(facts)}: ${changes.join('; ')}.`,
      evidence: [
        faultOf(facts, recordOfKey(first) ?? { name: first.key.name, type: 'TXT' }),
        ...broken.map(({ key, reading }) => `${key.name} is "${reading?.record ?? ''}": ${reading?.problem ?? ''}.`),
      ],
    };
  },
});
