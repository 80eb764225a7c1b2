import { FindingRule, rulesOfFamily } from '@rollcall/schema';
import { expect, test } from 'vitest';
import {
  dkimDiffers,
  dkimMalformed,
  dkimMissing,
  dmarcMalformed,
  dmarcMissing,
  dmarcUnaligned,
  dnsAnswersDiffer,
  dnsNotPublished,
  dnsRecordMissing,
  domainUnresolvable,
  mxWrong,
  nameserversDiffer,
  spfMalformed,
  spfMissing,
  spfOpenEnded,
  spfSeveral,
  spfTooManyLookups,
  spfWithoutProvider,
} from '../../src/index.ts';
import {
  answer,
  answered,
  type Change,
  delegation,
  dkim,
  dmarc,
  domain,
  good,
  holders,
  host,
  now,
  record,
  sender,
  silent,
  spf,
} from '../support/dns-facts.ts';

const rules = [
  ...[domainUnresolvable, nameserversDiffer, mxWrong, spfMissing, spfSeveral, spfMalformed, spfTooManyLookups],
  ...[spfOpenEnded, spfWithoutProvider, dkimMissing, dkimMalformed, dkimDiffers, dmarcMissing, dmarcMalformed],
  ...[dmarcUnaligned, dnsRecordMissing, dnsNotPublished, dnsAnswersDiffer],
];

const every = rulesOfFamily.deliverability;

const rows: readonly {
  case: string;
  changes: readonly Change[];
  found?: readonly FindingRule[];
  undecided?: readonly FindingRule[];
  says?: string;
}[] = [
  { case: 'all is in order', changes: [] },
  {
    case: 'the domain does not exist',
    changes: [delegation({ state: 'no_name', zone: 'example', nameservers: [] })],
    found: ['domain_unresolvable'],
    says: 'the servers of example say so (NXDOMAIN)',
  },
  { case: 'nobody answers', changes: [silent], undecided: every },
  {
    case: 'it was asked long ago',
    changes: [(facts) => ({ ...facts, checkedAt: '2026-05-25T13:00:00.000Z' })],
    undecided: every,
  },
  {
    case: 'it was not asked for a week, whatever was wrong then',
    changes: [(facts) => ({ ...facts, checkedAt: '2026-05-25T11:00:00.000Z' }), spf({ records: [], ends: null })],
  },
  {
    case: 'it has just come to its provider',
    changes: [holders({ ...host, madeAt: '2026-06-01T00:00:00.000Z' }), spf({ records: [] })],
    undecided: every,
  },
  {
    case: 'it is delegated elsewhere',
    changes: [delegation({ nameservers: ['ns1.parking.example'] }), answered('NS', domain, ['ns1.parking.example'])],
    found: ['nameservers_differ'],
    says: 'replace its nameservers by ada.ns.example and bob.ns.example',
  },
  {
    case: 'its zone names other servers than the one above',
    changes: [answered('NS', domain, ['ada.ns.example', 'old.ns.example'])],
    found: ['nameservers_differ'],
    says: 'its zone names ada.ns.example and old.ns.example',
  },
  {
    case: 'mail goes elsewhere',
    changes: [holders(host, sender), answered('MX', domain, ['5 mx.other.example'])],
    found: ['mx_wrong'],
    says: 'add MX alder-mail.example 10 mail.host.example; remove MX alder-mail.example 5 mx.other.example',
  },
  {
    case: 'mail goes nowhere',
    changes: [holders(host, sender), answered('MX', domain, [])],
    found: ['mx_wrong'],
    says: 'its MX records are none',
  },
  {
    case: 'mail also goes elsewhere',
    changes: [holders(host, sender), answered('MX', domain, ['10 mail.host.example', '10 mx.other.example'])],
    found: ['mx_wrong'],
    says: 'also goes elsewhere',
  },
  {
    case: 'a backup stands behind',
    changes: [holders(host, sender), answered('MX', domain, ['10 mail.host.example', '20 backup.example'])],
  },
  {
    case: 'the MX record is unknown',
    changes: [holders(host, sender), answered('MX', domain, [], { state: 'unknown', reason: 'it answered SERVFAIL' })],
    undecided: ['mx_wrong'],
  },
  {
    case: 'two want the mail',
    changes: [holders(host, { ...sender, expected: [record('MX', domain, '1 mx.sender.example')] })],
  },
  ...[[], ['0 .']].map((mx) => ({
    case: `two want the mail, and it goes nowhere (${mx.join()})`,
    changes: [
      holders(host, { ...sender, expected: [record('MX', domain, '1 mx.sender.example')] }),
      answered('MX', domain, mx),
    ],
    found: ['mx_wrong' as const],
    says: 'add MX alder-mail.example 10 mail.host.example for host, or MX alder-mail.example 1 mx.sender.example for sender',
  })),
  {
    case: 'two want the mail, and where it goes is unknown',
    changes: [
      holders(host, { ...sender, expected: [record('MX', domain, '1 mx.sender.example')] }),
      answered('MX', domain, [], { state: 'unknown', reason: 'it answered SERVFAIL' }),
    ],
    undecided: ['mx_wrong'],
  },
  {
    case: 'there is no SPF record',
    changes: [spf({ records: [], ends: null })],
    found: ['spf_missing'],
    says: 'add TXT alder-mail.example "v=spf1 mx include:_spf.sender.example ~all"',
  },
  {
    case: 'there are two',
    changes: [
      spf({ records: ['v=spf1 mx -all', 'v=spf1 include:_spf.sender.example ~all'], problem: 'several', ends: null }),
    ],
    found: ['spf_several'],
    says: '"v=spf1 mx include:_spf.sender.example -all"',
  },
  {
    case: 'it is malformed',
    changes: [spf({ problem: 'Unknown mechanism "mxx"', ends: null })],
    found: ['spf_malformed'],
    says: 'Unknown mechanism "mxx"',
  },
  {
    case: 'it takes too many lookups',
    changes: [spf({ lookups: 11 })],
    found: ['spf_too_many_lookups'],
    says: '11 lookups',
  },
  { case: 'it takes as many as it may', changes: [spf({ lookups: 10, voids: 2 })] },
  {
    case: 'too many of them are void',
    changes: [spf({ voids: 3 })],
    found: ['spf_too_many_lookups'],
    says: '3 lookups that find nothing',
  },
  {
    case: 'it comes back to itself',
    changes: [spf({ lookups: 41, loops: true, ends: null })],
    found: ['spf_too_many_lookups'],
    says: 'comes back to itself',
  },
  {
    case: 'it lets everybody send',
    changes: [spf({ ends: 'pass', records: ['v=spf1 mx include:_spf.sender.example +all'] })],
    found: ['spf_open_ended'],
    says: 'by "v=spf1 mx include:_spf.sender.example ~all"',
  },
  {
    case: 'it has no end',
    changes: [spf({ ends: 'neutral', records: ['v=spf1 mx include:_spf.sender.example'] })],
    found: ['spf_open_ended'],
  },
  {
    case: 'it does not name who sends',
    changes: [spf({ records: ['v=spf1 include:_spf.other.example ~all'], includes: ['_spf.other.example'] })],
    found: ['spf_without_provider'],
    says: '"v=spf1 mx include:_spf.sender.example include:_spf.other.example ~all"',
  },
  {
    case: 'it names who sends through another',
    changes: [
      spf({
        records: ['v=spf1 mx include:all.example -all'],
        includes: ['all.example', '_spf.sender.example'],
        ends: 'fail',
      }),
    ],
  },
  {
    case: 'what it includes is unknown',
    changes: [spf({ state: 'unknown', reason: 'SERVFAIL' })],
    undecided: ['spf_several', 'spf_malformed', 'spf_too_many_lookups', 'spf_open_ended'],
  },
  {
    case: 'the key is not there',
    changes: [dkim({ state: 'missing', record: null, publicKey: null })],
    found: ['dkim_missing'],
    says: 'add TXT s1._domainkey.alder-mail.example "v=DKIM1; p=AAAA"',
  },
  {
    case: 'the key is revoked',
    changes: [dkim({ state: 'revoked', problem: 'its key is taken back (p= is empty)', publicKey: null })],
    found: ['dkim_malformed'],
  },
  {
    case: 'the key is none',
    changes: [dkim({ state: 'malformed', problem: 'Unknown key type' })],
    found: ['dkim_malformed'],
  },
  {
    case: 'the key is another',
    changes: [dkim({ publicKey: 'BBBB', record: 'v=DKIM1; p=BBBB' })],
    found: ['dkim_differs'],
  },
  {
    case: 'the key is unknown',
    changes: [dkim({ state: 'unknown', problem: 'SERVFAIL' })],
    undecided: ['dkim_missing', 'dkim_malformed', 'dkim_differs'],
  },
  {
    case: 'there is no policy',
    changes: [dmarc({ state: 'missing', records: [], policy: null })],
    found: ['dmarc_missing'],
    says: 'add TXT _dmarc.alder-mail.example "v=DMARC1; p=none"',
  },
  {
    case: 'the policy is malformed',
    changes: [dmarc({ state: 'malformed', problem: 'it has no policy (p=)' })],
    found: ['dmarc_malformed'],
  },
  {
    case: 'there are two policies',
    changes: [dmarc({ state: 'several', records: ['a', 'b'] })],
    found: ['dmarc_malformed'],
    says: 'heed none of several',
  },
  {
    case: 'the policy is unknown',
    changes: [dmarc({ state: 'unknown' })],
    undecided: ['dmarc_missing', 'dmarc_malformed', 'dmarc_unaligned'],
  },
  {
    case: 'mail is signed by the domain above, strictly',
    changes: [
      holders({
        ...host,
        keys: [{ name: 's1._domainkey.example', publicKey: null }],
        bounceDomain: 'bounces.host.example',
      }),
      dkim({ name: 's1._domainkey.example' }),
      dmarc({ organizationalDomain: 'example' }),
    ],
    found: ['dmarc_unaligned'],
    says: 'replace TXT _dmarc.alder-mail.example "v=DMARC1; p=reject" by "v=DMARC1; p=reject; adkim=r; aspf=r"',
  },
  {
    case: 'mail is signed by the domain above, relaxed',
    changes: [
      holders({
        ...host,
        keys: [{ name: 's1._domainkey.example', publicKey: null }],
        bounceDomain: 'bounces.host.example',
      }),
      dkim({ name: 's1._domainkey.example' }),
      dmarc({ organizationalDomain: 'example', dkimMode: 'relaxed' }),
    ],
  },
  {
    case: 'a record that is asked for is not there',
    changes: [holders(host, sender), answered('CNAME', `tracking.${domain}`, [])],
    found: ['dns_record_missing'],
    says: 'add CNAME tracking.alder-mail.example api.sender.example',
  },
  {
    case: 'what was published is not there',
    changes: [answered('CNAME', `tracking.${domain}`, [])],
    found: ['dns_record_missing', 'dns_not_published'],
    says: 'At fault is registrar, which says that it published',
  },
  {
    case: 'the zone was edited elsewhere',
    changes: [answered('TXT', `_dmarc.${domain}`, ['v=DMARC1; p=none'])],
    found: ['dns_not_published'],
    says: 'edited elsewhere than at registrar',
  },
  {
    case: 'the servers do not agree',
    changes: [
      (facts) => ({
        ...facts,
        authority: {
          ...facts.authority,
          answers: [...facts.authority.answers, answer('MX', domain, [record('MX', domain, '1 x.example')])],
        },
      }),
    ],
    found: ['dns_answers_differ'],
    undecided: ['mx_wrong', 'dns_not_published'],
    says: 'some of its servers have another copy',
  },
  {
    case: 'they have just begun not to',
    changes: [
      (facts) => ({
        ...facts,
        authoritySince: '2026-06-01T10:30:00.000Z',
        authority: {
          ...facts.authority,
          answers: [...facts.authority.answers, answer('MX', domain, [record('MX', domain, '1 x.example')])],
        },
      }),
    ],
    undecided: ['dns_answers_differ', 'mx_wrong', 'dns_not_published'],
  },
  {
    case: 'a resolver lies',
    changes: [
      (facts) => ({
        ...facts,
        resolver: facts.resolver.map((one) =>
          one.type === 'MX' ? answer('MX', domain, [record('MX', domain, '1 x.example')]) : one,
        ),
      }),
    ],
    found: ['dns_answers_differ'],
    says: 'At fault is the resolver',
  },
  {
    case: 'a resolver remembers what was',
    changes: [
      (facts) => ({
        ...facts,
        authoritySince: '2026-06-01T10:30:00.000Z',
        resolver: facts.resolver.map((one) =>
          one.type === 'MX' ? answer('MX', domain, [record('MX', domain, '1 x.example')]) : one,
        ),
      }),
    ],
    undecided: ['dns_answers_differ'],
  },
];

test.each(rows)(
  'where $case, that is what is said, and nothing else',
  ({ changes, found = [], undecided = [], says }) => {
    const facts = changes.reduce((before, change) => change(before), good);
    const judged = rules.flatMap((rule) => rule.judge(facts, now));
    const verdicts = judged.filter((one) => 'rule' in one);
    expect(verdicts.map(({ rule }) => rule)).toEqual(found);
    const left = judged.flatMap((one) => ('undecided' in one ? [one.fingerprint.split(' ')[0]] : []));
    expect(left.toSorted()).toEqual(undecided.toSorted());
    if (says !== undefined) {
      const text = verdicts.flatMap(({ sentence, remedy, evidence }) => [sentence, remedy, ...evidence]).join('\n');
      expect(text).toContain(says);
    }
    for (const { evidence, fingerprint, rule } of verdicts) {
      expect(evidence[0]).toMatch(/^At fault is /);
      expect(fingerprint).toBe(`${rule} ${domain}`);
    }
  },
);

test('a finding of one connection alone is that connection’s, and of several no one’s', () => {
  const [one] = spfMissing.judge({ ...spf({ records: [] })(good), holders: [host] }, now);
  expect(one).toMatchObject({
    connectionId: host.connectionId,
    subject: { kind: 'domain', externalId: 'd1', name: domain },
  });
  const [several] = spfMissing.judge(spf({ records: [] })(good), now);
  expect(several).toMatchObject({ connectionId: null, subject: { kind: 'domain', externalId: domain, name: domain } });
});

test('every rule of the family is tried here', () => {
  expect(rules.map(({ id }) => id).toSorted()).toEqual(
    [...FindingRule.options].filter((id) => every.some((one) => one === id)).toSorted(),
  );
});
