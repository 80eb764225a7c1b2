import { WebhookNetworks } from '@rollcall/webhooks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkDomain, type DomainQuestions } from '../src/check-domain.ts';
import { createDelegations } from '../src/delegation.ts';
import { createDns } from '../src/dns.ts';
import { freeDnsPort } from '../src/sandbox/ports.ts';
import { programNamed, startNsd, startUnbound, stopServer } from './support/real-servers.ts';

const nsd = programNamed('nsd');
const unbound = programNamed('unbound');
const { signal } = new AbortController();

/** A server for the zone above, one for the domains, and one that has an older copy of one of them. */
const addresses = { above: '127.0.0.1', first: '127.0.0.2', second: '127.0.0.3', dead: '127.0.0.4' };
const key = 'MCowBQYDK2VwAyEA'.repeat(40);

function zone(name: string, lines: readonly string[]): string {
  const start = [
    `$ORIGIN ${name}.`,
    '$TTL 300',
    '@ IN SOA ns1 hostmaster 1 7200 3600 1209600 60',
    '@ IN NS ns1',
    '@ IN NS ns2',
  ];
  return `${[...start, `ns1 IN A ${addresses.first}`, `ns2 IN A ${addresses.second}`, ...lines].join('\n')}\n`;
}

const good = [
  '@ IN MX 10 mail',
  'mail IN A 192.0.2.1',
  '@ IN TXT "v=spf1 " "include:_spf.other.example ~all"',
  '_dmarc IN TXT "v=DMARC1; p=none"',
  `s1._domainkey IN TXT ${(key.match(/.{1,200}/g) ?? []).map((piece) => `"${piece}"`).join(' ')}`,
  's2._domainkey IN CNAME s2.keys.other.example.',
  'loop IN CNAME pool\npool IN CNAME loop',
];

const delegated = ['good', 'apart', 'other', 'lame', 'silent', 'inside'];
const above = [
  '$ORIGIN example.\n$TTL 300\n@ IN SOA ns hostmaster 1 7200 3600 1209600 60\n@ IN NS ns',
  `ns IN A ${addresses.above}`,
  ...delegated.flatMap((name) => [`${name} IN NS ns1.${name}`, `${name} IN NS ns2.${name}`]),
  ...delegated.map((name) => `ns1.${name} IN A ${name === 'silent' ? addresses.dead : addresses.first}`),
  ...delegated.map((name) => `ns2.${name} IN A ${name === 'silent' ? addresses.dead : addresses.second}`),
  'private IN NS ns1.private\nns1.private IN A 10.1.2.3',
  'no-address IN NS ns1.nobody.example.',
  'held.part IN TXT "inside the zone above"',
].join('\n');

const apart = {
  first: zone('apart.example', ['@ IN TXT "v=spf1 -all"', '@ IN MX 10 mail.other.example.']),
  second: zone('apart.example', ['@ IN TXT "v=spf1 ~all"', '@ IN MX 10 mail.other.example.']),
};
const common = {
  'good.example': zone('good.example', good),
  'other.example': zone('other.example', [
    '_spf IN TXT "v=spf1 ip4:192.0.2.0/24 -all"',
    's2.keys IN TXT "v=DKIM1; p="',
    'mail IN A 192.0.2.9',
  ]),
};

const lacking = Object.entries({ nsd, unbound }).flatMap(([name, found]) => (found === undefined ? [name] : []));
const without = lacking.length === 0 ? '' : `: skipped, since there is no ${lacking.join(' and no ')}`;

describe.skipIf(lacking.length > 0)(`against NSD and Unbound${without}`, () => {
  const running: Awaited<ReturnType<typeof startNsd>>[] = [];
  const ports = { authority: 0, resolver: 0 };

  beforeAll(async () => {
    ports.authority = await freeDnsPort();
    ports.resolver = await freeDnsPort();
    const port = ports.authority;
    const start = (address: string, zones: Readonly<Record<string, string>>) =>
      startNsd(nsd ?? '', { addresses: [address], port, zones });
    const stubs = Object.fromEntries(
      ['good', 'apart', 'other', 'lame'].map((name) => [`${name}.example`, `${addresses.first}@${port}`]),
    );
    const dead = `${addresses.dead}@${port}`;
    const stub = { example: `${addresses.above}@${port}`, ...stubs, 'silent.example': dead, 'private.example': dead };
    running.push(
      ...(await Promise.all([
        start(addresses.above, { example: `${above}\n` }),
        start(addresses.first, { ...common, 'apart.example': apart.first }),
        start(addresses.second, { ...common, 'apart.example': apart.second }),
        startUnbound(unbound ?? '', { port: ports.resolver, zones: stub }),
      ])),
    );
  });

  afterAll(() => Promise.all(running.map(stopServer)));

  function check(domain: string, asked: Partial<DomainQuestions> = {}) {
    const dns = createDns({
      resolvers: [{ address: '127.0.0.1', port: ports.resolver }],
      authorityPort: ports.authority,
      networks: WebhookNetworks.parse('127.0.0.0/8'),
      limits: { udpMs: [250], tcpMs: 1_000 },
    });
    const questions = { domain, records: [], dkimNames: [], ...asked };
    return checkDomain({ dns, delegations: createDelegations(dns) }, questions, signal);
  }

  const both = (domain: string) => [`ns1.${domain} (${addresses.first})`, `ns2.${domain} (${addresses.second})`];

  test('a domain in order is found by its delegation, and all who are asked agree', async () => {
    const dkimNames = ['s1._domainkey.good.example', 's2._domainkey.good.example', 's3._domainkey.good.example'];
    const seen = await check('Good.example.', { dkimNames });
    expect(seen.delegation).toEqual({
      ...{ state: 'delegated', zone: 'good.example', reason: null },
      nameservers: ['ns1.good.example', 'ns2.good.example'],
    });
    const mx = {
      name: 'good.example',
      type: 'MX',
      state: 'found',
      records: [{ content: 'mail.good.example', priority: 10 }],
    };
    expect(seen.authority).toContainEqual(expect.objectContaining({ ...mx, ttl: 300, servers: both('good.example') }));
    expect(seen.resolver).toContainEqual(expect.objectContaining({ ...mx, servers: [`127.0.0.1:${ports.resolver}`] }));
    const answers = (side: typeof seen.authority) =>
      side.map(({ name, type, state, records, aliases }) => ({ name, type, state, records, aliases }));
    expect(answers(seen.authority)).toEqual(answers(seen.resolver));
    expect(seen.spf).toMatchObject({ state: 'read', lookups: 1, includes: ['_spf.other.example'], ends: 'softfail' });
    expect(seen.dmarc).toMatchObject({ state: 'valid', policy: 'none' });
    expect(seen.dkim.map(({ state }) => state)).toEqual(['malformed', 'revoked', 'missing']);
    // In four pieces, and too long for UDP.
    expect(seen.dkim[0]?.record).toBe(key);
  });

  test('servers that answer differently are told apart, and nothing is concluded from either', async () => {
    const seen = await check('apart.example');
    const texts = seen.authority.filter(({ type, name }) => type === 'TXT' && name === 'apart.example');
    expect(texts.map(({ records, servers }) => [records[0]?.content, servers])).toEqual([
      ['v=spf1 -all', [`ns1.apart.example (${addresses.first})`]],
      ['v=spf1 ~all', [`ns2.apart.example (${addresses.second})`]],
    ]);
    expect(seen.authority.filter(({ type }) => type === 'MX')).toHaveLength(1);
    expect(seen.spf).toMatchObject({ state: 'unknown', reason: 'its servers do not agree' });
  });

  test.each([
    { domain: 'nobody.example', delegation: { state: 'no_name', zone: 'example' }, first: 'no_name' },
    { domain: 'held.part.example', delegation: { state: 'none', zone: 'example' }, first: 'no_data' },
    { domain: 'part.example', delegation: { state: 'none', zone: 'example' }, first: 'no_data' },
    { domain: 'mail.good.example', delegation: { state: 'none', zone: 'good.example' }, first: 'no_data' },
    { domain: 'x.nobody.example', delegation: { state: 'no_name', zone: 'example' }, first: 'no_name' },
    { domain: 'lame.example', delegation: { state: 'delegated' }, first: 'unknown', reason: 'it answered REFUSED' },
    { domain: 'silent.example', delegation: { state: 'delegated' }, first: 'unknown', reason: 'it cannot be reached' },
    {
      domain: 'private.example',
      delegation: { state: 'delegated' },
      first: 'unknown',
      reason: 'its address is not one that everybody can reach (private)',
    },
    { domain: 'no-address.example', delegation: { state: 'delegated' }, first: 'unknown', reason: 'it has no address' },
  ])('$domain is $delegation', async ({ domain, delegation, first, reason = null }) => {
    const seen = await check(domain);
    expect(seen.delegation).toMatchObject(delegation);
    expect(seen.authority[0]).toMatchObject({ state: first, reason });
    if (first === 'unknown') {
      expect(seen.dmarc.state).toBe('unknown');
      expect(seen.spf.state).toBe('unknown');
    }
  });

  test('aliases that lead back to themselves are no answer', async () => {
    const seen = await check('good.example', { records: [{ name: 'loop.good.example', type: 'A' }] });
    const loop = seen.authority.filter(({ name }) => name === 'loop.good.example');
    expect(loop).toMatchObject([{ state: 'unknown' }]);
  });
});
