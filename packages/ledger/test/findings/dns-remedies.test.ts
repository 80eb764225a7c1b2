import { expect, test } from 'vitest';
import {
  type DnsFacts,
  dkimMissing,
  dnsNotPublished,
  dnsRecordMissing,
  type Rule,
  spfOpenEnded,
} from '../../src/index.ts';
import { answered, type Change, dkim, domain, good, holders, host, now, sender, spf } from '../support/dns-facts.ts';

const publicKey = '7+Alw2M6uUwDQO3L5cF6A+TKktIUJ/GWDJHK8KDWsMg=';

const rows: readonly { case: string; rule: Rule<DnsFacts>; changes: readonly Change[]; remedy: string }[] = [
  {
    ...{ case: 'a record behind a redirect has no end', rule: spfOpenEnded },
    changes: [spf({ ends: 'neutral', records: ['v=spf1 redirect=_spf.sender.example'] })],
    remedy:
      'To change where the DNS of _spf.sender.example is kept: end TXT _spf.sender.example in ~all; alder-mail.example redirects there.',
  },
  {
    ...{ case: 'a key of Ed25519 is not there', rule: dkimMissing },
    changes: [
      holders({ ...host, keys: [{ name: `s1._domainkey.${domain}`, publicKey }] }),
      dkim({ state: 'missing', record: null, publicKey: null }),
    ],
    remedy: `add TXT s1._domainkey.${domain} "v=DKIM1; k=ed25519; p=${publicKey}".`,
  },
  {
    ...{ case: 'an alias leads elsewhere', rule: dnsRecordMissing },
    changes: [holders(host, sender), answered('CNAME', `tracking.${domain}`, ['old.sender.example'])],
    remedy: `: replace CNAME tracking.${domain} by CNAME tracking.${domain} api.sender.example.`,
  },
  {
    ...{ case: 'there is more than what was published', rule: dnsNotPublished },
    changes: [answered('MX', domain, ['10 mail.host.example', '20 backup.example'])],
    remedy: `set there what is right: remove MX ${domain} 20 backup.example.`,
  },
];

test.each(rows)('where $case, the remedy is exactly what to change', ({ rule, changes, remedy }) => {
  const facts = changes.reduce((before, change) => change(before), good);
  expect(rule.judge(facts, now)).toMatchObject([{ rule: rule.id, remedy: expect.stringContaining(remedy) }]);
});
