import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDns } from '../src/dns.ts';
import { startDnsServer } from '../src/sandbox/dns-server.ts';
import { startLyingServer } from './support/lying-server.ts';

const limits = { udpMs: [150, 150], tcpMs: 200 };
const { signal } = new AbortController();
let lying: Awaited<ReturnType<typeof startLyingServer>>;

beforeAll(async () => {
  lying = await startLyingServer();
});

afterAll(() => lying.stop());

const long = 'long '.repeat(2_000);

test.each([
  { label: 'plain', want: { state: 'found', records: [{ content: 'true', priority: null }], ttl: 60 } },
  { label: 'forged', want: { state: 'found', records: [{ content: 'true', priority: null }] } },
  { label: 'truncated', want: { state: 'found', records: [{ content: long, priority: null }] } },
  { label: 'old', want: { state: 'found', records: [{ content: 'old', priority: null }] } },
  { label: 'hang', want: { state: 'unknown', reason: 'it did not answer in time' } },
  {
    label: 'wrong-id',
    want: { state: 'unknown', reason: 'it answered to other questions than the one that was asked' },
  },
  {
    label: 'wrong-question',
    want: { state: 'unknown', reason: 'it answered to other questions than the one that was asked' },
  },
  { label: 'query', want: { state: 'unknown', reason: 'it answered to other questions than the one that was asked' } },
  { label: 'garbage', want: { state: 'unknown', reason: 'what it answered is not DNS' } },
  { label: 'cut', want: { state: 'unknown', reason: 'what it answered is not DNS' } },
  { label: 'servfail', want: { state: 'unknown', reason: 'it answered SERVFAIL' } },
  { label: 'refused', want: { state: 'unknown', reason: 'it answered REFUSED' } },
  { label: 'notimp', want: { state: 'unknown', reason: 'it answered NOTIMP' } },
  { label: 'truncated-hang', want: { state: 'unknown', reason: 'it did not answer in time' } },
  { label: 'truncated-close', want: { state: 'unknown', reason: 'what it answered is not DNS' } },
])('a server that does "$label" comes to $want', async ({ label, want }) => {
  const dns = createDns({ resolvers: [lying], limits });
  expect(await dns.resolve(`${label}.example`, 'TXT', signal)).toMatchObject(want);
});

test('where nobody listens, it is said to be out of reach', async () => {
  const server = await startDnsServer({ zones: [] });
  await server.stop();
  const dns = createDns({ resolvers: [{ address: '127.0.0.1', port: server.port }], limits });
  expect(await dns.resolve('a.example', 'TXT', signal)).toMatchObject({
    state: 'unknown',
    reason: 'it cannot be reached',
  });
});

test('a resolver that does not know leaves the word to the next', async () => {
  const zone = { name: 'example', records: [{ type: 'TXT', name: 'refused', content: 'here' }] };
  const server = await startDnsServer({ zones: [zone] });
  const dns = createDns({ resolvers: [lying, { address: '127.0.0.1', port: server.port }], limits });
  const each = await dns.resolveEach('refused.example', 'TXT', signal);
  const found = await dns.resolve('refused.example', 'TXT', signal);
  await server.stop();
  expect(found).toMatchObject({ state: 'found', records: [{ content: 'here' }] });
  expect(each.map(({ state, servers }) => [state, servers])).toEqual([
    ['unknown', [`127.0.0.1:${lying.port}`]],
    ['found', [`127.0.0.1:${server.port}`]],
  ]);
});

test('a server that keeps silent is left alone for a while, and one that only does not know is not', async () => {
  const dns = createDns({ resolvers: [lying], limits: { udpMs: [20], tcpMs: 20 } });
  for (let time = 0; time < 5; time += 1) await dns.resolve(`hang.n${time}.example`, 'TXT', signal);
  expect(dns.questions()).toBe(3);
  expect(await dns.resolve('plain.example', 'TXT', signal)).toMatchObject({ reason: 'it did not answer in time' });
  const other = createDns({ resolvers: [lying], limits });
  for (let time = 0; time < 5; time += 1) await other.resolve(`servfail.n${time}.example`, 'TXT', signal);
  expect(other.questions()).toBe(5);
});

test('no more questions are under way than may be', async () => {
  const dns = createDns({
    resolvers: [lying],
    limits: { udpMs: [100], tcpMs: 20 },
    gate: { all: 10, perKey: 2 },
    restMs: 0,
  });
  const began = performance.now();
  await Promise.all(Array.from({ length: 8 }, (_, index) => dns.resolve(`hang.m${index}.example`, 'TXT', signal)));
  // Two at a time, each for its 100 ms.
  expect(performance.now() - began).toBeGreaterThan(380);
});

test.each([
  { address: '10.0.0.1', sort: 'private' },
  { address: '127.0.0.1', sort: 'loopback' },
  { address: '169.254.169.254', sort: 'linkLocal' },
  { address: '::1', sort: 'loopback' },
])('a domain that names $address for its server has nobody asked there', async ({ address, sort }) => {
  const dns = createDns({ resolvers: [lying], limits, authorityPort: lying.port });
  const heard = await dns.askAuthority({ label: 'ns1', address }, { name: 'plain.example', type: 'TXT' }, signal);
  expect(heard).toMatchObject({
    state: 'unknown',
    reason: `its address is not one that everybody can reach (${sort})`,
  });
  expect(dns.questions()).toBe(0);
});

test.each(['', 'a..example', `${'x'.repeat(64)}.example`, 'x.'.repeat(130)])(
  '"%s" is not asked about',
  async (name) => {
    const dns = createDns({ resolvers: [lying], limits });
    expect(await dns.resolve(name, 'TXT', signal)).toMatchObject({
      state: 'unknown',
      reason: 'it is no name that DNS can hold',
    });
  },
);

test('whoever stops waits for no server', async () => {
  const stopping = new AbortController();
  const dns = createDns({ resolvers: [lying] });
  const asked = dns.resolve('hang.example', 'TXT', stopping.signal);
  stopping.abort(new Error('stopping'));
  await expect(asked).rejects.toThrow('stopping');
});
