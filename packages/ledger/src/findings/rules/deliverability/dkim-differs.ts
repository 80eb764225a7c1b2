import { faultOf, placeOf, recordText } from '../../facts/dns-answers.ts';
import { type ReadKey, readKeys, recordOfKey, unknownKey } from './dkim-keys.ts';
import { domainRule } from './domain-rule.ts';

/** A key is there, and it is not the one that mail is signed with. */
export const dkimDiffers = domainRule({
  id: 'dkim_differs',
  severity: 'alarm',
  title: 'The DKIM key in DNS is another than the provider signs with: every signature fails.',
  remedy: 'Replace the record by the key that the provider signs with.',
  find(facts) {
    const keys = readKeys(facts);
    const others = keys.filter(isOther);
    const [first] = others;
    const unknown = unknownKey(keys);
    if (first === undefined) return unknown === undefined ? null : { undecided: unknown };
    const changes = others.map((one) => {
      const record = recordOfKey(one);
      return `replace TXT ${one.key.name} by ${record === undefined ? one.key.publicKey : recordText(record)}`;
    });
    return {
      sentence: `The key at ${first.key.name} is not the one that ${first.holder.connection} signs with.`,
      remedy: `To change ${placeOf(facts)}: ${changes.join('; ')}.`,
      evidence: [
        faultOf(facts, recordOfKey(first) ?? { name: first.key.name, type: 'TXT' }),
        ...others.flatMap(({ holder, key, reading }) => [
          `${holder.connection} signs with ${key.publicKey}.`,
          `${key.name} is "${reading?.record ?? ''}".`,
        ]),
      ],
    };
  },
});

function isOther({ key, reading }: ReadKey): boolean {
  return reading?.state === 'valid' && key.publicKey !== null && reading.publicKey !== key.publicKey;
}
