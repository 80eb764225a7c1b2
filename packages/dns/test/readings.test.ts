import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { readDkim } from '../src/read-dkim.ts';
import { readDmarc } from '../src/read-dmarc.ts';
import { readSpf } from '../src/read-spf.ts';
import { answering } from './support/answering.ts';

const includes = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `i${index}.other.example TXT v=spf1 ip4:192.0.2.${index} ~all`);
const including = (count: number): string =>
  Array.from({ length: count }, (_, index) => `include:i${index}.other.example`).join(' ');

const spfRows: readonly {
  spf: string | readonly string[];
  others?: readonly string[];
  want: Partial<Awaited<ReturnType<typeof readSpf>>>;
}[] = [
  { spf: [], want: { records: [] } },
  { spf: 'v=spf1 -all', want: { ends: 'fail', problem: null, lookups: 0 } },
  { spf: 'V=SPF1 ~ALL', want: { ends: 'softfail', problem: null } },
  { spf: 'v=spf1 ?all', want: { ends: 'neutral' } },
  { spf: 'v=spf1 +all', want: { ends: 'pass' } },
  { spf: 'v=spf1 all', want: { ends: 'pass' } },
  { spf: 'v=spf1', want: { ends: 'neutral' } },
  { spf: 'v=spf1 ip4:0.0.0.0/0 -all', want: { ends: 'pass' } },
  { spf: 'v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32 -all', want: { ends: 'fail', lookups: 0 } },
  { spf: 'v=spf1 -all include:i0.other.example', want: { ends: 'fail', lookups: 0, includes: [] } },
  {
    spf: 'v=spf1 include:i0.other.example ~all',
    others: includes(1),
    want: { lookups: 1, includes: ['i0.other.example'], ends: 'softfail' },
  },
  { spf: 'v=spf1 redirect=i0.other.example', others: includes(1), want: { lookups: 1, ends: 'softfail' } },
  { spf: 'v=spf1 redirect=i0.other.example -all', others: includes(1), want: { lookups: 0, ends: 'fail' } },
  { spf: `v=spf1 ${including(10)} -all`, others: includes(10), want: { lookups: 10, ends: 'fail' } },
  { spf: `v=spf1 ${including(11)} -all`, others: includes(11), want: { lookups: 11, ends: 'fail' } },
  {
    spf: 'v=spf1 include:a.other.example -all',
    others: [`a.other.example TXT v=spf1 ${including(10)} -all`, ...includes(10)],
    want: { lookups: 11 },
  },
  { spf: 'v=spf1 include:a.example -all', want: { loops: true, problem: null, ends: null } },
  {
    spf: 'v=spf1 include:x.other.example -all',
    others: [
      'x.other.example TXT v=spf1 redirect=y.other.example',
      'y.other.example TXT v=spf1 include:x.other.example ~all',
    ],
    want: { loops: true },
  },
  {
    spf: 'v=spf1 a mx -all',
    others: ['a.example A 192.0.2.1', 'a.example MX 10 mail.a.example', 'mail.a.example A 192.0.2.2'],
    want: { lookups: 2, voids: 0, ends: 'fail' },
  },
  {
    spf: 'v=spf1 a:n1.other.example a:n2.other.example a:n3.other.example -all',
    want: { lookups: 3, voids: 3, ends: 'fail' },
  },
  { spf: 'v=spf1 exists:%{i}._spf.other.example -all', want: { lookups: 1, voids: 1, ends: 'fail' } },
  { spf: 'v=spf1 ptr -all', want: { lookups: 1, ends: 'fail' } },
  {
    spf: 'v=spf1 include:elsewhere.test -all',
    want: { state: 'unknown', reason: 'elsewhere.test (TXT) cannot be looked up: it answered REFUSED' },
  },
  { spf: 'v=spf1 a:elsewhere.test -all', want: { state: 'unknown' } },
  {
    spf: 'v=spf1 include:nobody.other.example -all',
    want: { problem: 'no SPF records found for nobody.other.example' },
  },
  { spf: 'v=spf1 redirect=nobody.other.example', want: { problem: 'no SPF records found for nobody.other.example' } },
  {
    spf: 'v=spf1 include:two.other.example -all',
    others: ['two.other.example TXT v=spf1 -all', 'two.other.example TXT v=spf1 ~all'],
    want: { problem: 'multiple SPF records found for two.other.example' },
  },
  { spf: ['v=spf1 -all', 'v=spf1 ~all'], want: { records: ['v=spf1 -all', 'v=spf1 ~all'] } },
  { spf: ['v=spf1 -all', 'google-site-verification=x'], want: { records: ['v=spf1 -all'], ends: 'fail' } },
  { spf: 'v=spf1 include: -all', want: { problem: 'Empty domain-spec' } },
  { spf: 'v=spf1 include -all', want: { problem: 'Missing domain-spec for "include"' } },
  { spf: 'v=spf1 inculde:i0.other.example -all', want: { problem: 'Unknown mechanism "inculde"' } },
  { spf: 'v=spf1 ip4:999.0.2.1 -all', want: { problem: 'Invalid "ip4" term' } },
  { spf: 'v=spf1 ip4:192.0.2.0/33 -all', want: { problem: 'Invalid CIDR length "33"' } },
  { spf: 'v=spf1 ip6:192.0.2.1 -all', want: { problem: 'Invalid "ip6" term' } },
  { spf: 'v=spf1 ip4:2001:db8::1 -all', want: { problem: 'Invalid "ip4" term' } },
  { spf: 'v=spf1 a/99 -all', want: { problem: 'Invalid CIDR length "99"' } },
  { spf: 'v=spf1 -all:', want: { problem: 'Unexpected value for "all"' } },
  { spf: 'v=spf1 redirect=a.other.example redirect=b.other.example', want: { problem: 'more than 1 redirect found' } },
  { spf: 'v=spf1 include:%{q}.other.example -all', want: { problem: 'Unknown macro letter "q"' } },
  { spf: 'v=spf1 include:%{i.other.example -all', want: { problem: 'Unterminated macro' } },
  { spf: 'v=spf1 include:localhost -all', want: { problem: 'Invalid domain-spec "localhost"' } },
  { spf: 'v=spf1 mx; -all', want: { problem: 'Unknown mechanism "mx;"' } },
  { spf: 'v=spf1 mx –all', want: { problem: 'DNS response includes invalid characters' } },
  {
    spf: 'v=spf1,mx,-all',
    want: { problem: 'it does not begin with "v=spf1" and a space, so no receiver takes it for SPF' },
  },
  {
    spf: '"v=spf1 -all',
    want: { problem: 'it does not begin with "v=spf1" and a space, so no receiver takes it for SPF' },
  },
  {
    spf: 'v=spf2 -all',
    want: { problem: 'it does not begin with "v=spf1" and a space, so no receiver takes it for SPF' },
  },
  { spf: 'spf1 -all', want: { records: [] } },
];

test.each(spfRows)('SPF $spf is read as $want', async ({ spf, others = [], want }) => {
  const own = [spf].flat().map((text) => `a.example TXT ${text}`);
  const read = await readSpf('a.example', answering(['example'], [...own, ...others]));
  expect(read).toMatchObject(want);
});

function rsa(bits: number): string {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: bits });
  return publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
}

const { publicKey: edwards } = generateKeyPairSync('ed25519');
const edwardsDer = edwards.export({ type: 'spki', format: 'der' });
const ed25519 = edwardsDer.subarray(-32).toString('base64');
const strong = rsa(2_048);
const weak = rsa(512);

const dkimRows: readonly { dkim: readonly string[]; want: Partial<Awaited<ReturnType<typeof readDkim>>> }[] = [
  { dkim: [], want: { state: 'missing', problem: null } },
  {
    dkim: [`TXT v=DKIM1; k=rsa; p=${strong}`],
    want: { state: 'valid', keyType: 'rsa', bits: 2_048, publicKey: strong },
  },
  { dkim: [`TXT p=${strong}`], want: { state: 'valid', keyType: 'rsa' } },
  { dkim: [`TXT k=rsa;t=s;p=${strong}`], want: { state: 'valid' } },
  {
    dkim: [`TXT v=DKIM1; k=rsa; p=${strong.slice(0, 80)} ${strong.slice(80)}`],
    want: { state: 'valid', publicKey: strong },
  },
  { dkim: [`TXT v=DKIM1; k=ed25519; p=${ed25519}`], want: { state: 'valid', keyType: 'ed25519', bits: null } },
  { dkim: [`TXT v=DKIM1; k=rsa; p=${rsa(1_024)}`], want: { state: 'valid', bits: 1_024 } },
  {
    dkim: [`TXT v=DKIM1; k=rsa; p=${weak}`],
    want: { state: 'malformed', problem: 'its RSA key has fewer than 1024 bits' },
  },
  { dkim: ['TXT v=DKIM1; k=rsa; p='], want: { state: 'revoked' } },
  { dkim: ['TXT v=DKIM1; p='], want: { state: 'revoked' } },
  { dkim: ['TXT v=DKIM1; k=rsa'], want: { state: 'malformed', problem: 'Missing key value' } },
  { dkim: ['TXT v=DKIM1; k=rsa; p=MIIB'], want: { state: 'malformed' } },
  { dkim: ['TXT v=DKIM1; k=rsa; p=not*base64'], want: { state: 'malformed' } },
  { dkim: [`TXT v=DKIM2; p=${strong}`], want: { state: 'malformed', problem: 'Unknown key version' } },
  {
    dkim: [`TXT k=rsa; v=DKIM1; p=${strong}`],
    want: { state: 'malformed', problem: 'Key version tag is not the first tag' },
  },
  { dkim: [`TXT v=DKIM1; k=ed25519; p=${strong}`], want: { state: 'malformed', problem: 'Unknown key type (rsa)' } },
  { dkim: [`TXT v=DKIM1; k=rsa; p=${ed25519}`], want: { state: 'malformed' } },
  { dkim: [`TXT v=DKIM1; p=${ed25519}`], want: { state: 'malformed' } },
  {
    dkim: [`TXT v=DKIM1; k=ed25519; p=${edwardsDer.toString('base64')}`],
    want: { state: 'malformed', problem: 'Invalid ed25519 public key' },
  },
  { dkim: [`TXT v=DKIM1; s=tlsrpt; p=${strong}`], want: { state: 'malformed', problem: 'Key is not meant for email' } },
  { dkim: [`TXT v=DKIM1; p=${strong}; p=${strong}`], want: { state: 'malformed' } },
  {
    dkim: [`TXT v=DKIM1; k=rsa; p=${strong}`, 'TXT other'],
    want: { state: 'malformed', problem: 'there are 2 records where one may be' },
  },
  { dkim: ['TXT some text'], want: { state: 'malformed' } },
  {
    dkim: ['CNAME s.nobody.example'],
    want: { state: 'missing', problem: 'its alias leads to s.nobody.example, where there is nothing' },
  },
  { dkim: ['CNAME s.elsewhere.test'], want: { state: 'unknown' } },
];

test.each(dkimRows)('DKIM $dkim is read as $want', async ({ dkim, want }) => {
  const name = 's._domainkey.a.example';
  const lines = dkim.map((record) => `${name} ${record}`);
  const zones = answering(['example'], lines);
  // An alias that leaves what is known is what no resolver can follow.
  const lookup: typeof zones = async (asked, type) =>
    dkim.some((line) => line.endsWith('.test')) ? zones('s.elsewhere.test', type) : zones(asked, type);
  expect(await readDkim(name, lookup)).toMatchObject(want);
});

const dmarcRows: readonly { dmarc: readonly string[]; want: Partial<Awaited<ReturnType<typeof readDmarc>>> }[] = [
  { dmarc: [], want: { state: 'missing' } },
  { dmarc: ['v=DMARC1; p=none'], want: { state: 'valid', policy: 'none', dkimMode: 'relaxed', spfMode: 'relaxed' } },
  {
    dmarc: ['v=DMARC1; p=reject; adkim=s; aspf=s'],
    want: { state: 'valid', policy: 'reject', dkimMode: 'strict', spfMode: 'strict' },
  },
  { dmarc: ['v=DMARC1;p=QUARANTINE;'], want: { state: 'valid', policy: 'quarantine' } },
  { dmarc: ['v=DMARC1; p=none; rua=mailto:a@b.example,mailto:c@d.example!10m'], want: { state: 'valid' } },
  { dmarc: ['v=DMARC1; p=none; x=unknown'], want: { state: 'valid' } },
  { dmarc: ['v=DMARC1; p=none', 'v=DMARC1; p=reject'], want: { state: 'several' } },
  { dmarc: ['v=DMARC1; p=none', 'some other text'], want: { state: 'valid' } },
  { dmarc: ['v=DMARC1'], want: { state: 'malformed', problem: 'it has no policy (p=)' } },
  { dmarc: ['v=DMARC1; p='], want: { state: 'malformed', problem: 'p= is no policy' } },
  { dmarc: ['v=DMARC1; p=block'], want: { state: 'malformed', problem: 'p=block is no policy' } },
  { dmarc: ['v=DMARC1; p=none; sp=all'], want: { state: 'malformed', problem: 'sp=all is no policy' } },
  {
    dmarc: ['v=DMARC1; p=none; adkim=strict'],
    want: { state: 'malformed', problem: 'adkim=strict is neither r nor s' },
  },
  { dmarc: ['v=DMARC1; p=none; p=reject'], want: { state: 'malformed', problem: 'a tag stands in it twice' } },
  { dmarc: ['v=DMARC1; p=none; reject'], want: { state: 'malformed', problem: '"reject" is no tag' } },
  { dmarc: ['v=DMARC1; p=none; rua=reports@b.example'], want: { state: 'malformed' } },
  { dmarc: ['v=dmarc1; p=none'], want: { state: 'malformed', problem: 'it does not begin with "v=DMARC1;"' } },
  { dmarc: ['v=DMARC 1; p=none'], want: { state: 'malformed', problem: 'it does not begin with "v=DMARC1;"' } },
  { dmarc: ['v:DMARC1; p=none'], want: { state: 'malformed' } },
  { dmarc: ['p=none; v=DMARC1'], want: { state: 'missing' } },
  { dmarc: ['"v=DMARC1; p=none'], want: { state: 'malformed' } },
];

test.each(dmarcRows)('DMARC $dmarc is read as $want', async ({ dmarc, want }) => {
  const lines = dmarc.map((text) => `_dmarc.a.example TXT ${text}`);
  expect(await readDmarc('a.example', answering(['example'], lines))).toMatchObject(want);
});

test('a domain without a DMARC record of its own has that of its organization', async () => {
  const lookup = answering(['example'], ['_dmarc.a.example TXT v=DMARC1; p=reject']);
  expect(await readDmarc('mail.a.example', lookup)).toMatchObject({
    ...{ state: 'valid', policy: 'reject', recordDomain: 'a.example', organizationalDomain: 'a.example' },
  });
});

test('what cannot be looked up leaves the policy unknown, and never missing', async () => {
  const lookup = answering(['a.test'], []);
  expect(await readDmarc('a.test', lookup)).toMatchObject({ state: 'unknown' });
  expect(await readDmarc('elsewhere.test', lookup)).toMatchObject({ state: 'unknown' });
});
