import type { SaidRecord } from '../../facts/dns.ts';
import { answerTo, faultOf, hasSame, placeOf, recordText, type Told } from '../../facts/dns-answers.ts';
import { few } from '../../few.ts';
import { domainRule } from './domain-rule.ts';

/** What a provider asks for beside what mail itself needs: tracking, automatic set-up of mail programs. */
export const dnsRecordMissing = domainRule({
  id: 'dns_record_missing',
  severity: 'notice',
  title:
    'A record that a provider asks for is not in DNS: what it is for, such as tracking or the set-up of mail programs, fails.',
  remedy: 'Add the record where the DNS of the domain is kept.',
  find(facts) {
    const wanted = facts.holders.flatMap(({ connection, expected }) =>
      expected.filter((record) => !isMail(record, facts.domain)).map((record) => ({ connection, record })),
    );
    const asked = wanted.map(({ connection, record }) => ({
      connection,
      record,
      told: answerTo(facts, record.name, record.type),
    }));
    const missing = asked.filter(({ record, told }) => told.is === 'known' && !hasSame(told.records, record));
    const [first] = missing;
    if (first === undefined) {
      const unknown = asked.find(({ told }) => told.is === 'unknown')?.told;
      return unknown?.is === 'unknown' ? { undecided: unknown.why } : null;
    }
    const by = [...new Set(missing.map(({ connection }) => connection))].join(' and ');
    const what = missing.length === 1 ? 'a record' : `${missing.length} records`;
    return {
      sentence: `${facts.domain} lacks ${what} that ${by} asks for: ${few(missing.map(({ record }) => `${record.type} ${record.name}`))}.`,
      remedy: `To change ${placeOf(facts)}: ${missing.map(({ record, told }) => changeText(record, told)).join('; ')}.`,
      evidence: [
        faultOf(facts, first.record),
        ...missing.flatMap(({ record, told }) =>
          told.is === 'known'
            ? [
                `${record.type} ${record.name} is ${told.records.map(({ content }) => content).join(', ') || 'not there'}.`,
              ]
            : [],
        ),
      ],
    };
  },
});

/** A name has one alias: another is replaced. */
function changeText(record: SaidRecord, told: Told): string {
  const isOther = record.type === 'CNAME' && told.is === 'known' && told.records.length > 0;
  return isOther ? `replace CNAME ${record.name} by ${recordText(record)}` : `add ${recordText(record)}`;
}

/** What has rules of its own. */
function isMail({ type, name, content }: SaidRecord, domain: string): boolean {
  if (type === 'MX' && name === domain) return true;
  if (type === 'TXT' && name === domain && /^v=spf1/i.test(content)) return true;
  return name === `_dmarc.${domain}` || name.includes('._domainkey.');
}
