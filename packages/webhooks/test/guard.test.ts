import { expect, test } from 'vitest';
import { guardAddress } from '../src/guard-address.ts';
import { guardUrl } from '../src/guard-url.ts';
import { WebhookNetworks } from '../src/networks.ts';

const none = WebhookNetworks.parse('');

/** Addresses as a name server might tell them, by what they are; null for those that everybody can reach. */
const addresses: readonly (readonly [string, string | null])[] = [
  ['93.184.216.34', null],
  ['1.1.1.1', null],
  ['223.255.255.254', null],
  ['2606:4700:4700::1111', null],
  ['2a00:1450:4001:82b::200e', null],
  ['0.0.0.0', 'unspecified'],
  ['0.1.2.3', 'unspecified'],
  ['10.0.0.1', 'private'],
  ['10.255.255.255', 'private'],
  ['100.64.0.1', 'carrierGradeNat'],
  ['100.100.100.200', 'carrierGradeNat'],
  ['100.127.255.255', 'carrierGradeNat'],
  ['127.0.0.1', 'loopback'],
  ['127.255.255.254', 'loopback'],
  ['168.63.129.16', 'metadata'],
  ['169.254.169.254', 'linkLocal'],
  ['169.254.170.2', 'linkLocal'],
  ['172.16.0.1', 'private'],
  ['172.31.255.255', 'private'],
  ['192.0.0.1', 'reserved'],
  ['192.0.0.192', 'reserved'],
  ['192.0.2.1', 'reserved'],
  ['192.31.196.1', 'as112'],
  ['192.52.193.1', 'amt'],
  ['192.88.99.1', 'reserved'],
  ['192.168.0.1', 'private'],
  ['192.175.48.1', 'as112'],
  ['198.18.0.1', 'reserved'],
  ['198.19.255.255', 'reserved'],
  ['198.51.100.7', 'reserved'],
  ['203.0.113.9', 'reserved'],
  ['224.0.0.1', 'multicast'],
  ['239.255.255.250', 'multicast'],
  ['240.0.0.1', 'reserved'],
  ['255.255.255.255', 'broadcast'],
  ['::', 'unspecified'],
  ['::1', 'loopback'],
  ['::127.0.0.1', 'not in use'],
  ['::93.184.216.34', 'not in use'],
  ['::a00:1', 'not in use'],
  ['::ffff:127.0.0.1', 'loopback'],
  ['::ffff:7f00:1', 'loopback'],
  ['0:0:0:0:0:ffff:a9fe:a9fe', 'linkLocal'],
  ['::ffff:93.184.216.34', null],
  ['::ffff:0:127.0.0.1', 'rfc6145'],
  ['64:ff9b::127.0.0.1', 'loopback, behind NAT64'],
  ['64:ff9b::a00:1', 'private, behind NAT64'],
  ['64:ff9b::169.254.169.254', 'linkLocal, behind NAT64'],
  ['64:ff9b::5db8:d822', null],
  ['64:ff9b:1::5db8:d822', 'rfc6052'],
  ['64:ff9b:0:1::1', 'not in use'],
  ['100::1', 'discard'],
  ['2001::1', 'teredo'],
  ['2001:0:4136:e378:8000:63bf:3fff:fdd2', 'teredo'],
  ['2001:2::1', 'benchmarking'],
  ['2001:3::1', 'amt'],
  ['2001:4:112::1', 'as112v6'],
  ['2001:10::1', 'deprecatedOrchid'],
  ['2001:20::1', 'orchid2'],
  ['2001:30::1', 'droneRemoteIdProtocolEntityTags'],
  ['2001:1ff::1', 'reserved'],
  ['2001:db8::1', 'reserved'],
  ['2002:7f00:1::1', '6to4'],
  ['2002:a9fe:a9fe::', '6to4'],
  ['2606:4700::5efe:7f00:1', 'isatap'],
  ['2606:4700::200:5efe:a00:1', 'isatap'],
  ['3fff::1', 'reserved'],
  ['4000::1', 'not in use'],
  ['5f00::1', 'segmentRouting'],
  ['fc00::1', 'uniqueLocal'],
  ['fd00:ec2::254', 'uniqueLocal'],
  ['fe80::1', 'linkLocal'],
  ['fe80::1%eth0', 'no address'],
  ['fec0::1', 'deprecatedSiteLocal'],
  ['ff02::1', 'multicast'],
  ['2130706433', 'no address'],
  ['0x7f000001', 'no address'],
  ['017700000001', 'no address'],
  ['127.1', 'no address'],
  ['0177.0.0.1', 'no address'],
  ['', 'no address'],
  ['localhost', 'no address'],
];

test.each(addresses)('the address %s is of the sort: %s', (address, sort) => {
  expect(guardAddress(address, none)).toEqual(sort === null ? { reach: 'public' } : { sort });
});

test('what the operator opened is inside, in whatever form it comes, and nothing beside it', () => {
  const networks = WebhookNetworks.parse('10.1.0.0/16, 192.168.7.7 fd00:12::/32,::ffff:172.16.0.0/108');
  const reachable = ['10.1.255.255', '::ffff:10.1.0.1', '192.168.7.7', 'fd00:12:ffff::1', '172.31.0.1'];
  for (const address of reachable) expect(guardAddress(address, networks), address).toEqual({ reach: 'inside' });
  const others = ['10.2.0.1', '192.168.7.8', 'fd00:13::1', '64:ff9b::10.1.0.1', '::10.1.0.1', '172.32.0.1%1'];
  for (const address of others) expect(guardAddress(address, networks), address).toHaveProperty('sort');
});

test.each([
  '10.0.0.0/33',
  '10.0.0/8',
  '127.1',
  '0x7f000001',
  'localhost',
  '10.0.0.1/',
  'fe80::1%eth0',
  '1.2.3.4/8/8',
  '::ffff:10.0.0.0/95',
])('the networks are not read with %s among them', (text) => {
  expect(WebhookNetworks.safeParse(`10.1.0.0/16,${text}`).success).toBe(false);
});

const fine = [
  'https://app.example/rollcall',
  'HTTPS://APP.Example:443/a?b=c',
  'https://xn--bcher-kva.example/',
  'https://a_b.example',
];

test.each(fine)('%s may be a webhook of anybody', (text) => {
  expect(guardUrl(text, none)).toMatchObject({ reach: 'any', url: { protocol: 'https:', port: '' } });
});

/** Every way to write that something inside is meant, or that is not read by all alike. */
const refused: readonly (readonly [string, RegExp])[] = [
  ['', /not a URL/],
  ['app.example', /not a URL/],
  ['/etc/passwd', /not a URL/],
  ['file:///etc/passwd', /not a URL/],
  ['gopher://app.example/', /not a URL/],
  ['ftp://app.example/', /not a URL/],
  ['javascript:alert(1)', /not a URL/],
  ['https:app.example', /not a URL/],
  ['https:///', /not a URL/],
  ['https://[fe80::1%25eth0]/', /not a URL/],
  ['https://[::1', /not a URL/],
  ['https://256.1.1.1/', /not a URL/],
  ['https://app.example:65536/', /not a URL/],
  [' https://app.example/', /white space/],
  ['https://app.example/a b', /white space/],
  ['https://app.exa\nmple/', /white space/],
  ['https://app.exa\u200bmple/', /white space/],
  ['https:\\\\127.0.0.1\\', /white space/],
  ['https://app.example\\@127.0.0.1/', /white space/],
  ['https://user@app.example/', /name or a password/],
  ['https://user:secret@app.example/', /name or a password/],
  ['https://app.example@127.0.0.1/', /name or a password/],
  ['https://app.example/#top', /fragment/],
  ['https://app.example:0/', /port 0/],
  ['https://app.example./', /ends with a dot/],
  ['https://localhost./', /ends with a dot/],
  ['https://app..example/', /not a name/],
  ['https://-app.example/', /not a name/],
  [`https://${'a'.repeat(64)}.example/`, /not a name/],
  [`https://app.example/${'a'.repeat(2_048)}`, /2048/],
  ['http://app.example/', /https alone/],
  ['https://app.example:8443/', /443 alone/],
  ['https://app.example:80/', /443 alone/],
  ['https://93.184.216.34/', /is an address/],
  ['https://127.0.0.1/', /is an address/],
  ['https://127.0.0.1./', /is an address/],
  ['https://127.1/', /is an address/],
  ['https://2130706433/', /is an address/],
  ['https://0x7f000001/', /is an address/],
  ['https://0x7f.0.0.1/', /is an address/],
  ['https://0177.0.0.1/', /is an address/],
  ['https://017700000001/', /is an address/],
  ['https://%31%32%37.0.0.1/', /is an address/],
  ['https://①②⑦.⓪.⓪.①/', /is an address/],
  ['https://127。0。0。1/', /is an address/],
  ['https://0/', /is an address/],
  ['https://[::1]/', /is an address/],
  ['https://[::ffff:127.0.0.1]/', /is an address/],
  ['https://[2606:4700:4700::1111]/', /is an address/],
  ['https://169.254.169.254/latest/meta-data/', /is an address/],
  ['https://localhost/', /of this name/],
  ['https://app.localhost/', /of this name/],
  ['https://metadata.google.internal/', /of this name/],
  ['https://metadata/', /of this name/],
  ['https://printer.local/', /of this name/],
  ['https://nas.home.arpa/', /of this name/],
  ['https://1.0.0.127.in-addr.arpa/', /of this name/],
  ['https://db.svc.cluster.local/', /of this name/],
  ['https://hidden.onion/', /of this name/],
];

test.each(refused)('%j is refused: %s', (text, why) => {
  expect(guardUrl(text, none)).toEqual({ refused: expect.stringMatching(why) });
});

test('the table is as long as it has to be', () => {
  const forms = [
    ...addresses.filter(([, sort]) => sort !== null).map(([text]) => text),
    ...refused.map(([text]) => text),
  ];
  expect(new Set(forms).size).toBeGreaterThanOrEqual(120);
});

test('networks that are opened let in what leads there only', () => {
  const networks = WebhookNetworks.parse('10.1.0.0/16,::1');
  const inside = [
    'http://10.1.2.3:8080/x',
    'https://[::1]:9/',
    'http://app.example/',
    'https://app.example:8443/',
    'https://hooks.internal/',
  ];
  for (const text of inside) expect(guardUrl(text, networks), text).toMatchObject({ reach: 'inside' });
  const outside = [
    'http://10.2.0.1/',
    'https://127.0.0.1/',
    'https://93.184.216.34/',
    'http://user@10.1.0.1/',
    'ftp://10.1.0.1/',
  ];
  for (const text of outside) expect(guardUrl(text, networks), text).toHaveProperty('refused');
  expect(guardUrl('https://app.example/', networks)).toMatchObject({ reach: 'any' });
});
