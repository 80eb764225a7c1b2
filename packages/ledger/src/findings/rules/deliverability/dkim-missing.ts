import { faultOf, placeOf, recordText } from '../../facts/dns-answers.ts';
import { readKeys, recordOfKey, unknownKey } from './dkim-keys.ts';
import { domainRule } from './domain-rule.ts';

/** Mail is signed with a key that nobody can look up. */
export const dkimMissing = domainRule({
  id: 'dkim_missing',
  severity: 'alarm',
  title: 'A provider signs the mail of a domain with a key that is not in DNS: no receiver can check the signature.',
  remedy: 'Add the record with the key.',
  find(facts) {
    const keys = readKeys(facts);
    const missing = keys.filter(({ reading }) => reading?.state === 'missing');
    const [first] = missing;
    const unknown = unknownKey(keys);
    if (first === undefined) return unknown === undefined ? null : { undecided: unknown };
    const records = missing.map((one) => {
      const record = recordOfKey(one);
      return record === undefined
        ? `TXT ${one.key.name} as ${one.holder.connection} shows it on its own pages`
        : recordText(record);
    });
    const names = missing.map(({ key }) => key.name).join(' and ');
    return {
      sentence: `Mail of ${facts.domain} is signed with the key of ${names}, and there is none in DNS.`,
      remedy: `To change ${placeOf(facts)}: add ${records.join(' and ')}.`,
      evidence: [
        faultOf(facts, recordOfKey(first) ?? { name: first.key.name, type: 'TXT' }),
        ...missing.map(({ holder, key }) => `${holder.connection} signs by ${key.name}.`),
        ...missing.flatMap(({ key, reading }) => (reading?.problem ? [`${key.name}: ${reading.problem}.`] : [])),
      ],
    };
  },
});
