import { promises as dns } from 'node:dns';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DnsServer, startDnsServer } from '../src/sandbox/dns-server.ts';
import { ask } from '../src/wire/ask.ts';

let server: DnsServer;
/** The resolver of Node, which is nobody's here. */
const client = new dns.Resolver({ timeout: 2_000, tries: 1 });
const long = 'x'.repeat(3_000);

beforeAll(async () => {
  server = await startDnsServer({
    zones: [
      {
        name: 'alder-team.example',
        nameservers: ['ada.ns.example', 'bob.ns.example'],
        records: [
          { type: 'MX', name: '@', content: '10 smtp.example' },
          { type: 'TXT', name: 'alder-team.example', content: 'v=spf1 include:_spf.example ~all' },
          { type: 'TXT', name: 's1._domainkey', content: long },
          { type: 'CNAME', name: 'track', content: 'open.other.example.' },
          { type: 'CNAME', name: 'loop', content: 'loop.alder-team.example' },
          { type: 'CAA', name: '@', content: '0 issue "ca.example"' },
          { type: 'SRV', name: '_imaps._tcp', content: '0 1 993 mail.example' },
        ],
      },
      {
        name: 'stale.example',
        records: [{ type: 'TXT', name: '@', content: 'new' }],
        remembered: [{ type: 'TXT', name: '@', content: 'old' }],
      },
      { name: 'other.example', records: [{ type: 'A', name: 'open', content: '192.0.2.7' }] },
    ],
  });
  client.setServers([`127.0.0.1:${server.port}`]);
});

afterAll(() => server.stop());

test('it serves each type that zones hold', async () => {
  expect(await client.resolveMx('alder-team.example')).toMatchObject([{ exchange: 'smtp.example', priority: 10 }]);
  expect(await client.resolveTxt('ALDER-TEAM.example')).toEqual([['v=spf1 include:_spf.example ~all']]);
  expect((await client.resolveNs('alder-team.example')).sort()).toEqual(['ada.ns.example', 'bob.ns.example']);
  expect(await client.resolveSoa('alder-team.example')).toMatchObject({ nsname: 'ada.ns.example', minttl: 300 });
  expect(await client.resolveCaa('alder-team.example')).toMatchObject([{ critical: 0, issue: 'ca.example' }]);
  expect(await client.resolveSrv('_imaps._tcp.alder-team.example')).toMatchObject([
    { name: 'mail.example', port: 993, priority: 0, weight: 1 },
  ]);
});

test('as a resolver it answers with what is remembered, and as the server of the zone with what is so', async () => {
  expect(await client.resolveTxt('stale.example')).toEqual([['old']]);
  const { signal } = new AbortController();
  const question = { name: 'stale.example', type: 'TXT', recursion: false } as const;
  const told = await ask({ address: server.host, port: server.port }, question, { signal });
  expect(told).toMatchObject({ state: 'answered', answers: [{ data: [Buffer.from('new')] }] });
});

test('an alias is followed into another zone, and one that leads to itself leads nowhere', async () => {
  expect(await client.resolve4('track.alder-team.example')).toEqual(['192.0.2.7']);
  expect(await client.resolve4('loop.alder-team.example')).toEqual([]);
});

test('what is too long for UDP comes by TCP, a text in pieces of 255 bytes', async () => {
  const [pieces = []] = await client.resolveTxt('s1._domainkey.alder-team.example');
  expect(pieces.map(({ length }) => length)).toEqual([...Array.from({ length: 11 }, () => 255), 195]);
  expect(pieces.join('')).toBe(long);
});

test.each([
  { name: 'nobody.alder-team.example', code: 'ENOTFOUND', because: 'the zone does not have the name' },
  { name: '_domainkey.alder-team.example', code: 'ENODATA', because: 'there is something below it' },
  { name: 'alder-news.example', code: 'EREFUSED', because: 'it is in no zone' },
])('$name is answered with $code, since $because', async ({ name, code }) => {
  await expect(client.resolveTxt(name)).rejects.toMatchObject({ code });
});

test('a zone can be changed and taken away while it is served', async () => {
  const name = 'birch-team.example';
  server.setZone({ name, records: [{ type: 'TXT', name, content: 'one' }] });
  expect(await client.resolveTxt(name)).toEqual([['one']]);
  server.setZone({ name, records: [{ type: 'TXT', name, content: 'two' }] });
  expect(await client.resolveTxt(name)).toEqual([['two']]);
  server.removeZone(name);
  await expect(client.resolveTxt(name)).rejects.toMatchObject({ code: 'EREFUSED' });
});
